"""Homes that several processes share: one budget for all, nothing kept of the key, and faults that say what to do."""

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

from generator.runtime import ConfigurationError, ConnectionFailed, FileStore, Limit, Plan, RedisStore
from generator.runtime.limits import redis as redis_home
from generator.runtime.limits.file import FileBackend
from generator.runtime.limits.limiter import Permit
from generator.runtime.limits.shared import Backend, SharedRateLimiter
from generator.runtime.limits.sliding_window import FLIGHT, GRACE, RateLimitInfo
from generator.runtime.limits.slots import Run
from generator.runtime.protocol.request import Given
from tests.runtime.sample import CREATE, KEY, RETRIEVE, RUN, answers, async_sample, call, sample
from tests.runtime.test_slots import SLOTTED, START
from tests.yardstick import Ticker, least

TWO = {"default": Limit(2, 60.0)}
Shared = Callable[[Callable[[], float]], Backend]
_pairs = itertools.count()


def pair(
    store: Shared, clock: Callable[[], float], limits: dict[str, Limit] = TWO
) -> tuple[SharedRateLimiter, SharedRateLimiter]:
    """The same budgets as two processes see them."""
    owner = f"pair {next(_pairs)}"
    one, other = (SharedRateLimiter(store(clock), lambda: owner, limits, widen=True) for _ in range(2))
    return one, other


both = pytest.mark.parametrize("store", ["file", "redis"], indirect=True)


@both
def test_two_processes_have_one_budget(store: Shared) -> None:
    """What one takes, the other lacks; when its answer came, both wait for the same moment."""
    now = [0.0]
    one, other = pair(store, lambda: now[0])
    first, second = Permit(("default",)), Permit(("default",))
    assert (one.ask(first), other.ask(second)) == (0.0, 0.0)
    one.done(first)
    now[0] = 20.0
    waits = [home.ask(Permit(("default",))) for home in (one, other)]
    assert waits[0] == pytest.approx(40.0)
    assert waits[1] == pytest.approx(60.0), "first come, first served, across processes"


@both
def test_what_the_server_says_to_one_is_known_to_all(store: Shared) -> None:
    """A 429's wait closes the budget for every process."""
    one, other = pair(store, lambda: 0.0)
    permit = Permit(("default",))
    one.ask(permit)
    one.done(permit, RateLimitInfo(blocked=7.0))
    waiting = Permit(("default",))
    assert other.ask(waiting) == pytest.approx(7.0)
    assert waiting.closed == pytest.approx(7.0)


@both
def test_a_process_that_died_in_flight_gives_its_place_back(store: Shared) -> None:
    """By a lease a little longer than any attempt: until then the server may still count it."""
    now = [0.0]
    one, other = pair(store, lambda: now[0], {"default": Limit(1, 60.0)})
    assert one.ask(Permit(("default",))) == 0.0
    now[0] = FLIGHT
    waiting = Permit(("default",))
    assert other.ask(waiting) > 0
    now[0] = FLIGHT + 60.0
    assert other.ask(waiting) == 0.0


@both
def test_a_process_that_died_waiting_holds_nobody_up(store: Shared) -> None:
    """Its turn is kept for a moment, and then goes on."""
    now = [0.0]
    one, other = pair(store, lambda: now[0], {"default": Limit(1, 10.0)})
    taken, dead, alive = Permit(("default",)), Permit(("default",)), Permit(("default",))
    one.ask(taken)
    one.done(taken)
    one.ask(dead), other.ask(alive)
    now[0] = 10.0
    assert other.ask(alive) > 0
    now[0] = 10.1 + GRACE
    assert other.ask(alive) == 0.0


@both
def test_a_ticket_that_is_over_takes_nothing(store: Shared) -> None:
    """A task was cancelled while a thread still asked for it."""
    one, other = pair(store, lambda: 0.0, {"default": Limit(1, 60.0)})
    gone = Permit(("default",))
    one.cancel(gone)
    assert one.ask(gone) > 0
    assert other.ask(Permit(("default",))) == 0.0


def test_a_machine_that_was_started_anew_begins_afresh(tmp_path: Path) -> None:
    """The file's clock is the machine's own: moments that lie in the future are from before."""
    now = [5000.0]
    home = SharedRateLimiter(
        FileBackend(tmp_path / "b", lambda: now[0]), lambda: "a", {"default": Limit(1)}, widen=True
    )
    assert home.ask(Permit(("default",))) == 0.0
    now[0] = 30.0
    assert home.ask(Permit(("default",))) == 0.0


# Through a client


def file_home(tmp_path: Path, **options: Any) -> FileStore:
    return FileStore(tmp_path / "budgets.sqlite", **options)


