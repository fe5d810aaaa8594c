"""Rate limits of the fake server: requests beyond a limit are refused, every response has the limit's headers."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..facts import Limit


class RateLimitCheck(NamedTuple):
    """Result of the rate limits for one request."""

    refused: bool
    headers: Mapping[str, str]
    """Headers of the response, whether refused or not."""


class ServerRateLimits:
    """One sliding window per limit. Not thread-safe: the caller holds a lock.

    Parameters:
        clock: epoch seconds.
    """

    def __init__(self, limits: Mapping[str, Limit], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._accepted: dict[str, deque[float]] = {name: deque() for name in limits}
        """Limit → times of the requests in its window."""

    def check(self, name: str) -> RateLimitCheck:
        """Count one request against the limit *name* and the default one, unless one of them is reached."""
        now = self._clock()
        names = [known for known in dict.fromkeys((name, "default")) if known in self._limits]
        waits: list[float] = []
        for known in names:
            limit, accepted = self._limits[known], self._accepted[known]
            while accepted and accepted[0] <= now - limit.per:
                accepted.popleft()
            if len(accepted) >= limit.requests:
                waits.append(accepted[0] + limit.per - now)
        if not waits:
            for known in names:
                self._accepted[known].append(now)
        retry_after = {"retry-after": _seconds(max(waits))} if waits else {}
        return RateLimitCheck(bool(waits), {**self._headers(names, now), **retry_after})

    def _headers(self, names: list[str], now: float) -> dict[str, str]:
        """The headers of the limit with the fewest remaining requests."""
        if not names:
            return {}
        name = min(names, key=lambda known: self._limits[known].requests - len(self._accepted[known]))
        limit, accepted = self._limits[name], self._accepted[name]
        return {
            "x-ratelimit-limit": str(limit.requests),
            "x-ratelimit-remaining": str(max(limit.requests - len(accepted), 0)),
            "x-ratelimit-reset": _seconds(accepted[0] + limit.per - now if accepted else 0.0),
        }


def _seconds(wait: float) -> str:
    """Whole seconds, as servers send them; a fraction below one second, so that tests need not wait longer."""
    return str(math.ceil(wait)) if wait >= 1 else f"{math.ceil(wait * 1000) / 1000:g}"
