"""What answers did not fit the document: noted once per kind, told once, never raised."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple


class Misfit(NamedTuple):
    """One way in which an answer differs from what the document promises."""

    kind: str
    """``unknown_enum``, ``unknown_field``, ``missing_field``, ``null``, ``wrong_type``, ``bad_date``, ``bad_union``,
    ``extra_variant`` or ``too_deep`` for bodies; the pipeline adds its own (status, version, …)."""
    where: str
    """Path in the body such as ``run.progress.currentStep``; ``[]`` is any index, ``*`` any key, ``$`` the whole."""
    detail: str = ""
    """Short, and free of what users own: types and enum tokens, never other values."""

    def __str__(self) -> str:
        return f"{self.kind} at {self.where}" + (f" ({self.detail})" if self.detail else "")


class DriftWarning(UserWarning):
    """An answer did not fit the document; the call succeeded all the same."""

    value: Any = None
    """What the call returns, where a filter raises the warning (``-W error``) and so keeps it from returning."""


Tell = Callable[[str, Misfit], None]
"""Called with the operation's name and a misfit not seen before."""


def warn(operation: str, misfit: Misfit) -> None:
    """Issue a `DriftWarning` that names *operation* and *misfit*."""
    warnings.warn(DriftWarning(f"{operation}: {misfit}"), stacklevel=2)


class DriftLog:
    """Remembers each misfit once per operation, kind and place, and counts how often it came; safe between threads.

    Parameters:
        tell: called outside the lock with every new one; what it raises reaches the caller of `add`.
        limit: how many different ones are kept, so that a server that keys objects by id cannot fill the memory.
    """

    def __init__(self, tell: Tell | None = warn, *, limit: int = 1000) -> None:
        self._tell = tell
        self._limit = limit
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str, str], tuple[str, int]] = {}

    def add(self, operation: str, misfit: Misfit) -> bool:
        """Note *misfit*; True when it is the first of its operation, kind and place."""
        key = (operation, misfit.kind, misfit.where)
        with self._lock:
            detail, count = self._seen.get(key, (misfit.detail, 0))
            if not count and len(self._seen) >= self._limit:
                return False
            self._seen[key] = (detail, count + 1)
        if not count and self._tell is not None:
            self._tell(operation, misfit)
        return not count

    def reporter(self, operation: str) -> Callable[[Misfit], None]:
        """A function of one misfit, as `Codec.decode` wants it, that notes it for *operation*."""

        def report(misfit: Misfit) -> None:
            self.add(operation, misfit)

        return report

    def report(self) -> list[dict[str, str | int]]:
        """All of them in the order they came, JSON-able: operation, kind, where, detail (of the first), count."""
        with self._lock:
            seen = list(self._seen.items())
        return [
            {"operation": operation, "kind": kind, "where": where, "detail": detail, "count": count}
            for (operation, kind, where), (detail, count) in seen
        ]

    def __len__(self) -> int:
        return len(self._seen)
