"""Origins: a key is sent to one origin only, over https, except on loopback."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from ..errors import ConfigurationError

_PORTS = {"https": 443, "http": 80}


class Origin(NamedTuple):
    """Scheme, host and port; URLs with the same origin belong to the same server."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def origin(url: str) -> Origin:
    """The origin of an absolute *url*; raises ValueError if it has none."""
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        raise ValueError(f"{url!r} is not an http(s) URL")
    return Origin(scheme, host, _PORTS[scheme] if parts.port is None else parts.port)


def base_url_and_origin(url: str, argument: str = "base_url") -> tuple[str, Origin]:
    """*url*, the value of *argument*, without its trailing slash, and its origin.

    Raises:
        ConfigurationError: it is no base URL, or a key must not be sent there.
    """
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
        raise ConfigurationError(
            f"{argument}: a URL is ASCII without spaces; percent-encode its path, and write its host as xn--…"
        )
    try:
        parts, place = urlsplit(url), origin(url)
    except ValueError:
        raise ConfigurationError(f"{argument}: not an absolute URL; write it as https://host/path") from None
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError(
            f"{argument}: credentials, query and fragment do not belong there; give scheme, host and path"
        )
    return url.rstrip("/"), require_encrypted(place, argument)


def require_encrypted(place: Origin, argument: str) -> Origin:
    """*place* itself; raises `ConfigurationError` unless it is https or loopback."""
    if place.scheme != "https" and not is_loopback(place.host):
        raise ConfigurationError(
            f"{argument}: {place} is not encrypted, so that others could read the key; use https://"
        )
    return place


def absolute_url(location: str, url: str) -> str:
    """*location*, which may be relative to *url*, as an absolute URL. For a server's, see `server_text.join_url`."""
    return urljoin(url, location)


def is_loopback(host: str) -> bool:
    """Whether *host* is on this machine."""
    return (
        host == "localhost"
        or host.endswith(".localhost")
        or host == "::1"
        or (host.startswith("127.") and host.isascii() and host.replace(".", "").isdigit())
    )
