"""Redis servers that forget or refuse: the error has the server's own words, and a strict window is kept."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import redis

from generator.runtime import ConfigurationError, Event, Limit, LimitsUnavailable, RedisStore
from generator.runtime.limits.generations import LAYOUT, Memories
from generator.runtime.limits.limiter import Permit, StoreUnavailable
from generator.runtime.limits.redis import READ_SCRIPT, RedisBackend
from generator.runtime.limits.shared import SharedRateLimiter
from tests.runtime import redis_server
from tests.runtime.conftest import Timed
from tests.runtime.limits.test_generations import LIMIT, TWENTY, Now, Worker, most_in_a_window, owner
from tests.runtime.sample import CREATE, RETRIEVE, RUN, answers, async_sample, call, sample

PASSWORD = "correct" + "-horse"  # put together, so that no source line shows it


def limiter(client: Any) -> SharedRateLimiter:
    made = SharedRateLimiter(RedisBackend(client, "test"), lambda: "a", TWENTY, widen=True)
    made._memories = Memories()
    return made


def refusal(client: Any) -> str:
    """What the error says that a client with this connection raises before it sends."""
    sent: list[httpx.Request] = []
    resource = sample(
        lambda request: sent.append(request) or httpx.Response(200, json=RUN), rate_limit=RedisStore(client, name="a")
    )
    with pytest.raises(LimitsUnavailable) as caught:
        call(resource, CREATE)
    assert (sent, caught.value.maybe_executed) == ([], False)
    assert "does not answer" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[redis.Redis]:
    """A server of this test's own."""
    with redis_server.serving(tmp_path) as url, redis.Redis.from_url(url) as client:
        yield client


def test_no_password(own: redis.Redis) -> None:
    own.config_set("requirepass", PASSWORD)
    path = own.connection_pool.connection_kwargs["path"]
    assert "it answered: NOAUTH " in refusal(f"unix://{path}")


def test_a_wrong_password(own: redis.Redis) -> None:
    """It is not shown."""
    own.config_set("requirepass", PASSWORD)
    path = own.connection_pool.connection_kwargs["path"]
    said = refusal(f"unix://:{PASSWORD[::-1]}@{path}")
    assert "it answered: WRONGPASS invalid username-password pair" in said
    assert PASSWORD[::-1] not in said


@pytest.mark.parametrize("rules", [["~*", "-@all", "+ping"], ["~other*", "+@all"], ["~*", "+@all", "-time"]])
def test_an_account_that_may_not(own: redis.Redis, rules: list[str]) -> None:
    """Run scripts; use the key; ask for the time."""
    own.execute_command("ACL", "SETUSER", "limited", "on", f">{PASSWORD}", *rules)
    path = own.connection_pool.connection_kwargs["path"]
    said = refusal(redis.Redis(unix_socket_path=path, username="limited", password=PASSWORD))
    assert "NOPERM" in said or "can't run this command" in said


def test_an_account_that_may_not_ask_about_the_server(own: redis.Redis) -> None:
    """The store works, and tells once what it could not find out."""
    own.execute_command("ACL", "SETUSER", "limited", "on", f">{PASSWORD}", "~*", "+@all", "-config", "-info")
    path = own.connection_pool.connection_kwargs["path"]
    made = limiter(redis.Redis(unix_socket_path=path, username="limited", password=PASSWORD))
    assert made.acquire(Permit(("default",))) == 0.0
    (notice,) = made.notices
    assert "does not say its maxmemory-policy" in notice
    assert "keeps data over a restart" in notice


def test_a_replica(own: redis.Redis) -> None:
    own.execute_command("REPLICAOF", "127.0.0.1", "1")
    assert "READONLY" in refusal(own)


def test_a_replica_without_its_master(own: redis.Redis) -> None:
    own.config_set("replica-serve-stale-data", "no")
    own.execute_command("REPLICAOF", "127.0.0.1", "1")
    assert "MASTERDOWN" in refusal(own)


def test_a_full_memory(own: redis.Redis) -> None:
    own.config_set("maxmemory", "1")
    assert "it answered: OOM command not allowed" in refusal(own)


def test_a_disk_to_which_it_cannot_save(own: redis.Redis, tmp_path: Path) -> None:
    own.config_set("save", "3600 1")
    own.set("a", "b")
    (tmp_path / "dump.rdb").mkdir()
    own.bgsave()
    while own.info("persistence")["rdb_last_bgsave_status"] != "err":
        pass
    assert "MISCONF" in refusal(own)


