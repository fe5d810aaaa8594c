"""Whether paid work is ever done twice or its id lost: 10,000 seeded faults on real sockets, and a server that counts.

    make faults

Each run is one call of a generated client: by threads, asyncio or trio; over its own connections or those of a client
of httpx or httpx2; by HTTP/1.1 or HTTP/2. Its first attempt meets a fault and the next ones perhaps others, and
sometimes other calls are under way beside it. openai's client creates, by POST, and meets what our creates of class
`once` do. Waits that a server demands are real; only the client's own backoff is made shorter. Exits with 1 unless no
`once` or `keyed` work was done twice, every id whose bytes arrived was returned or is on the error, every refused
connection was tried again, no call that could succeed was given up, none was late, hung or told an untruth, and no
request came too early.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "generated" / name) for name in ("komo", "kairo", "komos")]

import anyio  # noqa: E402

from tests.sweeps.faults.cases import CLASSES, DEADLINE, FAULTS, HTTP1, HTTP2, OPERATIONS, PAID, Case, cases  # noqa: E402
from tests.sweeps.faults.http1 import Http1  # noqa: E402
from tests.sweeps.faults.http2 import Http2  # noqa: E402
from tests.sweeps.faults.unruly import NAMED, Ledger, Unruly  # noqa: E402
from tests.sweeps.ways import MODES, Way, ways  # noqa: E402
from tests.yardstick import Ticker  # noqa: E402

KEY = "pk_load:sk_live_load"
WORKERS, TIMED = 16, 6
"""Callers at work at once in each process; fewer where deadlines are measured."""
GRACE = 0.1
"""Seconds before the end of a call in which what arrives may come too late to be seen."""
LATE = 0.1
"""Seconds after its deadline by which a call has ended."""
LONGEST = 10.0
"""Seconds that no call takes: its waits are shorter by far."""
FASTER = 0.02
"""The client's own backoff is made so much shorter."""


MAX_RETRIES = 4
"""Attempts of a call after the first, unless a case says otherwise."""


class Run(NamedTuple):
    """What became of a call."""

    case: Case
    returned: bool
    hopeful: bool
    """Whether it could have."""
    executions: int
    shown: int
    """Ids whose bytes arrived."""
    lost: int
    """Of these, neither returned nor on the error."""
    refused: int
    """Attempts that nobody listened to."""
    unretried: int
    """Of these, not followed by another."""
    early: int
    """Requests that came before the moment they were told to wait for."""
    foreign: int
    """Requests sent to another host's name."""
    took: float
    wrong: str
    """What must never be: an error of another kind, one that denies what was done, a call that hangs."""

    @property
    def doubles(self) -> int:
        return max(0, self.executions - 1) if self.case.kind in PAID else 0

    @property
    def given_up(self) -> bool:
        return self.hopeful and not self.returned