def test_clients_with_one_key_share_and_others_do_not(tmp_path: Path) -> None:
    """By key and by terms, as in memory; a name of one's own stands for any key."""

    def used(key: str = KEY, **options: Any) -> float:
        home: Any = sample(answers(RUN), key=key, **{"plan": "free", **options})._client._session.shared.limiter
        return float(home.ask(Permit(("default",))))

    assert [used(rate_limit=file_home(tmp_path)) for _ in range(3)][:2] == [0.0, 0.0]
    assert used(rate_limit=file_home(tmp_path)) > 0
    assert used(KEY[::-1], rate_limit=file_home(tmp_path)) == 0.0
    assert used(plan="enterprise", rate_limit=file_home(tmp_path)) == 0.0
    mine = [used(key, rate_limit=file_home(tmp_path, name="ours", limits=Limit(1))) for key in (KEY, KEY[::-1])]
    assert mine[0] == 0.0
    assert mine[1] > 0


def test_a_key_that_a_function_gives_is_known_when_it_is_given(tmp_path: Path) -> None:
    """And a renewed one draws from the same budgets."""
    keys = iter([KEY, KEY[::-1]])
    resource = sample(answers(httpx.Response(401), RUN), key=lambda: next(keys), rate_limit=file_home(tmp_path))
    assert call(resource, RETRIEVE, "run_1").id == "run_1"
    rows = sqlite3.connect(tmp_path / "budgets.sqlite").execute("SELECT name FROM state").fetchall()
    assert len(rows) == 1