def test_a_cluster_that_is_not_formed(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = ["--cluster-enabled", "yes", "--cluster-port", str(port), "--cluster-config-file", str(tmp_path / "nodes")]
    with redis_server.serving(tmp_path, *more) as url, redis.Redis.from_url(url) as client:
        said = refusal(client)
        assert "CLUSTERDOWN" in said
        assert "pass a redis.RedisCluster instead of a URL" in said


@pytest.mark.parametrize("kind", ["list", "hash", "set"])
def test_a_key_of_another_kind(own: redis.Redis, kind: str) -> None:
    """Somebody else's, which is not touched."""
    made = limiter(own)
    key = f"test:{made._name}"
    {"list": lambda: own.lpush(key, "x"), "hash": lambda: own.hset(key, "x", "y"), "set": lambda: own.sadd(key, "x")}[
        kind
    ]()
    with pytest.raises(StoreUnavailable, match=r"WRONGTYPE .*; delete the key test:"):
        made.acquire(Permit(("default",)))
    assert own.type(key) == kind.encode()


@pytest.mark.parametrize("value", [b"\xff\xfe", b"\x80" * 100, b"somebody's"])
def test_garbage_under_the_key(own: redis.Redis, value: bytes) -> None:
    made = limiter(own)
    own.set(f"test:{made._name}", value)
    with pytest.raises(StoreUnavailable, match="Redis at "):
        made.acquire(Permit(("default",)))
    assert own.get(f"test:{made._name}") == value


class Answering:
    """A connection that answers with an error."""

    connection_pool = SimpleNamespace(connection_kwargs={"host": "there", "port": 1})

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def eval(self, *_: Any) -> Any:
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            redis.exceptions.BusyLoadingError("Redis is loading the dataset in memory"),
            "answered: LOADING Redis is",
        ),
        (
            redis.exceptions.MovedError("866 127.0.0.1:7001"),
            "answered: MOVED 866 127.0.0.1:7001; pass a redis.",
        ),
        (redis.exceptions.TimeoutError("Timeout reading from there:1"), "there:1: TimeoutError: Timeout reading from"),
        (redis.exceptions.ResponseError("BUSY Redis is busy running a script"), "it answered: BUSY Redis is busy"),
        (redis.exceptions.ResponseError("unknown command 'eval'"), "it answered: unknown command 'eval'"),
        (OSError(104, "Connection reset by peer"), "Connection reset by peer"),
        (ValueError("not enough values"), "ValueError: not enough values"),
    ],
)
def test_other_answers(fault: BaseException, said: str) -> None:
    assert said in refusal(Answering(fault))


@pytest.mark.parametrize("answer", [[b"", b"x", b"y"], [b""], 5, "text", [1, 2, 3], [b"", None, None]])
def test_an_answer_that_is_none(answer: Any) -> None:
    """A proxy's, or another program's."""
    client = Answering(ValueError())
    client.eval = lambda *_: answer  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable, match="Redis at there:1: "):
        limiter(client).acquire(Permit(("default",)))


def test_an_async_connection() -> None:
    import redis.asyncio

    with pytest.raises(ConfigurationError, match=r"a URL or a redis\.Redis; async clients use it in threads"):
        RedisStore(redis.asyncio.Redis())


@pytest.mark.parametrize("make", [sample, async_sample])
@pytest.mark.parametrize(
    "harm",
    [
        lambda server: server.flushall(),
        lambda server: server.config_set("maxmemory", "1"),
        lambda server: server.execute_command("REPLICAOF", "127.0.0.1", "1"),
        lambda server: server.config_set("requirepass", PASSWORD) and server.connection_pool.disconnect(),
        lambda server: server.execute_command("ACL", "SETUSER", "default", "-eval"),
        lambda server: server.shutdown(nosave=True),
        lambda server: [server.set(key, "garbage") for key in server.scan_iter()],
        lambda server: [server.delete(key) and server.lpush(key, "x") for key in server.scan_iter()],
    ],
    ids=["flush", "memory", "replica", "password", "account", "shutdown", "garbage", "kind"],
)
def test_an_answer_outlasts_a_server_that_is_harmed(make: Any, harm: Callable[[Any], Any], own: redis.Redis) -> None:
    """Whatever happens to it while a paid request is under way."""
    events: list[Event] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        harm(own)
        return httpx.Response(200, json=RUN)

    store = RedisStore(own, name=owner())
    assert call(make(handler, rate_limit=store, on_event=events.append), CREATE).id == "run_1"
    told = [event.detail for event in events if event.kind == "store" and "keeps nothing" not in event.detail]
    assert len(told) == 1


# Servers that forget


