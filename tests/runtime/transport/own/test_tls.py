"""TLS of own connections: whom the client trusts, what it shows of itself, and what a refusal is."""

from __future__ import annotations

import datetime
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.runtime import ConnectionFailed, Connections
from tests.runtime.sample import CREATE
from tests.runtime.transport.own.peers import (
    KINDS,
    Proxy,
    answering,
    certificate,
    engines,
    over_tls,
    perform,
    proxy_at,
    server_context,
)
from tests.runtime.transport.own.raw_http2 import NoTime
from tests.sweeps.deadlines.hostile import talking

kinds = pytest.mark.parametrize("kind", KINDS)
ADDRESS = "IP:127.0.0.1,DNS:localhost"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for loopback, with its key."""
    return certificate(tmp_path_factory.mktemp("certificates"), "server", ADDRESS)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for another server."""
    return certificate(tmp_path_factory.mktemp("certificates"), "other", "DNS:other.example")


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for loopback whose time is over."""
    folder = tmp_path_factory.mktemp("certificates")
    made = folder / "expired.pem"
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=9)
    (folder / "ca").mkdir()
    (folder / "ca" / "index.txt").touch()
    (folder / "ca" / "serial").write_text("01")
    (folder / "ca.conf").write_text(
        "[ca]\ndefault_ca=c\n[c]\ndatabase=ca/index.txt\nserial=ca/serial\nnew_certs_dir=ca\ndefault_md=sha256\n"
        "policy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n"
    )
    words = "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test"
    words += f" -addext subjectAltName={ADDRESS} -keyout key -out request"
    subprocess.run(words.split(), cwd=folder, check=True, capture_output=True)
    times = [f"{begin + datetime.timedelta(days=days):%Y%m%d%H%M%SZ}" for days in (0, 5)]
    words = "openssl ca -batch -config ca.conf -selfsign -keyfile key -in request -out crt -notext"
    words += f" -startdate {times[0]} -enddate {times[1]}"
    subprocess.run(words.split(), cwd=folder, check=True, capture_output=True)
    made.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return made


@pytest.fixture
def executed() -> list[bytes]:
    """Heads of requests that a server has read."""
    return []


class Refused:
    """A server whose clients go away, which counts them."""

    def __init__(self, context: ssl.SSLContext, executed: list[bytes]) -> None:
        self._talk = over_tls(context, answering(executed))
        self.connections = 0

    def __call__(self, connection: Any) -> None:
        self.connections += 1
        self._talk(connection)


@pytest.fixture
def port(pair: Path, executed: list[bytes]) -> Iterator[int]:
    """A server with TLS."""
    with talking(over_tls(server_context(pair), answering(executed))) as port:
        yield port


def run(kind: str, port: int, connections: Connections, **options: Any) -> Any:
    return perform(
        kind, f"https://127.0.0.1:{port}", CREATE, body={}, connections=connections, time=NoTime(), **options
    )


def failure(kind: str, pair: Path, connections: Connections, executed: list[bytes], *, tries: int = 1) -> str:
    """What is said of a server that is not trusted, or does not trust; it was asked so often, and nothing was sent."""
    server = Refused(server_context(pair), executed)
    with talking(server) as port, pytest.raises(ConnectionFailed) as caught:
        run(kind, port, connections)
    said = str(caught.value)
    assert not caught.value.maybe_executed
    assert (executed, server.connections, "\n" in said) == ([], tries, False)
    return said


# Trust.


@kinds
@engines
@pytest.mark.parametrize("text", [True, False])
def test_a_file_of_certificates(kind: str, engine: Any, text: bool, port: int, pair: Path) -> None:
    """Its path, as text or as a path."""
    trusted = Connections(verify=str(pair) if text else pair, engine=engine)
    assert run(kind, port, trusted).id == "run_1"


@kinds
@engines
def test_no_verification(kind: str, engine: Any, other: Path, executed: list[bytes]) -> None:
    """Whoever answers is trusted, whatever the name."""
    with talking(over_tls(server_context(other), answering(executed))) as port:
        assert run(kind, port, Connections(verify=False, engine=engine)).id == "run_1"


@kinds
def test_a_context_of_the_caller(kind: str, port: int, pair: Path) -> None:
    """It is used as it is."""
    context = ssl.create_default_context(cafile=str(pair))
    assert run(kind, port, Connections(verify=context)).id == "run_1"


@kinds
@engines
def test_certificates_of_the_environment(kind: str, engine: Any, port: int, pair: Path, monkeypatch: Any) -> None:
    """SSL_CERT_FILE."""
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))
    assert run(kind, port, Connections(engine=engine)).id == "run_1"


@kinds
def test_a_name_with_a_dot(kind: str, port: int, pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates do not name the dot at the end."""
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve("localhost", *rest, **more))
    assert perform(kind, f"https://localhost.:{port}", connections=Connections(verify=pair)).id == "run_1"


