"""Drift: responses that do not fit the document. Recorded per kind and place, reported once, never raised."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from ..util.server_text import one_line
from .events import warn_in_log

LONGEST_PLACE = 200
"""Characters of a misfit's place or detail that are kept: a server chooses the names of unknown fields."""


class Misfit(NamedTuple):
    """One difference between a response and the document."""

    kind: str
    """``unknown_enum``, ``unknown_field``, ``missing_field``, ``null``, ``wrong_type``, ``bad_date``, ``bad_union``,
    ``extra_variant`` or ``too_deep`` for bodies; the pipeline adds its own (status, version, …)."""
    where: str
    """Path in the body, such as ``run.progress.currentStep``; ``[]`` is any index, ``*`` any key, ``$`` the body."""
    detail: str = ""
    """Short, and without users' data: types and enum values, never other values."""

    def __str__(self) -> str:
        return one_line(
            f"{self.kind} at {self.where}" + (f" ({self.detail})" if self.detail else ""), 2 * LONGEST_PLACE
        )


class DriftWarning(UserWarning):
    """A response does not fit the document; the call succeeded nevertheless."""

    value: Any = None
    """The result of the call, set where a filter raises the warning (``-W error``), so that the result is not lost."""


OnNewMisfit = Callable[[str, Misfit], None]
"""Called with the name of the operation and a misfit that was not recorded before."""


def warn(operation: str, misfit: Misfit) -> None:
    """Issue a `DriftWarning` that names *operation* and *misfit*.

    Raises:
        DriftWarning: a warnings filter raises it. What a replaced `warnings.showwarning` raises is logged instead.
    """
    try:
        warnings.warn(DriftWarning(f"{operation}: {misfit}"), stacklevel=2)
    except DriftWarning:
        raise
    except Exception as fault:  # noqa: BLE001 - it may be a log handler's, if warnings are captured by `logging`
        warn_in_log(__name__.partition(".")[0], f"{operation}: {misfit}; the warning could not be shown", fault)


class DriftLog:
    """Records each misfit once per operation, kind and place, with a count; safe between threads.

    Parameters:
        on_new: called outside the lock with every new misfit; its exceptions reach the caller of `add`.
        limit: how many different misfits are kept, so that a server whose objects have ids as keys cannot fill the
            memory.
    """

    def __init__(self, on_new: OnNewMisfit | None = warn, *, limit: int = 1000) -> None:
        self._on_new = on_new
        self._limit = limit
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str, str], tuple[str, int]] = {}

    def add(self, operation: str, misfit: Misfit) -> bool:
        """Record *misfit*; True when it is the first of its operation, kind and place."""
        key = (operation, misfit.kind, one_line(misfit.where, LONGEST_PLACE))
        with self._lock:
            detail, count = self._seen.get(key, (one_line(misfit.detail, LONGEST_PLACE), 0))
            if not count and len(self._seen) >= self._limit:
                return False
            self._seen[key] = (detail, count + 1)
        if not count and self._on_new is not None:
            self._on_new(operation, misfit)
        return not count

    def reporter(self, operation: str) -> Callable[[Misfit], None]:
        """A function that records a misfit for *operation*, as `Codec.decode` takes it."""

        def report(misfit: Misfit) -> None:
            self.add(operation, misfit)

        return report

    def report(self) -> list[dict[str, str | int]]:
        """All misfits in order, as JSON values: operation, kind, where, detail (of the first), count."""
        with self._lock:
            seen = list(self._seen.items())
        return [
            {"operation": operation, "kind": kind, "where": where, "detail": detail, "count": count}
            for (operation, kind, where), (detail, count) in seen
        ]

    def __len__(self) -> int:
        return len(self._seen)
