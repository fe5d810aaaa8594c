"""Sliding windows: the state and the decisions of a rate limiter, given the time. No lock and no clock.

A request holds its permit from its departure until *per* seconds after its response. The server received it at some
moment in between, so the server's own window never holds more requests than this one, whatever the latency. (GCRA
spaces departures instead, and requests may bunch up on the way.) A `burst` below the limit's number of requests spaces
departures too; a larger one has no effect.

A request that must wait is queued for the earliest moment at which all its windows have room. Later requests cannot use
that room, but they may use what is free until then. (If room were reserved from the moment of queueing, a few calls
that wait for a narrow window would leave a wide one partly unused.)

All stores keep this state: as objects in memory, or as text that several processes share.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from math import ceil, floor
from typing import Any, NamedTuple

from ..facts import Limit
from ..util.typeguards import is_array

IN_FLIGHT_TIMEOUT = 130.0
"""Seconds after which a request that was not released counts as ended: its process has died. An attempt lasts 120 s at
most."""

QUEUE_GRACE = 5.0
"""Seconds for which a queued request keeps its position after the moment at which it should have called again."""

TICKS_PER_SECOND = 1_000_000
"""A window counts time in whole microseconds: as text they are shorter than floats, and faster to read and write."""


class RateLimitInfo(NamedTuple):
    """The state of a rate limit as a response announces it; None where it says nothing."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
    """Seconds until the window is empty again."""
    blocked: float | None = None
    """Seconds for which the server refuses every request (the wait of a 429)."""


RESOLUTION_OF_LARGE_WINDOWS = 1000
"""A window of more requests than this counts them in so many steps, so that its size costs neither memory nor time: a
server may announce any."""


class Expiries:
    """The moments at which requests leave a window, in order, and how many leave at each."""

    def __init__(self) -> None:
        self.total = 0
        self._moments: deque[int] = deque()
        self._numbers: dict[int, int] = {}

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((moment, self._numbers[moment]) for moment in self._moments)

    def add(self, moment: int, number: int = 1) -> None:
        """Let *number* more leave at *moment*."""
        self.total += number
        if moment in self._numbers:
            self._numbers[moment] += number
            return
        self._numbers[moment] = number
        insort(self._moments, moment)  # nearly always at the end, because releases come in order

    def drop(self, now: int) -> None:
        """Forget what has left by *now*."""
        moments = self._moments
        while moments and moments[0] <= now:
            self.total -= self._numbers.pop(moments.popleft())


class Queued(NamedTuple):
    """A request that waits."""

    moment: int
    """When it can be sent, as far as is known."""
    expires: int
    """When it loses its position, unless it has called again."""