class Worker:
    """One caller after the other, with a server of their own."""

    def __init__(self, way: Way, ticker: Ticker, *, stock: bool) -> None:
        self.way, self.ticker, self.stock = way, ticker, stock
        self.server = Unruly(Http2, "https") if way.http2 else Unruly(Http1)
        self.clients: dict[str, Any] = {}
        self.http: Any = None
        self.runs: list[Run] = []
        for operation in () if stock else (operation for known in OPERATIONS.values() for operation in known):
            self._client(operation.api)  # making one is no part of a call's time

    def call(self, case: Case, ledger: Ledger) -> Any:
        """A call of *case*, whose answer or coroutine is returned."""
        named = {"extra_headers": {NAMED: ledger.name}}
        if self.stock:
            client = self.clients.get("openai") or self._openai()
            more = {"timeout": case.options["timeout"]} if "timeout" in case.options else {}
            return client.fine_tuning.jobs.create(model="a", training_file="b", **more, **named)
        operation = OPERATIONS[case.kind][case.operation]
        client = self._client(operation.api)
        quota = client._session.shared.quota
        quota.available = quota.capacity  # as if it were this client's first call
        return operation.call(client, {**case.options, **named})

    def _client(self, api: str) -> Any:
        if api in self.clients:
            return self.clients[api]
        package = importlib.import_module(f"{api}_client")
        cls = getattr(package, ("" if self.way.mode == "sync" else "Async") + api.capitalize())
        dice = random.Random(api)
        clockwork = cls._clock._replace(random=lambda: dice.random() * FASTER)
        cls = type(cls.__name__, (cls,), {"_clock": clockwork})
        self.http = self.http or self.way.client()
        key = KEY if api == "komo" else "sk_live_load"
        self.clients[api] = cls(
            key,
            base_url=self.server.url,
            timeout=LONGEST / 2,
            rate_limit={"default": package.Limit(100_000, 1.0)},
            on_event=self._heard,
            **self.way.options(package, self.http),
        )
        return self.clients[api]

    def _heard(self, event: Any) -> None:
        if event.kind == "retry":
            self.server.turn()

    def _openai(self) -> Any:
        import openai
        from openai import _base_client

        _base_client.INITIAL_RETRY_DELAY *= FASTER
        server = self.server

        class Stock(openai.OpenAI):
            def _sleep_for_retry(self, **more: Any) -> None:
                server.turn()
                super()._sleep_for_retry(**more)

        self.clients["openai"] = Stock(api_key=KEY, base_url=server.url, timeout=LONGEST / 2, max_retries=4)
        return self.clients["openai"]

    def begin(self, case: Case) -> list[Ledger]:
        """The script of *case* is in force; one ledger for it, and one for each call beside it."""
        name, makes = case.name + (" stock" if self.stock else ""), case.kind in PAID
        ledgers = [Ledger(name, case.steps, case.answer, makes=makes)]
        ledgers += [Ledger(f"{name} beside {number}", (), case.answer, makes=makes) for number in range(case.beside)]
        self.server.begin(*ledgers)
        return ledgers

    def work(self, case: Case) -> None:
        """Do *case*, in threads."""
        ledgers = self.begin(case)
        threads = [threading.Thread(target=self._one, args=(case, ledger, ledgers[0])) for ledger in ledgers[1:]]
        for thread in threads:
            thread.start()
        self._one(case, ledgers[0], ledgers[0])
        for thread in threads:
            thread.join()

    async def work_async(self, case: Case) -> None:
        """Do *case*, in tasks."""
        ledgers = self.begin(case)
        async with anyio.create_task_group() as tasks:
            for ledger in ledgers[1:]:
                tasks.start_soon(self._one_async, case, ledger, ledgers[0])
            await self._one_async(case, ledgers[0], ledgers[0])

    def _one(self, case: Case, ledger: Ledger, first: Ledger) -> None:
        with self._watched(case, ledger, first) as got:
            got.append(self.call(case, ledger))

    async def _one_async(self, case: Case, ledger: Ledger, first: Ledger) -> None:
        with self._watched(case, ledger, first) as got:
            got.append(await self.call(case, ledger))

    @contextmanager
    def _watched(self, case: Case, ledger: Ledger, first: Ledger) -> Iterator[list[Any]]:
        """Call within; what is returned is put into the list."""
        begun, got, error = time.monotonic(), list[Any](), None
        try:
            yield got
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is judged
            error = fault
        hopeful = case.hopeful if ledger is first else not case.harms_others
        if ledger is not first and case.harms_others and self.way.http2:
            ledger.shown.clear()  # httpcore may drop what it reads for one thread together with the end of all
        if first.raced or ledger.raced or ((first.spoiled or ledger.spoiled) and not self.way.own):
            hopeful = False  # which connections are fit for use is a given client's to notice
        one = case if ledger is first else case._replace(fault="beside")
        self.runs.append(_judged(one, ledger, got, error, begun, self.ticker, hopeful=hopeful, stock=self.stock))

    def end(self) -> None:
        self.server.close()
        for client in filter(None, (*self.clients.values(), self.http)):
            client.close()

    async def end_async(self) -> None:
        self.server.close()
        for client in self.clients.values():
            await client.close()
        if self.http is not None:
            await self.http.aclose()


