"""Whether clients keep a rate limit and use all of it, against a server that refuses what its windows do not allow.

    make rates

The generated packages, with their facts' limits in shorter periods; threads, tasks, and processes that share a file or
a Redis server. Throughput: the least time in which the strict windows can grant so many requests, as a share of the
time from the first grant to the last. Exits with 1 when a call failed, more than 0.5 % were refused, throughput is
below 98 %, or asking for room costs more than it may.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "generated" / name) for name in ("komo", "kairo")]

from tests.sweeps.rates.strict import Counts, Window, strict  # noqa: E402

KEY = "pk_load:sk_live_load"
SHORTER = 15
"""The facts' periods of a minute become four seconds. Not less: two cores need 0.2 s to make and serve the 120 calls
of a window, however those are limited."""
REFUSED, THROUGHPUT = 0.005, 0.98
MEMORY, FILE = 20e-6, 1e-3
"""Seconds that asking for room, and giving it back, may cost where there is room."""

Limits = dict[str, tuple[int, float, int | None]]
"""Budget → requests, seconds, burst."""


class Load(NamedTuple):
    """Who calls how often."""

    what: str
    windows: tuple[Window, ...]
    """What the server allows."""
    limits: Limits
    """What the client is told."""
    periods: int = 8
    """So many times the first window's number of calls are made: enough that the time which the last ones take counts
    for little, for what is asked for is a rate."""
    threads: int = 1
    processes: int = 1
    store: Literal["memory", "file", "redis", "none"] = "memory"
    """Where the client keeps its budgets; *none*: it has no limits of its own."""
    kind: Literal["threads", "tasks", "runs", "openai"] = "threads"
    dear: int = 0
    """Every so many calls, one of a route with a limit of its own."""

    @property
    def calls(self) -> int:
        return self.periods * self.windows[0].requests


class Result(NamedTuple):
    """What became of a load."""

    load: Load
    failed: int
    counts: Counts

    @property
    def refused(self) -> float:
        """Share of the requests that the server saw."""
        refused = self.counts.refused + self.counts.refused_runs
        return refused / max(1, self.counts.granted + self.counts.refused)

    @property
    def least(self) -> float:
        """Seconds in which the first window can grant what was granted."""
        window = self.load.windows[0]
        return (math.ceil(self.counts.granted / window.requests) - 1) * window.per

    @property
    def took(self) -> float:
        """Seconds from the first grant to the last."""
        return self.counts.last - self.counts.first

    @property
    def throughput(self) -> float:
        """Least time for what was granted, as a share of the time it took; loads of runs wait for the runs instead."""
        return self.least / max(1e-9, self.took)

    @property
    def kept(self) -> bool:
        swift = self.load.kind == "runs" or self.throughput >= THROUGHPUT
        return not self.failed and self.refused <= REFUSED and swift

    @property
    def row(self) -> str:
        counts = self.counts
        throughput = f"at most {counts.most_runs} at once" if self.load.kind == "runs" else f"{self.throughput:.1%}"
        verdict = "" if self.load.kind == "openai" else "kept" if self.kept else "MISSED"
        refused = f"{counts.refused + counts.refused_runs} ({self.refused:.1%})"
        return f"| {self.load.what} | {self.load.calls} | {self.failed} | {refused} | {throughput} | {verdict} |"


def run(load: Load, place: str = "") -> Result:
    """Do *load*; *place* is where a shared store is."""
    fresh = multiprocessing.get_context("spawn")
    with strict(*load.windows, runs=5) as server:
        ready, failures = fresh.Barrier(load.processes), fresh.Queue()
        share = load.calls // load.processes
        workers = [
            fresh.Process(target=_work, args=(load, server.url, place, share, ready, failures), daemon=True)
            for _ in range(load.processes)
        ]
        for worker in workers:
            worker.start()
        failed = 0
        for worker in workers:
            worker.join()
            failed += share if worker.exitcode else failures.get()
        return Result(load, failed, server.counts())


def _work(load: Load, url: str, place: str, share: int, ready: Any, failures: Any) -> None:
    """One process's *share* of the calls."""
    warnings.simplefilter("ignore")  # the server's answers are no documented ones
    numbers, lock, failed = iter(range(share)), threading.Lock(), []

    def next_number() -> int | None:
        with lock:
            return next(numbers, None)

    if load.kind == "tasks":
        ready.wait()
        asyncio.run(_tasks(load, url, place, next_number, failed))
        failures.put(len(failed))
        return
    call = _caller(load, url, place)

    def thread() -> None:
        while (number := next_number()) is not None:
            try:
                call(number)
            except Exception as error:  # noqa: BLE001 - whatever it is, the call failed
                failed.append(error)

    ready.wait()
    threads = [threading.Thread(target=thread) for _ in range(load.threads)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed and load.kind != "openai":
        print(f"{load.what}: {failed[0]!r}", file=sys.stderr)
    failures.put(len(failed))


def _caller(load: Load, url: str, place: str) -> Callable[[int], object]:
    if load.kind == "openai":
        from openai import OpenAI

        stock = OpenAI(api_key=KEY, base_url=url)
        return lambda _: stock.models.list()
    if load.kind == "runs":
        from kairo_client import Kairo

        kairo = Kairo("sk_live_load", base_url=url, plan="free", rate_limit=_home(load, place))

        def one_run(_: int) -> None:
            made = kairo.agents.runs.create("agent", input="x")
            kairo.agents.runs.wait("agent", made.id)

        return one_run
    from komo_client import Komo

    komo = Komo(KEY, base_url=url, rate_limit=_home(load, place))
    return lambda number: komo.search.people() if _is_dear(load, number) else komo.usage.summary()


async def _tasks(load: Load, url: str, place: str, next_number: Callable[[], int | None], failed: list[Any]) -> None:
    from komo_client import AsyncKomo

    async with AsyncKomo(KEY, base_url=url, rate_limit=_home(load, place)) as komo:

        async def task() -> None:
            while (number := next_number()) is not None:
                try:
                    await (komo.search.people() if _is_dear(load, number) else komo.usage.summary())
                except Exception as error:  # noqa: BLE001 - whatever it is, the call failed
                    failed.append(error)

        await asyncio.gather(*(task() for _ in range(load.threads)))


def _is_dear(load: Load, number: int) -> bool:
    return bool(load.dear) and number % load.dear == 0


def _home(load: Load, place: str) -> Any:
    if load.kind == "runs":
        from kairo_client import FileStore, Limit, RedisStore
    else:
        from komo_client import FileStore, Limit, RedisStore  # type: ignore[assignment]
    if load.store == "none":
        return None
    known = ("default",) if load.kind == "runs" else tuple(load.limits)  # of the API that is called
    limits: Any = {name: Limit(*load.limits[name]) for name in known}
    if load.store == "memory":
        return limits
    return FileStore(place, limits=limits) if load.store == "file" else RedisStore(place, limits=limits)


def shorter(limits: Any) -> Limits:
    """Limits of the facts, in shorter periods."""
    return {name: (one.requests, one.per / SHORTER, one.burst) for name, one in limits.items()}


def loads() -> Iterator[Load]:
    """All that are judged."""
    from kairo_client._service import SERVICE as KAIRO
    from komo_client._service import SERVICE as KOMO

    plain: Limits = {"default": (40, 2.0, None), "expensive": (40, 2.0, None)}
    strictly = (Window(40, 2.0),)
    for threads in (1, 8, 32):
        yield Load(f"40 in 2 s, {threads} thread{'s' * (threads > 1)}", strictly, plain, threads=threads)
    yield Load("40 in 2 s, 32 tasks", strictly, plain, threads=32, kind="tasks")
    yield Load("40 in 2 s, 4 processes × 8 threads, a file", strictly, plain, threads=8, processes=4, store="file")
    yield Load("40 in 2 s, 2 × 2 processes, Redis", strictly, plain, processes=4, store="redis")
    komo = shorter(KOMO.limits)
    dear = komo["default"][0] // komo["expensive"][0]
    windows = (Window(*komo["default"][:2]), Window(*komo["expensive"][:2], "/search"))
    what = f"Komo's limits, 1 of {dear} calls expensive"
    yield Load(f"{what}, 32 threads", windows, komo, threads=32, dear=dear)
    yield Load(f"{what}, 4 × 8, a file", windows, komo, threads=8, processes=4, store="file", dear=dear)
    for name, plan in KAIRO.plans.items():
        if plan.limits:
            kairo = shorter(plan.limits)
            kairo["expensive"] = kairo["default"]
            requests, per, burst = kairo["default"]
            if requests <= 200:  # what one process can send in a short time
                kind = f"Kairo's {name} plan"
                yield Load(f"{kind}, burst {burst}, 32 threads", (Window(requests, per),), kairo, threads=32)
                yield Load(f"{kind}, 40 runs, 12 threads", strictly, plain, 1, threads=12, kind="runs")
    yield Load("openai's client, 1 thread", strictly, plain, kind="openai")
    yield Load("openai's client, 32 threads", strictly, plain, threads=32, kind="openai")


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The URL of a Redis server of our own; empty where there is no binary."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        yield ""
        return
    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL) as server:
        try:
            while not socket.exists():
                time.sleep(0.01)
            yield f"unix://{socket}"
        finally:
            server.terminate()


