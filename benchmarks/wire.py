"""One comparison over loopback sockets, in this process: prints its figures as JSON, by what was measured.

    python -m benchmarks.wire NAME URL

NAME is one of `MEASURES`, URL that of `benchmarks.wire_server`. The interpreter is one whose environment holds the
Komos package, httpx and aiohttp alone. Calls cost seconds of this process's processor time.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from statistics import median
from typing import Any, NamedTuple

from benchmarks.answers import RUN

KEY = "sk_live_" + "0123456789abcdef"
ID = str(RUN["id"])
PATIENCE = 60.0
"""Seconds; no call ends because it has to wait for others on a busy machine."""

Figures = dict[str, float]


class Load(NamedTuple):
    """Tasks of one event loop that make the same call."""

    call: Callable[[], Awaitable[Any]]
    tasks: int
    each: int
    """Calls of one task."""

    async def run(self) -> None:
        await asyncio.gather(*(self._task() for _ in range(self.tasks)))

    async def _task(self) -> None:
        for _ in range(self.each):
            await self.call()


def sync(url: str, rounds: int = 21, number: int = 200, *, given: bool = False) -> Figures:
    """One call after the other; over a client of the caller's own where it is *given*."""
    import httpx
    from komos_client import Komos

    target = f"{url}/task-runs/{ID}"
    with (
        httpx.Client() as own,
        httpx.Client() as bare,
        Komos(KEY, base_url=url, rate_limit=None, http_client=own if given else None) as komos,
    ):
        ways = {"ours": lambda: komos.task_runs.retrieve(ID), "httpx": lambda: bare.get(target).json()}
        return _in_turn(ways, rounds, number)


def tasks(number: int, rounds: int, each: int, url: str) -> Figures:
    """So many tasks at once, beside httpx and aiohttp."""
    import aiohttp
    import httpx
    from komos_client import AsyncKomos

    target = f"{url}/task-runs/{ID}"
    # As many as ours and aiohttp keep; of its 100, httpx would keep 20, and open new ones for most calls of 100 tasks.
    kept = httpx.Limits(max_connections=100, max_keepalive_connections=100)

    async def measure() -> Figures:
        async with (
            AsyncKomos(KEY, base_url=url, rate_limit=None, timeout=PATIENCE) as komos,
            httpx.AsyncClient(timeout=PATIENCE, limits=kept) as bare,
            aiohttp.ClientSession() as session,
        ):

            async def over_httpx() -> object:
                return (await bare.get(target)).json()

            async def over_aiohttp() -> object:
                async with session.get(target) as response:
                    return await response.json()

            calls = {"ours": partial(komos.task_runs.retrieve, ID), "httpx": over_httpx, "aiohttp": over_aiohttp}
            return await _loads_in_turn({name: Load(call, number, each) for name, call in calls.items()}, rounds)

    return asyncio.run(measure())


def growth(url: str) -> Figures:
    """Ours alone, with one task and with 500."""
    from komos_client import AsyncKomos

    async def measure() -> Figures:
        async with AsyncKomos(KEY, base_url=url, rate_limit=None, timeout=PATIENCE) as komos:
            call = partial(komos.task_runs.retrieve, ID)
            return await _loads_in_turn({"one": Load(call, 1, 500), "many": Load(call, 500, 2)}, 5)

    return asyncio.run(measure())


def first_call(url: str) -> Figures:
    """Seconds for which the first call of a client that was made in a thread keeps the event loop from all else.

    Where *url* is HTTPS, certificates are loaded, and the call may fail.
    """

    def make() -> Any:
        from komos_client import AsyncKomos

        return AsyncKomos(KEY, base_url=url, rate_limit=None, max_retries=0)

    async def measure() -> Figures:
        komos = await asyncio.to_thread(make)
        longest = 0.0

        async def tick() -> None:
            nonlocal longest
            last = time.perf_counter()
            while True:
                await asyncio.sleep(0.001)
                now = time.perf_counter()
                longest, last = max(longest, now - last), now

        ticking = asyncio.create_task(tick())
        await asyncio.sleep(0.01)
        with suppress(Exception if url.startswith("https") else ()):
            await komos.task_runs.retrieve(ID)
        await asyncio.sleep(0.01)
        ticking.cancel()
        await komos.close()
        return {"stall": longest}

    return asyncio.run(measure())


def _in_turn(ways: Mapping[str, Callable[[], object]], rounds: int, number: int) -> Figures:
    """The cost of a call, the median of *rounds* that take turns; a first round is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            gc.collect()
            begun = time.process_time()
            for _ in range(number):
                way()
            taken[name].append((time.process_time() - begun) / number)
    return {name: median(costs[1:]) for name, costs in taken.items()}


async def _loads_in_turn(loads: Mapping[str, Load], rounds: int) -> Figures:
    """The same for the calls of tasks."""
    taken: dict[str, list[float]] = {name: [] for name in loads}
    for _ in range(rounds + 1):
        for name, load in loads.items():
            gc.collect()
            begun = time.process_time()
            await load.run()
            taken[name].append((time.process_time() - begun) / (load.tasks * load.each))
    return {name: median(costs[1:]) for name, costs in taken.items()}


MEASURES: dict[str, Callable[[str], Figures]] = {
    "sync": sync,
    "sync, briefly": partial(sync, rounds=9, number=60),
    "given": partial(sync, given=True),
    "1 task": partial(tasks, 1, 11, 300),
    "100 tasks": partial(tasks, 100, 5, 5),
    "500 tasks": partial(tasks, 500, 3, 2),
    "growth": growth,
    "first call": first_call,
}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](sys.argv[2])))
