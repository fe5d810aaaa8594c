"""Budgets and slots that several processes share: the same decisions as in memory, on state that is kept as text.

A `Backend` changes one text at a time, so that no two processes decide on the same state. What goes wrong when places
are given back is logged and costs at most a lease, for an answer is not thrown away because a file is locked; what
goes wrong when they are asked for is raised, for then nothing may be sent.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from ..facts import Limit
from .limiter import Permit, StoreUnavailable
from .sliding_window import GRACE, LAYOUT, RateLimitInfo, SlidingWindow, SlidingWindows
from .slots import LEASE, Occupied, Run

T = TypeVar("T")

Step = Callable[[str | None, float, float], tuple[str | None, T]]
"""From the text that is kept (None: nothing yet), the time, and the seconds that the step had to wait for its turn, to
the text to keep (None: as it is) and a result. May be called again with a newer text."""

BACKWARDS = 1.0
"""Seconds by which a clock may lag behind another process's; more means that the machine was started anew."""


class Backend(Protocol):
    """Keeps texts by name, and a clock that all who share them agree on."""

    def change(self, name: str, step: Step[T]) -> T:
        """Do one *step* on the text called *name*; nobody else's step comes in between.

        Raises:
            HomeUnreachable: not now.
            ConfigurationError: never: it cannot be read, or is no store.
        """
        ...


@contextmanager
def turn(lock: threading.Lock, seconds: float, place: str) -> Generator[None, None, None]:
    """Hold *lock*, by which the threads of a process come to *place* one after the other."""
    if not lock.acquire(timeout=seconds):
        raise StoreUnavailable(f"{place} is held by other threads for more than {seconds:g} s")
    try:
        yield
    finally:
        lock.release()


class SharedStore:
    """Budgets and slots of all processes that name the same place; what `FileStore` and `RedisStore` have in common.

    Parameters:
        store: where they are kept.
        limits: instead of the limits that the API's facts tell: one for all routes, or by route.
        name: whose budgets they are. Unless it is given, those of the client's key (by a hash; the key itself is not
            kept): name them yourself when the key changes, as one that a function gives may.
        lease: seconds after which a slot is free again although nobody saw its run end.
    """

    def __init__(self, store: Backend, limits: Limit | Mapping[str, Limit] | None, name: str, lease: float) -> None:
        self._store = store
        self._limits = {"default": limits} if isinstance(limits, Limit) else limits
        self._name = name
        self._lease = lease

    def budgets(self, owner: Callable[[], str], known: Mapping[str, Limit]) -> SharedRateLimiter:
        """The budgets of *owner*; *known*: what the API's facts tell."""
        limits = {**known, **(self._limits or {})}
        return SharedRateLimiter(self._store, self._whose(owner), limits, widen=self._limits is None)

    def slots(self, owner: Callable[[], str], number: int) -> SharedSlots:
        """The *number* slots of *owner*."""
        return SharedSlots(self._store, self._whose(owner), number, self._lease)

    def _whose(self, owner: Callable[[], str]) -> Callable[[], str]:
        """The name given, or the owner's once there is one: an owner whose key is renewed stays the same."""
        known = [self._name] if self._name else []

        def whose() -> str:
            if not known:
                known.append(owner())
            return known[0]

        return whose


class _Shared:
    """State of one owner in a store."""

    blocking = True

    def __init__(self, store: Backend, owner: Callable[[], str], what: str) -> None:
        self._store = store
        self._owner = owner
        self._what = what

    def _change(self, step: Callable[[Any, float, float], tuple[Any, T]]) -> T:
        """One step on the state as JSON; a state of the future is one from before the machine was started."""

        def text_step(text: str | None, now: float, late: float) -> tuple[str | None, T]:
            at, state = json.loads(text) if text else (now, None)
            if at > now + BACKWARDS:
                state = None
            after, result = step(state, now, late)
            return None if after is None else json.dumps([now, after], separators=(",", ":")), result

        return self._store.change(f"{self._owner()} {self._what}", text_step)

    def _give_back(self, step: Callable[[Any, float, float], tuple[Any, None]]) -> None:
        """A step that must not fail."""
        try:
            self._change(step)
        except StoreUnavailable as fault:
            import logging

            logging.getLogger(__name__.partition(".")[0]).warning("places are given back by their lease: %s", fault)


