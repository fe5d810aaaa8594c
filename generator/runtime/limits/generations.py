"""How state that is kept elsewhere is told from state that was lost and made again, restored, or dated otherwise.

Each state has a *generation*, a random name that it gets when it is made, and a *serial* number, which grows with each
change. A process keeps a `Memory` of what it saw last. Where it then finds nothing, another generation, a lower serial
or another time, requests were sent that the state does not know: it counts as used up for as long as they count. Who
never saw the state before has nothing to compare it with.
"""

from __future__ import annotations

import json
import os
import threading
from typing import Any, NamedTuple

from ..facts import Limit
from ..util.fork import renew_after_fork
from ..util.typeguards import is_array
from .limiter import StoreUnavailable

LAYOUT = 4
"""Version of the format of texts. A process refuses a text of another layout instead of sending beside it."""

CLOCK_TOLERANCE = 1.0
"""Seconds by which clocks may differ, and two thousandths of the time that has passed."""

_LARGEST_MOMENT = 1e15
"""Seconds; no clock shows more."""


class Record(NamedTuple):
    """A state as it is stored."""

    generation: str
    serial: int
    since: float
    """When the generation was made."""
    written: float
    clock: str
    """Identifies the clock by which all times are; empty where there is only one."""
    state: Any


class Memory:
    """The knowledge of this process about one state; shared by all who use the state in it."""

    def __init__(self) -> None:
        self.generation = ""
        self.serial = 0
        self.seen = 0.0
        """When it was last seen, by the state's clock."""
        self.seen_here = 0.0
        """The same moment by this process's clock."""
        self.limits: dict[str, Limit] = {}
        """Rate limits as they were last seen, by name: the server may have announced others than those documented."""
        self.mine: dict[str, Any] = {}
        """Permits and slots that this process holds in the state, by name."""
        renew_after_fork(self)

    def see(self, generation: str, serial: int, now: float, here: float) -> None:
        """The state was seen at *now*, which is *here* or later by this process's clock."""
        self.generation, self.serial, self.seen, self.seen_here = generation, serial, now, here

    def renew(self) -> None:
        """In a forked child: what is held is the parent's."""
        self.mine = {}


class Memories:
    """The memories of this process by place and name of the state."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Memory] = {}
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child: a thread of the parent's may hold the lock."""
        self._lock = threading.Lock()

    def of(self, place: str, name: str) -> Memory:
        """The memory of the state called *name* at *place*."""
        with self._lock:
            return self._known.setdefault((place, name), Memory())


class Opened(NamedTuple):
    """A state that was read, and what is known of its past."""

    record: Record
    loss: str
    """The reason why requests may have been sent that it does not know; empty: there are none."""
    redated: bool
    """Whether its times are by another clock, and cannot be compared with the present one."""
    lost_at: float
    """When the last of them was sent, at the latest, by the present clock."""


def open_record(text: str | None, memory: Memory, now: float, here: float, clock: str, place: str) -> Opened:
    """The state in *text* at the time *now*, compared with *memory*.

    Parameters:
        here: this process's clock. clock: the identity of the clock that says *now*. place: for errors.

    Raises:
        StoreUnavailable: the text is none of ours, or has another layout.
    """
    record = None if text is None else _parse(text, place)
    redated = record is not None and (record.clock != clock or record.written > now + CLOCK_TOLERANCE)
    loss = _loss(record, memory, now, here, clock)
    if record is None or redated or loss == _OLDER:
        record = Record(os.urandom(6).hex(), 0, now, now, clock, None if record is None else record.state)
    lost_at = record.since
    if memory.generation:
        lost_at = min(now, max(lost_at, now - max(0.0, here - memory.seen_here)))
    if loss and loss.startswith(_FORWARD):
        lost_at = now
    return Opened(record, loss, redated, lost_at)


def dump_record(record: Record, now: float, clock: str, state: Any) -> str:
    """The text of *record* with a new *state*."""
    generation, serial, since, *_ = record
    return json.dumps([LAYOUT, generation, serial + 1, since, now, clock, state], separators=(",", ":"))


_OLDER = "is older than what was seen before, as after a restore or a failover to a replica that lagged"
_FORWARD = "has a clock that went forward"


def _loss(record: Record | None, memory: Memory, now: float, here: float, clock: str) -> str:
    if record is not None and record.clock != clock:
        return "was written before the machine restarted, or on another machine"
    if record is not None and record.written > now + CLOCK_TOLERANCE:
        return f"has a clock that went back by {record.written - now:.0f} s or more"
    if not memory.generation:
        return ""
    if record is None:
        return "is gone: it was deleted, flushed, evicted, or not kept over a restart"
    if record.generation != memory.generation:
        return "is gone, and another process has begun anew"
    if record.serial < memory.serial:
        return _OLDER
    passed = here - memory.seen_here
    ahead = now - memory.seen - passed
    if ahead > CLOCK_TOLERANCE + passed / 500:
        return f"{_FORWARD} by {ahead:.0f} s"
    return ""


def _parse(text: str, place: str) -> Record:
    try:
        values = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        values = None
    if not is_array(values) or not values or not isinstance(values[0], int):
        raise StoreUnavailable(f"{place}: holds something that is no state of rate limits; delete it, or name another")
    if values[0] != LAYOUT:
        raise StoreUnavailable(
            f"{place}: written in layout {values[0]} by another version of this package, which writes {LAYOUT}; use "
            "one version for all, or a store for each"
        )
    kinds: tuple[type | tuple[type, ...], ...] = (int, str, int, (int, float), (int, float), str, object)
    if len(values) != len(kinds) or not all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise damaged(place)
    if not all(abs(value) < _LARGEST_MOMENT for value in values[3:5]):  # NaN is not less than anything
        raise damaged(place)
    return Record(*values[1:])


def damaged(place: str) -> StoreUnavailable:
    """The error of a text that has the right layout and cannot be read."""
    return StoreUnavailable(f"{place}: the state of rate limits is damaged; delete it")


memories = Memories()
"""Of this process."""
