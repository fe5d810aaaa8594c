"""Fixtures of the runtime's tests: a fresh process state, and the three stores of rate limits and slots."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest
import redis

from generator.runtime.diagnostics import version_headers
from generator.runtime.facts import Limit
from generator.runtime.limits.file import FileBackend
from generator.runtime.limits.limiter import RateLimiter
from generator.runtime.limits.memory import MemoryStore
from generator.runtime.limits.redis import RedisBackend
from generator.runtime.limits.shared import SharedRateLimiter, SharedSlots, StateBackend, Step
from generator.runtime.limits.slots import DEFAULT_LEASE, MemorySlots, Slots
from tests.runtime import redis_server

T = TypeVar("T")
Clock = Callable[[], float]
STORES = ("memory", "file", "redis")
_names = itertools.count()


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not reported anything yet."""
    monkeypatch.setattr(version_headers, "reported", version_headers.ReportedOnce())


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real server."""
    with redis_server.serving(tmp_path_factory.mktemp("redis")) as url:
        yield url


class Timed:
    """A real backend with the clock of a test."""

    clock_name = ""

    def __init__(self, backend: StateBackend, clock: Clock) -> None:
        self.backend, self.clock, self.here = backend, clock, clock
        self.place, self.realm, self.notices = backend.place, backend.realm, backend.notices

    def change(self, name: str, step: Step[T]) -> T:
        return self.backend.change(name, lambda text, _, __: step(text, self.clock(), 0.0))


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Clock], StateBackend | None]]:
    """Makes a backend that several processes could share, with a given clock; None for memory."""
    if request.param == "memory":
        yield lambda clock: None
    elif request.param == "file":
        yield lambda clock: FileBackend(tmp_path / "limits.sqlite", clock)
    else:
        with redis.Redis.from_url(request.getfixturevalue("redis_url")) as client:
            yield lambda clock: Timed(RedisBackend(client, "test"), clock)


@pytest.fixture
def make(store: Callable[[Clock], StateBackend | None]) -> Callable[..., RateLimiter]:
    """Makes a rate limiter of a new owner: ``make(limits, clock, widen=True)``."""

    def limiter(limits: Mapping[str, Limit], clock: Clock, *, widen: bool = True) -> RateLimiter:
        shared = store(clock)
        if shared is None:
            return MemoryStore(limits, widen=widen, clock=clock)
        owner = f"owner {next(_names)}"
        return SharedRateLimiter(shared, lambda: owner, limits, widen=widen)

    return limiter


@pytest.fixture
def make_slots(store: Callable[[Clock], StateBackend | None]) -> Callable[..., Slots]:
    """Makes slots of a new owner: ``make_slots(number, clock, lease=DEFAULT_LEASE)``."""

    def slots(number: int, clock: Clock, lease: float = DEFAULT_LEASE) -> Slots:
        shared = store(clock)
        if shared is None:
            return MemorySlots(number, lease=lease, clock=clock)
        owner = f"owner {next(_names)}"
        return SharedSlots(shared, lambda: owner, number, lease)

    return slots