def cost(store: str, place: str = "") -> float:
    """Seconds to ask for room where there is some, and to give it back: a window that fills, best of several."""
    from komo_client import FileStore, Limit, MemoryStore
    from komo_client._runtime.limits.limiter import Permit

    least = float("inf")
    limits = {"default": Limit(120), "expensive": Limit(120)}
    for number in range(20):
        limiter: Any = MemoryStore(limits)
        if store == "file":
            limiter = FileStore(place, limits=limits, name=f"round {number}").limiter(str, {})
        permits = [Permit(("expensive", "default")) for _ in range(100)]
        begun = time.perf_counter()
        for permit in permits:
            assert not limiter.acquire(permit)
            limiter.release(permit)
        least = min(least, (time.perf_counter() - begun) / len(permits))
    return least


def costs(folder: Path) -> bool:
    """Prints what a budget wait costs; True when that is within its bounds."""
    print("\n| asking for room and giving it back | seconds | bound | |\n|---|---|---|---|")
    kept = True
    for home, bound in (("memory", MEMORY), ("file", FILE)):
        seconds = cost(home, str(folder / "cost.sqlite"))
        kept &= seconds < bound
        verdict = "kept" if seconds < bound else "MISSED"
        print(f"| {home}, two budgets | {seconds * 1e6:.1f} µs | {bound * 1e6:g} µs | {verdict} |", flush=True)
    return kept


def main(words: Sequence[str]) -> int:
    """*words*: only loads whose description holds one of them."""
    kept = True
    with tempfile.TemporaryDirectory(prefix="clientgen-rates-") as name, redis_server(Path(name)) as redis:
        print("| what | calls | failed | refused | throughput | |\n|---|---|---|---|---|---|")
        for number, load in enumerate(loads()):
            if words and not any(word in load.what for word in words):
                continue
            if load.store == "redis" and not redis:
                print(f"| {load.what} | not run: needs redis-server or valkey-server | | | | |")
                continue
            result = run(load, redis if load.store == "redis" else str(Path(name) / f"{number}.sqlite"))
            kept &= result.kept or load.kind == "openai"
            print(result.row, flush=True)
        kept &= costs(Path(name))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
