"""Stores in bad circumstances of other kinds: killed writers, threads, forks, pauses, earlier versions, odd values."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from generator.runtime import DeadlineExceeded, Event, FileStore, Limit, LimitsUnavailable, RedisStore
from generator.runtime.limits.file import FileBackend
from generator.runtime.limits.generations import Memories
from generator.runtime.limits.limiter import Permit, StoreUnavailable
from generator.runtime.limits.redis import RedisBackend
from generator.runtime.limits.shared import SharedRateLimiter
from generator.runtime.protocol.request import Given
from tests.runtime import redis_server
from tests.runtime.conftest import Timed
from tests.runtime.limits.test_generations import LIMIT, TWENTY, Now, Worker, most_in_a_window, owner
from tests.runtime.sample import CREATE, RETRIEVE, RUN, Time, answers, async_sample, call, sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "limits.sqlite"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[redis.Redis]:
    """A server of this test's own."""
    with redis_server.serving(tmp_path) as url, redis.Redis.from_url(url) as client:
        yield client


def _writes(path: str, ready: Any) -> None:
    worker = Worker(FileBackend(Path(path), time.monotonic), "a", {"default": Limit(1000, 600.0)})
    ready.set()
    while True:
        worker.send(time.monotonic, 1)  # type: ignore[arg-type]


def test_writers_that_are_killed_leave_the_file_as_it_was(path: Path) -> None:
    """In the middle of a transaction, too: what they took counts, and the file can be read."""
    context = multiprocessing.get_context("fork")
    for number in range(8):
        ready = context.Event()
        process = context.Process(target=_writes, args=(str(path), ready))
        process.start()
        assert ready.wait(30)
        time.sleep(0.01 + number * 0.003)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    worker = Worker(FileBackend(path, time.monotonic), "a", {"default": Limit(1000, 600.0)})
    assert worker.limiter.acquire(Permit(("default",))) == 0.0
    assert not worker.told


