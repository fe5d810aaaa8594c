"""Quota for retries."""

from __future__ import annotations

from generator.runtime.retry.quota import RetryQuota


def test_the_quota_is_used_up_and_refilled() -> None:
    """Retries take tokens, success puts them back, up to the capacity."""
    quota = RetryQuota(12)
    assert quota.acquire("lost") == 10
    assert quota.acquire("failed") is None
    assert quota.acquire("refused") == 0
    quota.release(10)
    assert quota.acquire("failed") == 5
    quota.release(100)
    assert quota.available == 12
