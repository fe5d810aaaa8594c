"""Number of retries, and the delay before each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .outcomes import Outcome


class RetryPolicy(NamedTuple):
    """Exponential backoff with full jitter; a server's ``Retry-After`` is obeyed."""

    max_retries: int = 4
    backoff_base: float = 0.5
    """Seconds; the first backoff is drawn from 0 to this, each later one from twice the range."""
    refused_backoff_base: float = 1.0
    """The same after a refusal without ``Retry-After``."""
    backoff_max: float = 20.0
    """Seconds; no backoff is longer."""
    retry_after_max: float = 60.0
    """Seconds; if a server asks for a longer wait, the call is not retried."""

    def backoff(self, retries: int, outcome: Outcome, random: Callable[[], float]) -> float:
        """Seconds to wait after *retries* earlier retries; *random* returns numbers from 0 to 1."""
        base = self.refused_backoff_base if outcome == "refused" else self.backoff_base
        return random() * min(self.backoff_max, base * 2.0 ** min(retries, 30))

    def delay(self, retries: int, outcome: Outcome, retry_after: float | None, random: Callable[[], float]) -> float:
        """Seconds until the next attempt: *retry_after* plus some jitter, so that clients do not return at once.

        It is never less than the backoff: a server that says 0 seconds must not be hammered either.
        """
        backoff = self.backoff(retries, outcome, random)
        if retry_after is None:
            return backoff
        return max(retry_after + min(0.1 * retry_after, 0.25) * random(), backoff)
