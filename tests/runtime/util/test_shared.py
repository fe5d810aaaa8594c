"""Rate limits per key: which clients share them, which do not, and nothing of the key is kept."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from generator.runtime import Limit, MemoryStore
from generator.runtime.auth.identity import fingerprint
from generator.runtime.util.shared import shared_objects
from tests.runtime.sample import KEY, SERVICE, AsyncSample, Sample, Time

OTHER = KEY[::-1]
TIME = Time()


def client(kind: Any = Sample, key: Any = KEY, **options: Any) -> Any:
    return kind(key, **options)


def test_clients_with_the_same_key_share() -> None:
    """Sync and async clients, and their copies."""
    one, other, tasks = client(), client(), client(AsyncSample)
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
    ids=["another key", "another origin", "own limit", "own limits", "own store", "another plan", "a function"],
)
def test_other_clients_do_not_share(key: Any, options: dict[str, Any]) -> None:
    """Clients with another key, origin or other limits; a function may return another key each time."""
    other = client()
    assert client(key=key, **options)._session.shared.limiter is not other._session.shared.limiter


def test_clients_with_other_clocks_do_not_share() -> None:
    """So that tests do not count each other's requests."""
    clock = TIME.clock_of_client()
    timed = type("Timed", (Sample,), {"_clock": clock})
    assert (
        client(timed)._session.shared.limiter
        is client(timed)._session.shared.limiter
        is not client()._session.shared.limiter
    )


def test_nothing_is_kept_of_a_deleted_client() -> None:
    """Neither the shared objects nor their names; and the names never contain the key."""
    before = set(shared_objects._objects)
    own = client(key="sk_live_" + "only_once")
    names = set(shared_objects._objects) - before
    assert names
    assert "only_once" not in repr(names)
    assert len(fingerprint(KEY * 9)) == len(fingerprint(KEY)) == 8, "the length of the key is not visible"
    del own
    gc.collect()
    assert not names & set(shared_objects._objects)


def test_clients_without_keys_share() -> None:
    """Without a key the process is the owner."""
    bare = type("Bare", (Sample,), {"_service": SERVICE._replace(schemes={})})
    assert client(bare, None)._session.shared.limiter is client(bare, None)._session.shared.limiter
