"""Delays between polls: of a run that is waited for, of a list that is searched."""

from __future__ import annotations

from ..facts import Limit

POLL_FIRST = 0.5
"""Seconds between the first two polls."""

POLL_GROWTH = 1.5
"""Each delay is this many times the one before."""

POLL_MAX = 15.0
"""Seconds; no delay is longer, unless the rate limit demands it."""

POLL_SHARE = 0.25
"""Largest part of a rate limit that polling may use; the rest is left to other calls."""


def poll_delay(polls: int, limit: Limit | None, requests: int = 1) -> float:
    """Seconds to wait after *polls* earlier polls.

    Parameters:
        limit: the rate limit that the polls draw from, if it is known.
        requests: how many requests each poll takes.
    """
    least = requests * limit.per / limit.requests / POLL_SHARE if limit and limit.requests else 0.0
    return max(min(POLL_FIRST * POLL_GROWTH ** min(polls, 50), POLL_MAX), least)
