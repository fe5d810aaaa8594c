"""Sliding windows: what a set of rate budgets decides, given what time it is. Plain state, no lock, no clock.

A sliding window, and not GCRA: a place is taken from the moment a request leaves until *per* seconds after its answer
came. The server saw the request somewhere between the two, so its own window, however strict, never holds more than
ours, whatever the latency does. (GCRA spaces departures, and arrivals bunch up on the way.) A `burst` below the
limit's number of requests spaces them as well, as GCRA does; one above it does not widen the window.

All homes of budgets keep this state, be it in memory or as text where several processes find it.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from .facts import Limit

FLIGHT = 130.0
"""Seconds after which a request whose end nobody told has ended (its process is gone): attempts last 120 at most."""

GRACE = 5.0
"""Seconds for which a turn is kept for someone who does not come when he was told to."""

TICKS = 1_000_000
"""Moments are written as whole microseconds: shorter and quicker than fractions."""


class Told(NamedTuple):
    """What an answer says about the budget it drew from; None where it is silent."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
    """Seconds until the window is fresh again."""
    blocked: float | None = None
    """Seconds for which the server refuses everything (a 429's wait)."""


class Budget:
    """One sliding window. *now* is any clock that only goes forward, a *key* whatever stands for one request."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.flying: dict[Hashable, float] = {}
        """Requests on their way, and when each counts as ended although nobody said so."""
        self.freed: deque[float] = deque()
        """Moments at which places of answered requests become free, in order."""
        self.foreign: list[float] = []
        """The same for requests we did not send, but the server counted (somebody else with the same key)."""
        self.waiting: dict[Hashable, float] = {}
        """In order of arrival, for who came first goes first; and until when each turn is kept."""
        self.closed_until = 0.0
        self.arrival = 0.0
        """Theoretical arrival time of the next evenly spaced request."""

    def wait(self, key: Hashable, now: float) -> float:
        """Seconds until *key* may go at the earliest; 0.0: now."""
        freed = self.freed
        while freed and freed[0] <= now:
            freed.popleft()
        if self.foreign:
            self.foreign = [moment for moment in self.foreign if moment > now]
        ahead = self._ahead(key, now)
        when = max(now, self.closed_until, self._spaced(ahead))
        missing = len(self.flying) + len(freed) + len(self.foreign) + ahead + 1 - self.limit.requests
        if missing > 0:
            missing -= self._land(now)
        if missing > 0:
            when = max(when, self._freed_after(missing, now))
        return when - now

    def queue(self, key: Hashable, now: float, wait: float) -> None:
        """*key* comes again in *wait* seconds; its turn is kept."""
        self.waiting[key] = now + wait + GRACE

    def take(self, key: Hashable, now: float) -> None:
        """*key* goes now."""
        self.waiting.pop(key, None)
        self.flying[key] = now + FLIGHT + self.limit.per
        if self.limit.burst is not None:
            self.arrival = max(self.arrival, now) + self._interval

    def done(self, key: Hashable, now: float) -> None:
        """The answer came."""
        if self.flying.pop(key, None) is not None:
            insort(self.freed, now + self.limit.per)  # nearly always the last: answers are told in their order

    def cancel(self, key: Hashable) -> None:
        """It was not sent after all, or gave up waiting."""
        self.flying.pop(key, None)
        self.waiting.pop(key, None)

    def correct(self, told: Told, now: float, *, widen: bool) -> None:
        """Adapt to the server's own count; *widen*: also where it allows more than we thought."""
        if told.limit and (widen or told.limit < self.limit.requests):
            self.limit = self.limit._replace(requests=told.limit)
        if told.blocked:
            self.closed_until = max(self.closed_until, now + told.blocked)
        if told.remaining is not None:
            room = self.limit.requests - len(self.flying) - len(self.freed) - len(self.foreign)
            end = now + (self.limit.per if told.reset is None else told.reset)
            self.foreign += [end] * min(room - told.remaining, self.limit.requests)

    def adopt(self, now: float) -> None:
        """What is on its way, or waits, belongs to somebody else now (the parent of a forked child)."""
        self.waiting.clear()
        self.foreign += [now + self.limit.per] * len(self.flying)
        self.flying.clear()

    def _ahead(self, key: Hashable, now: float) -> int:
        waiting = self.waiting
        if not waiting:
            return 0
        late = [other for other, until in waiting.items() if until < now and other != key]
        for other in late:
            del waiting[other]
        for position, other in enumerate(waiting):
            if other == key:
                return position
        return len(waiting)

    def _land(self, now: float) -> int:
        """Forget requests whose process must be gone; how many they were."""
        gone = [key for key, until in self.flying.items() if until <= now]
        for key in gone:
            del self.flying[key]
        return len(gone)

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

    def dump(self) -> list[Any]:
        """All of it as JSON values; keys must be texts."""
        return [
            *self.limit,
            *_ticks((self.closed_until, self.arrival)),
            list(self.flying),
            _ticks(self.flying.values()),
            _ticks(self.freed),
            _ticks(self.foreign),
            list(self.waiting),
            _ticks(self.waiting.values()),
        ]

    @classmethod
    def load(cls, state: list[Any]) -> Budget:
        """What `dump` wrote."""
        requests, per, burst, closed, arrival, flying, landings, freed, foreign, waiting, turns = state
        self = cls(Limit(requests, per, burst))
        self.closed_until, self.arrival = _moments((closed, arrival))
        self.flying = dict(zip(flying, _moments(landings), strict=True))
        self.freed = deque(_moments(freed))
        self.foreign = _moments(foreign)
        self.waiting = dict(zip(waiting, _moments(turns), strict=True))
        return self


