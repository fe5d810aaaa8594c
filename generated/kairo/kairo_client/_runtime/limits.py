"""Rate budgets: when the next request may leave, so that the server never has to refuse one.

A sliding window, and not GCRA: a place is taken from the moment a request leaves until *per* seconds after its answer
came. The server saw the request somewhere between the two, so its own window, however strict, never holds more than
ours, whatever the latency does. (GCRA spaces departures, and arrivals bunch up on the way.) A `burst` below the
limit's number of requests spaces them as well, as GCRA does; one above it does not widen the window.

`Home` is where budgets are kept. `Memory` serves the threads, tasks and event loops of one process; homes for several
processes or machines have the same four methods, say ``blocking = True``, and are called off the event loop.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from .facts import Limit
from .forks import renew_after_fork


class Told(NamedTuple):
    """What an answer says about the budget it drew from; None where it is silent."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
    """Seconds until the window is fresh again."""
    blocked: float | None = None
    """Seconds for which the server refuses everything (a 429's wait)."""


class Ticket:
    """One request's place in its budgets."""

    __slots__ = ("closed", "held", "names")

    names: tuple[str, ...]
    """The budgets it draws from, all at once: its route's first, the key's own last."""
    closed: float
    """Set by `Home.ask`: seconds for which the server has asked not to be called at all."""
    held: tuple[Budget, ...]
    """Where it has a place (for the home alone)."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.closed = 0.0
        self.held = ()


class Home(Protocol):
    """Where budgets live; every method may be called from any thread."""

    blocking: bool
    """True when a method may wait for a disk or a network."""

    def ask(self, ticket: Ticket) -> float:
        """0.0: go, the places are taken. Else seconds before which asking again is useless; its turn is kept."""
        ...

    def done(self, ticket: Ticket) -> None:
        """The answer came, or will not come: the places are free again one period from now."""
        ...

    def cancel(self, ticket: Ticket) -> None:
        """Nothing was sent, or the caller gave up waiting: the places, or the turn, go to others at once."""
        ...

    def correct(self, ticket: Ticket, told: Told) -> None:
        """Adapt to what the server says about itself."""
        ...


class Budget:
    """One sliding window; not safe between threads by itself. *now* is any clock that only goes forward."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.inflight = 0
        self.freed: deque[float] = deque()
        """Moments at which places of answered requests become free, in order."""
        self.foreign: list[float] = []
        """The same for requests we did not send, but the server counted (another process with the same key)."""
        self.waiting: dict[Ticket, None] = {}
        """In order of arrival: who came first goes first."""
        self.closed_until = 0.0
        self.arrival = 0.0
        """Theoretical arrival time of the next evenly spaced request."""

    def wait(self, ticket: Ticket, now: float) -> float:
        """Seconds until *ticket* may go at the earliest; 0.0: now."""
        freed = self.freed
        while freed and freed[0] <= now:
            freed.popleft()
        if self.foreign:
            self.foreign = [moment for moment in self.foreign if moment > now]
        ahead = self._ahead(ticket)
        when = max(now, self.closed_until, self._spaced(ahead))
        missing = self.inflight + len(freed) + len(self.foreign) + ahead + 1 - self.limit.requests
        if missing > 0:
            when = max(when, self._freed_after(missing, now))
        return when - now

    def take(self, ticket: Ticket, now: float) -> None:
        """The ticket goes now."""
        self.waiting.pop(ticket, None)
        self.inflight += 1
        if self.limit.burst is not None:
            self.arrival = max(self.arrival, now) + self._interval

    def done(self, now: float) -> None:
        """One answer came."""
        self.inflight -= 1
        self.freed.append(now + self.limit.per)

    def correct(self, told: Told, now: float, *, widen: bool = True) -> None:
        """Adapt to the server's own count; *widen*: also where it allows more than we thought."""
        if told.limit and (widen or told.limit < self.limit.requests):
            self.limit = self.limit._replace(requests=told.limit)
        if told.blocked:
            self.closed_until = max(self.closed_until, now + told.blocked)
        if told.remaining is not None:
            room = self.limit.requests - self.inflight - len(self.freed) - len(self.foreign)
            end = now + (self.limit.per if told.reset is None else told.reset)
            self.foreign += [end] * min(room - told.remaining, self.limit.requests)

    def _ahead(self, ticket: Ticket) -> int:
        if not self.waiting:
            return 0
        for position, other in enumerate(self.waiting):
            if other is ticket:
                return position
        return len(self.waiting)

    def _freed_after(self, places: int, now: float) -> float:
        """When *places* more are free. A request in flight frees its own no earlier than one period from now."""
        moments = sorted((*self.freed, *self.foreign)) if self.foreign else self.freed
        return moments[places - 1] if places <= len(moments) else now + self.limit.per

    @property
    def _interval(self) -> float:
        return self.limit.per / self.limit.requests

    def _spaced(self, ahead: int) -> float:
        burst = self.limit.burst
        if burst is None or burst >= self.limit.requests:
            return 0.0
        return self.arrival + (ahead - burst + 1) * self._interval


class Memory:
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
        self._widen = widen
        self._budgets = {name: Budget(limit) for name, limit in limits.items()}
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child the parent's threads are gone: who held the lock, who waits, who is in flight."""
        self._lock = threading.Lock()
        for budget in self._budgets.values():
            budget.waiting.clear()
            budget.foreign += [self._clock() + budget.limit.per] * budget.inflight
            budget.inflight = 0

    def ask(self, ticket: Ticket) -> float:
        with self._lock:
            now = self._clock()
            budgets = [self._budgets[name] for name in ticket.names if name in self._budgets]
            wait = max([budget.wait(ticket, now) for budget in budgets], default=0.0)
            ticket.closed = max([budget.closed_until - now for budget in budgets], default=0.0) if wait else 0.0
            if wait > 0:
                for budget in budgets:
                    budget.waiting.setdefault(ticket)
            else:
                for budget in budgets:
                    budget.take(ticket, now)
                ticket.held = tuple(budgets)
        return wait

    def done(self, ticket: Ticket) -> None:
        with self._lock:
            now = self._clock()
            for budget in ticket.held:
                budget.done(now)
            ticket.held = ()

    def cancel(self, ticket: Ticket) -> None:
        with self._lock:
            for budget in ticket.held:
                budget.inflight -= 1
            ticket.held = ()
            for name in ticket.names:
                if name in self._budgets:
                    self._budgets[name].waiting.pop(ticket, None)

    def correct(self, ticket: Ticket, told: Told) -> None:
        with self._lock:
            now = self._clock()
            name = self._meant(ticket.names, told.limit)
            budget = self._budgets.get(name)
            if budget is None:  # no fact tells the limit: the first answer that does starts the budget
                if not told.limit:
                    return
                budget = self._budgets[name] = Budget(Limit(told.limit, max(60.0, told.reset or 0.0)))
            budget.correct(told, now, widen=self._widen)

    def _meant(self, names: tuple[str, ...], limit: int | None) -> str:
        """Which budget an answer talks about: the one of that size, else the key's own; a bare refusal, the route's."""
        for name in names:
            if name in self._budgets and self._budgets[name].limit.requests == limit:
                return name
        return names[0] if limit is None else names[-1]
