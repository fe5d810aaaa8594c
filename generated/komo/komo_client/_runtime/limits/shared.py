"""Rate limits and run slots that several processes share: the same decisions as in memory, on state kept as text.

A `StateBackend` changes one text at a time, so that no two processes decide on the same state. An error while something
is acquired means that nothing may be sent. One while something is released costs at most a lease: the caller tells it,
and keeps the answer. State that was lost counts as used up, see `generations`.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from ..facts import Limit
from .generations import Memory, Opened, damaged, dump_record, memories, open_record
from .limiter import Permit, StoreUnavailable
from .sliding_window import IN_FLIGHT_TIMEOUT, QUEUE_GRACE, RateLimitInfo, SlidingWindow, SlidingWindows
from .slots import DEFAULT_LEASE, Run, SlotTable

S = TypeVar("S")
T = TypeVar("T")

Step = Callable[[str | None, float, float], tuple[str | None, T]]
"""One change of a text. Its arguments: the present text (None: there is none), the time, and the seconds that the step
waited until it could run. Its result: the new text (None: unchanged) and a value. It may be called again with a newer
text."""


class StateBackend(Protocol):
    """Keeps texts by name, and has a clock on which all processes that share them agree."""

    place: str
    """Address of the texts for messages, without a password."""
    realm: str
    """The same with all that distinguishes texts of one name."""
    clock_name: str
    """Identifies the clock; empty where there is only one."""
    notices: deque[str]
    """Texts that the next call tells."""

    def here(self) -> float:
        """Seconds by a clock of this process's own, with which jumps of the other are noticed."""
        ...

    def change(self, name: str, step: Step[T], /) -> T:
        """Apply *step* to the text called *name*, atomically; returns the step's value.

        Raises:
            StoreUnavailable: the text cannot be read or written, and why.
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


class _StoredState(Generic[S]):
    """One owner's state in a backend, and what this process knows of it.

    Parameters:
        kind: of state, a part of its name. earlier: the same in layout 3.
        what, consequence: in words, the state, and what follows from its loss.
        horizon: seconds for which something counts.
    """

    blocking = True
    _memories = memories

    def __init__(
        self,
        backend: StateBackend,
        owner: Callable[[], str],
        kind: str,
        *,
        earlier: str,
        what: str,
        consequence: str,
        horizon: float,
    ) -> None:
        self._backend = backend
        self._owner = owner
        self._kind = kind
        self._earlier = earlier
        self._what = what
        self._consequence = consequence
        self._horizon = horizon

    @property
    def notices(self) -> deque[str]:
        """Texts that the next call tells."""
        return self._backend.notices

    def _load(self, state: Any) -> S:
        raise NotImplementedError

    def _dump(self, known: S) -> Any:
        raise NotImplementedError

    def _redate(self, known: S, now: float, /) -> None:
        """The times of *known* are by another clock."""
        raise NotImplementedError

    def _recover(self, known: S, mine: Mapping[str, Any], lost_at: float, now: float, /) -> None:
        """Add to *known* what was lost: *mine*, which this process still holds, and whatever was sent by *lost_at*."""
        raise NotImplementedError

    def _note(self, known: S, memory: Memory, /) -> None:
        """Keep in *memory* what must outlive the state."""

    @property
    def _name(self) -> str:
        return f"{self._owner()} {self._kind}"

    @property
    def _memory(self) -> Memory:
        return self._memories.of(self._backend.realm, self._name)

    def _change(self, step: Callable[[S, float, float], tuple[bool, T]]) -> T:
        """Apply *step* to the state; it returns whether the state has changed, and a value.

        Raises:
            StoreUnavailable: the state cannot be read or written, or is none.
        """
        backend, memory = self._backend, self._memory
        earlier = None if memory.generation else self._earlier_state()
        before = backend.here()
        last: list[tuple[Opened, S, float, bool, bool]] = []

        def text_step(text: str | None, now: float, delay: float) -> tuple[str | None, T]:
            opened = open_record(text, memory, now, backend.here(), backend.clock_name, backend.place)
            record, state = opened.record, opened.record.state
            if text is None and not opened.loss and earlier is not None:
                state = earlier
            try:
                known = self._load(state)
                if opened.redated:
                    self._redate(known, now)
                if opened.loss:
                    self._recover(known, dict(memory.mine), opened.lost_at, now)
                changed, result = step(known, now, delay)
            except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
                raise damaged(backend.place) from None
            changed = changed or bool(opened.loss)
            last[:] = [(opened, known, now, text is not None, changed)]
            if not changed:
                return None, result
            return dump_record(record, now, backend.clock_name, self._dump(known)), result

        result = backend.change(self._name, text_step)
        opened, known, now, existed, changed = last[0]
        if opened.loss:
            self.notices.append(f"{backend.place}: the state of {self._what} {opened.loss}; {self._consequence}")
        if existed or changed:
            memory.see(opened.record.generation, opened.record.serial + changed, now, before)
            self._note(known, memory)
        return result

    def _earlier_state(self) -> Any:
        """The state in layout 3, if it still counts: workers of that version keep a count of their own."""

        def read(text: str | None, now: float, _delay: float) -> tuple[None, Any]:
            try:
                written, state = json.loads(text or "")
                return None, state if 0 <= now - written < self._horizon else None
            except (ValueError, TypeError, RecursionError):
                return None, None

        state = self._backend.change(f"{self._owner()} {self._earlier}", read)
        if state is not None:
            self.notices.append(
                f"{self._backend.place}: a worker with an earlier version of this package has used {self._what} within "
                f"the last {self._horizon:.0f} s; such workers keep a count of their own: stop them"
            )
        return state


class SharedRateLimiter(_StoredState[SlidingWindows]):
    """A `RateLimiter` that several processes share."""

    def __init__(
        self, backend: StateBackend, owner: Callable[[], str], limits: Mapping[str, Limit], *, widen: bool
    ) -> None:
        terms, longest = _terms(limits), max([limit.per for limit in limits.values()], default=60.0)
        super().__init__(
            backend,
            owner,
            f"rates {terms}",
            earlier=f"budgets 3 {terms}",
            what="the rate limits",
            consequence=f"they count as used up for one period ({longest:g} s)",
            horizon=longest + IN_FLIGHT_TIMEOUT,
        )
        self._limits = limits
        self._widen = widen

    def acquire(self, permit: Permit) -> float:
        permit.id = permit.id or f"{_process_name()}.{next(_numbers)}"

        def step(windows: SlidingWindows, now: float, _delay: float) -> tuple[bool, tuple[float, float]]:
            if permit.cancelled:
                return False, (QUEUE_GRACE, 0.0)
            if windows.holds(permit.names, permit.id):  # the answer to an earlier try was lost on its way
                return False, (0.0, 0.0)
            return True, windows.acquire(permit.names, permit.id, now)

        wait, permit.blocked_for = self._change(step)
        if not wait:
            self._memory.mine[permit.id] = permit.names
            if permit.cancelled:  # meanwhile, in another thread
                self._memory.mine.pop(permit.id, None)
        return wait

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        def step(windows: SlidingWindows, now: float, delay: float) -> tuple[bool, None]:
            windows.release(permit.names, permit.id, info, now - delay)  # when the response came
            return True, None

        self._end(permit, step)

    def cancel(self, permit: Permit) -> None:
        permit.cancelled = True

        def step(windows: SlidingWindows, _now: float, _delay: float) -> tuple[bool, None]:
            windows.cancel(permit.names, permit.id)
            return True, None

        self._end(permit, step)

    def _end(self, permit: Permit, step: Callable[[SlidingWindows, float, float], tuple[bool, None]]) -> None:
        try:
            self._change(step)
        finally:
            self._memory.mine.pop(permit.id, None)

    def _load(self, state: Any) -> SlidingWindows:
        windows = SlidingWindows(self._limits, widen=self._widen)
        stored: dict[str, list[Any]] = {} if state is None else state
        windows.windows.update({name: SlidingWindow(limit) for name, limit in self._memory.limits.items()})
        windows.windows.update({name: SlidingWindow.load(one) for name, one in stored.items()})
        return windows

    def _dump(self, known: SlidingWindows) -> Any:
        return {name: window.dump() for name, window in known.windows.items()}

    def _redate(self, known: SlidingWindows, _now: float, /) -> None:
        known.windows = {name: SlidingWindow(window.limit) for name, window in known.windows.items()}

    def _recover(self, known: SlidingWindows, mine: Mapping[str, Any], lost_at: float, now: float, /) -> None:
        for key, names in mine.items():
            known.hold(names, key, now)
        known.use_up(lost_at, now)

    def _note(self, known: SlidingWindows, memory: Memory, /) -> None:
        memory.limits = {name: window.limit for name, window in known.windows.items()}


class SharedSlots(_StoredState[SlotTable]):
    """Run slots that several processes share."""

    def __init__(
        self, backend: StateBackend, owner: Callable[[], str], number: int, lease: float = DEFAULT_LEASE
    ) -> None:
        super().__init__(
            backend,
            owner,
            f"run slots {number}",
            earlier=f"slots {number}",
            what="the run slots",
            consequence=f"those that nobody here holds count as taken for one lease ({lease:g} s)",
            horizon=lease,
        )
        self.number = number
        self._lease = lease
        self._extended_at: dict[str, float] = {}
        """When this process last extended the lease of a run: extending it at each poll would be needless writing."""

    def acquire(self, holder: str) -> float:
        def step(table: SlotTable, now: float, _delay: float) -> tuple[bool, float]:
            if holder in table.held:  # the answer to an earlier try was lost on its way
                return False, 0.0
            return True, table.acquire(holder, self.number, now)

        wait = self._change(step)
        if not wait:
            self._hold(holder, None)
        return wait

    def assign(self, holder: str, run: Run) -> None:
        def step(table: SlotTable, now: float, _delay: float) -> tuple[bool, None]:
            table.assign(holder, run, now)
            return True, None

        try:
            self._change(step)
        finally:
            self._memory.mine.pop(holder, None)
            self._hold(run.name, run)

    def release(self, name: str) -> None:
        self._extended_at.pop(name, None)

        def step(table: SlotTable, _now: float, _delay: float) -> tuple[bool, None]:
            known = name in table.held or name in table.waiting
            table.release(name)
            return known, None

        try:
            self._change(step)
        finally:
            self._memory.mine.pop(name, None)

    def extend(self, name: str) -> None:
        now_here = time.monotonic()
        if now_here < self._extended_at.get(name, -self._lease) + self._lease / 4:
            return
        self._extended_at[name] = now_here
        mine = self._memory.mine
        if name in mine:
            self._hold(name, mine[name][0])

        def step(table: SlotTable, now: float, _delay: float) -> tuple[bool, None]:
            known = name in table.held
            table.extend(name, now)
            return known, None

        self._change(step)

    def running(self) -> list[Run]:
        return self._change(lambda table, _now, _delay: (False, table.running()))

    def _hold(self, name: str, run: Run | None) -> None:
        """Keep in mind that this process holds a slot."""
        mine, here = self._memory.mine, self._backend.here()
        for other, (_, until) in list(mine.items()):
            if until <= here:
                mine.pop(other, None)
        mine[name] = (run, here + self._lease)

    def _load(self, state: Any) -> SlotTable:
        table = SlotTable(self._lease)
        if state is not None:
            table.load(state)
        return table

    def _dump(self, known: SlotTable) -> Any:
        return known.dump()

    def _redate(self, known: SlotTable, now: float, /) -> None:
        known.redate(now)

    def _recover(self, known: SlotTable, mine: Mapping[str, Any], lost_at: float, now: float, /) -> None:
        here = self._backend.here()
        for name, (run, until) in mine.items():
            known.hold(name, run, now + until - here)
        known.use_up(self.number, lost_at)


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
