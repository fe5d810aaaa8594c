"""Response headers that say when to come back: ``Retry-After``, ``X-RateLimit-Reset``, ``Date``."""

from __future__ import annotations

from collections.abc import Mapping

from ..util.server_text import MILLISECONDS, http_date, integer, number

RETRY_AFTER_LIMIT = 1e9
"""Seconds, about thirty years; longer waits are cut to this, because dates beyond the year 9999 cannot be computed."""


EARLIEST = 1e9
"""Epoch time, in the year 2001; a smaller number is no date of a server."""

LATEST = 1e10
"""Epoch time, in the year 2286."""


def retry_after(headers: Mapping[str, str], now: float, *, refused: bool) -> float | None:
    """Seconds for which the server asks not to be called; None: it does not ask.

    Parameters:
        now: epoch time, used for responses without ``Date``.
        refused: the request was refused. Many servers send ``X-RateLimit-Reset`` with every response; it demands a wait
            only with a refusal, or when nothing remains of the rate limit.
    """
    waits = [wait for wait in (_milliseconds(headers), _seconds(headers, now)) if wait is not None]
    if (refused and not waits) or integer(headers.get("x-ratelimit-remaining")) == 0:
        reset = reset_after(headers, now)
        waits += [] if reset is None else [reset]
    return max(waits, default=None)


def reset_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until ``X-RateLimit-Reset`` (epoch seconds, epoch milliseconds or seconds from now)."""
    reset = number(headers.get("x-ratelimit-reset"))
    if reset is None or reset > 1e14:  # perhaps microseconds: taken as milliseconds, it would end in the year 5000
        return None
    if reset >= EARLIEST:
        seconds = reset / 1000 if reset > MILLISECONDS else reset
        reset = max(0.0, seconds - server_time(headers, now))
    return min(reset, RETRY_AFTER_LIMIT)


def server_time(headers: Mapping[str, str], now: float) -> float:
    """Epoch time by the server's clock, to which its dates refer; *now* without a ``Date`` header."""
    moment = date_header(headers)
    return now if moment is None else moment


def date_header(headers: Mapping[str, str]) -> float | None:
    """Epoch time of the ``Date`` header, which has a resolution of one second; None: there is none, or it is absurd."""
    moment = http_date(headers.get("date", ""))
    return moment if moment is not None and EARLIEST <= moment < LATEST else None


def _milliseconds(headers: Mapping[str, str]) -> float | None:
    value = number(headers.get("retry-after-ms"))
    return None if value is None else min(value / 1000, RETRY_AFTER_LIMIT)


def _seconds(headers: Mapping[str, str], now: float) -> float | None:
    value = headers.get("retry-after", "")
    seconds = number(value)
    if seconds is None:
        moment = http_date(value)
        seconds = None if moment is None else max(0.0, moment - server_time(headers, now))
    return None if seconds is None else min(seconds, RETRY_AFTER_LIMIT)
