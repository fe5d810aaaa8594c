"""What the answers' headers say about the API itself: another version, or an end that is coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock

from ..facts import Service
from .drift import Misfit

UNSAID = "the answer names no version"


def remarks(
    service: Service, status: int, headers: Mapping[str, str], *, known_deprecated: bool = False
) -> Iterator[Misfit]:
    """What one answer's *headers* say that a maintainer should know; mostly nothing."""
    if service.version_header and service.api_version:
        spoken = headers.get(service.version_header.lower())
        if spoken is None:
            if status < 500:  # those may be a gateway's, which knows of no version
                yield Misfit("version", service.version_header, UNSAID)
        elif spoken.strip() != service.api_version:
            yield Misfit(
                "version",
                service.version_header,
                f"made for {service.api_version}, the server speaks {spoken.strip()[:40]}",
            )
    for name in ("deprecation", "sunset"):
        if name in headers and not (known_deprecated and name == "deprecation"):
            yield Misfit(name, name.title(), f"the server says {headers[name][:80]}")


class OncePerProcess:
    """Remembers what has been told, for all clients of the process."""

    def __init__(self) -> None:
        self._told: set[tuple[str, ...]] = set()
        self._lock = Lock()

    def first(self, *what: str) -> bool:
        """True the first time it is asked about *what*."""
        if what in self._told:  # no lock for the common case
            return False
        with self._lock:
            if what in self._told:
                return False
            self._told.add(what)
        return True

    def forget(self, *what: str) -> None:
        """It was not told after all."""
        with self._lock:
            self._told.discard(what)


told = OncePerProcess()
