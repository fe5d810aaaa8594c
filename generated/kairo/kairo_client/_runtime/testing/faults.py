"""What can go wrong on the way, on request: which fault meets which request, and what it does to an answer."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from ..util.typeguards import is_array, is_object

Drop = Literal["", "before-work", "after-work"]
Drift = Mapping[str, Any] | Callable[[Any], Any] | None


class Fault(NamedTuple):
    """What is done to one request and its answer; several things at once where that makes sense."""

    drop: Drop = ""
    """Hang up without an answer: before the work is done, or after."""
    delay: float = 0.0
    """Seconds of silence before the answer."""
    trickle: Literal["", "headers", "body"] = ""
    """Send that part byte by byte."""
    pace: float = 0.05
    """Seconds between trickled bytes."""
    truncate: int | None = None
    """Hang up after so many bytes of the answer's body."""
    status: int = 0
    """Answer with it; the work is not done unless *work* says so."""
    work: bool = False
    """The work is done although *status* says otherwise."""
    retry_after: float | str | None = None
    """The ``Retry-After`` header: seconds, or a date as it is."""
    headers: Mapping[str, str] = {}
    """More headers, or others in place of the usual ones."""
    body: Any = None
    """In place of the usual body: bytes and text as they are, anything else as JSON."""
    html: bool = False
    """A page for people, as proxies send it, where JSON is expected."""
    version: str = ""
    """What the API's version header says."""
    redirect: str = ""
    """Send the caller there, with status 307 unless *status* says otherwise."""
    drift: Drift = None
    """Changes of the answer's JSON: dotted path → value, ``...`` removes, ``*`` is every item; or a function of it."""

    @property
    def works(self) -> bool:
        """True when the operation's work is done."""
        if self.drop:
            return self.drop == "after-work"
        return self.work or not (self.status >= 300 or self.redirect)


class Faults:
    """The faults that wait for their requests, in the order they were asked for; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Fault, list[float]]] = []

    def add(self, operation: str, fault: Fault, times: int | None, after: int) -> None:
        """*fault* meets *times* requests of *operation* (all of them when empty), the first *after* spared."""
        with self._lock:
            self._waiting.append((operation, fault, [after, float("inf") if times is None else times]))

    def take(self, operation: str) -> Fault | None:
        """The fault that meets this request of *operation*, if any."""
        with self._lock:
            for wanted, fault, counts in self._waiting:
                if wanted not in ("", operation) or counts[1] <= 0:
                    continue
                if counts[0] > 0:
                    counts[0] -= 1
                    continue
                counts[1] -= 1
                return fault
        return None

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._waiting.clear()


def drifted(answer: Any, drift: Drift) -> Any:
    """*answer* with the changes of *drift* made to a copy."""
    answer = copy.deepcopy(answer)
    if drift is None:
        return answer
    if callable(drift):
        return drift(answer)
    for path, value in drift.items():
        _change(answer, path.split("."), value)
    return answer


def _change(node: Any, path: list[str], value: Any) -> None:
    """Set, or remove, what *path* leads to; a place that is not there is left alone."""
    first, rest = path[0], path[1:]
    if is_array(node):
        chosen = range(len(node)) if first == "*" else [int(first)] if first.isdecimal() else []
        for index in chosen:
            if rest and index < len(node):
                _change(node[index], rest, value)
            elif index < len(node):
                node[index] = value
    elif is_object(node):
        if rest:
            _change(node.get(first), rest, value)
        elif value is ...:
            node.pop(first, None)
        else:
            node[first] = value
