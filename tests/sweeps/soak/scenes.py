"""What `make soak` looks at: many calls, many at once, one loop after the other, processes, and what is left behind.

Each scene takes a server and a number, and returns in words what it saw that must not be; nothing is best.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import multiprocessing
import os
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT / "generated" / "komos") not in sys.path:
    sys.path.insert(0, str(ROOT / "generated" / "komos"))

import anyio  # noqa: E402
import komos_client  # noqa: E402
from komos_client import AsyncKomos, Komos  # noqa: E402

from tests.sweeps.soak.server import Served  # noqa: E402

KEY = "sk_live_soak"
LIMIT = 100
"""Connections that a client opens at most."""
MEMORY = 4.0
"""MiB by which the memory of a process may grow while it makes four fifths of its calls."""
DESCRIPTORS = 2
"""Files and sockets by which their number may differ: a connection of the interpreter's own may come or go."""

Scene = Callable[[Served, int], list[str]]


class Held(NamedTuple):
    """What a process holds."""

    memory: float
    """MiB that are resident."""
    descriptors: int
    threads: int

    @classmethod
    def now(cls) -> Held:
        gc.collect()
        statm = Path("/proc/self/statm")
        pages = int(statm.read_text().split()[1]) if statm.exists() else 0
        return cls(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, descriptors(), threads())

    def grown(self, before: Held) -> list[str]:
        """By how much more than it may, since *before*."""
        growth = [
            ("MiB of memory", self.memory - before.memory, MEMORY),
            ("descriptors", self.descriptors - before.descriptors, DESCRIPTORS),
            ("threads", self.threads - before.threads, 0),
        ]
        return [f"{more:.1f} more {what}, of {bound:g} allowed" for what, more, bound in growth if more > bound]


def descriptors() -> int:
    """Files and sockets that this process has open."""
    return len(os.listdir("/proc/self/fd" if Path("/proc/self/fd").exists() else "/dev/fd"))


def threads() -> int:
    """Threads of this process; trio keeps some of its own for ten seconds."""
    return sum(not thread.name.startswith("Trio thread") for thread in threading.enumerate())


def _options(server: Served) -> dict[str, Any]:
    return {"base_url": server.url, "rate_limit": None}


def _told(delay: float = 0.0) -> dict[str, Any]:
    """What a call tells the server: whose it is, and to answer some seconds later."""
    headers = {"x-process": str(os.getpid())} | ({"x-delay": f"{delay * 1000:g}"} if delay else {})
    return {"extra_headers": headers}


def _call(client: Komos, delay: float = 0.0) -> bool:
    return client.task_runs.retrieve("a", **_told(delay)).id == "run_1"


async def _call_async(client: AsyncKomos, delay: float = 0.0) -> bool:
    return (await client.task_runs.retrieve("a", **_told(delay))).id == "run_1"


