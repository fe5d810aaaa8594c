"""Which hosts may see the key: one origin, over https, loopback excepted."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from ..errors import ConfigurationError

_PORTS = {"https": 443, "http": 80}


class Origin(NamedTuple):
    """Scheme, host and port: what decides whether two URLs belong to the same server."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def origin(url: str) -> Origin:
    """The origin of an absolute *url*; raises ValueError for one that has none."""
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        raise ValueError(f"{url!r} is not an http(s) URL")
    return Origin(scheme, host, parts.port or _PORTS[scheme])


def base(url: str, name: str = "base_url") -> tuple[str, Origin]:
    """*url* without its last slash, and its origin; raises `ConfigurationError` when a key must not be sent there."""
    try:
        parts, home = urlsplit(url), origin(url)
    except ValueError:
        raise ConfigurationError(f"{name}: not an absolute URL; write it as https://host/path") from None
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{name}: credentials, query and fragment do not belong there; give scheme, host and path"
        )
    return url.rstrip("/"), encrypted(home, name)


def encrypted(place: Origin, name: str) -> Origin:
    """*place*, if what is sent there cannot be read on the way; raises `ConfigurationError` otherwise."""
    if place.scheme != "https" and not loopback(place.host):
        raise ConfigurationError(f"{name}: {place} is not encrypted and would show all to the network; use https://")
    return place


def resolve(location: str, url: str) -> str:
    """Where a ``Location`` of an answer to *url* points."""
    return urljoin(url, location)


def loopback(host: str) -> bool:
    """Whether *host* is this machine."""
    return (
        host == "localhost"
        or host.endswith(".localhost")
        or host == "::1"
        or (host.startswith("127.") and host.replace(".", "").isdigit())
    )