# Refusals.


@kinds
@engines
def test_an_untrusted_certificate(kind: str, engine: Any, pair: Path, executed: list[bytes]) -> None:
    """One line with the mend; it is not tried again."""
    said = failure(kind, pair, Connections(engine=engine), executed)
    assert "certificate verify failed" in said
    assert "connections=Connections(verify=path), or SSL_CERT_FILE" in said


@kinds
@engines
def test_another_name(kind: str, engine: Any, other: Path, executed: list[bytes]) -> None:
    """One line; it is not tried again."""
    said = failure(kind, other, Connections(verify=other, engine=engine), executed)
    assert "IP address mismatch, certificate is not valid for '127.0.0.1'" in said


@kinds
@engines
def test_an_expired_certificate(kind: str, engine: Any, expired: Path, executed: list[bytes]) -> None:
    """One line; it is not tried again."""
    said = failure(kind, expired, Connections(verify=expired, engine=engine), executed)
    assert "certificate has expired" in said


@kinds
@engines
@pytest.mark.parametrize("http2", [False, True])
def test_an_untrusted_proxy(
    kind: str, engine: Any, http2: bool, pair: Path, other: Path, executed: list[bytes]
) -> None:
    """It is named, and sees no request."""
    proxy = Proxy()
    with proxy_at(proxy, server_context(other)) as port, pytest.raises(ConnectionFailed) as caught:
        run(kind, 9, Connections(proxy=f"https://127.0.0.1:{port}", verify=pair, engine=engine, http2=http2))
    assert f"through the proxy https://127.0.0.1:{port}" in str(caught.value)
    assert "certificate verify failed" in str(caught.value)
    assert len(caught.value.attempts) == 1
    assert proxy.heads == []


@kinds
@engines
def test_an_untrusted_server_behind_a_proxy(kind: str, engine: Any, pair: Path, executed: list[bytes]) -> None:
    """It is not tried again."""
    server, proxy = Refused(server_context(pair), executed), Proxy()
    with talking(server) as port, proxy_at(proxy) as proxy_port, pytest.raises(ConnectionFailed) as caught:
        run(kind, port, Connections(proxy=f"http://127.0.0.1:{proxy_port}", engine=engine))
    assert "certificate verify failed" in str(caught.value)
    assert (executed, server.connections) == ([], 1)


# Certificates of clients.


@pytest.fixture
def asking(pair: Path, other: Path, executed: list[bytes]) -> Iterator[int]:
    """A server that wants a certificate of its clients, and tells which it got."""
    context = server_context(pair)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(other)
    with talking(over_tls(context, answering(executed))) as port:
        yield port


@kinds
@engines
def test_a_certificate_of_the_client(
    kind: str, engine: Any, asking: int, pair: Path, other: Path, executed: list[bytes]
) -> None:
    """It is shown."""
    assert run(kind, asking, Connections(verify=pair, cert=other, engine=engine)).id == "run_1"
    assert len(executed) == 1


@kinds
def test_a_certificate_and_its_key(kind: str, asking: int, pair: Path, other: Path) -> None:
    """In two files."""
    files = (other.with_suffix(".crt"), other.with_suffix(".key"))
    assert run(kind, asking, Connections(verify=pair, cert=files)).id == "run_1"


@kinds
@engines
def test_no_certificate_where_one_is_wanted(
    kind: str, engine: Any, asking: int, pair: Path, executed: list[bytes]
) -> None:
    """With TLS 1.3 the server says so after the request was sent; it executed nothing."""
    with pytest.raises(Exception, match=r"(?i)certificate required|closed|reset|broken pipe|eof"):
        run(kind, asking, Connections(verify=pair, engine=engine))
    assert executed == []


@kinds
def test_a_proxy_does_not_see_the_certificate(kind: str, pair: Path, other: Path, executed: list[bytes]) -> None:
    """It is for the server behind it."""
    context = server_context(pair)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(other)
    shown: list[Any] = []

    class Looking(Proxy):
        def __call__(self, connection: Any) -> None:
            shown.append(connection.getpeercert())
            super().__call__(connection)

    server = over_tls(context, lambda stream: (shown.append(stream.getpeercert()), answering(executed)(stream)))
    with talking(server) as port, proxy_at(Looking(), context) as proxy_port:
        run(kind, port, Connections(proxy=f"https://127.0.0.1:{proxy_port}", verify=pair, cert=other))
    assert [bool(one) for one in shown] == [False, True]
