"""Response headers about the API itself: another version, deprecation, sunset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock

from ..facts import Service
from ..util.server_text import one_line
from .drift import Misfit

NO_VERSION = "the answer names no version"
"""Detail of a misfit: the version header is absent."""


def header_misfits(
    service: Service, status: int, headers: Mapping[str, str], *, known_deprecated: bool = False
) -> Iterator[Misfit]:
    """Misfits in the *headers* of one response; usually there are none.

    Parameters:
        known_deprecated: the document marks the operation as deprecated, so that the header is nothing new.
    """
    if service.version_header and service.api_version:
        version = headers.get(service.version_header.lower())
        if version is None:
            if status < 500:  # others may come from a gateway, which knows no version
                yield Misfit("version", service.version_header, NO_VERSION)
        elif version.strip() != service.api_version:
            yield Misfit(
                "version",
                service.version_header,
                f"made for {service.api_version}, the server speaks {one_line(version, 40)}",
            )
    for name in ("deprecation", "sunset"):
        if name in headers and not (known_deprecated and name == "deprecation"):
            yield Misfit(name, name.title(), f"the server says {one_line(headers[name], 80)}")


class ReportedOnce:
    """A set of keys of what has been reported; safe between threads.

    Parameters:
        limit: how many are reported at all, so that a server that says something else each time fills neither the
            memory nor the log.
    """

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self._keys: set[tuple[str, ...]] = set()
        self._lock = Lock()

    def add(self, *key: str) -> bool:
        """Add *key*; True when it is new, and is to be reported."""
        if key in self._keys:  # the common case needs no lock
            return False
        with self._lock:
            if key in self._keys or len(self._keys) >= self._limit:
                return False
            self._keys.add(key)
        return True

    def discard(self, *key: str) -> None:
        """Remove *key*, because the report did not get through."""
        with self._lock:
            self._keys.discard(key)


reported = ReportedOnce()
"""Misfits of headers that any client of this process has reported."""
