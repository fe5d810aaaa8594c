"""When to try again, and how long to wait first. Decides; never sleeps."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

LONGEST = 1e9
"""Seconds, some thirty years: a server that asks for more is understood to ask for this, for clocks end somewhere."""


def retry_after(headers: Mapping[str, str], now: float, *, refused: bool) -> float | None:
    """Seconds the server asks to be left alone, or None.

    Many servers send ``X-RateLimit-Reset`` with every answer; it asks for nothing unless the answer *refused* the
    request, or the window is used up. *now*: epoch time, for answers without a ``Date``.
    """
    asked = [wait for wait in (_milliseconds(headers), _retry_after(headers, now)) if wait is not None]
    if (refused and not asked) or headers.get("x-ratelimit-remaining", "").strip() == "0":
        reset = reset_in(headers, now)
        asked += [] if reset is None else [reset]
    return max(asked, default=None)


def reset_in(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until ``X-RateLimit-Reset`` (epoch seconds, epoch milliseconds or seconds from now)."""
    reset = _number(headers.get("x-ratelimit-reset", ""))
    if reset is None or reset > 1e14:  # a number of microseconds, say: believed, it would end in the year 5000
        return None
    if reset < 1e9:
        return reset
    return max(0.0, (reset / 1000 if reset > 1e11 else reset) - server_time(headers, now))


def server_time(headers: Mapping[str, str], now: float) -> float:
    """Epoch time by the server's clock, which its dates are written in; ours where it does not tell."""
    moment = date_header(headers)
    return now if moment is None else moment


def date_header(headers: Mapping[str, str]) -> float | None:
    """Epoch time of the ``Date`` header, which is exact to the second; None where there is none."""
    date = headers.get("date")
    return _http_date(date) if date else None


def _milliseconds(headers: Mapping[str, str]) -> float | None:
    value = _number(headers.get("retry-after-ms", ""))
    return None if value is None else min(value / 1000, LONGEST)


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    value = headers.get("retry-after")
    if not value:
        return None
    seconds = _number(value)
    if seconds is not None:
        return min(seconds, LONGEST)
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
