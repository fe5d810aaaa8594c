"""What is imported and connected before a call takes its permit of the rate limits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from generator.runtime import AsyncResource, DeadlineExceeded
from generator.runtime.limits.limiter import Permit
from generator.runtime.limits.memory import MemoryStore
from generator.runtime.protocol.request import Given
from generator.runtime.transport.connections import AsyncConnectionLimit
from generator.runtime.util.async_library import running_library
from tests.runtime.sample import CREATE, RETRIEVE, answers, async_sample, call, sample
from tests.runtime.server import unused

RUN = httpx.Response(200, json={"run": {"id": "run_1", "status": "RUNNING"}}, headers={"x-api-version": "1"})


@pytest.mark.parametrize("make", [sample, async_sample])
def test_nothing_is_imported_while_a_place_is_taken(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both what sends and what reads the answer are made before the budgets are asked."""
    resource = make(base_url=unused(), max_retries=0)
    core, there = resource._client._session.shared, []
    acquire = MemoryStore.acquire

    def acquiring(store: MemoryStore, permit: Permit) -> float:
        there.append(
            (
                core.transport._own._engine is not None,
                core._codec is not None and "Run" in core._codec._parser._decoders,
            )
        )
        return acquire(store, permit)

    monkeypatch.setattr(MemoryStore, "acquire", acquiring)
    with pytest.raises(Exception, match="not delivered"):
        call(resource, RETRIEVE, "x")
    assert there == [(True, True)]


class Slow(httpx.AsyncBaseTransport):
    """Answers a few turns of the loop later; counts how many requests are under way at once."""

    def __init__(self) -> None:
        self.under_way = self.most = self.all = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        for _ in range(3):
            await asyncio.sleep(0)
        self.under_way -= 1
        self.all += 1
        return httpx.Response(200, json=RUN.json(), headers=RUN.headers)


def crowd(resource: AsyncResource) -> None:
    """Forty calls at once."""

    async def scenario() -> None:
        await asyncio.gather(*(resource._call(RETRIEVE, Given(("x",)), {}) for _ in range(40)))

    asyncio.run(scenario())


def test_answers_are_read_before_all_have_sent() -> None:
    """Who comes in a crowd goes one after the other, so that the first places are free again soon."""
    transport = Slow()
    crowd(async_sample(http_client=httpx.AsyncClient(transport=transport)))
    assert transport.all == 40
    assert transport.most <= 4


def test_without_budgets_a_crowd_goes_at_once() -> None:
    """There are no places to be sparing with."""
    transport = Slow()
    crowd(async_sample(http_client=httpx.AsyncClient(transport=transport), rate_limit=None))
    assert transport.most == 40


@contextmanager
def while_others_go(resource: AsyncResource) -> Iterator[None]:
    """Another call has the running loop's turn until the end."""
    limit = AsyncConnectionLimit(None, running_library())
    resource._client._session.shared.transport._limits[asyncio.get_running_loop()] = limit
    limit._turn_taken = True
    yield
    limit._next_turn()


def test_a_deadline_ends_the_wait_for_those_who_came_before() -> None:
    """Nothing was sent, and whoever was before it goes on."""
    resource = async_sample(answers(RUN, RUN))

    async def scenario() -> None:
        with while_others_go(resource), pytest.raises(DeadlineExceeded) as caught:
            await resource._call(CREATE, Given(), {"deadline": 0.05})
        assert not caught.value.maybe_executed
        assert (await resource._call(CREATE, Given(), {})).id == "run_1"

    asyncio.run(scenario())


def test_who_is_cancelled_while_waiting_holds_up_nobody() -> None:
    """The next one goes."""
    resource = async_sample(answers(RUN, RUN))

    async def scenario() -> None:
        with while_others_go(resource):
            first, second = (asyncio.ensure_future(resource._call(RETRIEVE, Given(("x",)), {})) for _ in range(2))
            await asyncio.sleep(0)
            first.cancel()
        assert (await second).id == "run_1"
        with pytest.raises(asyncio.CancelledError):
            await first

    asyncio.run(scenario())
