"""What all tests of the runtime start from, and the three homes that budgets and slots have."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest
import redis

from generator.runtime.diagnostics import version_headers as versions
from generator.runtime.facts import Limit
from generator.runtime.limits.file import FileBackend
from generator.runtime.limits.limiter import MemoryStore, Store
from generator.runtime.limits.redis import RedisBackend
from generator.runtime.limits.shared import Backend, SharedRateLimiter, SharedSlots, Step
from generator.runtime.limits.slots import LEASE, MemorySlots, Slots
from tests.runtime import redis_server

T = TypeVar("T")
Clock = Callable[[], float]
HOMES = ("memory", "file", "redis")
_names = itertools.count()


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not told anything yet."""
    monkeypatch.setattr(versions, "told", versions.OncePerProcess())


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server."""
    with redis_server.serving(tmp_path_factory.mktemp("redis")) as url:
        yield url


class Timed:
    """A real store under a clock that a test sets."""

    def __init__(self, store: Backend, clock: Clock) -> None:
        self.store, self.clock = store, clock

    def change(self, name: str, step: Step[T]) -> T:
        return self.store.change(name, lambda text, _, __: step(text, self.clock(), 0.0))


@pytest.fixture(params=HOMES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Clock], Backend | None]]:
    """Makes the store that several processes would share, under a given clock; None for memory."""
    if request.param == "memory":
        yield lambda clock: None
    elif request.param == "file":
        yield lambda clock: FileBackend(tmp_path / "budgets.sqlite", clock)
    else:
        with redis.Redis.from_url(request.getfixturevalue("redis_url")) as client:
            yield lambda clock: Timed(RedisBackend(client, "test"), clock)


@pytest.fixture
def make(store: Callable[[Clock], Backend | None]) -> Callable[..., Store]:
    """Makes budgets of their own: ``make(limits, clock, widen=True)``."""

    def budgets(limits: Mapping[str, Limit], clock: Clock, *, widen: bool = True) -> Store:
        shared = store(clock)
        if shared is None:
            return MemoryStore(limits, widen=widen, clock=clock)
        owner = f"owner {next(_names)}"
        return SharedRateLimiter(shared, lambda: owner, limits, widen=widen)

    return budgets


@pytest.fixture
def make_slots(store: Callable[[Clock], Backend | None]) -> Callable[..., Slots]:
    """Makes slots of their own: ``make_slots(number, clock, lease=LEASE)``."""

    def slots(number: int, clock: Clock, lease: float = LEASE) -> Slots:
        shared = store(clock)
        if shared is None:
            return MemorySlots(number, lease=lease, clock=clock)
        owner = f"owner {next(_names)}"
        return SharedSlots(shared, lambda: owner, number, lease)

    return slots
