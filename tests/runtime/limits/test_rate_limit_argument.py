"""Values of the constructor's argument ``rate_limit``: stores and limiters of the caller's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from generator.runtime import ConfigurationError, Limit, MemoryStore, Plan, Store
from generator.runtime.limits.limiter import Permit, RateLimiter
from generator.runtime.limits.slots import MemorySlots
from tests.runtime.limits.test_slots import SLOTTED
from tests.runtime.sample import KEY, RETRIEVE, RUN, answers, async_sample, call, sample


class Recorder:
    """A limiter that never makes a call wait, and records its own calls."""

    blocking = False

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[str, ...]]] = []

    def acquire(self, permit: Permit) -> float:
        self.calls.append(("acquire", permit.names))
        return 0.0

    def release(self, permit: Permit, info: Any = None) -> None:
        self.calls.append(("release", permit.names))

    def cancel(self, permit: Permit) -> None:
        self.calls.append(("cancel", permit.names))


@pytest.mark.parametrize("make", [sample, async_sample])
def test_a_limiter_of_the_callers_own(make: Callable[..., Any]) -> None:
    """An object with the three methods of `RateLimiter` is used as it is."""
    limiter = Recorder()
    call(make(answers(RUN), rate_limit=limiter), RETRIEVE, "x")
    assert limiter.calls == [("acquire", ("default",)), ("release", ("default",))]


def test_a_limiter_of_an_earlier_version() -> None:
    """The methods ask, done and cancel work, also below the former base class; they are deprecated."""

    class Old(Store):
        blocking = False

        def __init__(self) -> None:
            self.calls: list[str] = []

        def ask(self, ticket: Any) -> float:
            self.calls.append("ask")
            return 0.0

        def done(self, ticket: Any, told: Any = None) -> None:
            self.calls.append("done")

        def cancel(self, ticket: Any) -> None:
            self.calls.append("cancel")

    old = Old()
    with pytest.warns(DeprecationWarning, match="acquire and release"):
        resource = sample(answers(RUN), rate_limit=old, service=SLOTTED, plan="two")
    assert call(resource, RETRIEVE, "x").id == "run_1"
    assert old.calls == ["ask", "done"]


def test_a_store_of_the_callers_own() -> None:
    """It is asked for the limiter of the account, and for its slots; without any, those of the process are used."""
    given: list[tuple[str, Mapping[str, Limit], int]] = []

    class Own:
        def limiter(self, owner: Callable[[], str], known_limits: Mapping[str, Limit]) -> RateLimiter:
            given.append((owner(), known_limits, 0))
            return Recorder()

        def slots(self, owner: Callable[[], str], number: int) -> None:
            given.append((owner(), {}, number))

    service = SLOTTED._replace(plans={"one": Plan({"default": Limit(5)}, 1)})
    resource: Any = sample(answers(RUN), service=service, plan="one", rate_limit=Own())
    (owner, limits, _), (same, _, number) = given
    assert (same, limits, number) == (owner, {"default": Limit(5)}, 1)
    assert KEY not in owner
    assert isinstance(resource._client._session.shared.slots, MemorySlots)


def test_clients_with_one_memory_store_share_it() -> None:
    """Also those with different keys."""
    store = MemoryStore({"default": Limit(2)})
    for key in (KEY, KEY[::-1]):
        call(sample(answers(RUN), key=key, rate_limit=store), RETRIEVE, "x")
    assert store.acquire(Permit(("default",))) > 0


@pytest.mark.parametrize("value", [5, "fast", object()])
def test_other_values_are_refused(value: Any) -> None:
    """By the constructor, with the values that it takes."""
    with pytest.raises(ConfigurationError, match="rate_limit: expected a Limit, limits by route, a store, or None"):
        sample(answers(RUN), rate_limit=value)
