"""How many retries, and how long to wait before each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .outcomes import Outcome


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
