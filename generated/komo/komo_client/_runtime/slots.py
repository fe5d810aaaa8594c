"""Concurrent-run slots: how many runs one key may have at once, each held from its creation to its end.

`Slots` is where they are kept. `MemorySlots` serves the threads, tasks and event loops of one process; homes for
several processes or machines have the same methods.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

from .forks import renew_after_fork

LEASE = 3600.0
"""Seconds after which a slot is free again although nobody saw its run end."""


class Run(NamedTuple):
    """A run that holds a slot, and how to look at it."""

    name: str
    """Its waiter's name and its id."""
    path: tuple[object, ...] = ()
    """Values of the retrieve operation's path; empty when they are not known."""


class Slots(Protocol):
    """Where slots are kept; every method may be called from any thread. A *holder* is a name for one create."""

    number: int
    """So many there are."""

    def take(self, holder: str) -> float:
        """0.0: the slot is taken. Else seconds until one is free at the latest; its turn is kept."""
        ...

    def began(self, holder: str, run: Run) -> None:
        """The create has made *run*, which has the slot from now on."""
        ...

    def free(self, name: str) -> None:
        """A run has ended, or a holder has made none or given up its turn; unknown names are ignored."""
        ...

    def running(self) -> list[Run]:
        """The runs that hold slots, those of the oldest lease first."""
        ...


class _Held(NamedTuple):
    until: float
    run: Run | None = None


class MemorySlots:
    """Slots of one process.

    Parameters:
        clock: monotonic seconds. lease: seconds.
    """

    def __init__(self, number: int, *, lease: float = LEASE, clock: Callable[[], float] = time.monotonic) -> None:
        self.number = number
        self._lease = lease
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._waiting: dict[str, None] = {}
        """In order of arrival: who came first goes first."""
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child the parent's threads are gone: who held the lock, who waits."""
        self._lock = threading.Lock()
        self._waiting.clear()

    def take(self, holder: str) -> float:
        with self._lock:
            now = self._clock()
            self._held = {name: held for name, held in self._held.items() if held.until > now}
            self._waiting.setdefault(holder)
            if list(self._waiting).index(holder) < self.number - len(self._held):
                del self._waiting[holder]
                self._held[holder] = _Held(now + self._lease)
                return 0.0
            return min((held.until for held in self._held.values()), default=now + self._lease) - now

    def began(self, holder: str, run: Run) -> None:
        with self._lock:
            held = self._held.pop(holder, None) or _Held(self._clock() + self._lease)
            self._held[run.name] = held._replace(run=run)

    def free(self, name: str) -> None:
        with self._lock:
            self._held.pop(name, None)
            self._waiting.pop(name, None)

    def running(self) -> list[Run]:
        with self._lock:
            held = sorted(self._held.values(), key=lambda one: one.until)
        return [one.run for one in held if one.run is not None]
