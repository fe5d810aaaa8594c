"""Rate limits as a server keeps them: a request too many is refused, and every answer tells what is left."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..facts import Limit


class RateLimitInfo(NamedTuple):
    """What an answer says about the limits."""

    refused: bool
    headers: Mapping[str, str]


class Windows:
    """One sliding window for each limit; the caller sees to it that one thread at a time asks."""

    def __init__(self, limits: Mapping[str, Limit], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._taken: dict[str, deque[float]] = {name: deque() for name in limits}

    def ask(self, route: str) -> RateLimitInfo:
        """Count one request that draws from the limit of its *route* and from the default one."""
        now = self._clock()
        names = [name for name in dict.fromkeys((route, "default")) if name in self._limits]
        waits: list[float] = []
        for name in names:
            limit, taken = self._limits[name], self._taken[name]
            while taken and taken[0] <= now - limit.per:
                taken.popleft()
            if len(taken) >= limit.requests:
                waits.append(taken[0] + limit.per - now)
        if not waits:
            for name in names:
                self._taken[name].append(now)
        return RateLimitInfo(
            bool(waits), {**self._headers(names, now), **({"retry-after": _seconds(max(waits))} if waits else {})}
        )

    def _headers(self, names: list[str], now: float) -> dict[str, str]:
        """Of the limit that has least left."""
        if not names:
            return {}
        name = min(names, key=lambda one: self._limits[one].requests - len(self._taken[one]))
        limit, taken = self._limits[name], self._taken[name]
        return {
            "x-ratelimit-limit": str(limit.requests),
            "x-ratelimit-remaining": str(max(limit.requests - len(taken), 0)),
            "x-ratelimit-reset": _seconds(taken[0] + limit.per - now if taken else 0.0),
        }


def _seconds(wait: float) -> str:
    """Whole seconds, as servers say them; a fraction below one, so that tests need not wait."""
    return str(math.ceil(wait)) if wait >= 1 else f"{math.ceil(wait * 1000) / 1000:g}"
