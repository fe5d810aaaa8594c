"""Shared stores: one rate limit for several processes, no key in the store, and errors that say what to do."""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
import signal
import sqlite3
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from generator.runtime import ConfigurationError, FileStore, Limit, LimitsUnavailable, Plan, RedisStore
from generator.runtime.limits import redis as redis_module
from generator.runtime.limits.file import FileBackend
from generator.runtime.limits.limiter import Permit
from generator.runtime.limits.shared import SharedRateLimiter, StateBackend
from generator.runtime.limits.sliding_window import IN_FLIGHT_TIMEOUT, QUEUE_GRACE, RateLimitInfo
from generator.runtime.limits.slots import Run
from generator.runtime.protocol.request import Given
from tests.runtime.limits.test_slots import SLOTTED, START
from tests.runtime.sample import CREATE, KEY, RETRIEVE, RUN, answers, async_sample, call, sample
from tests.yardstick import Ticker, least

TWO = {"default": Limit(2, 60.0)}
Shared = Callable[[Callable[[], float]], StateBackend]
_pairs = itertools.count()


def pair(
    store: Shared, clock: Callable[[], float], limits: dict[str, Limit] = TWO
) -> tuple[SharedRateLimiter, SharedRateLimiter]:
    """The rate limiters of two processes with the same owner and limits."""
    owner = f"pair {next(_pairs)}"
    one, other = (SharedRateLimiter(store(clock), lambda: owner, limits, widen=True) for _ in range(2))
    return one, other


both = pytest.mark.parametrize("store", ["file", "redis"], indirect=True)


@both
def test_two_processes_have_one_limit(store: Shared) -> None:
    """A permit taken by one is missing for the other; after a release both wait for the same moment."""
    now = [0.0]
    one, other = pair(store, lambda: now[0])
    first, second = Permit(("default",)), Permit(("default",))
    assert (one.acquire(first), other.acquire(second)) == (0.0, 0.0)
    one.release(first)
    now[0] = 20.0
    waits = [limiter.acquire(Permit(("default",))) for limiter in (one, other)]
    assert waits[0] == pytest.approx(40.0)
    assert waits[1] == pytest.approx(60.0), "first come, first served, across processes"


@both
def test_a_block_applies_to_all_processes(store: Shared) -> None:
    """The wait of a 429 applies to every process."""
    one, other = pair(store, lambda: 0.0)
    permit = Permit(("default",))
    one.acquire(permit)
    one.release(permit, RateLimitInfo(blocked=7.0))
    waiting = Permit(("default",))
    assert other.acquire(waiting) == pytest.approx(7.0)
    assert waiting.blocked_for == pytest.approx(7.0)


@both
def test_a_request_of_a_dead_process_expires(store: Shared) -> None:
    """A little later than any attempt ends: until then the server may still count the request."""
    now = [0.0]
    one, other = pair(store, lambda: now[0], {"default": Limit(1, 60.0)})
    assert one.acquire(Permit(("default",))) == 0.0
    now[0] = IN_FLIGHT_TIMEOUT
    waiting = Permit(("default",))
    assert other.acquire(waiting) > 0
    now[0] = IN_FLIGHT_TIMEOUT + 60.0
    assert other.acquire(waiting) == 0.0


@both
def test_a_dead_process_loses_its_position(store: Shared) -> None:
    """Its position is kept for a few seconds only."""
    now = [0.0]
    one, other = pair(store, lambda: now[0], {"default": Limit(1, 10.0)})
    taken, dead, alive = Permit(("default",)), Permit(("default",)), Permit(("default",))
    one.acquire(taken)
    one.release(taken)
    one.acquire(dead), other.acquire(alive)
    now[0] = 10.0
    assert other.acquire(alive) > 0
    now[0] = 10.1 + QUEUE_GRACE
    assert other.acquire(alive) == 0.0


@both
def test_a_cancelled_permit_is_not_acquired(store: Shared) -> None:
    """A task is cancelled while `acquire` still runs in a thread."""
    one, other = pair(store, lambda: 0.0, {"default": Limit(1, 60.0)})
    gone = Permit(("default",))
    one.cancel(gone)
    assert one.acquire(gone) > 0
    assert other.acquire(Permit(("default",))) == 0.0


# Through a client


def file_store(tmp_path: Path, **options: Any) -> FileStore:
    return FileStore(tmp_path / "limits.sqlite", **options)


def test_clients_with_one_key_share_and_others_do_not(tmp_path: Path) -> None:
    """Clients share by key and limits, as in memory; a given name replaces the key."""

    def used(key: str = KEY, **options: Any) -> float:
        limiter: Any = sample(answers(RUN), key=key, **{"plan": "free", **options})._client._session.shared.limiter
        return float(limiter.acquire(Permit(("default",))))

    assert [used(rate_limit=file_store(tmp_path)) for _ in range(3)][:2] == [0.0, 0.0]
    assert used(rate_limit=file_store(tmp_path)) > 0
    assert used(KEY[::-1], rate_limit=file_store(tmp_path)) == 0.0
    assert used(plan="enterprise", rate_limit=file_store(tmp_path)) == 0.0
    mine = [used(key, rate_limit=file_store(tmp_path, name="ours", limits=Limit(1))) for key in (KEY, KEY[::-1])]
    assert mine[0] == 0.0
    assert mine[1] > 0