class SharedRateLimiter(_Shared):
    """Rate budgets that several processes share: a `Store`."""

    def __init__(self, store: Backend, owner: Callable[[], str], limits: Mapping[str, Limit], *, widen: bool) -> None:
        super().__init__(store, owner, f"budgets {LAYOUT} {_terms(limits)}")
        self._limits = limits
        self._widen = widen

    def ask(self, permit: Permit) -> float:
        name = permit.name = permit.name or f"{_process()}.{next(_numbers)}"

        def step(state: Any, now: float, _late: float) -> tuple[Any, tuple[float, float]]:
            if permit.over:
                return None, (GRACE, 0.0)
            budgets = self._loaded(state)
            answer = budgets.ask(permit.names, name, now)
            return _dumped(budgets), answer

        wait, permit.closed = self._change(step)
        return wait

    def done(self, permit: Permit, told: RateLimitInfo | None = None) -> None:
        def step(state: Any, now: float, late: float) -> tuple[Any, None]:
            budgets = self._loaded(state)
            budgets.done(permit.names, permit.name, told, now - late)  # then the answer came
            return _dumped(budgets), None

        self._give_back(step)

    def cancel(self, permit: Permit) -> None:
        permit.over = True

        def step(state: Any, _now: float, _late: float) -> tuple[Any, None]:
            budgets = self._loaded(state)
            budgets.cancel(permit.names, permit.name)
            return _dumped(budgets), None

        self._give_back(step)

    def _loaded(self, state: Any) -> SlidingWindows:
        budgets = SlidingWindows(self._limits, widen=self._widen)
        kept: dict[str, list[Any]] = state or {}
        budgets.known.update({name: SlidingWindow.load(one) for name, one in kept.items()})
        return budgets


class SharedSlots(_Shared):
    """Run slots that several processes share: `Slots`."""

    def __init__(self, store: Backend, owner: Callable[[], str], number: int, lease: float = LEASE) -> None:
        super().__init__(store, owner, f"slots {number}")
        self.number = number
        self._lease = lease
        self._told: dict[str, float] = {}
        """When this process last told that a run is alive: telling at each look would be a write for nothing."""

    def take(self, holder: str) -> float:
        def step(state: Any, now: float, _late: float) -> tuple[Any, float]:
            occupied = self._loaded(state)
            wait = occupied.take(holder, self.number, now)
            return occupied.dump(), wait

        return self._change(step)

    def began(self, holder: str, run: Run) -> None:
        def step(state: Any, now: float, _late: float) -> tuple[Any, None]:
            occupied = self._loaded(state)
            occupied.began(holder, run, now)
            return occupied.dump(), None

        self._give_back(step)

    def free(self, name: str) -> None:
        self._told.pop(name, None)

        def step(state: Any, _now: float, _late: float) -> tuple[Any, None]:
            occupied = self._loaded(state)
            known = name in occupied.held or name in occupied.waiting
            occupied.free(name)
            return occupied.dump() if known else None, None

        self._give_back(step)

    def alive(self, name: str) -> None:
        here = time.monotonic()
        if here < self._told.get(name, -self._lease) + self._lease / 4:
            return
        self._told[name] = here

        def step(state: Any, now: float, _late: float) -> tuple[Any, None]:
            occupied = self._loaded(state)
            known = name in occupied.held
            occupied.alive(name, now)
            return occupied.dump() if known else None, None

        self._give_back(step)

    def running(self) -> list[Run]:
        def step(state: Any, _now: float, _late: float) -> tuple[Any, list[Run]]:
            return None, self._loaded(state).running()

        return self._change(step)

    def _loaded(self, state: Any) -> Occupied:
        occupied = Occupied(self._lease)
        if state is not None:
            occupied.load(state)
        return occupied


def _dumped(budgets: SlidingWindows) -> dict[str, Any]:
    return {name: budget.dump() for name, budget in budgets.known.items()}


def _terms(limits: Mapping[str, Limit]) -> str:
    """Clients on other terms (a plan, limits of their own) have budgets of their own, as in memory."""
    return json.dumps(limits, sort_keys=True, separators=(",", ":"))


_numbers = itertools.count()
_names: dict[int, str] = {}


def _process() -> str:
    """A name that no other process has; a forked child gets its own."""
    number = os.getpid()
    if number not in _names:
        _names[number] = f"{number}.{os.urandom(6).hex()}"
    return _names[number]
