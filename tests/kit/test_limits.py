"""Limits as a server keeps them, and a server as a neighbour: threads, tasks, other servers."""

from __future__ import annotations

import asyncio
import threading
import time
import warnings

import pytest
from kairo_client import Kairo
from kairo_client.errors import RateLimited as KairoLimited
from kairo_client.testing import FakeServer as FakeKairo
from komo_client import Komo, Limit
from komo_client.errors import RateLimited
from komo_client.testing import FakeServer as FakeKomo
from komos_client import AsyncKomos, Komos
from komos_client.errors import ConfigurationError
from komos_client.testing import FakeServer

from tests.yardstick import ends_within

TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"


def test_a_request_too_many_is_refused() -> None:
    """429 with the wait and what is left; nothing is done."""
    with FakeKomo(limits={"default": Limit(2, per=30)}) as server:
        with Komo(server.key, base_url=server.url, rate_limit=None, max_retries=0) as komo:
            raw = komo.usage.with_raw_response
            assert [raw.summary().headers["x-ratelimit-remaining"] for _ in range(2)] == ["1", "0"]
            with pytest.raises(RateLimited) as caught:
                komo.usage.summary()
        headers = caught.value.response.headers
        assert 28 <= int(headers["retry-after"]) <= 30
        assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("2", "0")
        assert server.executions["usage.summary"] == 2


def test_a_client_waits_as_told() -> None:
    """A call that is refused comes back in time and is done once."""
    with FakeKomo(limits={"default": Limit(1, per=0.3)}) as server:
        with Komo(server.key, base_url=server.url, rate_limit=None) as komo:
            begun = time.monotonic()
            komo.usage.summary()
            komo.usage.summary()
            assert time.monotonic() - begun >= 0.29
        assert server.executions["usage.summary"] == 2


def test_the_apis_own_limits() -> None:
    """As facts have them, by route."""
    with FakeKomo(limits=True) as server, Komo(server.key, base_url=server.url, rate_limit=None) as komo:
        assert komo.usage.with_raw_response.summary().headers["x-ratelimit-limit"] == "120"
        assert komo.search.with_raw_response.people(titles=["Head of Sales"]).headers["x-ratelimit-limit"] == "20"


def test_a_plans_concurrent_runs() -> None:
    """One run more than the plan has slots is refused until another has ended."""
    with FakeKairo(plan="free", looks=1) as server:
        with Kairo(server.key, base_url=server.url, max_retries=0, rate_limit=None) as kairo:
            agent = kairo.agents.create(name="A", model="auto")
            runs = [kairo.agents.runs.create(agent.id, input="x") for _ in range(5)]
            with pytest.raises(KairoLimited, match="more than 5 runs at once"):
                kairo.agents.runs.create(agent.id, input="x")
            kairo.agents.runs.retrieve(agent.id, runs[0].id)
            kairo.agents.runs.create(agent.id, input="x")
        assert server.executions["agents.runs.create"] == 6


def test_an_unknown_plan() -> None:
    """Is refused with those there are."""
    with pytest.raises(Exception, match="plan: 'gold' is unknown; known: free, pro, enterprise"):
        FakeKairo(plan="gold")


def test_the_apis_version() -> None:
    """On every answer; another on demand."""
    with FakeKomo() as server, Komo(server.key, base_url=server.url) as komo:
        raw = komo.usage.with_raw_response
        server.fault(version="2", after=1, times=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the client tells of it, once per process
            said = [raw.summary().headers["x-api-version"] for _ in range(3)]
        assert said == ["1", "2", "1"]


def test_many_threads_are_counted_right() -> None:
    """No request and no execution is lost."""
    with FakeServer() as server, Komos(server.key, base_url=server.url) as komos:

        def work() -> None:
            for _ in range(10):
                komos.tasks.runs.create(TASK)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert server.executions["tasks.runs.create"] == server.requests["tasks.runs.create"] == 80
        assert len({one.id for one in komos.tasks.runs.list(TASK)}) == 82


def test_async_clients() -> None:
    """Tasks at once, one of them with a lost answer."""

    async def main() -> list[str]:
        async with AsyncKomos(server.key, base_url=server.url, strict=True) as komos:
            runs = await asyncio.gather(*(komos.tasks.runs.create(TASK) for _ in range(5)))
            ended = [await komos.task_runs.wait(run.id, deadline=10) for run in runs[:1]]
            return [str(run.status) for run in ended] + [task.id async for task in komos.tasks.list()]

    with FakeServer(looks=1) as server:
        server.fault("tasks.runs.create", drop="after-work", times=1)
        assert asyncio.run(main()) == ["COMPLETED", TASK]
        assert server.executions["tasks.runs.create"] == 5
        assert server.requests["tasks.runs.create"] == 6


def test_two_servers_at_once() -> None:
    """Each with its own port, counts and things."""
    with FakeServer() as one, FakeServer() as two:
        assert one.url != two.url
        with Komos(one.key, base_url=one.url) as first, Komos(two.key, base_url=two.url) as second:
            first.tasks.runs.create(TASK)
            second.tasks.list()
        assert (one.executions, two.executions) == ({"tasks.runs.create": 1}, {"tasks.list": 1})


def test_it_stops_cleanly() -> None:
    """At once, also in the middle of an answer, and no thread is left; stopping twice does no harm."""
    before = threading.active_count()
    server = FakeServer().start()
    server.fault(delay=60)
    failures: list[Exception] = []

    def call() -> None:
        try:
            with Komos(server.key, base_url=url, max_retries=0) as komos:
                komos.tasks.list()
        except Exception as error:  # noqa: BLE001 - whatever it is, it came at once
            failures.append(error)

    url = server.url
    caller = threading.Thread(target=call)
    caller.start()
    while not server.seen:
        time.sleep(0.005)
    with ends_within(0, 1):
        server.stop()
        server.stop()
        caller.join()
    assert len(failures) == 1
    assert threading.active_count() == before
    with pytest.raises(ConfigurationError, match="it is not running"):
        _ = server.url


def test_it_starts_again() -> None:
    """A server that was stopped can be started, with what it had."""
    server = FakeServer()
    for _ in range(2):
        with server, Komos(server.key, base_url=server.url) as komos:
            komos.tasks.list()
    assert server.executions["tasks.list"] == 2
