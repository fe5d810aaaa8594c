"""Faults that the fake server injects, and the queue of those for requests to come."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from ..util.typeguards import is_array, is_object

Drop = Literal["", "before-work", "after-work"]
"""When the connection is closed: before the operation is executed, or after; empty: not at all."""
Drift = Mapping[str, Any] | Callable[[Any], Any] | None
"""Changes of a response's JSON: dotted path → value, or a function of it."""


class Fault(NamedTuple):
    """One fault: changes to a request's execution and its response. Fields can be combined."""

    drop: Drop = ""
    """Close the connection without a response, before the operation is executed or after."""
    delay: float = 0.0
    """Seconds before the response."""
    trickle: Literal["", "headers", "body"] = ""
    """Part of the response that is sent byte by byte."""
    pace: float = 0.05
    """Seconds between trickled bytes."""
    truncate: int | None = None
    """Close the connection after this number of bytes of the body."""
    status: int = 0
    """Status of the response; an error status keeps the operation from being executed, unless *work*."""
    work: bool = False
    """Execute the operation although *status* is an error."""
    retry_after: float | str | None = None
    """The ``Retry-After`` header: seconds, or an HTTP date."""
    headers: Mapping[str, str] = {}
    """Headers to add or to replace."""
    body: Any = None
    """Body in place of the usual one: bytes and text are sent as they are, anything else as JSON."""
    html: bool = False
    """Send an HTML page, as proxies do, where JSON is expected."""
    version: str = ""
    """Value of the API's version header."""
    redirect: str = ""
    """URL to redirect to, with status 307 unless *status* is given."""
    drift: Drift = None
    """Changes of the response's JSON: dotted path → value (``...`` removes, ``*`` is every item), or a function."""

    @property
    def works(self) -> bool:
        """Whether the operation is executed."""
        if self.drop:
            return self.drop == "after-work"
        return self.work or not (self.status >= 300 or self.redirect)


class FaultQueue:
    """The faults of the requests to come, in the order in which they were added. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: list[tuple[str, Fault, list[float]]] = []
        """(operation, fault, [requests to skip, requests to meet])"""

    def add(self, operation: str, fault: Fault, times: int | None, after: int) -> None:
        """Apply *fault* to *times* requests of *operation*, skipping the first *after*.

        Parameters:
            operation: empty: any operation. times: None: all requests.
        """
        with self._lock:
            self._pending.append((operation, fault, [after, float("inf") if times is None else times]))

    def take(self, operation: str) -> Fault | None:
        """Remove and return the fault of this request of *operation*, if any."""
        with self._lock:
            for name, fault, counts in self._pending:
                if name not in ("", operation) or counts[1] <= 0:
                    continue
                if counts[0] > 0:
                    counts[0] -= 1
                    continue
                counts[1] -= 1
                return fault
        return None

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._pending.clear()


def apply_drift(body: Any, drift: Drift) -> Any:
    """A copy of *body* with the changes of *drift*."""
    body = copy.deepcopy(body)
    if drift is None:
        return body
    if callable(drift):
        return drift(body)
    for path, value in drift.items():
        _set(body, path.split("."), value)
    return body


def _set(node: Any, path: list[str], value: Any) -> None:
    """Set or remove the value at *path*; a path that does not exist is ignored."""
    first, rest = path[0], path[1:]
    if is_array(node):
        indices = range(len(node)) if first == "*" else [int(first)] if first.isdecimal() else []
        for index in indices:
            if rest and index < len(node):
                _set(node[index], rest, value)
            elif index < len(node):
                node[index] = value
    elif is_object(node):
        if rest:
            _set(node.get(first), rest, value)
        elif value is ...:
            node.pop(first, None)
        else:
            node[first] = value
