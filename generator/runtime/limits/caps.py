"""Caps that waiting a moment does not lift: what the server said of one holds until the moment it named.

A cap is kept by the name of the operation that met it. Which others the vendor counts together with it is not known,
and what is stopped without being refused would be a failure of our own making.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import StatusError


class Cap(NamedTuple):
    """An operation that must not be called before *until*, by the client's clock, and the error that said so."""

    until: float
    error: StatusError


class Caps:
    """The caps that one key has met; a single dictionary access each, so safe between threads."""

    def __init__(self) -> None:
        self._known: dict[str, Cap] = {}

    def keep(self, operation: str, until: float, error: StatusError) -> None:
        """*error* holds for *operation* until then. Kept without what it came with, which belongs to another call."""
        bare = type(error)(error.reason, status_code=error.status_code, code=error.code, body=error.body)
        self._known[operation] = Cap(until, bare)

    def holds(self, operation: str, now: float) -> Cap | None:
        """The cap that *operation* must still heed."""
        cap = self._known.get(operation)
        if cap is not None and cap.until <= now:
            self._known.pop(operation, None)
            return None
        return cap
