"""Resources are the same objects each time: one that a test has patched is the one that is called."""

from __future__ import annotations

import asyncio
import gc
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from kairo_client import AsyncKairo, Kairo
from komos_client import AsyncKomos, Komos
from komos_client.resources.task_runs import TaskRuns
from komos_client.testing import FakeServer

GENERATED = Path(__file__).parents[2] / "generated"
TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"
KEY = "sk_live_0123456789abcdef"
PATHS = ["tasks", "tasks.runs", "task_runs", "webhooks", "tasks.with_raw_response", "tasks.runs.with_raw_response"]

both = pytest.mark.parametrize("kind", [Komos, AsyncKomos])
each = pytest.mark.parametrize("path", PATHS)


def at(client: Any, path: str) -> Any:
    for name in path.split("."):
        client = getattr(client, name)
    return client


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


def test_a_patched_method_answers_and_nothing_is_paid(server: FakeServer) -> None:
    """The mock, not the vendor."""
    with Komos(server.key, base_url=server.url) as komos:
        with mock.patch.object(komos.tasks.runs, "create", return_value="mocked"):
            assert komos.tasks.runs.create(TASK) == "mocked"
        assert server.executions.total() == 0
        komos.tasks.runs.create(TASK)
    assert server.executions.total() == 1


def test_a_patched_method_of_an_async_client_answers(server: FakeServer) -> None:
    """The same; `mock` makes it awaitable by itself."""

    async def scenario() -> None:
        async with AsyncKomos(server.key, base_url=server.url) as komos:
            with mock.patch.object(komos.tasks.runs, "create", return_value="mocked"):
                assert await komos.tasks.runs.create(TASK) == "mocked"

    asyncio.run(scenario())
    assert server.executions.total() == 0


def test_a_patched_raw_method_answers(server: FakeServer) -> None:
    """`with_raw_response` leads to the same object too."""
    komos = Komos(server.key, base_url=server.url)
    with mock.patch.object(komos.tasks.runs.with_raw_response, "create", return_value="mocked"):
        assert komos.tasks.runs.with_raw_response.create(TASK) == "mocked"
    assert server.executions.total() == 0


@each
@both
def test_the_same_object_each_time(kind: Any, path: str) -> None:
    """Nested resources and raw ones too."""
    client = kind(KEY)
    assert at(client, path) is at(client, path)


@each
@both
def test_a_copy_has_its_own(kind: Any, path: str) -> None:
    """With its options, also where the resource was used before the copy was made."""
    client = kind(KEY)
    before = at(client, path)
    copy = client.with_options(max_retries=0)
    assert at(copy, path) is not before
    assert at(copy, path) is at(copy, path)
    assert at(client, path) is before
    assert at(copy, path)._session.settings.max_retries == 0


@each
@both
def test_clients_do_not_share_them(kind: Any, path: str) -> None:
    """Even with one key."""
    assert at(kind(KEY), path) is not at(kind(KEY), path)


def test_threads_that_race_get_one_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """All wait in the constructor until all are there."""
    threads, seen = 8, list[Any]()
    barrier = threading.Barrier(threads)

    class Slow(TaskRuns):  # type: ignore[misc]
        def __init__(self, session: Any) -> None:
            barrier.wait(10)
            super().__init__(session)

    monkeypatch.setattr("komos_client.resources.task_runs.TaskRuns", Slow)
    komos = Komos(KEY)
    racers = [threading.Thread(target=lambda: seen.append(komos.task_runs)) for _ in range(threads)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(seen) == threads
    assert {id(one) for one in seen} == {id(komos.task_runs)}


def test_a_patched_property_answers() -> None:
    """`PropertyMock` on the class, and back."""
    komos = Komos(KEY)
    before = komos.task_runs
    with mock.patch("komos_client.Komos.task_runs", new_callable=mock.PropertyMock, return_value="mocked"):
        assert komos.task_runs == "mocked"
    assert komos.task_runs is before


def test_a_patched_class_answers() -> None:
    """A method of the class, for all clients; and the class itself, before its first use and after."""
    komos = Komos(KEY)
    before = komos.task_runs
    with mock.patch.object(TaskRuns, "retrieve", return_value="mocked"):
        assert komos.task_runs.retrieve("run") == "mocked"
    with mock.patch("komos_client.resources.task_runs.TaskRuns") as patched:
        assert komos.task_runs is patched.return_value
    assert komos.task_runs is before


def test_a_client_can_be_specified_for_a_mock() -> None:
    """`create_autospec` of class and instance."""
    mock.create_autospec(Komos)
    made: Any = mock.create_autospec(Komos(KEY))
    made.task_runs.retrieve.return_value = "mocked"
    assert made.task_runs.retrieve("run") == "mocked"
    with pytest.raises(TypeError):
        made.task_runs.retrieve()


def test_monkeypatch_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And takes its patch back."""
    komos = Komos(KEY)
    with monkeypatch.context() as patched:
        patched.setattr(komos.tasks, "list", lambda: ["mocked"])
        assert komos.tasks.list() == ["mocked"]
    assert "list" not in vars(komos.tasks)


def test_a_subclass_may_replace_a_resource() -> None:
    """By a property of its own, which may use the one above."""

    class Runs(TaskRuns):  # type: ignore[misc]
        pass

    class Mine(Komos):  # type: ignore[misc]
        @property
        def task_runs(self) -> Runs:
            return Runs(super().task_runs._session)

    assert type(Mine(KEY).task_runs) is Runs


@pytest.mark.parametrize("kind", [Komos, AsyncKomos, Kairo, AsyncKairo])
def test_a_dropped_client_is_freed_at_once(kind: Any) -> None:
    """By reference counting: client and resources do not refer to each other in a circle."""
    gc.collect()
    gc.disable()
    try:
        client = kind(KEY)
        names = [name for name, value in vars(kind).items() if isinstance(value, property)]
        resources = [getattr(client, name) for name in names]
        resources += [one.with_raw_response for one in resources if hasattr(one, "with_raw_response")]
        gone = [weakref.ref(one) for one in (client, client._session.shared.drift, *resources)]
        del client, resources
        assert [one() for one in gone] == [None] * len(gone)
    finally:
        gc.enable()


def test_a_resource_outlives_its_client(server: FakeServer) -> None:
    """Whoever kept it can go on."""
    tasks = Komos(server.key, base_url=server.url).tasks
    assert tasks.runs is tasks.runs
    assert tasks.list().items


@both
def test_a_client_with_resources_still_shows_no_key(kind: Any) -> None:
    """In what its variables and resources look like, and it is not pickled."""
    client = kind(KEY)
    shown = repr((client, at(client, "tasks.runs"), vars(client), vars(client.tasks)))
    assert KEY not in shown
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(client)


def test_a_resource_is_imported_when_it_is_used() -> None:
    """And no other with it, but those that its module names."""
    code = """
import sys
from komos_client import Komos
komos = Komos("sk_live_0123456789abcdef")
loaded = lambda: sorted(name for name in sys.modules if name.startswith("komos_client.resources."))
print(loaded()); komos.tasks; print(loaded()); komos.tasks.runs; print(loaded())
"""
    path = str(GENERATED / "komos")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=path)
    assert [line.replace("komos_client.resources.", "") for line in done.stdout.splitlines()] == [
        "[]",
        "['tasks']",
        "['tasks', 'tasks_runs']",
    ]
