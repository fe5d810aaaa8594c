"""Rate budgets: when the next request may leave, so that the server never has to refuse one.

`windows` says how that is decided. `Store` is where budgets are kept: `MemoryStore` serves the threads, tasks and event
loops of one process, `FileStore` the processes of one machine, `RedisStore` those of many.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..facts import Limit
from ..transport.commands import Command, Invoke
from ..transport.deadlines import AttemptTimeout
from ..util.fork import renew_after_fork
from .sliding_window import RateLimitInfo, SlidingWindows

if TYPE_CHECKING:
    from .slots import Slots


T = TypeVar("T")

BRIEF = 0.02
"""Seconds that giving something back may hold up a call whose time is over; it is done all the same."""


class Permit:
    """One request's place in its budgets."""

    __slots__ = ("closed", "name", "names", "over")

    names: tuple[str, ...]
    """The budgets it draws from, all at once: its route's first, the key's own last."""
    closed: float
    """Set by `Store.ask`: seconds for which the server has asked not to be called at all."""
    name: str
    """What a home that several processes share calls it (for the home alone)."""
    over: bool
    """It was cancelled: an `ask` that is still under way in another thread must take nothing."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.closed = 0.0
        self.name = ""
        self.over = False


class Store(Protocol):
    """Where budgets live; every method may be called from any thread."""

    blocking: bool
    """True when a method may wait for a disk or a network."""

    def ask(self, permit: Permit) -> float:
        """0.0: go, the places are taken. Else seconds before which asking again is useless; its turn is kept.

        Raises:
            HomeUnreachable: the budgets cannot be had now, so that nothing may be sent.
        """
        ...

    def done(self, permit: Permit, told: RateLimitInfo | None = None) -> None:
        """The answer came, or will not come: the places are free again one period from now. *told*: what it said."""
        ...

    def cancel(self, permit: Permit) -> None:
        """Nothing was sent, or the caller gave up waiting: the places, or the turn, go to others at once."""
        ...


class StoreUnavailable(Exception):
    """Budgets or slots that several processes share cannot be had now; says where they are, and what is wrong."""


class MemoryStore:
    """Budgets of one process.

    Parameters:
        limits: budget name → limit.
        widen: take over a larger limit when the server tells one (not where the caller chose a smaller).
        clock: monotonic seconds.
    """

    blocking = False

    def __init__(
        self, limits: Mapping[str, Limit], *, widen: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._budgets = SlidingWindows(limits, widen=widen)
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child the parent's threads are gone: who held the lock, who waits, who is in flight."""
        self._lock = threading.Lock()
        self._budgets.adopt(self._clock())

    def ask(self, permit: Permit) -> float:
        with self._lock:
            wait, permit.closed = self._budgets.ask(permit.names, permit, self._clock())
        return wait

    def done(self, permit: Permit, told: RateLimitInfo | None = None) -> None:
        with self._lock:
            self._budgets.done(permit.names, permit, told, self._clock())

    def cancel(self, permit: Permit) -> None:
        with self._lock:
            self._budgets.cancel(permit.names, permit)


def asked(home: Store | Slots, question: Callable[[], T], left: float | None) -> Generator[Command, Any, T]:
    """Have *home* answer *question*, off the event loop where it may take its time.

    Raises:
        Late: it did not answer in the seconds that are *left*.
    """
    answer: T = (yield Invoke(question, blocking=True, seconds=left)) if home.blocking else question()
    return answer


def give_back(
    home: Store | Slots, work: Callable[[], None], left: float | None, error: BaseException | None = None
) -> Generator[Command, Any, None]:
    """Do *work*, which tells *home* what is free again, and wait for it no longer than is *left*.

    *error*: what ends the call, so that there is nothing left to wait for.
    """
    if not home.blocking or isinstance(error, GeneratorExit):  # a generator that is closed cannot ask for anything
        work()
        return
    seconds = BRIEF if error is not None else None if left is None else max(left, BRIEF)
    try:
        yield Invoke(work, blocking=True, seconds=seconds)
    except AttemptTimeout:
        return


FIRST, GROWTH, LONGEST = 0.5, 1.5, 15.0
"""Seconds between the first two looks, how much longer each pause is than the one before, and the longest."""

SHARE = 0.25
"""How much of a rate budget watching one run may take."""


def pause(looks: int, limit: Limit | None, requests: int = 1) -> float:
    """Seconds to let pass after *looks* looks of so many *requests* each, given the budget they draw from."""
    least = requests * limit.per / limit.requests / SHARE if limit and limit.requests else 0.0
    return max(min(FIRST * GROWTH ** min(looks, 50), LONGEST), least)
