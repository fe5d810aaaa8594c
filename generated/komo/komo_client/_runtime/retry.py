"""When to try again, and how long to wait first. Decides; never sleeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import inf
from typing import Literal, NamedTuple

from .exchange import Heard
from .facts import Repeat

Outcome = Literal["success", "undelivered", "refused", "failed", "lost", "answered"]

FAILED = frozenset({408, 500, 502, 503, 504})
"""The server broke: whether it did the work first is not known."""

LONGEST = 1e9
"""Seconds, some thirty years: a server that asks for more is understood to ask for this, for clocks end somewhere."""


def classify(heard: Heard, refused: Collection[int] = (), *, cap: bool = False) -> Outcome:
    """What became of an attempt. *refused*: statuses besides 429 that mean no work was done; *cap*: do not wait."""
    if heard.phase == "unsent":
        return "undelivered"
    if heard.phase == "sent":
        return "lost"
    if 200 <= heard.status < 300:
        return "success" if heard.complete else "lost"
    if cap:
        return "answered"
    if heard.status == 429 or heard.status in refused:
        return "refused"
    return "failed" if heard.status in FAILED else "answered"


def repeatable(outcome: Outcome, repeat: Repeat) -> bool:
    """True when sending again cannot do the work twice, or nothing was done."""
    if outcome in ("undelivered", "refused"):
        return True
    return outcome in ("failed", "lost") and repeat.repeatable


class Policy(NamedTuple):
    """How often and how long."""

    max_retries: int = 4
    base: float = 0.5
    """Seconds; the first backoff is drawn from 0 to this, each later one from twice the range."""
    refused_base: float = 1.0
    """The same for a server that refuses without saying for how long."""
    cap: float = 20.0
    """Seconds; no backoff of our own is longer."""
    max_wait: float = 60.0
    """Seconds; a server that asks for more is not waited for."""

    def backoff(self, retries: int, outcome: Outcome, random: Callable[[], float]) -> float:
        """Full jitter: seconds to wait after *retries* earlier retries. *random* gives numbers from 0 to 1."""
        base = self.refused_base if outcome == "refused" else self.base
        return random() * min(self.cap, base * 2.0 ** min(retries, 30))

    def wait(self, retries: int, outcome: Outcome, told: float | None, random: Callable[[], float]) -> float:
        """Seconds until the next attempt: what the server told, never less, and some scatter so that clients part.

        Nor less than our own backoff: a server that tells 0 seconds is not to be hammered either.
        """
        backoff = self.backoff(retries, outcome, random)
        return backoff if told is None else max(told + min(0.1 * told, 0.25) * random(), backoff)


def told_wait(headers: Mapping[str, str], now: float, *, refused: bool) -> float | None:
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
    moment = told_date(headers)
    return now if moment is None else moment


def told_date(headers: Mapping[str, str]) -> float | None:
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
