"""Waits that response headers demand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.retry.retry_after import RETRY_AFTER_LIMIT, reset_after, retry_after

NOW = 1_700_000_000.0
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"  # NOW
LATER = "Tue, 14 Nov 2023 22:13:50 GMT"  # 30 s later


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
        ({"retry-after": "9" * 20}, RETRY_AFTER_LIMIT),
        ({"retry-after-ms": "9" * 20}, RETRY_AFTER_LIMIT),
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
def test_waits(headers: dict[str, str], wait: float | None) -> None:
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
def test_a_reset_demands_no_wait_while_requests_remain(headers: dict[str, str], wait: float | None) -> None:
    """Many servers send it with every response; a failed call must not wait for it."""
    assert retry_after(headers, NOW, refused=False) == wait


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "retry-after-ms", "x-ratelimit-reset", "date"]), st.text(max_size=40)
    )
)
def test_headers_never_raise(headers: dict[str, str]) -> None:
    """Whatever their values."""
    wait = retry_after(headers, NOW, refused=True)
    assert wait is None or wait >= 0
    reset_after(headers, NOW)