def test_threads_of_one_process_while_the_file_is_deleted(path: Path) -> None:
    """Each has a client of its own; together they send what the limit allows, and the loss is told once."""
    now, memories = Now(), Memories()
    workers = [Worker(FileBackend(path, now), "a") for _ in range(16)]
    for worker in workers:
        worker.limiter._memories = memories
    begun = threading.Barrier(len(workers) + 1)

    def send(worker: Worker) -> None:
        begun.wait()
        for _ in range(20):
            worker.send(now, 1)

    threads = [threading.Thread(target=send, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    assert workers[0].send(now, 1) == 1
    begun.wait()
    path.unlink()
    for thread in threads:
        thread.join()
    assert sum(len(worker.sent) for worker in workers) <= LIMIT
    assert sum(len(worker.told) for worker in workers) == 1


def test_a_forked_child_knows_what_its_parent_knew(path: Path) -> None:
    """The file is deleted before the fork; requests in flight are the parent's alone."""
    now = Now()
    worker = Worker(FileBackend(path, now), "a")
    flying = Permit(("default",))
    worker.limiter.acquire(flying)
    path.unlink()
    read, write = os.pipe()
    child = os.fork()
    if not child:  # pragma: no cover - the other process
        os.write(write, json.dumps([worker.send(now), len(worker.limiter._memory.mine)]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert json.loads(os.read(read, 1000)) == [0, 0]
    assert worker.send(now) == 0


def test_a_link_that_is_turned_to_another_file(tmp_path: Path) -> None:
    """The path is a symbolic link."""
    now, link = Now(), tmp_path / "link"
    link.symlink_to(tmp_path / "one")
    worker = Worker(FileBackend(link, now), "a")
    worker.send(now)
    link.unlink()
    link.symlink_to(tmp_path / "other")
    assert worker.send(now) == 0


@pytest.mark.parametrize("value", [5, 1.5, b"\xff\xfe", None, "x" * 1_000_000, b"[4]"])
def test_a_row_with_another_value(path: Path, value: Any) -> None:
    """None is as if there was no row."""
    now = Now()
    worker = Worker(FileBackend(path, now), "a")
    worker.send(now)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE state SET text = ?", (value,))
    connection.close()
    if value is None:
        assert worker.send(now) == 0
        return
    with pytest.raises(StoreUnavailable, match=r"state of rate limits|decode"):
        worker.send(now)


def test_a_table_of_another_shape(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE state (a, b, c)")
    connection.close()
    with pytest.raises(LimitsUnavailable, match=r"limits\.sqlite: not a file of rate limits .*no such column"):
        call(sample(answers(RUN), rate_limit=FileStore(path)), CREATE)


def test_a_reader_that_does_not_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program reads the file, for hours: nothing is sent, and the answer that came before is kept."""
    monkeypatch.setattr("generator.runtime.limits.file.BUSY_TIMEOUT", 0.05)
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    events: list[Event] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM state").fetchall()
        return httpx.Response(200, json=RUN)

    resource = sample(handler, rate_limit=FileStore(path), on_event=events.append)
    assert call(resource, CREATE).id == "run_1"
    assert ["is held by another process" in event.detail for event in events if event.kind == "store"] == [True]
    with pytest.raises(LimitsUnavailable, match="is held by another process"):
        call(resource, CREATE)
    reader.close()


def test_a_file_that_an_earlier_version_has_open(path: Path) -> None:
    """It has a write-ahead log, which is used as long as that version's worker is there."""
    now = Now()
    earlier = sqlite3.connect(path, isolation_level=None)
    earlier.execute("PRAGMA journal_mode = WAL")
    earlier.execute("CREATE TABLE state (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
    earlier.execute("INSERT INTO state VALUES ('b budgets', '[1,{}]')")
    worker = Worker(FileBackend(path, now), "a")
    assert worker.send(now) == LIMIT
    earlier.execute("INSERT INTO state VALUES ('c budgets', '[1,{}]')")
    assert worker.send(now) == 0
    earlier.close()
    again = Worker(FileBackend(path, now), "a")
    assert again.send(now) == 0


@pytest.mark.parametrize("make", [sample, async_sample])
def test_a_server_that_pauses_while_an_answer_comes(make: Any, own: redis.Redis) -> None:
    """The call ends with its answer before its deadline; the permit is given back when the server goes on."""

    def handler(_request: httpx.Request) -> httpx.Response:
        own.client_pause(1500)
        return httpx.Response(200, json=RUN)

    path = own.connection_pool.connection_kwargs["path"]
    resource = make(handler, rate_limit=RedisStore(f"unix://{path}", name=owner()))
    took: list[float] = []

    async def timed() -> Any:
        started = time.monotonic()
        run = resource._call(CREATE, Given(), {"deadline": 0.6})
        run = run if make is sample else await run
        took.append(time.monotonic() - started)  # before the loop waits for its threads
        return run

    assert asyncio.run(timed()).id == "run_1"
    assert took[0] < 1.2


def test_a_server_that_pauses_before_sending(own: redis.Redis) -> None:
    """The deadline ends the call; nothing was sent."""
    path = own.connection_pool.connection_kwargs["path"]
    resource = sample(answers(RUN), rate_limit=RedisStore(f"unix://{path}", name=owner()))
    own.client_pause(1000)
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="before the rate limits could be read") as caught:
        resource._call(CREATE, Given(), {"deadline": 0.3})
    assert not caught.value.maybe_executed
    assert time.monotonic() - started < 0.9


def test_a_key_that_is_restored(own: redis.Redis) -> None:
    """From a dump of before."""
    now = Now()
    worker = Worker(Timed(RedisBackend(own, "x"), now), owner())
    worker.send(now, 2)
    key = f"x:{worker.limiter._name}"
    dump = own.dump(key)
    worker.send(now)
    own.restore(key, 0, dump, replace=True)
    assert worker.send(now) == 0


def test_databases_that_are_swapped(own: redis.Redis) -> None:
    """By SWAPDB: the keys are in another one."""
    now = Now()
    worker = Worker(Timed(RedisBackend(own, "x"), now), owner())
    worker.send(now)
    own.swapdb(0, 1)
    assert worker.send(now) == 0
    own.swapdb(0, 1)
    assert worker.send(now) == 0
    assert most_in_a_window(worker) == LIMIT


def test_sentinels_that_are_not_there() -> None:
    """The error names the master."""
    from redis.sentinel import Sentinel

    master = Sentinel([("127.0.0.1", 1)], socket_timeout=0.1).master_for("ours")
    with pytest.raises(LimitsUnavailable, match="Redis master ours: MasterNotFoundError: No master found for 'ours'"):
        call(sample(answers(RUN), rate_limit=RedisStore(master)), CREATE)


def test_text_that_cannot_be_decoded(own: redis.Redis) -> None:
    """By a connection that decodes its answers."""
    path = own.connection_pool.connection_kwargs["path"]
    decoding = redis.Redis(unix_socket_path=path, decode_responses=True)
    limiter = SharedRateLimiter(RedisBackend(decoding, "x"), lambda: "a", TWENTY, widen=True)
    limiter._memories = Memories()
    own.set(f"x:{limiter._name}", b"\xff\xfe")
    with pytest.raises(StoreUnavailable, match="UnicodeDecodeError"):
        limiter.acquire(Permit(("default",)))


def test_an_observer_that_raises_at_a_loss(path: Path) -> None:
    """The call goes on."""
    fault = ZeroDivisionError("mine")

    def observer(event: Event) -> None:
        if event.kind == "store":
            raise fault

    time_of = Time()
    store = FileStore(path, clock=lambda: time_of.now)
    resource = sample(answers(RUN), rate_limit=store, on_event=observer, time=time_of)
    call(resource, RETRIEVE, "x")
    path.unlink()
    assert call(resource, RETRIEVE, "x").id == "run_1"


def test_a_client_that_is_made_after_the_loss_knows_what_its_process_knew(path: Path) -> None:
    """What is known is the process's, not the client's."""
    now = Now()
    resource: Any = sample(answers(RUN), rate_limit=FileStore(path, clock=now, limits=Limit(1)))
    assert resource._session.shared.limiter.acquire(Permit(("default",))) == 0.0
    path.unlink()
    again: Any = sample(answers(RUN), rate_limit=FileStore(path, clock=now, limits=Limit(1)))
    assert again._session.shared.limiter.acquire(Permit(("default",))) > 0