class Switch:
    """A connection whose server is replaced by another one, as by a failover."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client
        self.connection_pool = client.connection_pool

    def eval(self, *given: Any) -> Any:
        return self.client.eval(*given)


def test_a_failover_to_an_empty_server(tmp_path: Path) -> None:
    now, name = Now(), owner()
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    with redis_server.serving(tmp_path / "a") as first, redis_server.serving(tmp_path / "b") as second:
        switch = Switch(redis.Redis.from_url(first))
        one, other = (Worker(Timed(RedisBackend(switch, "x"), now), name) for _ in range(2))
        assert (one.send(now, 12), other.send(now)) == (12, 8)
        switch.client = redis.Redis.from_url(second)
        assert (one.send(now), other.send(now)) == (0, 0)
        now.seconds += 60.1
        assert one.send(now) + other.send(now) == LIMIT
        assert most_in_a_window(one, other) == LIMIT


def test_two_masters_at_once(tmp_path: Path) -> None:
    """A worker that stays with the old one for a while waits for what it sent there."""
    now, name = Now(), owner()
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    with redis_server.serving(tmp_path / "a") as first, redis_server.serving(tmp_path / "b") as second:
        late, early = Switch(redis.Redis.from_url(first)), Switch(redis.Redis.from_url(first))
        one, other = (Worker(Timed(RedisBackend(client, "x"), now), name) for client in (late, early))
        assert (one.send(now, 1), other.send(now, 1)) == (1, 1)
        early.client = redis.Redis.from_url(second)
        assert other.send(now) == 0
        now.seconds += 50
        assert one.send(now, 10) == 10
        late.client = redis.Redis.from_url(second)
        now.seconds += 11
        assert (one.send(now), other.send(now)) == (0, 0), "ten were sent eleven seconds ago, elsewhere"
        now.seconds += 50
        assert one.send(now) + other.send(now) == LIMIT
        assert most_in_a_window(one, other) == LIMIT


def test_a_restart_without_persistence(tmp_path: Path) -> None:
    now, name = Now(), owner()
    worker: Worker | None = None
    for expected in (LIMIT, 0):
        with redis_server.serving(tmp_path) as url:
            if worker is None:
                worker = Worker(Timed(RedisBackend(redis.Redis.from_url(url), "x"), now), name)
            assert worker.send(now) == expected
    assert worker is not None
    assert "is gone" in worker.told[-1]


def test_an_evicted_key(own: redis.Redis) -> None:
    """It is gone, and others are there."""
    now = Now()
    worker = Worker(Timed(RedisBackend(own, "x"), now), owner())
    worker.send(now)
    own.set("other", "is kept")
    own.delete(f"x:{worker.limiter._name}")
    assert worker.send(now) == 0


def test_what_endangers_is_told_once(own: redis.Redis) -> None:
    """Eviction, and no persistence."""
    own.config_set("maxmemory", "100mb")
    own.config_set("maxmemory-policy", "volatile-lru")
    events: list[Event] = []
    resource = sample(answers(RUN), rate_limit=RedisStore(own, name=owner()), on_event=events.append)
    call(resource, RETRIEVE, "x"), call(resource, RETRIEVE, "x")
    told = [event.detail for event in events if event.kind == "store"]
    assert len(told) == 2
    assert "maxmemory-policy volatile-lru may evict rate limits" in told[0]
    assert "keeps nothing over a restart (appendonly no, no save)" in told[1]


@pytest.mark.parametrize(
    "settings",
    [{"appendonly": "yes"}, {"save": "3600 1"}, {"appendonly": "yes", "maxmemory-policy": "allkeys-lru"}],
)
def test_what_does_not_endanger_is_not_told(own: redis.Redis, settings: dict[str, str]) -> None:
    """A policy without a limit of memory evicts nothing."""
    for name, value in settings.items():
        own.config_set(name, value)
    made = limiter(own)
    made.acquire(Permit(("default",)))
    assert not made.notices


def test_an_answer_that_is_lost_after_the_script_ran(own: redis.Redis) -> None:
    """The library sends it again: a permit is taken once."""

    lost = []

    class Losing(Switch):
        def eval(self, script: str, *given: Any) -> Any:
            answer = self.client.eval(script, *given)
            if script == READ_SCRIPT or lost:
                return answer
            lost.append(answer)
            return self.client.eval(script, *given)

    made = SharedRateLimiter(RedisBackend(Losing(own), "x"), lambda: "a", {"default": Limit(1, 60.0)}, widen=True)
    made._memories = Memories()
    permit = Permit(("default",))
    assert made.acquire(permit) == 0.0
    made.release(permit)
    state = json.loads(own.get(f"x:{made._name}") or b"")
    assert state[0] == LAYOUT
    assert len(state[-1]["default"][6]) == 1, "one that has ended"
    assert state[-1]["default"][5] == [], "none in flight"
