"""Run slots: how many runs one key may have at once. A run holds its slot from its creation to its end.

`Slots` is the interface. `MemorySlots` serves the threads, tasks and event loops of one process; `FileStore` and
`RedisStore` have slots that several processes or machines share. All keep the same state, a `SlotTable`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from ..util.fork import renew_after_fork

DEFAULT_LEASE = 3600.0
"""Seconds after which a slot is free although the end of its run was not seen, counted from its create or from the last
time that the run was seen active."""

QUEUE_TIMEOUT = 60.0
"""Seconds for which a waiting create keeps its position without calling again."""


class Run(NamedTuple):
    """A run that holds a slot, and the arguments that retrieve it."""

    name: str
    """The name of its waiter and its id."""
    path: tuple[object, ...] = ()
    """Path values of the retrieve operation; empty when they are not known."""


class Slots(Protocol):
    """Keeps run slots. All methods may be called from any thread. A *holder* is the name of one create."""

    blocking: bool
    """Whether a method may wait for a disk or a network."""
    number: int
    """The number of slots."""

    def acquire(self, holder: str, /) -> float:
        """Take a slot for *holder*, or queue for one.

        Returns:
            0.0: it is taken. Else the seconds until one is free at the latest; *holder* keeps its position.

        Raises:
            StoreUnavailable: the slots cannot be read or written now, so that no run must be started.
        """
        ...

    def assign(self, holder: str, run: Run, /) -> None:
        """*holder* has created *run*, which holds the slot from now on."""
        ...

    def release(self, name: str, /) -> None:
        """A run has ended, or a holder created none or stopped waiting; unknown names are ignored."""
        ...

    def extend(self, name: str, /) -> None:
        """A run was seen active: its lease starts again; unknown names are ignored."""
        ...

    def running(self) -> list[Run]:
        """The runs that hold slots, oldest lease first.

        Raises:
            StoreUnavailable: as `acquire`.
        """
        ...


class _Lease(NamedTuple):
    until: float
    run: Run | None = None


_UNKNOWN = "unknown "
"""Beginning of the names of holders that were lost with the table."""


class SlotTable:
    """The holders of slots and the queue, given the time. Plain state: no lock and no clock."""

    def __init__(self, lease: float = DEFAULT_LEASE) -> None:
        self.lease = lease
        self.held: dict[str, _Lease] = {}
        self.waiting: dict[str, float] = {}
        """Waiting holders in order of arrival, and the moment at which each loses its position."""

    def acquire(self, holder: str, number: int, now: float) -> float:
        self.held = {name: held for name, held in self.held.items() if held.until > now}
        self.waiting = {name: until for name, until in self.waiting.items() if until > now or name == holder}
        self.waiting[holder] = now + QUEUE_TIMEOUT
        if list(self.waiting).index(holder) < number - len(self.held):
            del self.waiting[holder]
            self.held[holder] = _Lease(now + self.lease)
            return 0.0
        return min((held.until for held in self.held.values()), default=now + self.lease) - now

    def assign(self, holder: str, run: Run, now: float) -> None:
        held = self.held.pop(holder, None) or _Lease(now + self.lease)
        self.held[run.name] = held._replace(run=run)

    def release(self, name: str) -> None:
        self.held.pop(name, None)
        self.waiting.pop(name, None)

    def extend(self, name: str, now: float) -> None:
        held = self.held.get(name)
        if held is not None:
            self.held[name] = held._replace(until=max(held.until, now + self.lease))

    def hold(self, name: str, run: Run | None, until: float) -> None:
        """*name* has held a slot all the time, and this table does not know it."""
        if name not in self.held:
            unknown = next((other for other in self.held if other.startswith(_UNKNOWN)), None)
            if unknown is not None:  # it stands for this one
                del self.held[unknown]
            self.held[name] = _Lease(until, run)

    def use_up(self, number: int, moment: float) -> None:
        """At *moment* as many runs began as there are slots; nobody knows which."""
        for index in range(number - len(self.held)):
            self.held[f"{_UNKNOWN}{index} {moment}"] = _Lease(moment + self.lease)

    def redate(self, now: float) -> None:
        """The times are by another clock: all leases begin now."""
        self.held = {name: _Lease(now + self.lease, run) for name, (_, run) in self.held.items()}
        self.waiting.clear()

    def running(self) -> list[Run]:
        held = sorted(self.held.values(), key=lambda one: one.until)
        return [one.run for one in held if one.run is not None]

    def dump(self) -> list[Any]:
        """The state as JSON values."""
        held = [[name, until, run and [run.name, list(run.path)]] for name, (until, run) in self.held.items()]
        return [held, list(self.waiting.items())]

    def load(self, state: list[Any]) -> None:
        """Replace the state by what `dump` wrote."""
        held, waiting = state
        self.held = {name: _Lease(until, run and Run(run[0], tuple(run[1]))) for name, until, run in held}
        self.waiting = dict(waiting)


class MemorySlots:
    """Run slots of one process.

    Parameters:
        clock: monotonic seconds. lease: seconds.
    """

    blocking = False

    def __init__(
        self, number: int, *, lease: float = DEFAULT_LEASE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.number = number
        self._clock = clock
        self._table = SlotTable(lease)
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """Reset what belongs to the parent's threads: the lock and the queue."""
        self._lock = threading.Lock()
        self._table.waiting.clear()

    def acquire(self, holder: str) -> float:
        with self._lock:
            return self._table.acquire(holder, self.number, self._clock())

    def assign(self, holder: str, run: Run) -> None:
        with self._lock:
            self._table.assign(holder, run, self._clock())

    def release(self, name: str) -> None:
        with self._lock:
            self._table.release(name)

    def extend(self, name: str) -> None:
        with self._lock:
            self._table.extend(name, self._clock())

    def running(self) -> list[Run]:
        with self._lock:
            return self._table.running()
