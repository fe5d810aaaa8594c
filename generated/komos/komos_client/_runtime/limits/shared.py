"""Rate limits and run slots that several processes share: the same decisions as in memory, on state kept as text.

A `StateBackend` changes one text at a time, so that no two processes decide on the same state. An error while something
is released is logged and costs at most a lease: a response must not be lost because a file is locked. An error while
something is acquired is raised, because then nothing may be sent.
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

from ..diagnostics.events import warn_in_log
from ..facts import Limit
from .limiter import Permit, StoreUnavailable
from .sliding_window import LAYOUT, QUEUE_GRACE, RateLimitInfo, SlidingWindow, SlidingWindows
from .slots import DEFAULT_LEASE, Run, SlotTable

T = TypeVar("T")

Step = Callable[[str | None, float, float], tuple[str | None, T]]
"""One change of a text. Its arguments: the present text (None: there is none), the time, and the seconds that the step
waited until it could run. Its result: the new text (None: unchanged) and a value. It may be called again with a newer
text."""

CLOCK_TOLERANCE = 1.0
"""Seconds by which a clock may lag behind another process's. If it lags more, the machine has been restarted."""


class StateBackend(Protocol):
    """Keeps texts by name, and has a clock on which all processes that share them agree."""

    def change(self, name: str, step: Step[T], /) -> T:
        """Apply *step* to the text called *name*, atomically; returns the step's value.

        Raises:
            StoreUnavailable: the text cannot be read or written now.
            ConfigurationError: it never can: the place is not readable, or holds something else.
        """
        ...


@contextmanager
def locked(lock: threading.Lock, timeout: float, place: str) -> Generator[None, None, None]:
    """Hold *lock*, so that the threads of one process use *place* one after the other."""
    if not lock.acquire(timeout=timeout):
        raise StoreUnavailable(f"{place} is held by other threads for more than {timeout:g} s")
    try:
        yield
    finally:
        lock.release()


class SharedStore:
    """A `Store` for all processes that use the same backend; base of `FileStore` and `RedisStore`.

    Parameters:
        backend: keeps the state.
        limits: replace those that the API documents: one for all routes, or limits by route.
        name: identifies the owner of the limits. By default that is the client's key, of which only a hash is kept.
            Give a name when the key changes, as it may when a function returns it.
        lease: seconds after which a slot is free although the end of its run was not seen.
    """

    def __init__(
        self, backend: StateBackend, limits: Limit | Mapping[str, Limit] | None, name: str, lease: float
    ) -> None:
        self._backend = backend
        self._limits = {"default": limits} if isinstance(limits, Limit) else limits
        self._name = name
        self._lease = lease

    def limiter(self, owner: Callable[[], str], known_limits: Mapping[str, Limit]) -> SharedRateLimiter:
        """The rate limiter of *owner*; *known_limits*: those that the API documents, by name."""
        limits = {**known_limits, **(self._limits or {})}
        return SharedRateLimiter(self._backend, self._owner_name(owner), limits, widen=self._limits is None)

    def slots(self, owner: Callable[[], str], number: int) -> SharedSlots:
        """The *number* run slots of *owner*."""
        return SharedSlots(self._backend, self._owner_name(owner), number, self._lease)

    def _owner_name(self, owner: Callable[[], str]) -> Callable[[], str]:
        """Returns the given name, or that of *owner* at the first call: it stays the same when the key is refreshed."""
        names = [self._name] if self._name else []

        def owner_name() -> str:
            if not names:
                names.append(owner())
            return names[0]

        return owner_name


class _StoredState:
    """One owner's state in a backend."""

    blocking = True

    def __init__(self, backend: StateBackend, owner: Callable[[], str], kind: str) -> None:
        self._backend = backend
        self._owner = owner
        self._kind = kind

    def _change(self, step: Callable[[Any, float, float], tuple[Any, T]]) -> T:
        """Apply *step* to the state as a JSON value. State from the future was written before the machine restarted."""

        def text_step(text: str | None, now: float, delay: float) -> tuple[str | None, T]:
            written, state = json.loads(text) if text else (now, None)
            if written > now + CLOCK_TOLERANCE:
                state = None
            after, result = step(state, now, delay)
            return None if after is None else json.dumps([now, after], separators=(",", ":")), result

        return self._backend.change(f"{self._owner()} {self._kind}", text_step)

    def _change_or_log(self, step: Callable[[Any, float, float], tuple[Any, None]]) -> None:
        """The same for a step that releases something: it does not raise `StoreUnavailable`."""
        try:
            self._change(step)
        except StoreUnavailable as error:
            warn_in_log(__name__.partition(".")[0], f"released when its lease ends: {error}")