class SlidingWindow:
    """One window. *now* is in ticks of any clock that only goes forward; a *key* identifies a request."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.per = to_ticks(limit.per)
        self.in_flight: dict[Hashable, int] = {}
        """Requests without a response yet, and when each counts as ended without one."""
        self.expiries = Expiries()
        """Of completed requests, and of those that the server counted but this window did not, because another program
        uses the key."""
        self.queued: dict[Hashable, Queued] = {}
        """Waiting requests in order of arrival. Room is reserved for each from its moment on, and not before."""
        self.blocked_until = 0
        self.theoretical_arrival = 0
        """When the next request is due if all are evenly spaced; used with `Limit.burst`."""

    def earliest(self, key: Hashable, now: int) -> int:
        """The earliest moment at which *key* may be sent; *now* itself when it may be sent at once."""
        self.expiries.drop(now)
        ahead = self._ahead(key, now)
        earliest = max(now, self.blocked_until, self._spaced(len(ahead)))
        room = self.limit.requests - 1 - len(self.in_flight) - self.expiries.total
        if room < len(ahead):
            room += self._drop_expired(now)
        return earliest if room >= len(ahead) else self._first_gap(room, ahead, earliest, now)

    def enqueue(self, key: Hashable, moment: int, calls_again: int) -> None:
        """Reserve room for *key* from *moment* on; it will call again at *calls_again*."""
        self.queued[key] = Queued(moment, calls_again + to_ticks(QUEUE_GRACE))

    def acquire(self, key: Hashable, now: int) -> None:
        """*key* is sent now."""
        self.queued.pop(key, None)
        self.in_flight[key] = now + to_ticks(IN_FLIGHT_TIMEOUT) + self.per
        if self.limit.burst is not None:
            self.theoretical_arrival = max(self.theoretical_arrival, now) + self._interval

    def hold(self, key: Hashable, now: int) -> None:
        """*key* was sent, and this window does not know it."""
        self.in_flight.setdefault(key, now + to_ticks(IN_FLIGHT_TIMEOUT) + self.per)

    def use_up(self, now: int, until: int) -> None:
        """Leave no room before *until*: as many requests were sent as the limit allows."""
        self.expiries.drop(now)
        room = self.limit.requests - len(self.in_flight) - self.expiries.total
        if until > now:
            self.theoretical_arrival = max(self.theoretical_arrival, until)
            if room > 0:
                self._leave(now, until - now, room)

    def release(self, key: Hashable, now: int) -> None:
        """*key* has ended."""
        if self.in_flight.pop(key, None) is not None:
            self._leave(now, self.per)

    def cancel(self, key: Hashable) -> None:
        """*key* was not sent, or does not wait any more."""
        self.in_flight.pop(key, None)
        self.queued.pop(key, None)

    def update(self, info: RateLimitInfo, now: int, *, widen: bool) -> None:
        """Adapt to the server's own count; *widen*: also where it allows more than this window."""
        if info.limit and (widen or info.limit < self.limit.requests):
            self.limit = self.limit._replace(requests=info.limit)
        if info.blocked:
            self.blocked_until = max(self.blocked_until, now + to_ticks(info.blocked))
        if info.remaining is not None:
            room = self.limit.requests - len(self.in_flight) - self.expiries.total
            uncounted = min(room - info.remaining, self.limit.requests)
            if uncounted > 0:
                self._leave(now, self.per if info.reset is None else to_ticks(info.reset), uncounted)

    def after_fork(self, now: int) -> None:
        """In a forked child: requests in flight and in the queue are the parent's; the former count as external."""
        self.queued.clear()
        if self.in_flight:
            self._leave(now, self.per, len(self.in_flight))
            self.in_flight.clear()

    def _leave(self, now: int, after: int, number: int = 1) -> None:
        """Let *number* requests leave *after* ticks; a little later, where many are counted together."""
        step = 1
        if self.limit.requests > RESOLUTION_OF_LARGE_WINDOWS:
            step = max(1, max(after, self.per) // RESOLUTION_OF_LARGE_WINDOWS)
        self.expiries.add(-(-(now + after) // step) * step, number)

    def _ahead(self, key: Hashable, now: int) -> list[int]:
        """The moments of the requests that were queued before *key*; drops those that lost their position."""
        queued = self.queued
        if not queued:
            return []
        expired = [other for other, entry in queued.items() if entry.expires < now and other != key]
        for other in expired:
            del queued[other]
        moments: list[int] = []
        for other, entry in queued.items():
            if other == key:
                break
            moments.append(entry.moment)
        return moments

    def _drop_expired(self, now: int) -> int:
        """Forget requests in flight whose process must have died; returns their number."""
        expired = [key for key, until in self.in_flight.items() if until <= now]
        for key in expired:
            del self.in_flight[key]
        return len(expired)

    def _first_gap(self, room: int, ahead: list[int], earliest: int, now: int) -> int:
        """The first moment from *earliest* on at which there is room for a whole period, without what is reserved.

        Parameters:
            room: the room there is now.
            ahead: moments of the requests that were queued before.
        """
        per = self.per
        # Even numbers add room, odd ones take it: room that is added at a moment can be taken at the same moment.
        changes = [(2 * moment, number) for moment, number in self.expiries]
        changes += [(2 * (now + per), len(self.in_flight))]  # at the earliest
        changes += [(2 * moment + 1, -1) for moment in ahead]
        changes += [(2 * (moment + per), 1) for moment in ahead]
        changes.sort()
        start = earliest if room >= 0 else None
        for doubled, number in changes:
            moment = doubled >> 1
            if start is not None and moment >= start + per:
                break
            room += number
            if room < 0:
                start = None
            elif start is None or moment <= earliest:
                start = max(moment, earliest)
        return max(earliest, now + per) if start is None else start

    @property
    def _interval(self) -> int:
        return -(-self.per // self.limit.requests)

    def _spaced(self, ahead: int) -> int:
        """When a request with *ahead* others before it is due by even spacing; 0 without a burst."""
        burst = self.limit.burst
        if burst is None or burst >= self.limit.requests:
            return 0
        return self.theoretical_arrival + (ahead - burst + 1) * self._interval

    def dump(self) -> list[Any]:
        """The state as JSON values; keys must be strings. Increase `generations.LAYOUT` when the format changes."""
        return [
            *self.limit,
            self.blocked_until,
            self.theoretical_arrival,
            list(self.in_flight.items()),
            [moment if number == 1 else [moment, number] for moment, number in self.expiries],
            [(key, *entry) for key, entry in self.queued.items()],
        ]

    @classmethod
    def load(cls, state: list[Any]) -> SlidingWindow:
        """The window that `dump` wrote."""
        requests, per, burst, blocked_until, theoretical_arrival, in_flight, expiries, queued = state
        self = cls(Limit(requests, per, burst))
        self.blocked_until, self.theoretical_arrival = blocked_until, theoretical_arrival
        self.in_flight = dict(in_flight)
        for entry in expiries:
            self.expiries.add(*(entry if is_array(entry) else (entry,)))
        self.queued = {key: Queued(moment, expires) for key, moment, expires in queued}
        return self


class SlidingWindows:
    """The windows of one key: a request draws from one or more of them at once.

    Parameters:
        limits: rate limits by name.
        widen: also adopt a larger limit that the server announces; False where the caller chose a smaller one.
    """

    def __init__(self, limits: Mapping[str, Limit], *, widen: bool = True) -> None:
        self.widen = widen
        self.windows = {name: SlidingWindow(limit) for name, limit in limits.items()}

    def acquire(self, names: tuple[str, ...], key: Hashable, now: float) -> tuple[float, float]:
        """Take a permit in all windows called *names*, or queue for it.

        Returns:
            Seconds after which to call again, and seconds for which the server refuses every request. Both are 0.0 when
            the permit is taken. The first is at most one period, because requests ahead may be cancelled by then.
        """
        current = floor(now * TICKS_PER_SECOND)
        windows = [self.windows[name] for name in names if name in self.windows]
        moment = max([window.earliest(key, current) for window in windows], default=current)
        if moment <= current:
            for window in windows:
                window.acquire(key, current)
            return 0.0, 0.0
        moment = max(moment, current + 1)
        blocked_until = max(window.blocked_until for window in windows)
        calls_again = max(blocked_until, min(moment, current + max(window.per for window in windows)))
        for window in windows:
            window.enqueue(key, moment, calls_again)
        return (calls_again - current) / TICKS_PER_SECOND, (blocked_until - current) / TICKS_PER_SECOND

    def release(self, names: tuple[str, ...], key: Hashable, info: RateLimitInfo | None, now: float) -> None:
        """The request has ended; others may use its permit one period from now. *info*: what its response said."""
        for name in names:
            if name in self.windows:
                self.windows[name].release(key, to_ticks(now))
        if info is None:
            return
        name = self._name_for(names, info.limit)
        window = self.windows.get(name)
        if window is None:  # no limit was documented: the first response that announces one creates the window
            if not info.limit:
                return
            window = self.windows[name] = SlidingWindow(Limit(info.limit, max(60.0, info.reset or 0.0)))
        window.update(info, to_ticks(now), widen=self.widen)

    def cancel(self, names: tuple[str, ...], key: Hashable) -> None:
        """The request was not sent, or the caller stopped waiting; others may use its permit, or its position, now."""
        for name in names:
            if name in self.windows:
                self.windows[name].cancel(key)

    def holds(self, names: tuple[str, ...], key: Hashable) -> bool:
        """Whether *key* was sent and has not ended."""
        return any(key in self.windows[name].in_flight for name in names if name in self.windows)

    def hold(self, names: tuple[str, ...], key: Hashable, now: float) -> None:
        """See `SlidingWindow.hold`."""
        for name in names:
            if name in self.windows:
                self.windows[name].hold(key, to_ticks(now))

    def use_up(self, moment: float, now: float) -> None:
        """At *moment* the last of so many requests was sent as each window allows."""
        for window in self.windows.values():
            window.use_up(to_ticks(now), to_ticks(moment) + window.per)

    def after_fork(self, now: float) -> None:
        """See `SlidingWindow.after_fork`."""
        for window in self.windows.values():
            window.after_fork(to_ticks(now))

    def _name_for(self, names: tuple[str, ...], limit: int | None) -> str:
        """Name of the window that a response describes: of size *limit*, else the key's; without size, the route's."""
        for name in names:
            if name in self.windows and self.windows[name].limit.requests == limit:
                return name
        return names[0] if limit is None else names[-1]


def to_ticks(seconds: float) -> int:
    """*seconds* in ticks, rounded up, so that no permit is free too early."""
    return ceil(seconds * TICKS_PER_SECOND)
