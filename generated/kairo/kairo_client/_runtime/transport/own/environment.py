"""Proxies and certificates: of a client's own settings, else of the environment, as curl and httpx read them.

A bad value matters only where it is needed, and is then one `ConfigurationError` that names it.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ...errors import ConfigurationError
from ..connections import Connections

if TYPE_CHECKING:
    from .target import Target

PROXY_SCHEMES = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""Kinds of proxies, and their usual ports."""


class ProxyServer(NamedTuple):
    """A proxy."""

    scheme: str
    host: str
    port: int
    auth: tuple[str, str] | None = None
    """User and password."""
    source: str = ""
    """The setting that named it."""

    @property
    def url(self) -> str:
        """Its URL without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def __repr__(self) -> str:
        return f"<ProxyServer {self.url}>"


def proxy_for(target: Target, connections: Connections) -> ProxyServer | None:
    """The proxy for requests to *target*; raises `ConfigurationError` if its URL is none."""
    if connections.proxy is not None:
        return _proxy(connections.proxy, "connections: proxy") if connections.proxy else None
    for name in (f"{target.scheme}_proxy", "all_proxy"):
        source, url = _setting(name)
        if url:
            no_proxy = _setting("no_proxy")[1]
            return None if _is_excepted(target.host, target.port, no_proxy) else _proxy(url, source)
    return None


def _setting(name: str) -> tuple[str, str]:
    """The name and value of an environment variable; the one in lower case wins."""
    if name in os.environ:
        return name, os.environ[name].strip()
    upper = name.upper()
    if upper == "HTTP_PROXY" and "REQUEST_METHOD" in os.environ:  # a CGI server makes it of a request's Proxy header
        return upper, ""
    return upper, os.environ.get(upper, "").strip()


def _proxy(url: str, source: str) -> ProxyServer:
    scheme, _, rest = url.partition("://") if "://" in url else ("http", "", url)
    account, at, place = re.split("[/?#]", rest, maxsplit=1)[0].rpartition("@")
    try:
        parts = urlsplit(f"{scheme}://{place}")  # it keeps URLs in a cache, where no password belongs
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        scheme = host = ""
        port = parts = None
    if scheme not in PROXY_SCHEMES or not host or parts is None or " " in host:
        kinds = ", ".join(f"{kind}://" for kind in PROXY_SCHEMES)
        raise ConfigurationError(f"{source}: not the URL of a proxy; write it as http://host:port (known: {kinds})")
    user, _, password = account.partition(":")
    auth = (unquote(user), unquote(password)) if at else None
    return ProxyServer(scheme, host, port or PROXY_SCHEMES[scheme], auth, source)


def _is_excepted(host: str, port: int, no_proxy: str) -> bool:
    """Whether *no_proxy*, a list of names, addresses and networks, each perhaps with a port, names this server."""
    return any(_matches(entry, host.lower().rstrip("."), port) for entry in no_proxy.replace(",", " ").split())


def _matches(entry: str, host: str, port: int) -> bool:
    entry = entry.lower()
    if entry == "*":
        return True
    entry = entry.partition("://")[2] or entry
    if "/" in entry:
        return _in_network(host, entry)
    name, its_port = _split_port(entry)
    if its_port is not None and its_port != port:
        return False
    if _address(name) is not None or _address(host) is not None:
        return _address(name) == _address(host)
    name = name.removeprefix("*").lstrip(".").rstrip(".")
    return bool(name) and (host == name or host.endswith("." + name))


def _split_port(entry: str) -> tuple[str, int | None]:
    if entry.startswith("["):
        name, _, rest = entry[1:].partition("]")
        return name, int(rest[1:]) if rest[1:].isdigit() else None
    name, colon, port = entry.rpartition(":")
    return (name, int(port)) if colon and port.isdigit() and ":" not in name else (entry, None)


def _address(text: str) -> object:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _in_network(host: str, entry: str) -> bool:
    try:
        network = ip_network(entry.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        raise ConfigurationError(f"NO_PROXY: {entry!r} is not a network; write it as 10.0.0.0/8 or fd00::/8") from None
    try:
        return ip_address(host) in network
    except ValueError:
        return False


def tls_context(engine: Any, connections: Connections) -> ssl.SSLContext:
    """The TLS settings of *connections*; one for all clients of a process that have the same.

    Raises:
        ConfigurationError: a certificate cannot be read; the message names the setting.
    """
    files = {name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)}
    context = _tls_context(engine, connections._replace(proxy=None), tuple(files.items()))
    if context is connections.verify:  # which clients with other settings may share
        _offer(context, connections)
    return context


@lru_cache(maxsize=8)
def _tls_context(engine: Any, connections: Connections, files: tuple[tuple[str, str], ...]) -> ssl.SSLContext:
    verify, cert = connections.verify, connections.cert
    context = verify if isinstance(verify, ssl.SSLContext) else _verifying(engine, verify, dict(files))
    if cert is not None:
        chain = cert if isinstance(cert, tuple) else (cert,)
        try:
            context.load_cert_chain(*(os.fspath(part) for part in chain))
        except (OSError, ValueError) as error:
            shown = ", ".join(map(str, chain[:2]))  # the third is the key's password
            raise ConfigurationError(f"connections: cert: {shown}: cannot be used: {_cause(error)}") from None
    _offer(context, connections)
    return context


def _offer(context: ssl.SSLContext, connections: Connections) -> None:
    """Offer servers the protocols that the client speaks."""
    context.set_alpn_protocols(["h2", "http/1.1"] if connections.http2 else ["http/1.1"])


def _verifying(engine: Any, verify: bool | str | os.PathLike[str], files: Mapping[str, str]) -> ssl.SSLContext:
    if verify is False:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if verify is True:
        for name, path in files.items():
            return _trusting(path, name)
        return _made("certificates cannot be read", engine.default_ssl_context)
    return _trusting(os.fspath(verify), "connections: verify")


def _trusting(path: str, source: str) -> ssl.SSLContext:
    """A context that trusts the certificates at *path*: a file, a folder, or several folders as in ``PATH``."""
    folders = all(os.path.isdir(part) for part in path.split(os.pathsep))  # noqa: PTH112 - as the ssl module wants it
    name = "capath" if folders else "cafile"
    make = partial(ssl.create_default_context, ssl.Purpose.SERVER_AUTH, **{name: path})
    return _made(f"{source}: {path}: certificates cannot be read", make)


def _made(fault: str, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """The context that *make* returns; raises `ConfigurationError` with this *fault* if it cannot be made."""
    try:
        return make()
    except (OSError, ValueError) as error:
        log = os.environ.get("SSLKEYLOGFILE")  # where Python's contexts write session keys
        if log is not None and isinstance(error, OSError) and error.filename == log:
            fault = f"SSLKEYLOGFILE: {log}: cannot be written"
        raise ConfigurationError(f"{fault}: {_cause(error)}") from None


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
