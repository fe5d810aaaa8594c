"""Caps: refusals that last longer than a retry may wait (a daily quota, say), remembered until they are lifted.

A cap is recorded for the operation that was refused. Which other operations the vendor counts together with it is not
known, and refusing one that the server would have accepted would be a fault of the client.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import StatusError


class Cap(NamedTuple):
    """Do not call an operation before *until*, by the client's clock; *error* is the server's refusal."""

    until: float
    error: StatusError


class Caps:
    """The caps of one key. Each method is a single dictionary access, so it is safe between threads."""

    def __init__(self) -> None:
        self._caps: dict[str, Cap] = {}

    def record(self, operation: str, until: float, error: StatusError) -> None:
        """Remember *error* for *operation*, without the request, response and attempts of the call that met it."""
        bare = type(error)(error.reason, status_code=error.status_code, code=error.code, body=error.body)
        self._caps[operation] = Cap(until, bare)

    def active(self, operation: str, now: float) -> Cap | None:
        """The cap that still holds for *operation*; None: it may be called."""
        cap = self._caps.get(operation)
        if cap is not None and cap.until <= now:
            self._caps.pop(operation, None)
            return None
        return cap
