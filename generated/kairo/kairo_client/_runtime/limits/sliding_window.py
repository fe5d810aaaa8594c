"""Sliding windows: what a set of rate budgets decides, given what time it is. Plain state, no lock, no clock.

A sliding window, and not GCRA: a place is taken from the moment a request leaves until *per* seconds after its answer
came. The server saw the request somewhere between the two, so its own window, however strict, never holds more than
ours, whatever the latency does. (GCRA spaces departures, and arrivals bunch up on the way.) A `burst` below the
limit's number of requests spaces them as well, as GCRA does; one above it does not widen the window.

Who has to wait is entered for the moment at which there will be a place in all his budgets. Nobody who comes later
takes it from him, but all may use what is free until then: if places were kept from the moment of asking, a few calls
of a narrow budget would leave a wide one partly unused.

All homes of budgets keep this state, be it in memory or as text where several processes find it.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Hashable, Mapping
from math import ceil, floor
from typing import Any, NamedTuple

from ..facts import Limit

FLIGHT = 130.0
"""Seconds after which a request whose end nobody told has ended (its process is gone): attempts last 120 at most."""

GRACE = 5.0
"""Seconds for which a turn is kept for someone who does not come when he was told to."""

LAYOUT = 2
"""Of what `SlidingWindow.dump` writes; packages with another one keep budgets of their own."""

TICKS = 1_000_000
"""Per second. A budget counts time in whole microseconds: as text they are shorter, and quicker to read and write."""


class RateLimitInfo(NamedTuple):
    """What an answer says about the budget it drew from; None where it is silent."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
    """Seconds until the window is fresh again."""
    blocked: float | None = None
    """Seconds for which the server refuses everything (a 429's wait)."""


class Turn(NamedTuple):
    """Somebody who waits."""

    moment: int
    """When there will be a place for him, as far as is known."""
    until: int
    """He has gone if he has not asked again by then."""


