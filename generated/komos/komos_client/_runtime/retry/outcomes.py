"""Outcome of one attempt, and whether the operation may be retried after it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from ..facts import Repeat
from ..transport.messages import AttemptResult

Outcome = Literal["success", "undelivered", "refused", "failed", "lost", "answered"]
"""``undelivered``: provably not sent. ``refused``: the server did no work. ``failed``: a server error, and the work may
be done. ``lost``: sent, without a usable response. ``answered``: any other complete response, such as 404."""

FAILED_STATUSES = frozenset({408, 500, 502, 503, 504})
"""Statuses that leave open whether the server did the work."""


def classify(
    result: AttemptResult, refused: Collection[int] = (), *, cap: bool = False, not_modified: bool = False
) -> Outcome:
    """The outcome of an attempt.

    Parameters:
        refused: statuses besides 429 that mean that no work was done.
        cap: the response is a cap (see `limits.caps`), which must not be retried.
        not_modified: 304 is an answer like any other.
    """
    if result.phase == "unsent":
        return "undelivered"
    if result.phase == "sent":
        return "lost"
    if 200 <= result.status < 300 or (not_modified and result.status == 304):
        return "success" if result.complete else "lost"
    if cap:
        return "answered"
    if result.status == 429 or result.status in refused:
        return "refused"
    return "failed" if result.status in FAILED_STATUSES else "answered"


def is_retryable(outcome: Outcome, repeat: Repeat) -> bool:
    """Whether sending the request again cannot do the work twice."""
    if outcome in ("undelivered", "refused"):
        return True
    return outcome in ("failed", "lost") and repeat.repeatable


def is_permanent(error: BaseException | None) -> bool:
    """Whether another attempt would meet *error* too: a certificate is not accepted, or a proxy wants credentials."""
    while error is not None:
        if type(error).__name__ == "SSLCertVerificationError":  # without importing ssl
            return True
        if type(error).__name__ == "ProxyError" and str(error).startswith(_PROXY_CREDENTIALS):
            return True
        error = error.__cause__ or error.__context__
    return False


_PROXY_CREDENTIALS = ("407", "Invalid username/password")
"""Beginnings of what the engine says of a proxy that refuses the caller."""
