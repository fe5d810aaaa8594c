"""Lifetime, concurrency and arguments of the fake server."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from komos_client import AsyncKomos, Komos
from komos_client.errors import ConfigurationError
from komos_client.testing import FakeServer

from tests.yardstick import ends_within

TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"


def test_requests_of_many_threads_are_counted() -> None:
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
    """Concurrent tasks, one of them with a lost response."""

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
    """Each has its own port, counts and resources."""
    with FakeServer() as one, FakeServer() as two:
        assert one.url != two.url
        with Komos(one.key, base_url=one.url) as first, Komos(two.key, base_url=two.url) as second:
            first.tasks.runs.create(TASK)
            second.tasks.list()
        assert (one.executions, two.executions) == ({"tasks.runs.create": 1}, {"tasks.list": 1})


def test_stop_ends_all_threads() -> None:
    """It is immediate, also during a response; stopping twice is allowed."""
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


def test_a_stopped_server_can_start_again() -> None:
    """It keeps its counts and resources."""
    server = FakeServer()
    for _ in range(2):
        with server, Komos(server.key, base_url=server.url) as komos:
            komos.tasks.list()
    assert server.executions["tasks.list"] == 2


def test_reset_returns_to_the_initial_state(server: FakeServer, komos: Komos) -> None:
    """Executions, faults and created resources are gone."""
    run = komos.tasks.runs.create(TASK)
    server.fault(status=500)
    server.reset()
    assert not server.executions
    assert run.id not in [one.id for one in komos.tasks.runs.list(TASK)]


def test_unknown_operations_are_refused(server: FakeServer) -> None:
    """The message names similar operations, or those that can be used."""
    with pytest.raises(ConfigurationError, match=r"'tasks\.run\.create'; known: tasks\.runs\.create"):
        server.fault("tasks.run.create", status=500)
    with pytest.raises(ConfigurationError, match="seed: 'tasks' acts on no stored resource"):
        server.seed("tasks")