def _judged(
    case: Case,
    ledger: Ledger,
    got: Sequence[Any],
    error: Any,
    begun: float,
    ticker: Ticker,
    *,
    hopeful: bool,
    stock: bool,
) -> Run:
    """What became of a call; the machine is allowed for."""
    ended = time.monotonic()
    timed = "deadline" in case.options
    took = ended - begun - ticker.stalled(begun + DEADLINE if timed else begun)
    shown = {
        made for made, moment in ledger.shown.items() if not timed or moment < ended - GRACE - ticker.stalled(begun)
    }
    if stock:
        known, attempts = (got[0].id if got else None), ()
    else:
        known = got[0].value.id if got else getattr(error, "salvaged", None)
        attempts = getattr(got[0] if got else error, "attempts", ())
    phases = [attempt.phase for attempt in attempts]
    # The earlier ones met other faults, or the time was over.
    used_up = len(phases) > case.options.get("max_retries", MAX_RETRIES) or (timed and took > DEADLINE - GRACE)
    wrong = ""
    if got and not str(known).startswith(f"{ledger.name}-"):
        wrong = f"an answer to another call: {case.way}"
    elif error is not None and not hasattr(error, "maybe_executed"):
        wrong = f"an error of another kind: {case.way}, {case.fault}: {error!r}"
    elif error is not None and not error.maybe_executed and ledger.executions and case.kind != "safe":
        wrong = f"an error that denies what was done: {case.way}, {case.fault}: {error!r}"
    elif took > (DEADLINE + LATE if timed else LONGEST):
        met = [f"{one.phase} {one.cause or one.status} {one.elapsed:.1f} s" for one in attempts]
        wrong = f"a call that took {took:.2f} s: {case.way}, {case.fault}: {met}"
    return Run(
        case, error is None, hopeful, ledger.executions, len(shown), len(shown - {known}),
        phases.count("unsent"), 0 if used_up else phases[-1:].count("unsent"),
        ledger.early, ledger.foreign, took, wrong,
    )  # fmt: skip


def perform(given: Sequence[Case], *, stock: bool = False) -> list[Run]:
    """Do all *given* cases, of one mode, in this process; openai's client does them if *stock*."""
    timed = [case for case in given if "deadline" in case.options]
    others = [case for case in given if "deadline" not in case.options]
    with Ticker() as ticker:
        return _performed(others, WORKERS, ticker, stock) + _performed(timed, TIMED, ticker, stock)


