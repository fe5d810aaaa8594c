"""Proxies and certificates, of settings and of the environment."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable
from pathlib import Path

import httpcore
import pytest

from generator.runtime import ConfigurationError, Connections
from generator.runtime.transport.own.environment import ProxyServer, proxy_for, tls_context
from generator.runtime.transport.own.target import Target

API = Target("https", "api.example.com", 443)
VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUEST_METHOD")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but what a test sets."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_no_proxy() -> None:
    """Unless one is named."""
    assert proxy_for(API, Connections()) is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In capitals or not, for all or for HTTPS."""
    monkeypatch.setenv(name, "http://me:s%40cret@proxy.example:3128")
    assert proxy_for(API, Connections()) == ProxyServer("http", "proxy.example", 3128, ("me", "s@cret"), name)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [("proxy", "proxy", 80), ("socks5://[::1]:9", "::1", 9), ("https://p", "p", 443), ("SOCKS5H://p", "p", 1080)],
)
def test_how_a_proxy_is_written(url: str, host: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its scheme may be left out."""
    monkeypatch.setenv("ALL_PROXY", url)
    proxy = proxy_for(API, Connections())
    assert proxy is not None
    assert (proxy.host, proxy.port) == (host, port)


def test_a_proxy_for_http_is_not_one_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is none where a CGI server makes the variable of a request's header."""
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    local = Target("http", "localhost", 8000)
    assert proxy_for(API, Connections()) is None
    assert proxy_for(local, Connections()) is not None
    monkeypatch.setenv("REQUEST_METHOD", "GET")
    assert proxy_for(local, Connections()) is None


def test_settings_replace_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with none."""
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://")
    assert proxy_for(API, Connections(proxy="")) is None
    mine = ProxyServer("http", "mine", 80, None, "connections: proxy")
    assert proxy_for(API, Connections(proxy="http://mine")) == mine


@pytest.mark.parametrize("url", ["ftp://p", "http://", "http://p:port", "http://[::1", "socks4://p", "http://a b"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_bad_proxy_is_named(url: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, and only where it is needed."""
    monkeypatch.setenv(name, url)
    with pytest.raises(ConfigurationError, match=f"^{name}: not the URL of a proxy") as caught:
        proxy_for(API, Connections())
    assert "\n" not in str(caught.value)
    monkeypatch.setenv("NO_PROXY", "example.com")
    assert proxy_for(API, Connections()) is None


@pytest.mark.parametrize(
    ("no_proxy", "host", "excepted"),
    [
        ("*", "api.example.com", True),
        ("example.com", "api.example.com", True),
        (".example.com", "api.example.com", True),
        ("*.example.com", "api.example.com", True),
        ("EXAMPLE.COM.", "api.example.com", True),
        ("https://example.com", "api.example.com", True),
        ("other, api.example.com:443", "api.example.com", True),
        ("api.example.com:8443", "api.example.com", False),
        ("ample.com", "api.example.com", False),
        ("", "api.example.com", False),
        ("localhost,127.0.0.0/8,::1/128", "127.0.0.1", True),
        ("localhost,127.0.0.0/8,::1/128", "::1", True),
        ("localhost,127.0.0.0/8,::1/128", "localhost", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.0/8", "api.example.com", False),
        ("fd00::/8", "fd12::1", True),
        ("[fd00::]/8", "fd12::1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "0:0::1", True),
        ("[::1]:443", "::1", True),
        ("[::1]:80", "::1", False),
        ("127.0.0.1:443", "127.0.0.1", True),
        ("0.0.1", "127.0.0.1", False),
    ],
)
def test_exceptions(no_proxy: str, host: str, excepted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, addresses and networks of both families, with ports."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert (proxy_for(Target("https", host, 443), Connections()) is None) is excepted


def test_a_bad_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where a proxy is set."""
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/99")
    assert proxy_for(API, Connections()) is None
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    with pytest.raises(ConfigurationError, match=r"^NO_PROXY: '10\.0\.0\.0/99' is not a network"):
        proxy_for(API, Connections())


def test_a_proxy_shows_no_password() -> None:
    """Wherever it is printed."""
    assert "secret" not in repr(ProxyServer("http", "::1", 80, ("me", "secret")))


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_not_there(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The variable is named."""
    monkeypatch.setenv(name, str(tmp_path / "none.pem"))
    with pytest.raises(ConfigurationError, match=f"^{name}: .*none.pem: certificates cannot be read: No such file"):
        tls_context(httpcore, Connections())


def test_certificates_that_are_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nor those that a setting names."""
    (tmp_path / "bad.pem").write_text("not a certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "bad.pem"))
    with pytest.raises(ConfigurationError, match=r"^SSL_CERT_FILE: "):
        tls_context(httpcore, Connections())
    with pytest.raises(ConfigurationError, match=r"^connections: verify: "):
        tls_context(httpcore, Connections(verify=tmp_path / "bad.pem"))
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ConfigurationError, match=r"^connections: cert: .*none.pem, .*none.key: cannot be used"):
        tls_context(httpcore, Connections(cert=(tmp_path / "none.pem", tmp_path / "none.key")))


def test_several_folders_of_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As OpenSSL reads the variable; each has to be there."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert tls_context(httpcore, Connections()).verify_mode == ssl.CERT_REQUIRED
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "none")]))
    with pytest.raises(ConfigurationError, match=r"^SSL_CERT_DIR: .*none: certificates cannot be read: No such"):
        tls_context(httpcore, Connections())


@pytest.mark.parametrize("verify", [True, "folder"])
def test_a_log_of_keys_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verify: bool | str
) -> None:
    """Python's own contexts write one where this variable is set."""
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "none" / "log"))
    connections = Connections(verify=verify if verify is True else tmp_path)
    with pytest.raises(ConfigurationError, match=r"^SSLKEYLOGFILE: .*log: cannot be written: No such file"):
        tls_context(httpcore, connections._replace(limit=7))  # whose context was not made before


def test_verifying() -> None:
    """Is the default, and can be switched off or be the caller's own."""
    assert tls_context(httpcore, Connections()).verify_mode == ssl.CERT_REQUIRED
    assert tls_context(httpcore, Connections(verify=False)).verify_mode == ssl.CERT_NONE
    own = ssl.create_default_context()
    assert tls_context(httpcore, Connections(verify=own)) is own


def test_a_context_that_clients_share() -> None:
    """Each offers the protocols that it speaks, whoever was there before."""
    offered: list[list[str]] = []

    class Told(ssl.SSLContext):
        def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
            offered.append(list(alpn_protocols))

    shared = Told(ssl.PROTOCOL_TLS_CLIENT)
    for settings in (Connections(verify=shared), Connections(verify=shared, http2=True), Connections(verify=shared)):
        assert tls_context(httpcore, settings) is shared
        assert offered[-1] == (["h2", "http/1.1"] if settings.http2 else ["http/1.1"])


def test_one_context_for_all_clients() -> None:
    """Loading certificates is the slowest part of the first call."""
    assert tls_context(httpcore, Connections()) is tls_context(httpcore, Connections(limit=100))
