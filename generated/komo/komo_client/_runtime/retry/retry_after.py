"""Response headers that say when to come back: ``Retry-After``, ``X-RateLimit-Reset``, ``Date``."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

RETRY_AFTER_LIMIT = 1e9
"""Seconds, about thirty years; longer waits are cut to this, because dates beyond the year 9999 cannot be computed."""


def retry_after(headers: Mapping[str, str], now: float, *, refused: bool) -> float | None:
    """Seconds for which the server asks not to be called; None: it does not ask.

    Parameters:
        now: epoch time, used for responses without ``Date``.
        refused: the request was refused. Many servers send ``X-RateLimit-Reset`` with every response; it demands a wait
            only with a refusal, or when nothing remains of the rate limit.
    """
    waits = [wait for wait in (_milliseconds(headers), _seconds(headers, now)) if wait is not None]
    if (refused and not waits) or headers.get("x-ratelimit-remaining", "").strip() == "0":
        reset = reset_after(headers, now)
        waits += [] if reset is None else [reset]
    return max(waits, default=None)


def reset_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until ``X-RateLimit-Reset`` (epoch seconds, epoch milliseconds or seconds from now)."""
    reset = _number(headers.get("x-ratelimit-reset", ""))
    if reset is None or reset > 1e14:  # perhaps microseconds: taken as milliseconds, it would end in the year 5000
        return None
    if reset < 1e9:
        return reset
    return max(0.0, (reset / 1000 if reset > 1e11 else reset) - server_time(headers, now))


def server_time(headers: Mapping[str, str], now: float) -> float:
    """Epoch time by the server's clock, to which its dates refer; *now* without a ``Date`` header."""
    moment = date_header(headers)
    return now if moment is None else moment


def date_header(headers: Mapping[str, str]) -> float | None:
    """Epoch time of the ``Date`` header, which has a resolution of one second; None: there is none."""
    date = headers.get("date")
    return _http_date(date) if date else None


def _milliseconds(headers: Mapping[str, str]) -> float | None:
    value = _number(headers.get("retry-after-ms", ""))
    return None if value is None else min(value / 1000, RETRY_AFTER_LIMIT)


def _seconds(headers: Mapping[str, str], now: float) -> float | None:
    value = headers.get("retry-after")
    if not value:
        return None
    seconds = _number(value)
    if seconds is not None:
        return min(seconds, RETRY_AFTER_LIMIT)
    moment = _http_date(value)
    return None if moment is None else max(0.0, moment - server_time(headers, now))


def _number(text: str) -> float | None:
    """A finite number that is not negative, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < inf else None


def _http_date(text: str) -> float | None:
    from datetime import UTC
    from email.utils import parsedate_to_datetime  # slow to import and seldom needed

    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000": RFC 9110 dates are GMT
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp()
