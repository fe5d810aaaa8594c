"""Whether paid work is ever done twice or its id lost: 10,000 seeded faults on real sockets, and a server that counts.

    make faults

Each run is one call of a generated client, sync or async, half of them over httpx2; its first attempt meets a fault and
the next ones perhaps others. Beside it openai's client creates, by POST, and meets what our creates of class `once` do.
Waits that a server demands are real; only the client's own backoff is made shorter. Exits with 1 unless no `once` or
`keyed` work was done twice, every id whose bytes arrived was returned or is on the error, every refused connection was
tried again, no call that could succeed was given up, none hung or told an untruth, and no request came too early.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "generated" / name) for name in ("komo", "kairo", "komos")]

from tests.sweeps.faults.cases import CLASSES, DEADLINE, FAULTS, OPERATIONS, PAID, Case, Mode, cases  # noqa: E402
from tests.sweeps.faults.unruly import Ledger, Unruly  # noqa: E402
from tests.yardstick import Ticker  # noqa: E402

KEY = "pk_load:sk_live_load"
WORKERS = 12
"""Calls under way at once, in each process."""
GRACE = 0.1
"""Seconds before the end of a call in which what arrives may come too late to be seen."""
LATE = 1.0
"""Seconds after its deadline at which a call counts as hanging; how late they really are is printed."""
LONGEST = 10.0
"""Seconds that no call takes: its waits are shorter by far."""
FASTER = 0.02
"""The client's own backoff is made so much shorter."""


class Run(NamedTuple):
    """What became of a case."""

    case: Case
    returned: bool
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
        return self.case.hopeful and not self.returned


