"""Budgets hold per key: who shares them, who does not, and what is kept of the key."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from generator.runtime import Limit, MemoryStore
from generator.runtime.auth.identity import fingerprint
from generator.runtime.util.shared import commons
from tests.runtime.sample import KEY, SERVICE, AsyncSample, Sample, Time

OTHER = KEY[::-1]
TIME = Time()


def home(kind: Any = Sample, key: Any = KEY, **options: Any) -> Any:
    return kind(key, **options)


def test_the_same_key_has_one_home() -> None:
    """Sync and async clients, and copies of them."""
    one, other, tasks = home(), home(), home(AsyncSample)
    assert (
        one._session.shared.limiter
        is other._session.shared.limiter
        is tasks._session.shared.limiter
        is one.with_options(strict=True)._session.shared.limiter
    )
    assert one._session.shared.caps is other._session.shared.caps


@pytest.mark.parametrize(
    ("key", "options"),
    [
        (OTHER, {}),
        (KEY, {"environment": "staging"}),
        (KEY, {"rate_limit": Limit(5)}),
        (KEY, {"rate_limit": {"expensive": Limit(5)}}),
        (KEY, {"rate_limit": MemoryStore({})}),
        (KEY, {"plan": "free"}),
        (lambda: KEY, {}),
    ],
    ids=["another key", "another origin", "own limit", "own limits", "own home", "another plan", "a function"],
)
def test_who_has_a_home_of_his_own(key: Any, options: dict[str, Any]) -> None:
    """What differs in key, place or limits; a function may give another key each time."""
    shared = home()
    assert home(key=key, **options)._session.shared.limiter is not shared._session.shared.limiter


def test_another_clock_is_another_world() -> None:
    """So that tests do not meet each other's requests."""
    clock = TIME.clock_of_client()
    timed = type("Timed", (Sample,), {"_clock": clock})
    assert (
        home(timed)._session.shared.limiter is home(timed)._session.shared.limiter is not home()._session.shared.limiter
    )


def test_nothing_is_kept_of_who_is_gone() -> None:
    """Neither the home nor a name for it; and never the key."""
    before = set(commons._held)
    client = home(key="sk_live_" + "only_once")
    names = set(commons._held) - before
    assert names
    assert "only_once" not in repr(names)
    assert len(fingerprint(KEY * 9)) == len(fingerprint(KEY)) == 8, "it tells no more of a longer key"
    del client
    gc.collect()
    assert not names & set(commons._held)


def test_an_api_without_keys_counts_callers() -> None:
    """All clients of the process are one caller."""
    bare = type("Bare", (Sample,), {"_service": SERVICE._replace(schemes={})})
    assert home(bare, None)._session.shared.limiter is home(bare, None)._session.shared.limiter