class SharedRateLimiter(_StoredState):
    """A `RateLimiter` that several processes share."""

    def __init__(
        self, backend: StateBackend, owner: Callable[[], str], limits: Mapping[str, Limit], *, widen: bool
    ) -> None:
        super().__init__(backend, owner, f"budgets {LAYOUT} {_terms(limits)}")
        self._limits = limits
        self._widen = widen

    def acquire(self, permit: Permit) -> float:
        permit.id = permit.id or f"{_process_name()}.{next(_numbers)}"

        def step(state: Any, now: float, _delay: float) -> tuple[Any, tuple[float, float]]:
            if permit.cancelled:
                return None, (QUEUE_GRACE, 0.0)
            windows = self._load(state)
            answer = windows.acquire(permit.names, permit.id, now)
            return _dump(windows), answer

        wait, permit.blocked_for = self._change(step)
        return wait

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        def step(state: Any, now: float, delay: float) -> tuple[Any, None]:
            windows = self._load(state)
            windows.release(permit.names, permit.id, info, now - delay)  # when the response came
            return _dump(windows), None

        self._change_or_log(step)

    def cancel(self, permit: Permit) -> None:
        permit.cancelled = True

        def step(state: Any, _now: float, _delay: float) -> tuple[Any, None]:
            windows = self._load(state)
            windows.cancel(permit.names, permit.id)
            return _dump(windows), None

        self._change_or_log(step)

    def _load(self, state: Any) -> SlidingWindows:
        windows = SlidingWindows(self._limits, widen=self._widen)
        stored: dict[str, list[Any]] = state or {}
        windows.windows.update({name: SlidingWindow.load(one) for name, one in stored.items()})
        return windows


class SharedSlots(_StoredState):
    """Run slots that several processes share."""

    def __init__(
        self, backend: StateBackend, owner: Callable[[], str], number: int, lease: float = DEFAULT_LEASE
    ) -> None:
        super().__init__(backend, owner, f"slots {number}")
        self.number = number
        self._lease = lease
        self._extended_at: dict[str, float] = {}
        """When this process last extended the lease of a run: extending it at each poll would be needless writing."""

    def acquire(self, holder: str) -> float:
        def step(state: Any, now: float, _delay: float) -> tuple[Any, float]:
            table = self._load(state)
            wait = table.acquire(holder, self.number, now)
            return table.dump(), wait

        return self._change(step)

    def assign(self, holder: str, run: Run) -> None:
        def step(state: Any, now: float, _delay: float) -> tuple[Any, None]:
            table = self._load(state)
            table.assign(holder, run, now)
            return table.dump(), None

        self._change_or_log(step)

    def release(self, name: str) -> None:
        self._extended_at.pop(name, None)

        def step(state: Any, _now: float, _delay: float) -> tuple[Any, None]:
            table = self._load(state)
            known = name in table.held or name in table.waiting
            table.release(name)
            return table.dump() if known else None, None

        self._change_or_log(step)

    def extend(self, name: str) -> None:
        now_here = time.monotonic()
        if now_here < self._extended_at.get(name, -self._lease) + self._lease / 4:
            return
        self._extended_at[name] = now_here

        def step(state: Any, now: float, _delay: float) -> tuple[Any, None]:
            table = self._load(state)
            known = name in table.held
            table.extend(name, now)
            return table.dump() if known else None, None

        self._change_or_log(step)

    def running(self) -> list[Run]:
        def step(state: Any, _now: float, _delay: float) -> tuple[Any, list[Run]]:
            return None, self._load(state).running()

        return self._change(step)

    def _load(self, state: Any) -> SlotTable:
        table = SlotTable(self._lease)
        if state is not None:
            table.load(state)
        return table


def _dump(windows: SlidingWindows) -> dict[str, Any]:
    return {name: window.dump() for name, window in windows.windows.items()}


def _terms(limits: Mapping[str, Limit]) -> str:
    """Part of the state's name: clients with other limits (of a plan, or of their own) have a state of their own."""
    return json.dumps(limits, sort_keys=True, separators=(",", ":"))


_numbers = itertools.count()
_names: dict[int, str] = {}


def _process_name() -> str:
    """A name that no other process has; a forked child gets a new one."""
    number = os.getpid()
    if number not in _names:
        _names[number] = f"{number}.{os.urandom(6).hex()}"
    return _names[number]
