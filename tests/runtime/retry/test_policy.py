"""Delays before retries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.retry.outcomes import Outcome
from generator.runtime.retry.policy import RetryPolicy


@given(st.integers(0, 1000), st.floats(0, 1), st.sampled_from(["undelivered", "failed", "lost", "refused"]))
def test_backoff_is_jittered_and_bounded(retries: int, chance: float, outcome: Outcome) -> None:
    """From 0 to a bound that doubles up to `backoff_max`."""
    policy = RetryPolicy()
    wait = policy.backoff(retries, outcome, lambda: chance)
    base = 1.0 if outcome == "refused" else 0.5
    assert 0 <= wait <= min(policy.backoff_max, base * 2 ** min(retries, 10))


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_never_earlier_than_the_server_asks(asked: float, chance: float) -> None:
    """Jitter only adds; and the delay is never less than the backoff, even if the server says 0."""
    wait = RetryPolicy().delay(3, "refused", asked, lambda: chance)
    backoff = RetryPolicy().backoff(3, "refused", lambda: chance)
    assert max(asked, backoff) <= wait <= max(asked + 0.25, backoff)