def many_calls(server: Served, number: int) -> list[str]:
    """One after the other: what the process holds stays the same."""
    with Komos(KEY, **_options(server)) as client:
        for _ in range(number // 5):
            _call(client)
        before = Held.now()
        for _ in range(number - number // 5):
            _call(client)
        return Held.now().grown(before)


def many_calls_async(server: Served, number: int) -> list[str]:
    """The same by 50 tasks."""

    async def some(client: AsyncKomos, count: int) -> None:
        for _ in range(count):
            await _call_async(client)

    async def scenario() -> list[str]:
        async with AsyncKomos(KEY, **_options(server)) as client:
            await asyncio.gather(*(some(client, number // 250) for _ in range(50)))
            before = Held.now()
            await asyncio.gather(*(some(client, number // 50 - number // 250) for _ in range(50)))
            return Held.now().grown(before)

    return asyncio.run(scenario())


def tasks_at_once(server: Served, number: int) -> list[str]:
    """All are answered, over no more connections than a client may have."""

    async def scenario() -> list[bool]:
        async with AsyncKomos(KEY, **_options(server)) as client:
            return await asyncio.gather(*(_call_async(client, 0.05) for _ in range(number)))

    answered = asyncio.run(scenario())
    return _crowd(server, answered, number)


def threads_at_once(server: Served, number: int) -> list[str]:
    """The same, in threads."""
    with Komos(KEY, **_options(server)) as client, ThreadPoolExecutor(number) as pool:
        answered = list(pool.map(lambda _: _call(client, 0.05), range(number)))
    return _crowd(server, answered, number)


def _crowd(server: Served, answered: list[bool], number: int) -> list[str]:
    most = server.counts().most
    wrong = [] if answered == [True] * number else [f"{number - sum(answered)} of {number} without an answer"]
    return wrong + ([f"{most} connections at once, of {LIMIT} allowed"] if most > LIMIT else [])


@contextmanager
def leaving_nothing(server: Served, *, warns: bool = False) -> Iterator[list[str]]:
    """What is done within leaves no connection, no descriptor, no thread, and no ResourceWarning; the list says so.

    Parameters:
        warns: it may warn, as Python does of files that nobody closed.
    """
    gc.collect()
    left, before, running = list[str](), descriptors(), threads()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", ResourceWarning)
        yield left
        gc.collect()
    left += [] if warns else sorted({str(warning.message) for warning in heard})[:3]
    if (more := descriptors() - before) > 0:
        left.append(f"{more} descriptors left")
    if (more := threads() - running) > 0:
        left.append(f"{more} threads left")
    if still := server.open_at_most(0):
        left.append(f"{still} connections still open")


def loops_in_turn(server: Served, number: int, run: Callable[..., Any] = asyncio.run) -> list[str]:
    """One client, and an event loop after the other; each takes its connections with it."""

    async def scenario(client: AsyncKomos) -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(_call_async, client)

    with leaving_nothing(server) as left:
        client = AsyncKomos(KEY, **_options(server))
        run(_call_async, client) if run is not asyncio.run else run(_call_async(client))
        for _ in range(number):
            run(scenario, client) if run is not asyncio.run else run(scenario(client))
    return left


def trio_in_turn(server: Served, number: int) -> list[str]:
    """The same with trio."""
    return loops_in_turn(server, number, importlib.import_module("trio").run)


def dropped_clients(server: Served, number: int) -> list[str]:
    """Who neither closes a client nor uses ``with`` keeps no socket: reference counting is enough."""
    _call(Komos(KEY, **_options(server)))  # the first one imports trio, which keeps the frames of its importers
    with leaving_nothing(server) as left:
        gc.disable()
        try:
            before = descriptors()
            for _ in range(number):
                _call(Komos(KEY, **_options(server)))
            if (more := descriptors() - before) > 0:
                left.append(f"{more} descriptors that only the garbage collector finds")
        finally:
            gc.enable()
    return left


def dropped_async_clients(server: Served, number: int) -> list[str]:
    """The same, at the end of the loop."""

    async def scenario() -> None:
        for _ in range(5):
            await _call_async(AsyncKomos(KEY, **_options(server)))

    with leaving_nothing(server, warns=True) as left:
        for _ in range(number // 5):
            asyncio.run(scenario())
    return left


def _feed(client: Any) -> Any:
    runtime = importlib.import_module("komos_client._runtime")
    feed = runtime.Operation("feed", "GET", "/feed", runtime.safe, returns="Any", stream="lines")
    return client.task_runs._stream(feed, runtime.Given(), _told())


def dropped_streams(server: Served, number: int) -> list[str]:
    """A stream that is left half-way gives its connection back, or closes it; others may then use its place."""
    with leaving_nothing(server) as left, Komos(KEY, **_options(server)) as client:
        for count in range(number):
            stream = _feed(client)
            for _ in stream:
                break
            if count % 2:
                stream.close()
            del stream
        with ThreadPoolExecutor(LIMIT) as pool:
            answered = list(pool.map(lambda _: _call(client, 0.2), range(LIMIT)))
        left.extend(_crowd(server, answered, LIMIT))
    return left


def dropped_async_streams(server: Served, number: int) -> list[str]:
    """The same in tasks."""

    async def half(client: AsyncKomos, *, closes: bool) -> None:
        stream = _feed(client)
        async for _ in stream:
            break
        if closes:
            await stream.close()

    async def scenario() -> list[bool]:
        async with AsyncKomos(KEY, **_options(server)) as client:
            for _ in range(number // 20):
                await asyncio.gather(*(half(client, closes=bool(count % 2)) for count in range(20)))
            return await asyncio.gather(*(_call_async(client, 0.2) for _ in range(LIMIT)))

    with leaving_nothing(server) as left:
        left.extend(_crowd(server, asyncio.run(scenario()), LIMIT))
    return left


def cancelled_tasks(server: Served, number: int, run: Callable[..., Any] = asyncio.run) -> list[str]:
    """Calls that are cancelled half-way keep no place: afterwards as many as there are places go at once."""
    dice = random.Random(number)

    async def one(client: AsyncKomos) -> None:
        with anyio.move_on_after(dice.uniform(0.0, 0.3)):
            await _call_async(client, 0.1)

    async def scenario() -> float:
        async with AsyncKomos(KEY, **_options(server)) as client:
            await _call_async(client)
            for _ in range(max(1, number // 200)):
                async with anyio.create_task_group() as tasks:
                    for _ in range(min(number, 200)):
                        tasks.start_soon(one, client)
            begun = time.monotonic()
            async with anyio.create_task_group() as tasks:
                for _ in range(LIMIT):
                    tasks.start_soon(_call_async, client, HELD)
            return time.monotonic() - begun

    with leaving_nothing(server) as left:
        took = run(scenario) if run is not asyncio.run else run(scenario())
        if took > 1.8 * HELD:
            left.append(f"{LIMIT} calls of {HELD:g} s each took {took:.1f} s: not all went at once")
    return left


HELD = 1.0
"""Seconds of each call that shows whether all places are free."""


def cancelled_trio_tasks(server: Served, number: int) -> list[str]:
    """The same with trio."""
    return cancelled_tasks(server, number, importlib.import_module("trio").run)


def forks(server: Served, number: int) -> list[str]:
    """A process is forked while threads make calls: the child's calls work, over connections of its own."""
    over, failed = threading.Event(), list[str]()

    def busy(client: Komos) -> None:
        while not over.is_set():
            try:
                _call(client, 0.002)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                failed.append(f"in the parent: {error!r}")

    with Komos(KEY, **_options(server)) as client:
        others = [threading.Thread(target=busy, args=(client,)) for _ in range(4)]
        for thread in others:
            thread.start()
        for _ in range(number):
            time.sleep(0.005)
            failed += _forked(lambda: all(_call(client) for _ in range(3)))
        over.set()
        for thread in others:
            thread.join()
        failed += [] if _call(client) else ["the parent's next call failed"]
    mixed = server.counts().mixed
    return failed[:3] + ([f"{mixed} connections of two processes"] if mixed else [])


def async_forks(server: Served, number: int) -> list[str]:
    """The same while tasks make calls; the child has a loop of its own."""

    async def several(client: AsyncKomos) -> bool:
        return all(await asyncio.gather(*(_call_async(client) for _ in range(3))))

    async def scenario() -> list[str]:
        failed = list[str]()
        async with AsyncKomos(KEY, **_options(server)) as client:
            for _ in range(number):
                calls = [asyncio.ensure_future(_call_async(client, 0.02)) for _ in range(4)]
                await asyncio.sleep(0.005)
                failed += _forked(lambda: asyncio.run(several(client)))
                await asyncio.gather(*calls)
        return failed

    failed = asyncio.run(scenario())
    mixed = server.counts().mixed
    return failed[:3] + ([f"{mixed} connections of two processes"] if mixed else [])


def _forked(work: Callable[[], bool]) -> list[str]:
    """What went wrong with *work* in a child."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a process with threads is forked on purpose
        child = os.fork()
    if child == 0:
        result = 1
        try:
            result = 0 if work() else 2
        finally:
            os._exit(result)
    end = time.monotonic() + 10.0
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return [f"a child ended with {os.waitstatus_to_exitcode(status)}"] if status else []
        time.sleep(0.002)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return ["a child that hung"]


def spawned(server: Served, number: int) -> list[str]:
    """Processes that are started anew have clients of their own."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        answered = sum(pool.map(_spawned, [server.url] * number))
    mixed = server.counts().mixed
    wrong = [] if answered == 20 * number else [f"{answered} of {20 * number} calls answered"]
    return wrong + ([f"{mixed} connections of two processes"] if mixed else [])


def _spawned(url: str) -> int:
    with Komos(KEY, base_url=url, rate_limit=None) as client:
        return sum(_call(client) for _ in range(20))


SCENES: dict[str, tuple[Scene, int, int]] = {
    "calls one after the other": (many_calls, 100_000, 2_000),
    "calls by 50 tasks": (many_calls_async, 100_000, 2_000),
    "tasks at once": (tasks_at_once, 2_000, 300),
    "threads at once": (threads_at_once, 200, 200),
    "event loops in turn": (loops_in_turn, 300, 20),
    "trio runs in turn": (trio_in_turn, 50, 5),
    "clients dropped": (dropped_clients, 200, 20),
    "async clients dropped": (dropped_async_clients, 200, 20),
    "streams dropped half-read": (dropped_streams, 1_000, 120),
    "async streams dropped half-read": (dropped_async_streams, 1_000, 120),
    "tasks cancelled half-way": (cancelled_tasks, 1_000, 200),
    "trio tasks cancelled half-way": (cancelled_trio_tasks, 1_000, 200),
    "forks": (forks, 50, 4),
    "forks within a loop": (async_forks, 50, 4),
    "processes spawned": (spawned, 20, 2),
}
"""What it is called → the scene, the number for `make soak`, and one for the tests."""

NEED_CONNECTIONS = {"trio runs in turn", "trio tasks cancelled half-way"}


def scenes() -> dict[str, tuple[Scene, int, int]]:
    """Those that the clients of today can be put into: trio came with `Connections`."""
    recent = hasattr(komos_client, "Connections")
    return {what: scene for what, scene in SCENES.items() if recent or what not in NEED_CONNECTIONS}