class SlidingWindow:
    """One sliding window. *now* is any clock that only goes forward, in ticks; a *key* stands for one request."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.per = ticks(limit.per)
        self.flying: dict[Hashable, int] = {}
        """Requests on their way, and when each counts as ended although nobody said so."""
        self.freed: deque[int] = deque()
        """Moments at which places of answered requests become free, in order."""
        self.foreign: list[int] = []
        """The same for requests we did not send, but the server counted (somebody else with the same key)."""
        self.waiting: dict[Hashable, Turn] = {}
        """In order of arrival. A place is kept for each from its turn on, and not before: what comes later may use it
        until then. (Else one call that waits for a narrower budget would hold up all others.)"""
        self.closed_until = 0
        self.arrival = 0
        """Theoretical arrival time of the next evenly spaced request."""

    def opens(self, key: Hashable, now: int) -> int:
        """The moment at which *key* may go at the earliest; *now*: it may."""
        freed = self.freed
        while freed and freed[0] <= now:
            freed.popleft()
        if self.foreign:
            self.foreign = [moment for moment in self.foreign if moment > now]
        turns = self._ahead(key, now)
        soonest = max(now, self.closed_until, self._spaced(len(turns)))
        room = self.limit.requests - 1 - len(self.flying) - len(freed) - len(self.foreign)
        if room < len(turns):
            room += self._land(now)
        return soonest if room >= len(turns) else self._fits(room, turns, soonest, now)

    def queue(self, key: Hashable, moment: int, asks: int) -> None:
        """*key* asks again at the moment *asks*; a place is kept for it from *moment* on."""
        self.waiting[key] = Turn(moment, asks + ticks(GRACE))

    def take(self, key: Hashable, now: int) -> None:
        """*key* goes now."""
        self.waiting.pop(key, None)
        self.flying[key] = now + ticks(FLIGHT) + self.per
        if self.limit.burst is not None:
            self.arrival = max(self.arrival, now) + self._interval

    def done(self, key: Hashable, now: int) -> None:
        """The answer came."""
        if self.flying.pop(key, None) is not None:
            insort(self.freed, now + self.per)  # nearly always the last: answers are told in their order

    def cancel(self, key: Hashable) -> None:
        """It was not sent after all, or gave up waiting."""
        self.flying.pop(key, None)
        self.waiting.pop(key, None)

    def correct(self, told: RateLimitInfo, now: int, *, widen: bool) -> None:
        """Adapt to the server's own count; *widen*: also where it allows more than we thought."""
        if told.limit and (widen or told.limit < self.limit.requests):
            self.limit = self.limit._replace(requests=told.limit)
        if told.blocked:
            self.closed_until = max(self.closed_until, now + ticks(told.blocked))
        if told.remaining is not None:
            room = self.limit.requests - len(self.flying) - len(self.freed) - len(self.foreign)
            end = now + (self.per if told.reset is None else ticks(told.reset))
            self.foreign += [end] * min(room - told.remaining, self.limit.requests)

    def adopt(self, now: int) -> None:
        """What is on its way, or waits, belongs to somebody else now (the parent of a forked child)."""
        self.waiting.clear()
        self.foreign += [now + self.per] * len(self.flying)
        self.flying.clear()

    def _ahead(self, key: Hashable, now: int) -> list[int]:
        """The turns of those who came before."""
        waiting = self.waiting
        if not waiting:
            return []
        late = [other for other, turn in waiting.items() if turn.until < now and other != key]
        for other in late:
            del waiting[other]
        turns: list[int] = []
        for other, turn in waiting.items():
            if other == key:
                break
            turns.append(turn.moment)
        return turns

    def _land(self, now: int) -> int:
        """Forget requests whose process must be gone; how many they were."""
        gone = [key for key, until in self.flying.items() if until <= now]
        for key in gone:
            del self.flying[key]
        return len(gone)

    def _fits(self, room: int, turns: list[int], soonest: int, now: int) -> int:
        """The first moment from *soonest* on at which a place is free, and stays so for a period, whatever is kept for
        others. *room*: the places now; *turns*: of those who came before."""
        per = self.per
        # Even numbers free a place, odd ones take it: what is freed at a moment may be taken at the same.
        changes = [2 * moment for moment in (*self.freed, *self.foreign)]
        changes += [2 * (now + per)] * len(self.flying)  # no earlier than that
        changes += [2 * turn + 1 for turn in turns]
        changes += [2 * (turn + per) for turn in turns]
        changes.sort()
        begun = soonest if room >= 0 else None
        for change in changes:
            moment = change >> 1
            if begun is not None and moment >= begun + per:
                break
            room += -1 if change & 1 else 1
            if room < 0:
                begun = None
            elif begun is None or moment <= soonest:
                begun = max(moment, soonest)
        return max(soonest, now + per) if begun is None else begun

    @property
    def _interval(self) -> int:
        return -(-self.per // self.limit.requests)

    def _spaced(self, ahead: int) -> int:
        burst = self.limit.burst
        if burst is None or burst >= self.limit.requests:
            return 0
        return self.arrival + (ahead - burst + 1) * self._interval

    def dump(self) -> list[Any]:
        """All of it as JSON values; keys must be texts. `LAYOUT` goes up when this changes."""
        return [
            *self.limit,
            self.closed_until,
            self.arrival,
            list(self.flying.items()),
            list(self.freed),
            self.foreign,
            [(key, *turn) for key, turn in self.waiting.items()],
        ]

    @classmethod
    def load(cls, state: list[Any]) -> SlidingWindow:
        """What `dump` wrote."""
        requests, per, burst, closed, arrival, flying, freed, foreign, waiting = state
        self = cls(Limit(requests, per, burst))
        self.closed_until, self.arrival = closed, arrival
        self.flying, self.freed, self.foreign = dict(flying), deque(freed), foreign
        self.waiting = {key: Turn(moment, until) for key, moment, until in waiting}
        return self


class SlidingWindows:
    """The budgets of one key: a request draws from one or more of them, all at once.

    Parameters:
        limits: budget name → limit.
        widen: take over a larger limit when the server tells one (not where the caller chose a smaller).
    """

    def __init__(self, limits: Mapping[str, Limit], *, widen: bool = True) -> None:
        self.widen = widen
        self.known = {name: SlidingWindow(limit) for name, limit in limits.items()}

    def ask(self, names: tuple[str, ...], key: Hashable, now: float) -> tuple[float, float]:
        """(0.0, 0.0): go, the places are taken. Else seconds after which to ask again, at most a period, for others may
        give up by then; its turn is kept. And those for which the server has asked not to be called at all."""
        here = floor(now * TICKS)
        budgets = [self.known[name] for name in names if name in self.known]
        moment = max([budget.opens(key, here) for budget in budgets], default=here)
        if moment <= here:
            for budget in budgets:
                budget.take(key, here)
            return 0.0, 0.0
        moment = max(moment, here + 1)
        closed = max(budget.closed_until for budget in budgets)
        asks = max(closed, min(moment, here + max(budget.per for budget in budgets)))
        for budget in budgets:
            budget.queue(key, moment, asks)
        return (asks - here) / TICKS, (closed - here) / TICKS

    def done(self, names: tuple[str, ...], key: Hashable, told: RateLimitInfo | None, now: float) -> None:
        """The answer came, or will not come: the places are free again one period from now. Believe what it *told*."""
        for name in names:
            if name in self.known:
                self.known[name].done(key, ticks(now))
        if told is None:
            return
        meant = self._meant(names, told.limit)
        budget = self.known.get(meant)
        if budget is None:  # no fact tells the limit: the first answer that does starts the budget
            if not told.limit:
                return
            budget = self.known[meant] = SlidingWindow(Limit(told.limit, max(60.0, told.reset or 0.0)))
        budget.correct(told, ticks(now), widen=self.widen)

    def cancel(self, names: tuple[str, ...], key: Hashable) -> None:
        """Nothing was sent, or the caller gave up waiting: the places, or the turn, go to others at once."""
        for name in names:
            if name in self.known:
                self.known[name].cancel(key)

    def adopt(self, now: float) -> None:
        """See `SlidingWindow.adopt`."""
        for budget in self.known.values():
            budget.adopt(ticks(now))

    def _meant(self, names: tuple[str, ...], limit: int | None) -> str:
        """Which budget an answer talks about: the one of that size, else the key's own; a bare refusal, the route's."""
        for name in names:
            if name in self.known and self.known[name].limit.requests == limit:
                return name
        return names[0] if limit is None else names[-1]


def ticks(seconds: float) -> int:
    """*seconds* in the unit that budgets count in, rounded up: no place is free too early."""
    return ceil(seconds * TICKS)
