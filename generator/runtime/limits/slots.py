"""Concurrent-run slots: how many runs one key may have at once, each held from its creation to its end.

`Slots` is where they are kept. `MemorySlots` serves the threads, tasks and event loops of one process; `FileStore` and
`RedisStore` have slots for several processes or machines. All keep the same state, `Occupied`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from ..util.fork import renew_after_fork

LEASE = 3600.0
"""Seconds after which a slot is free again although nobody saw its run end: since its create, or since its run was
last seen under way."""

TURN = 60.0
"""Seconds for which the turn of somebody who waits, but does not ask again, is kept."""


class Run(NamedTuple):
    """A run that holds a slot, and how to look at it."""

    name: str
    """Its waiter's name and its id."""
    path: tuple[object, ...] = ()
    """Values of the retrieve operation's path; empty when they are not known."""


class Slots(Protocol):
    """Where slots are kept; every method may be called from any thread. A *holder* is a name for one create."""

    blocking: bool
    """True when a method may wait for a disk or a network."""
    number: int
    """So many there are."""

    def take(self, holder: str) -> float:
        """0.0: the slot is taken. Else seconds until one is free at the latest; its turn is kept.

        Raises:
            HomeUnreachable: the slots cannot be had now, so that nothing may be started.
        """
        ...

    def began(self, holder: str, run: Run) -> None:
        """The create has made *run*, which has the slot from now on."""
        ...

    def free(self, name: str) -> None:
        """A run has ended, or a holder has made none or given up its turn; unknown names are ignored."""
        ...

    def alive(self, name: str) -> None:
        """A run was seen under way: its lease begins anew; unknown names are ignored."""
        ...

    def running(self) -> list[Run]:
        """The runs that hold slots, those of the oldest lease first.

        Raises:
            HomeUnreachable: as `take`.
        """
        ...


class _Held(NamedTuple):
    until: float
    run: Run | None = None


class Occupied:
    """Who holds slots, and who waits for one, given what time it is. Plain state, no lock, no clock."""

    def __init__(self, lease: float = LEASE) -> None:
        self.lease = lease
        self.held: dict[str, _Held] = {}
        self.waiting: dict[str, float] = {}
        """In order of arrival, for who came first goes first; and until when each turn is kept."""

    def take(self, holder: str, number: int, now: float) -> float:
        self.held = {name: held for name, held in self.held.items() if held.until > now}
        self.waiting = {name: until for name, until in self.waiting.items() if until > now or name == holder}
        self.waiting[holder] = now + TURN
        if list(self.waiting).index(holder) < number - len(self.held):
            del self.waiting[holder]
            self.held[holder] = _Held(now + self.lease)
            return 0.0
        return min((held.until for held in self.held.values()), default=now + self.lease) - now

    def began(self, holder: str, run: Run, now: float) -> None:
        held = self.held.pop(holder, None) or _Held(now + self.lease)
        self.held[run.name] = held._replace(run=run)

    def free(self, name: str) -> None:
        self.held.pop(name, None)
        self.waiting.pop(name, None)

    def alive(self, name: str, now: float) -> None:
        held = self.held.get(name)
        if held is not None:
            self.held[name] = held._replace(until=max(held.until, now + self.lease))

    def running(self) -> list[Run]:
        held = sorted(self.held.values(), key=lambda one: one.until)
        return [one.run for one in held if one.run is not None]

    def dump(self) -> list[Any]:
        """Who holds and who waits as JSON values."""
        held = [[name, until, run and [run.name, list(run.path)]] for name, (until, run) in self.held.items()]
        return [held, list(self.waiting.items())]

    def load(self, state: list[Any]) -> None:
        """What `dump` wrote."""
        held, waiting = state
        self.held = {name: _Held(until, run and Run(run[0], tuple(run[1]))) for name, until, run in held}
        self.waiting = dict(waiting)


class MemorySlots:
    """Slots of one process.

    Parameters:
        clock: monotonic seconds. lease: seconds.
    """

    blocking = False

    def __init__(self, number: int, *, lease: float = LEASE, clock: Callable[[], float] = time.monotonic) -> None:
        self.number = number
        self._clock = clock
        self._occupied = Occupied(lease)
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child the parent's threads are gone: who held the lock, who waits."""
        self._lock = threading.Lock()
        self._occupied.waiting.clear()

    def take(self, holder: str) -> float:
        with self._lock:
            return self._occupied.take(holder, self.number, self._clock())

    def began(self, holder: str, run: Run) -> None:
        with self._lock:
            self._occupied.began(holder, run, self._clock())

    def free(self, name: str) -> None:
        with self._lock:
            self._occupied.free(name)

    def alive(self, name: str) -> None:
        with self._lock:
            self._occupied.alive(name, self._clock())

    def running(self) -> list[Run]:
        with self._lock:
            return self._occupied.running()
