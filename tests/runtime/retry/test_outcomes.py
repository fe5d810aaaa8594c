"""Outcomes of attempts, and which of them are retryable."""

from __future__ import annotations

import pytest

from generator.runtime.facts import Repeat, idempotent, keyed, once, safe
from generator.runtime.retry.outcomes import Outcome, classify, is_retryable
from generator.runtime.transport.messages import AttemptResult

BROKEN = OSError("gone")


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (AttemptResult("unsent", error=BROKEN), "undelivered"),
        (AttemptResult("sent", error=BROKEN), "lost"),
        (AttemptResult("answered", 200), "success"),
        (AttemptResult("answered", 204), "success"),
        (AttemptResult("answered", 200, error=BROKEN), "lost"),
        (AttemptResult("answered", 429), "refused"),
        (AttemptResult("answered", 429, error=BROKEN), "refused"),
        (AttemptResult("answered", 599), "answered"),
        (AttemptResult("answered", 408), "failed"),
        (AttemptResult("answered", 500), "failed"),
        (AttemptResult("answered", 502), "failed"),
        (AttemptResult("answered", 503), "failed"),
        (AttemptResult("answered", 504), "failed"),
        (AttemptResult("answered", 501), "answered"),
        (AttemptResult("answered", 402), "answered"),
        (AttemptResult("answered", 409), "answered"),
    ],
)
def test_outcomes(result: AttemptResult, outcome: Outcome) -> None:
    """The outcome depends on phase and status, not on exception classes."""
    assert classify(result) == outcome


def test_a_documented_refusal() -> None:
    """The vendor documents that a 503 did no work."""
    assert classify(AttemptResult("answered", 503), (503,)) == "refused"


def test_a_cap_is_not_retried() -> None:
    """Its outcome is ``answered``, whatever the status."""
    assert classify(AttemptResult("answered", 429), cap=True) == "answered"


@pytest.mark.parametrize("repeat", [safe, idempotent, keyed("key"), once])
def test_which_outcomes_are_retryable(repeat: Repeat) -> None:
    """`once`: only if no work was done; the others also if that is unknown; never after another response."""
    retryable = {
        outcome for outcome in ("undelivered", "refused", "failed", "lost", "answered") if is_retryable(outcome, repeat)
    }
    assert retryable == {"undelivered", "refused"} | (set() if repeat == once else {"failed", "lost"})
