"""When to try again and how long to wait: tables, no time passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.facts import Repeat, idempotent, keyed, once, safe
from generator.runtime.retry.outcomes import Outcome, classify, repeatable
from generator.runtime.retry.policy import Policy
from generator.runtime.retry.quota import RetryQuota
from generator.runtime.retry.retry_after import LONGEST, reset_in, retry_after
from generator.runtime.transport.messages import AttemptResult

BROKEN = OSError("gone")
NOW = 1_700_000_000.0
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"  # NOW
LATER = "Tue, 14 Nov 2023 22:13:50 GMT"  # 30 s later


@pytest.mark.parametrize(
    ("heard", "outcome"),
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
def test_outcomes(heard: AttemptResult, outcome: Outcome) -> None:
    """What became of an attempt is decided by phase and status, not by exception classes."""
    assert classify(heard) == outcome


def test_a_status_the_facts_call_refused() -> None:
    """503 without work done."""
    assert classify(AttemptResult("answered", 503), (503,)) == "refused"


def test_a_cap_is_an_answer() -> None:
    """Waiting is no cure."""
    assert classify(AttemptResult("answered", 429), cap=True) == "answered"


@pytest.mark.parametrize("repeat", [safe, idempotent, keyed("key"), once])
def test_who_is_repeated(repeat: Repeat) -> None:
    """`once` only after proof that nothing was done; the others also when that is unknown; nobody after an answer."""
    again = {
        outcome for outcome in ("undelivered", "refused", "failed", "lost", "answered") if repeatable(outcome, repeat)
    }
    assert again == {"undelivered", "refused"} | (set() if repeat == once else {"failed", "lost"})


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "5"}, 5.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "9" * 20}, LONGEST),
        ({"retry-after-ms": "9" * 20}, LONGEST),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 2.0),
        ({"retry-after-ms": "1500", "retry-after": "1"}, 1.5),
        ({"retry-after": LATER}, 30.0),
        ({"retry-after": LATER, "date": DATE}, 30.0),
        (
            {"retry-after": "Tue, 14 Nov 2023 23:13:50 GMT", "date": "Tue, 14 Nov 2023 23:13:20 GMT"},
            30.0,
        ),  # wrong clock
        ({"retry-after": DATE, "date": LATER}, 0.0),
        ({"x-ratelimit-reset": "20"}, 20.0),
        ({"x-ratelimit-reset": str(int(NOW) + 40)}, 40.0),
        ({"x-ratelimit-reset": str(int(NOW + 40) * 1000)}, 40.0),
        ({"x-ratelimit-reset": str(int(NOW) + 40), "date": LATER}, 10.0),
        ({"x-ratelimit-reset": "unlimited"}, None),
        ({"x-ratelimit-reset": "9" * 20}, None),
        ({"x-ratelimit-reset": "20", "retry-after": "5"}, 5.0),
        ({"x-ratelimit-reset": "20", "retry-after": "5", "x-ratelimit-remaining": "0"}, 20.0),
    ],
)
def test_what_the_server_told(headers: dict[str, str], wait: float | None) -> None:
    """Seconds, fractions, milliseconds, dates by the server's clock, and three kinds of reset."""
    assert retry_after(headers, NOW, refused=True) == wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-reset": "42", "x-ratelimit-remaining": "97"}, None),
        ({"x-ratelimit-reset": "42"}, None),
        ({"x-ratelimit-reset": "42", "x-ratelimit-remaining": "0"}, 42.0),
        ({"x-ratelimit-reset": "42", "x-ratelimit-remaining": "97", "retry-after": "3"}, 3.0),
    ],
)
def test_a_reset_asks_for_nothing_while_there_is_room(headers: dict[str, str], wait: float | None) -> None:
    """Servers that send it with every answer do not want each failed call to wait for it."""
    assert retry_after(headers, NOW, refused=False) == wait


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "retry-after-ms", "x-ratelimit-reset", "date"]), st.text(max_size=40)
    )
)
def test_headers_never_raise(headers: dict[str, str]) -> None:
    """Whatever a server writes there."""
    wait = retry_after(headers, NOW, refused=True)
    assert wait is None or wait >= 0
    reset_in(headers, NOW)


@given(st.integers(0, 1000), st.floats(0, 1), st.sampled_from(["undelivered", "failed", "lost", "refused"]))
def test_backoff_is_jittered_and_bounded(retries: int, chance: float, outcome: Outcome) -> None:
    """From nothing to a ceiling that doubles up to the cap."""
    policy = Policy()
    wait = policy.backoff(retries, outcome, lambda: chance)
    base = 1.0 if outcome == "refused" else 0.5
    assert 0 <= wait <= min(policy.cap, base * 2 ** min(retries, 10))


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_never_earlier_than_told(told: float, chance: float) -> None:
    """Scatter only ever adds; and never earlier than our own backoff, though the server tells 0."""
    wait = Policy().wait(3, "refused", told, lambda: chance)
    backoff = Policy().backoff(3, "refused", lambda: chance)
    assert max(told, backoff) <= wait <= max(told + 0.25, backoff)


def test_the_quota_runs_dry_and_fills_up() -> None:
    """Retries cost, success gives back, never more than there was."""
    quota = RetryQuota(12)
    assert quota.take("lost") == 10
    assert quota.take("failed") is None
    assert quota.take("refused") == 0
    quota.give(10)
    assert quota.take("failed") == 5
    quota.give(100)
    assert quota.left == 12