def _performed(given: Sequence[Case], number: int, ticker: Ticker, stock: bool) -> list[Run]:
    """What became of *given*, with about such a *number* of workers."""
    lock = threading.Lock()
    known = list(dict.fromkeys(case.way for case in given))
    rest = {way: iter([case for case in given if case.way == way]) for way in known}
    workers = [Worker(way, ticker, stock=stock) for way in known for _ in range(-(-number // len(known)))]

    def following(worker: Worker) -> Case | None:
        with lock:
            return next(rest[worker.way], None)

    def work(worker: Worker) -> None:
        while (case := following(worker)) is not None:
            worker.work(case)
        worker.end()

    async def work_async(worker: Worker) -> None:
        while (case := following(worker)) is not None:
            await worker.work_async(case)
        await worker.end_async()

    async def gathered() -> None:
        async with anyio.create_task_group() as tasks:
            for worker in workers:
                tasks.start_soon(work_async, worker)

    if known and known[0].mode != "sync":
        anyio.run(gathered, backend=known[0].mode)
    else:
        threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return [run for worker in workers for run in worker.runs]


def broken(runs: Sequence[Run]) -> list[str]:
    """Which promises *runs* of ours break, in words, with some of the cases."""
    counts: dict[str, Callable[[Run], int]] = {
        "double executions of paid work": lambda run: run.doubles,
        "ids lost": lambda run: run.lost,
        "refused connections not tried again": lambda run: run.unretried,
        "calls given up that could have gone on": lambda run: run.given_up,
        "requests earlier than told": lambda run: run.early,
        "requests sent to another host": lambda run: run.foreign,
    }
    for wrong in sorted({run.wrong for run in runs if run.wrong}):
        counts[wrong] = lambda run, wrong=wrong: run.wrong == wrong  # type: ignore[misc]
    found = []
    for what, count in counts.items():
        some = [run for run in runs if count(run)]
        names = ", ".join(f"{run.case.name} ({run.case.fault}, {run.case.kind})" for run in some[:3])
        if some:
            found.append(f"{sum(map(count, some))} × {what}: {names}{' …' if some[3:] else ''}")
    return found


def table(runs: Sequence[Run], stock: Sequence[Run]) -> Iterator[str]:
    """Fault × class, and openai's client beside it."""
    yield (
        "| fault | class | runs | returned | executions | double | ids arrived | lost | refused → again"
        " | openai: double | lost |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for fault in (*FAULTS, *HTTP1, *HTTP2, "beside", "all"):
        for kind in CLASSES:
            some, beside = (
                [run for run in given if fault in (run.case.fault, "all") and run.case.kind == kind]
                for given in (runs, stock)
            )
            yield _row(fault, kind, some, beside)


def _row(fault: str, kind: str, runs: Sequence[Run], beside: Sequence[Run]) -> str:
    refused = sum(run.refused for run in runs)
    cells = [
        fault, kind, len(runs), sum(run.returned for run in runs), sum(run.executions for run in runs),
        sum(run.doubles for run in runs) if kind in PAID else "–", sum(run.shown for run in runs),
        sum(run.lost for run in runs), f"{refused} → {refused - sum(run.unretried for run in runs)}" if refused else "",
        f"{sum(run.doubles for run in beside)} of {len(beside)}" if beside else "",
        f"{sum(run.lost for run in beside)} of {sum(run.shown for run in beside)}" if beside else "",
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def by_way(runs: Sequence[Run]) -> Iterator[str]:
    """Each way, with what matters."""
    yield "| way | runs | returned | paid creates | double | ids arrived | lost | refused → again | given up | latest |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for way in dict.fromkeys(run.case.way for run in runs):
        some = [run for run in runs if run.case.way == way]
        refused = sum(run.refused for run in some)
        latest = max((run.took - DEADLINE for run in some if "deadline" in run.case.options), default=0)
        cells = [
            way, len(some), sum(run.returned for run in some), sum(run.case.kind in PAID for run in some),
            sum(run.doubles for run in some), sum(run.shown for run in some), sum(run.lost for run in some),
            f"{refused} → {refused - sum(run.unretried for run in some)}", sum(run.given_up for run in some),
            f"{latest * 1000:+.0f} ms",
        ]  # fmt: skip
        yield "| " + " | ".join(map(str, cells)) + " |"


def summary(runs: Sequence[Run], stock: Sequence[Run]) -> Iterator[str]:
    """What matters, in a few lines."""
    paid = [run for run in runs if run.case.kind in PAID]
    refused, hopeful = sum(run.refused for run in runs), [run for run in runs if run.hopeful]
    timed = [run.took - DEADLINE for run in runs if "deadline" in run.case.options]
    yield (
        f"Paid creates: {len(paid)}, done twice: {sum(run.doubles for run in paid)};"
        f" openai's client: {len(stock)}, done twice: {sum(run.doubles for run in stock)}."
    )
    yield (
        f"Ids that arrived: {sum(run.shown for run in runs)}, lost: {sum(run.lost for run in runs)};"
        f" openai's client: {sum(run.shown for run in stock)}, lost: {sum(run.lost for run in stock)}."
    )
    yield f"Refused connections: {refused}, tried again: {refused - sum(run.unretried for run in runs)}."
    yield f"Calls that could succeed: {len(hopeful)}, given up: {sum(run.given_up for run in hopeful)}."
    yield (
        f"Requests earlier than told: {sum(run.early for run in runs)};"
        f" openai's client: {sum(run.early for run in stock)}."
    )
    turned = [run for run in runs if run.case.fault == "REFUSED_STREAM" and run.case.kind == "once"]
    yield (
        f"Creates of class once whose stream was refused, which proves that nothing was done: {len(turned)},"
        f" sent again: {sum(run.returned for run in turned)}."
    )
    yield f"Calls with a deadline: {len(timed)}, the last one ended {max(timed, default=0) * 1000:.0f} ms after it."


def main() -> int:
    """Do all, print the tables; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("runs", nargs="?", type=int, default=10_000)
    parser.add_argument("--way", default="", help="only ways whose name holds these words: 'trio own h2'")
    given = parser.parse_args()
    known = [way for way in ways(importlib.import_module("komos_client")) if set(given.way.split()) <= set(way)]
    begun = time.monotonic()
    dealt = {way: cases(way, given.runs // len(known) + (n < given.runs % len(known))) for n, way in enumerate(known)}
    same = [case for some in dealt.values() for case in some if case.kind == "once" and not case.way.http2]
    jobs = [([case for way, some in dealt.items() if way.mode == mode for case in some], False) for mode in MODES]
    jobs = [job for job in jobs if job[0]] + [([case._replace(way=known[0], beside=0) for case in same], True)]
    with multiprocessing.get_context("spawn").Pool(2, warnings.simplefilter, ("ignore",)) as pool:
        *parts, stock = pool.starmap(_job, jobs, chunksize=1)
    ours = [run for part in parts for run in part]
    print("\n".join(table(ours, stock)), end="\n\n")
    print("\n".join(by_way(ours)), end="\n\n")
    print(f"{len(ours)} calls in {time.monotonic() - begun:.0f} s.")
    print("\n".join(summary(ours, stock)))
    faults = broken(ours)
    print("\n".join(f"BROKEN: {fault}" for fault in faults) if faults else "All kept.")
    return 1 if faults else 0


def _job(given: Sequence[Case], stock: bool) -> list[Run]:
    return perform(given, stock=stock)


if __name__ == "__main__":
    sys.exit(main())
