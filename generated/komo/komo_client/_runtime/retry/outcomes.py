"""What one attempt came to, and whether the operation may be repeated after it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from ..facts import Repeat
from ..transport.messages import AttemptResult

Outcome = Literal["success", "undelivered", "refused", "failed", "lost", "answered"]

FAILED = frozenset({408, 500, 502, 503, 504})
"""The server broke: whether it did the work first is not known."""


def classify(heard: AttemptResult, refused: Collection[int] = (), *, cap: bool = False) -> Outcome:
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