class Worker:
    """One caller after the other, with a server of their own."""

    def __init__(self, mode: Mode, library: str, ticker: Ticker) -> None:
        self.mode, self.client_library, self.ticker = mode, library, ticker
        self.server = Unruly()
        self.clients: dict[str, Any] = {}
        self.http: Any = None
        self.runs: list[Run] = []

    def call(self, case: Case) -> Any:
        """The call of *case*, whose answer or coroutine is returned."""
        if self.mode == "openai":
            stock = self.clients.get("openai") or self._openai()
            more = {"timeout": case.options["timeout"]} if "timeout" in case.options else {}
            return stock.fine_tuning.jobs.create(model="a", training_file="b", **more)
        operation = OPERATIONS[case.kind][case.operation]
        client = self.clients.get(operation.api) or self._client(operation.api)
        quota = client._session.shared.quota
        quota.available = quota.capacity  # as if it were this client's first call
        return operation.call(client, case.options)

    def _client(self, api: str) -> Any:
        import importlib

        package = importlib.import_module(f"{api}_client")
        cls = getattr(package, ("Async" if self.mode == "async" else "") + api.capitalize())
        dice = random.Random(api)
        clockwork = cls._clock._replace(random=lambda: dice.random() * FASTER)
        cls = type(cls.__name__, (cls,), {"_clock": clockwork})
        if self.http is None and self.client_library == "httpx2":
            import httpx2

            self.http = httpx2.AsyncClient() if self.mode == "async" else httpx2.Client()
        key = KEY if api == "komo" else "sk_live_load"
        self.clients[api] = cls(
            key,
            base_url=self.server.url,
            timeout=LONGEST / 2,
            http_client=self.http,
            rate_limit={"default": package.Limit(100_000, 1.0)},
            on_event=self._heard,
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

    @contextmanager
    def watched(self, case: Case) -> Iterator[list[Any]]:
        """Do *case* within; what the call returned is put into the list."""
        ledger = Ledger(f"{self.mode}-{case.number}", case.steps, case.answer, makes=case.kind in PAID)
        self.server.begin(ledger)
        begun, got, error = time.monotonic(), list[Any](), None
        try:
            yield got
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is judged
            error = fault
        self.runs.append(_judged(case, ledger, got[0] if got else None, error, begun, self.ticker))

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


def _judged(case: Case, ledger: Ledger, got: Any, error: Any, begun: float, ticker: Ticker) -> Run:
    """What became of *case*; the machine is allowed for."""
    ended = time.monotonic()
    if case.mode == "openai":
        known, attempts = getattr(got, "id", None), ()
    else:
        known = getattr(error, "salvaged", None) if got is None else got.value.id
        attempts = getattr(error if got is None else got, "attempts", ())
    timed = "deadline" in case.options
    shown = {
        made for made, moment in ledger.shown.items() if not timed or moment < ended - GRACE - ticker.stalled(begun)
    }
    phases = [attempt.phase for attempt in attempts]
    took = ended - begun - ticker.stalled(begun + DEADLINE if timed else begun)
    wrong = ""
    if error is not None and not hasattr(error, "maybe_executed"):
        wrong = f"an error of another kind: {error!r}"
    elif error is not None and not error.maybe_executed and ledger.executions and case.kind != "safe":
        wrong = f"an error that denies what was done: {error!r}"
    elif took > (DEADLINE + LATE if timed else LONGEST):
        wrong = f"a call that took {took:.2f} s"
    return Run(
        case, error is None, ledger.executions, len(shown), len(shown - {known}),
        phases.count("unsent"), phases[-1:].count("unsent"), ledger.early, ledger.foreign, took, wrong,
    )  # fmt: skip


def perform(mode: Mode, given: Sequence[Case], libraries: Sequence[str] = ("httpx", "httpx2")) -> list[Run]:
    """Do all *given* cases in this process, the workers over one of the *libraries* each."""
    rest, lock = iter(given), threading.Lock()

    def following() -> Case | None:
        with lock:
            return next(rest, None)

    ticker = Ticker()
    workers = [Worker(mode, libraries[number % len(libraries)], ticker) for number in range(WORKERS)]

    def work(worker: Worker) -> None:
        while (case := following()) is not None:
            with worker.watched(case) as got:
                got.append(worker.call(case))
        worker.end()

    async def work_async(worker: Worker) -> None:
        while (case := following()) is not None:
            with worker.watched(case) as got:
                got.append(await worker.call(case))
        await worker.end_async()

    async def gathered() -> None:
        await asyncio.gather(*map(work_async, workers))

    with ticker:
        if mode == "async":
            asyncio.run(gathered())
        else:
            threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return [run for worker in workers for run in worker.runs]


def broken(runs: Sequence[Run]) -> list[str]:
    """Which promises *runs* of ours break, in words."""
    counts = {
        "double executions of paid work": sum(run.doubles for run in runs),
        "ids lost": sum(run.lost for run in runs),
        "refused connections not tried again": sum(run.unretried for run in runs),
        "calls given up that could have gone on": sum(run.given_up for run in runs),
        "requests earlier than told": sum(run.early for run in runs),
        "requests sent to another host": sum(run.foreign for run in runs),
    }
    return [f"{count} {what}" for what, count in counts.items() if count] + sorted({run.wrong for run in runs} - {""})


def table(runs: Sequence[Run], stock: Sequence[Run]) -> Iterator[str]:
    """Fault × class, and openai's client beside it."""
    yield (
        "| fault | class | runs | returned | executions | double | ids arrived | lost | refused → again"
        " | openai: double | lost |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for fault in (*FAULTS, "all"):
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


def summary(runs: Sequence[Run], stock: Sequence[Run]) -> Iterator[str]:
    """What matters, in a few lines."""
    paid = [run for run in runs if run.case.kind in PAID]
    refused, hopeful = sum(run.refused for run in runs), [run for run in runs if run.case.hopeful]
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
    yield f"Calls with a deadline: {len(timed)}, the last one ended {max(timed, default=0) * 1000:.0f} ms after it."


def main() -> int:
    """Do all, print the table; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("runs", nargs="?", type=int, default=10_000)
    number = parser.parse_args().runs
    begun = time.monotonic()
    sync, asynchronous = cases("sync", number // 2), cases("async", number - number // 2)
    same = [case._replace(mode="openai") for case in (*sync, *asynchronous) if case.kind == "once"]
    with multiprocessing.get_context("spawn").Pool(2, warnings.simplefilter, ("ignore",)) as pool:
        jobs: list[tuple[Mode, list[Case]]] = [("sync", sync), ("async", asynchronous), ("openai", same)]
        *parts, stock = pool.starmap(perform, jobs, chunksize=1)
    ours = [run for part in parts for run in part]
    took = time.monotonic() - begun
    print("\n".join(table(ours, stock)))
    print(f"\n{len(ours)} runs in {took:.0f} s, {len(sync)} sync and {len(asynchronous)} async.")
    print("\n".join(summary(ours, stock)))
    faults = broken(ours)
    print("\n".join(f"BROKEN: {fault}" for fault in faults) if faults else "All kept.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