class Budgets:
    """The budgets of one key: a request draws from one or more of them, all at once.

    Parameters:
        limits: budget name → limit.
        widen: take over a larger limit when the server tells one (not where the caller chose a smaller).
    """

    def __init__(self, limits: Mapping[str, Limit], *, widen: bool = True) -> None:
        self.widen = widen
        self.known = {name: Budget(limit) for name, limit in limits.items()}

    def ask(self, names: tuple[str, ...], key: Hashable, now: float) -> tuple[float, float]:
        """(0.0, 0.0): go, the places are taken. Else seconds before which asking again is useless, its turn is kept;
        and those for which the server has asked not to be called at all."""
        budgets = [self.known[name] for name in names if name in self.known]
        wait = max([budget.wait(key, now) for budget in budgets], default=0.0)
        if wait <= 0:
            for budget in budgets:
                budget.take(key, now)
            return 0.0, 0.0
        wait = max(wait, 1 / TICKS)  # a shorter one may not move a clock at all
        for budget in budgets:
            budget.queue(key, now, wait)
        return wait, max(budget.closed_until - now for budget in budgets)

    def done(self, names: tuple[str, ...], key: Hashable, told: Told | None, now: float) -> None:
        """The answer came, or will not come: the places are free again one period from now. Believe what it *told*."""
        for name in names:
            if name in self.known:
                self.known[name].done(key, now)
        if told is None:
            return
        meant = self._meant(names, told.limit)
        budget = self.known.get(meant)
        if budget is None:  # no fact tells the limit: the first answer that does starts the budget
            if not told.limit:
                return
            budget = self.known[meant] = Budget(Limit(told.limit, max(60.0, told.reset or 0.0)))
        budget.correct(told, now, widen=self.widen)

    def cancel(self, names: tuple[str, ...], key: Hashable) -> None:
        """Nothing was sent, or the caller gave up waiting: the places, or the turn, go to others at once."""
        for name in names:
            if name in self.known:
                self.known[name].cancel(key)

    def adopt(self, now: float) -> None:
        """See `Budget.adopt`."""
        for budget in self.known.values():
            budget.adopt(now)

    def _meant(self, names: tuple[str, ...], limit: int | None) -> str:
        """Which budget an answer talks about: the one of that size, else the key's own; a bare refusal, the route's."""
        for name in names:
            if name in self.known and self.known[name].limit.requests == limit:
                return name
        return names[0] if limit is None else names[-1]


def _ticks(moments: Iterable[float]) -> list[int]:
    """*moments* as whole microseconds; what has been rounded once stays as it is."""
    return [round(moment * TICKS) for moment in moments]


def _moments(ticks: Iterable[int]) -> list[float]:
    return [tick / TICKS for tick in ticks]
