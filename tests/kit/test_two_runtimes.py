"""Two clients in one process, of which one brings another version of the runtime: each works with its own."""

from __future__ import annotations

import asyncio
import pickle
import shutil
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import kairo_client
import pytest
from apis import GENERATED, ROOT
from kairo_client.testing import FakeServer

OTHER = "other_client"
ALTERED = '''

class AlteredError(ApiError):
    """Known to this version alone."""


_told = ApiError.__str__
ApiError.__str__ = lambda self: f"another version: {_told(self)}"
'''


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The same package once more under another name, its runtime changed."""
    place = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "generated/kairo" / GENERATED["kairo"], place / OTHER)
    for file in (place / OTHER).rglob("*.py"):
        file.write_text(file.read_text(encoding="utf-8").replace(GENERATED["kairo"], OTHER), encoding="utf-8")
    errors = place / OTHER / "_runtime/errors.py"
    errors.write_text(errors.read_text(encoding="utf-8") + ALTERED, encoding="utf-8")
    sys.path.insert(0, str(place))
    yield import_module(OTHER)
    sys.path.remove(str(place))
    for name in [name for name in sys.modules if name.partition(".")[0] == OTHER]:
        del sys.modules[name]


@pytest.fixture
def servers(other: ModuleType) -> Iterator[tuple[Any, Any]]:
    """A fake server of each."""
    with FakeServer() as mine, import_module(f"{OTHER}.testing").FakeServer() as its:
        yield mine, its


def test_each_has_its_own_runtime(other: ModuleType) -> None:
    """No class is shared, and no module of one is imported by the other."""
    ours = {name for name in sys.modules if name.startswith("kairo_client._runtime")}
    assert {name.replace("kairo_client", OTHER) for name in ours} & sys.modules.keys()
    for name in ("ApiError", "NotFound", "Kairo"):
        assert not issubclass(getattr(other, name), getattr(kairo_client, name))
    assert hasattr(import_module(f"{OTHER}._runtime.errors"), "AlteredError")
    assert not hasattr(import_module("kairo_client._runtime.errors"), "AlteredError")


def test_both_work_at_once(other: ModuleType, servers: tuple[Any, Any]) -> None:
    """In threads that take turns, with what each makes, lists and counts."""
    packages = (kairo_client, other)

    def work(number: int) -> str:
        package, server = packages[number % 2], servers[number % 2]
        with package.Kairo(server.key, base_url=server.url, strict=True, rate_limit=None) as client:
            made = client.agents.create(name=f"agent {number}", model="m")
            assert type(made).__module__.partition(".")[0] == package.__name__
            assert client.agents.retrieve(made.id).id == made.id
            return str(made.id)

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(work, range(12)))) == 12
    assert [server.executions["agents.create"] for server in servers] == [6, 6]


def test_both_work_in_one_event_loop(other: ModuleType, servers: tuple[Any, Any]) -> None:
    """The same, asynchronous."""

    async def work(package: ModuleType, server: Any) -> int:
        async with package.AsyncKairo(server.key, base_url=server.url, rate_limit=None) as client:
            pages = await asyncio.gather(*(client.agents.list() for _ in range(5)))
            return sum(len(page.items) for page in pages)

    async def scenario() -> list[int]:
        return await asyncio.gather(work(kairo_client, servers[0]), work(other, servers[1]))

    assert asyncio.run(scenario()) == [5, 5]


def test_an_error_belongs_to_its_own_package(other: ModuleType, servers: tuple[Any, Any]) -> None:
    """Nobody catches the other's; each keeps its words and its class through a pickle."""
    for package, server, begins in ((kairo_client, servers[0], "404"), (other, servers[1], "another version: 404")):
        server.fault(status=404, times=1)
        with package.Kairo(server.key, base_url=server.url) as client, pytest.raises(package.NotFound) as caught:
            client.agents.list()
        again = pickle.loads(pickle.dumps(caught.value))
        assert type(again) is package.NotFound
        assert str(again).startswith(begins)


def test_both_keep_their_limits_in_one_file(other: ModuleType, servers: tuple[Any, Any], tmp_path: Path) -> None:
    """Of one key and one address: neither harms what the other has written."""
    server = servers[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            for package in (kairo_client, other):
                store = package.FileStore(tmp_path / "limits.sqlite", limits=package.Limit(100))
                with package.Kairo(server.key, base_url=server.url, rate_limit=store) as client:
                    assert client.agents.list().items
    assert server.requests["agents.list"] == 6