def test_the_key_is_not_in_the_file_and_the_file_is_its_owners(tmp_path: Path) -> None:
    """What is kept is a hash, which nobody else on the machine can read either."""
    resource = sample(answers(RUN), rate_limit=file_home(tmp_path))
    call(resource, RETRIEVE, "run_1")
    files = list(tmp_path.iterdir())
    assert all(KEY.encode() not in file.read_bytes() for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize("make", [sample, async_sample])
def test_slots_are_where_the_budgets_are(make: Any, tmp_path: Path) -> None:
    """A run that another process started counts, and is looked at to see whether it has ended."""
    asked: list[str] = []

    def vendor(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        started = request.method == "POST"
        run = f"run_{len(asked)}" if started else request.url.path.rpartition("/")[2]
        return httpx.Response(202, json={"run": {"id": run, "status": "RUNNING" if started else "COMPLETED"}})

    service = SLOTTED._replace(plans={"one": Plan({}, 1)})
    for _ in range(2):  # two clients: they meet in the file alone
        resource = make(vendor, service=service, plan="one", rate_limit=file_home(tmp_path))
        assert call(resource, START).status == "RUNNING"
    assert asked == ["POST /v1/runs", "GET /v1/runs/run_1", "POST /v1/runs"]


def test_an_event_loop_is_not_held_up(tmp_path: Path) -> None:
    """While another process is at the file, other tasks go on."""
    resource = async_sample(answers(RUN), rate_limit=file_home(tmp_path))

    async def scenario() -> int:
        await resource._call(RETRIEVE, Given(("run_1",)), {})
        blocker = sqlite3.connect(tmp_path / "budgets.sqlite", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(resource._call(RETRIEVE, Given(("run_1",)), {}))
        ticks = 0
        while ticks < 20:
            await asyncio.sleep(0.001)
            ticks += 1
        assert not waiting.done()
        blocker.execute("COMMIT")
        await waiting
        return ticks

    assert asyncio.run(scenario()) == 20


# Faults


def test_a_file_that_is_no_home_says_so(tmp_path: Path) -> None:
    """Nothing is sent; one line names the file and the mend."""
    (tmp_path / "budgets.sqlite").write_text("my shopping list\n" * 100)
    with pytest.raises(
        ConfigurationError, match=r"budgets\.sqlite: not a file of budgets .* name another, or delete it"
    ):
        call(sample(answers(RUN), rate_limit=file_home(tmp_path)), CREATE)


def test_a_file_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    """Here its folder is a file."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(ConfigurationError, match=r"rate_limit: .*taken.*; name a file that can be written"):
        call(sample(answers(RUN), rate_limit=FileStore(tmp_path / "taken" / "budgets")), CREATE)


def test_a_file_that_is_held_for_long_is_no_reason_to_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ConnectionFailed`: provably nothing was sent. Pacing never stops in silence."""
    monkeypatch.setattr("generator.runtime.limits.file.BUSY", 0.01)
    sent: list[httpx.Request] = []
    resource = sample(
        lambda request: sent.append(request) or httpx.Response(200, json=RUN), rate_limit=file_home(tmp_path)
    )
    call(resource, RETRIEVE, "run_1")
    blocker = sqlite3.connect(tmp_path / "budgets.sqlite", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConnectionFailed, match=r"is held by another process .* nothing was sent") as caught:
        call(resource, CREATE)
    assert (len(sent), caught.value.maybe_executed) == (1, False)
    blocker.close()


def test_an_answer_is_not_lost_because_the_home_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving the place back fails after the work was done: the answer is what counts."""
    monkeypatch.setattr("generator.runtime.limits.file.BUSY", 0.01)
    blockers: list[sqlite3.Connection] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        blockers.append(sqlite3.connect(tmp_path / "budgets.sqlite", isolation_level=None))
        blockers[0].execute("BEGIN IMMEDIATE")
        return httpx.Response(200, json=RUN)

    assert call(sample(handler, rate_limit=file_home(tmp_path)), CREATE).id == "run_1"
    blockers[0].close()


def test_a_redis_that_is_gone_is_no_reason_to_send(tmp_path: Path) -> None:
    """The line names the server, and not its password."""
    home = RedisStore(f"unix://:secret@{tmp_path}/gone.sock")
    with pytest.raises(ConnectionFailed, match=r"Redis at .*gone\.sock does not answer.*nothing was sent") as caught:
        call(sample(answers(RUN), rate_limit=home), CREATE)
    assert "secret" not in str(caught.value)


def test_an_answer_is_never_dated_before_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly Redis replies: its place would be free too early, and the API refuse the next request."""
    moment = 100.0
    monkeypatch.setattr(redis_home.time, "monotonic", lambda: moment)

    class Slow:
        connection_pool = SimpleNamespace(connection_kwargs={})

        def eval(self, script: str, *_: Any) -> Any:
            nonlocal moment
            moment += 0.1
            read = [b"", int(moment), round(moment % 1 * 1e6)]
            moment += 0.3
            return read if script == redis_home.READ else []

    came = redis_home.RedisBackend(Slow(), "x").change("y", lambda text, now, late: ("state", now - late))
    assert came >= 100.0


def test_a_client_of_redis_is_taken_as_it_is(redis_url: str) -> None:
    """With whatever options its owner has set, decoded answers included."""
    import redis

    with redis.Redis.from_url(redis_url, decode_responses=True) as server:
        home = RedisStore(server, limits=Limit(1), name="theirs")
        client: Any = sample(answers(RUN), rate_limit=home)._client
        assert client._session.shared.limiter.ask(Permit(("default",))) == 0.0
        assert client._session.shared.limiter.ask(Permit(("default",))) > 0


@pytest.mark.parametrize("server", [5, "http://example.com"])
def test_what_is_no_redis_says_so(server: Any) -> None:
    """When the home is made."""
    with pytest.raises(ConfigurationError, match="rate_limit: RedisStore"):
        RedisStore(server)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to get it."""
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=r"needs the redis library; pip install '.*\[redis\]'"):
        RedisStore("redis://localhost")


# Real processes


def _holds(path: str, started: Any) -> None:
    """A process that starts a run and is killed while it is under way."""
    client: Any = sample(
        answers(RUN), service=SLOTTED, plan="two", rate_limit=FileStore(path, lease=1.5), key=KEY
    )._client
    slots = client._session.shared.slots
    assert slots.take("a") == 0.0
    assert slots.take("b") == 0.0
    slots.began("b", Run("runs.wait run_1", ("run_1",)))
    started.set()
    time.sleep(600)


def test_a_killed_process_loses_its_slots_within_the_lease(tmp_path: Path) -> None:
    """Kill -9 between the create and its answer, and while a run is under way."""
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    path = str(tmp_path / "budgets.sqlite")
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
    assert slots.take("next") > 0
    while slots.take("next") > 0:
        time.sleep(0.02)
    assert ticker.late(begun + 1.5) < 0.2
    assert slots.take("another") == 0.0


def test_a_forked_child_uses_the_file_through_a_connection_of_its_own(tmp_path: Path) -> None:
    """SQLite's do not survive a fork; parent and child go on and share the budget."""
    client: Any = sample(answers(RUN), rate_limit=file_home(tmp_path, limits=Limit(2)))._client
    home = client._session.shared.limiter
    assert home.ask(Permit(("default",))) == 0.0
    read, write = os.pipe()
    child = os.fork()
    if not child:  # pragma: no cover - the other process
        answer = [home.ask(Permit(("default",))), home.ask(Permit(("default",)))]
        os.write(write, json.dumps(answer).encode())
        os._exit(0)
    os.waitpid(child, 0)
    first, second = json.loads(os.read(read, 1000))
    assert first == 0.0
    assert second > 0
    assert home.ask(Permit(("default",))) > 0


def test_room_in_a_file_costs_little_more_than_writing_to_it(tmp_path: Path) -> None:
    """With the window of a large plan nearly full: a few times what reading and writing the same JSON takes."""
    home = SharedRateLimiter(
        FileBackend(tmp_path / "b", time.monotonic), lambda: "a", {"default": Limit(100_000)}, widen=True
    )
    for _ in range(120):
        permit = Permit(("default",))
        home.ask(permit)
        home.done(permit)
    asked = least(lambda: home.ask(Permit(("default",))))
    (text,) = sqlite3.connect(tmp_path / "b").execute("SELECT text FROM state").fetchone()
    plain = sqlite3.connect(tmp_path / "plain", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL"), plain.execute("PRAGMA synchronous=OFF")
    plain.execute("CREATE TABLE state (name TEXT PRIMARY KEY, text TEXT)")
    plain.execute("INSERT INTO state VALUES ('a', ?)", (text,))

    def changed() -> None:
        plain.execute("BEGIN IMMEDIATE")
        (known,) = plain.execute("SELECT text FROM state").fetchone()
        plain.execute("REPLACE INTO state VALUES ('a', ?)", (json.dumps(json.loads(known)),))
        plain.execute("COMMIT")

    changes = least(changed)
    assert asked < 5 * changes