def test_a_refreshed_key_keeps_its_owner(tmp_path: Path) -> None:
    """A function returns the key at the first call; another key after a 401 draws from the same rate limit."""
    keys = iter([KEY, KEY[::-1]])
    resource = sample(answers(httpx.Response(401), RUN), key=lambda: next(keys), rate_limit=file_store(tmp_path))
    assert call(resource, RETRIEVE, "run_1").id == "run_1"
    rows = sqlite3.connect(tmp_path / "limits.sqlite").execute("SELECT name FROM state").fetchall()
    assert len(rows) == 1


def test_the_file_has_no_key_and_is_private(tmp_path: Path) -> None:
    """It contains a hash of the key, and only its owner can read it."""
    resource = sample(answers(RUN), rate_limit=file_store(tmp_path))
    call(resource, RETRIEVE, "run_1")
    files = list(tmp_path.iterdir())
    assert all(KEY.encode() not in file.read_bytes() for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize("make", [sample, async_sample])
def test_slots_are_in_the_store(make: Any, tmp_path: Path) -> None:
    """A run that another client started counts, and is polled to see whether it has ended."""
    asked: list[str] = []

    def vendor(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        started = request.method == "POST"
        run = f"run_{len(asked)}" if started else request.url.path.rpartition("/")[2]
        return httpx.Response(202, json={"run": {"id": run, "status": "RUNNING" if started else "COMPLETED"}})

    service = SLOTTED._replace(plans={"one": Plan({}, 1)})
    for _ in range(2):  # two clients that share only the file
        resource = make(vendor, service=service, plan="one", rate_limit=file_store(tmp_path))
        assert call(resource, START).status == "RUNNING"
    assert asked == ["POST /v1/runs", "GET /v1/runs/run_1", "POST /v1/runs"]


def test_an_event_loop_is_not_blocked(tmp_path: Path) -> None:
    """While another process holds the file, other tasks run."""
    resource = async_sample(answers(RUN), rate_limit=file_store(tmp_path))

    async def scenario() -> int:
        await resource._call(RETRIEVE, Given(("run_1",)), {})
        blocker = sqlite3.connect(tmp_path / "limits.sqlite", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(resource._call(RETRIEVE, Given(("run_1",)), {}))
        wakeups = 0
        while wakeups < 20:
            await asyncio.sleep(0.001)
            wakeups += 1
        assert not waiting.done()
        blocker.execute("COMMIT")
        await waiting
        return wakeups

    assert asyncio.run(scenario()) == 20


# Errors


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    """Nothing is sent; the message names the file and the remedy."""
    (tmp_path / "limits.sqlite").write_text("my shopping list\n" * 100)
    with pytest.raises(
        LimitsUnavailable, match=r"limits\.sqlite: not a file of rate limits .* name another, or delete it"
    ):
        call(sample(answers(RUN), rate_limit=file_store(tmp_path)), CREATE)


def test_a_file_that_cannot_be_created(tmp_path: Path) -> None:
    """Its folder is a file."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(LimitsUnavailable, match=r"taken.budgets: EEXIST: .*; name a file that can be written"):
        call(sample(answers(RUN), rate_limit=FileStore(tmp_path / "taken" / "budgets")), CREATE)


def test_a_locked_file_prevents_sending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`LimitsUnavailable`: nothing was sent, because the rate limit is not known."""
    monkeypatch.setattr("generator.runtime.limits.file.BUSY_TIMEOUT", 0.01)
    sent: list[httpx.Request] = []
    resource = sample(
        lambda request: sent.append(request) or httpx.Response(200, json=RUN), rate_limit=file_store(tmp_path)
    )
    call(resource, RETRIEVE, "run_1")
    blocker = sqlite3.connect(tmp_path / "limits.sqlite", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(LimitsUnavailable, match=r"is held by another process .* nothing was sent") as caught:
        call(resource, CREATE)
    assert (len(sent), caught.value.maybe_executed) == (1, False)
    blocker.close()


def test_a_response_is_not_lost_with_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releasing the permit fails after the work was done; the call succeeds."""
    monkeypatch.setattr("generator.runtime.limits.file.BUSY_TIMEOUT", 0.01)
    blockers: list[sqlite3.Connection] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        blockers.append(sqlite3.connect(tmp_path / "limits.sqlite", isolation_level=None))
        blockers[0].execute("BEGIN IMMEDIATE")
        return httpx.Response(200, json=RUN)

    assert call(sample(handler, rate_limit=file_store(tmp_path)), CREATE).id == "run_1"
    blockers[0].close()


def test_an_unreachable_redis_prevents_sending(tmp_path: Path) -> None:
    """The message names the server without its password."""
    store = RedisStore(f"unix://:secret@{tmp_path}/gone.sock")
    with pytest.raises(LimitsUnavailable, match=r"Redis at .*gone\.sock: .*nothing was sent") as caught:
        call(sample(answers(RUN), rate_limit=store), CREATE)
    assert "secret" not in str(caught.value)


def test_a_release_is_never_dated_before_the_response(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly Redis replies; else the permit would be free too early, and the next request refused."""
    moment = 100.0
    monkeypatch.setattr(redis_module.time, "monotonic", lambda: moment)

    class Slow:
        connection_pool = SimpleNamespace(connection_kwargs={})

        def eval(self, script: str, *_: Any) -> Any:
            nonlocal moment
            moment += 0.1
            read = [b"", int(moment), round(moment % 1 * 1e6)]
            moment += 0.3
            return read if script == redis_module.READ_SCRIPT else []

    moment_of_release = redis_module.RedisBackend(Slow(), "x").change(
        "y", lambda text, now, delay: ("state", now - delay)
    )
    assert moment_of_release >= 100.0


def test_a_redis_client_is_used_as_it_is(redis_url: str) -> None:
    """With the options that its owner has set, such as decoded responses."""
    import redis

    with redis.Redis.from_url(redis_url, decode_responses=True) as server:
        store = RedisStore(server, limits=Limit(1), name="theirs")
        client: Any = sample(answers(RUN), rate_limit=store)._client
        assert client._session.shared.limiter.acquire(Permit(("default",))) == 0.0
        assert client._session.shared.limiter.acquire(Permit(("default",))) > 0


@pytest.mark.parametrize("server", [5, "http://example.com"])
def test_an_argument_that_is_no_redis(server: Any) -> None:
    """The error is raised by the constructor."""
    with pytest.raises(ConfigurationError, match="rate_limit: RedisStore"):
        RedisStore(server)


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"needs the redis library; pip install '.*\[redis\]'"):
        RedisStore("redis://localhost")


# Real processes


def _holds(path: str, started: Any) -> None:
    """A process that starts a run and is killed while the run is active."""
    client: Any = sample(
        answers(RUN), service=SLOTTED, plan="two", rate_limit=FileStore(path, lease=1.5), key=KEY
    )._client
    slots = client._session.shared.slots
    assert slots.acquire("a") == 0.0
    assert slots.acquire("b") == 0.0
    slots.assign("b", Run("runs.wait run_1", ("run_1",)))
    started.set()
    time.sleep(600)


def test_a_killed_process_loses_its_slots_within_the_lease(tmp_path: Path) -> None:
    """It is killed with SIGKILL between a create and its response, and while a run is active."""
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    path = str(tmp_path / "limits.sqlite")
    process = context.Process(target=_holds, args=(path, started))
    process.start()
    assert started.wait(30)
    begun = time.monotonic()
    ticker = Ticker()
    ticker.start()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    slots: Any = sample(
        answers(RUN), service=SLOTTED, plan="two", rate_limit=FileStore(path, lease=1.5)
    )._client._session.shared.slots
    assert slots.acquire("next") > 0
    while slots.acquire("next") > 0:
        time.sleep(0.02)
    assert ticker.late(begun + 1.5) < 0.2
    assert slots.acquire("another") == 0.0


def test_a_forked_child_opens_its_own_connection(tmp_path: Path) -> None:
    """SQLite connections do not survive a fork; parent and child share the rate limit."""
    client: Any = sample(answers(RUN), rate_limit=file_store(tmp_path, limits=Limit(2)))._client
    limiter = client._session.shared.limiter
    assert limiter.acquire(Permit(("default",))) == 0.0
    read, write = os.pipe()
    child = os.fork()
    if not child:  # pragma: no cover - the other process
        answer = [limiter.acquire(Permit(("default",))), limiter.acquire(Permit(("default",)))]
        os.write(write, json.dumps(answer).encode())
        os._exit(0)
    os.waitpid(child, 0)
    first, second = json.loads(os.read(read, 1000))
    assert first == 0.0
    assert second > 0
    assert limiter.acquire(Permit(("default",))) > 0


def test_a_permit_in_a_file_costs_little_more_than_writing_to_it(tmp_path: Path) -> None:
    """With many requests in the window: at most five times what reading and writing the same JSON takes."""
    limiter = SharedRateLimiter(
        FileBackend(tmp_path / "b", time.monotonic), lambda: "a", {"default": Limit(100_000)}, widen=True
    )
    for _ in range(120):
        permit = Permit(("default",))
        limiter.acquire(permit)
        limiter.release(permit)
    acquired = least(lambda: limiter.acquire(Permit(("default",))))
    (text,) = sqlite3.connect(tmp_path / "b").execute("SELECT text FROM state").fetchone()
    plain = sqlite3.connect(tmp_path / "plain", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=OFF")
    plain.execute("CREATE TABLE state (name TEXT PRIMARY KEY, text TEXT)")
    plain.execute("INSERT INTO state VALUES ('a', ?)", (text,))

    def write_json() -> None:
        plain.execute("BEGIN IMMEDIATE")
        (known,) = plain.execute("SELECT text FROM state").fetchone()
        plain.execute("REPLACE INTO state VALUES ('a', ?)", (json.dumps(json.loads(known)),))
        plain.execute("COMMIT")

    assert acquired < 5 * least(write_json)
