"""The server and the request target that a URL names."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from ...errors import ConfigurationError

_DEFAULT_PORTS = {"https": 443, "http": 80}
_TARGET = "!#$%&'()*+,/:;=?@[]~"
"""Characters that need no encoding in what is requested, besides letters, digits and ``_.-~``."""


class Target(NamedTuple):
    """The server that a URL names."""

    scheme: str
    host: str
    port: int


@lru_cache(maxsize=512)
def split_url(url: str) -> tuple[Target, bytes]:
    """The server and the request target of an absolute *url*, which holds no credential; polling asks for the same.

    Raises:
        ConfigurationError: it is no http(s) URL.
    """
    return _split(url)


def target_of(url: str) -> bytes:
    """The request target of *url*, whose query may hold a credential: `urlsplit` would keep it in a cache."""
    place, mark, query = url.partition("#")[0].partition("?")
    return split_url(place)[1] + quote(mark + query, safe=_TARGET).encode()


def _split(url: str) -> tuple[Target, bytes]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()  # whose codec takes long to import
    except ValueError:
        host = ""
        port = parts = None
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not host:
        raise ConfigurationError(f"{url.partition('?')[0]!r} is not an absolute http(s) URL")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme]), quote(target, safe=_TARGET).encode()
