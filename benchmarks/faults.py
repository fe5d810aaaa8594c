"""Whether paid work is ever done twice or its id lost: 10,000 seeded faults on real sockets, against a server that counts.

    make faults [RUNS=number]

Each run is one call of a generated client, sync or async, half of them over httpx2; its first attempt meets a fault and
the next ones perhaps others. Beside it openai's client creates, by POST, against the same server and faults. Waits that
a server demands are real; only the client's own backoff is made shorter. Exits with 1 unless no `once` or `keyed` work
was done twice, every id whose bytes arrived was returned or is on the error, every refused connection was tried again,
no request came earlier than told, and no call hung or told an untruth.
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
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), *(str(ROOT / "generated" / name) for name in ("komo", "kairo", "komos"))]

from benchmarks.unruly import Answer, Ledger, Step, Unruly  # noqa: E402

KEY = "pk_load:sk_live_load"
WORKERS = 12
"""Calls under way at once, in each process."""
SILENCE = 0.4
"""Seconds of silence after which a call gives an attempt up, where the server may fall silent."""
DEADLINE = 0.3
GRACE = 0.1
"""Seconds before the end of a call in which what arrives may come too late to be seen."""
LONGEST = 10.0
"""Seconds that no call takes: its waits are shorter by far."""
FASTER = 0.02
"""The client's own backoff is made so much shorter."""

Mode = Literal["sync", "async", "openai"]
Class = Literal["safe", "idempotent", "keyed", "once"]
CLASSES: tuple[Class, ...] = ("safe", "idempotent", "keyed", "once")
PAID = ("keyed", "once")
Draw = Callable[[random.Random], Sequence[Step]]


def _told(dice: random.Random, status: int) -> Step:
    if dice.randrange(20) == 0:
        return Step(status=status, work=False, told=1.0, telling="date")
    telling = dice.choice(["seconds", "milliseconds", "reset", "reset at"] if status == 429 else ["seconds"])
    return Step(status=status, work=False, told=round(dice.uniform(0.01, 0.06), 3), telling=telling)


FAULTS: dict[str, Draw] = {
    "connect refused": lambda dice: [Step("refused")] * dice.randint(1, 3),
    "closed before reading": lambda dice: [Step("closed")],
    "dropped before the work": lambda dice: [Step(work=False, end="hang up")],
    "dropped after the work": lambda dice: [Step(end="hang up")],
    "reset after the work": lambda dice: [Step(end="reset")],
    "silence before the work": lambda dice: [Step(work=False, end="silence")],
    "silence after the work": lambda dice: [Step(end="silence", cut=dice.choice([0.0, dice.random()]))],
    "trickle": lambda dice: [Step(pace=0.0005)],
    "trickle, and a deadline": lambda dice: [Step(pace=dice.uniform(0.001, 0.004))],
    "cut at any byte": lambda dice: [Step(end="hang up", cut=dice.random())],
    "cut, chunked": lambda dice: [Step(end="hang up", cut=dice.random(), framing="chunked")],
    "cut, compressed": lambda dice: [
        Step(end="hang up", cut=dice.uniform(0.5, 1), framing=dice.choice(["gzip", "gzip chunked"]))
    ],
    "429": lambda dice: [_told(dice, 429)] * dice.randint(1, 2),
    "500 before the work": lambda dice: [Step(status=500, work=False)],
    "500 after the work": lambda dice: [Step(status=500)],
    "503 before the work": lambda dice: [_told(dice, 503) if dice.random() < 0.5 else Step(status=503, work=False)],
    "503 after the work": lambda dice: [Step(status=503)],
    "redirect": lambda dice: [
        Step(status=dice.choice([301, 302, 303, 307, 308]), work=False, location=dice.choice(["/moved", "elsewhere"]))
    ],
}
LONGEST_SCRIPT = 4
"""Attempts that meet a fault; the client makes one more."""


class Case(NamedTuple):
    """One call, and what it meets."""

    number: int
    mode: Mode
    fault: str
    kind: Class
    operation: int
    steps: tuple[Step, ...]
    answer: Answer
    options: dict[str, float]


class Operation(NamedTuple):
    """A method of a generated client."""

    api: str
    call: Callable[[Any, dict[str, float]], Any]
    """On a client; answers with a `Response`, or something to await."""
    status: int = 200
    envelope: str = ""


STEP = {"name": "one", "kind": "agent"}
OPERATIONS: dict[Class, tuple[Operation, ...]] = {
    "safe": (
        Operation("kairo", lambda one, more: one.agents.with_raw_response.retrieve("a", **more)),
        Operation("komos", lambda one, more: one.task_runs.with_raw_response.retrieve("a", **more), envelope="run"),
    ),
    "idempotent": (
        Operation("kairo", lambda one, more: one.workflows.with_raw_response.replace("a", name="a", steps=[], **more)),
        Operation("komos", lambda one, more: one.task_runs.with_raw_response.cancel("a", **more), envelope="run"),
    ),
    "keyed": (
        Operation("komos", lambda one, more: one.tasks.runs.with_raw_response.create("a", **more), 202, "run"),
    ),
    "once": (
        Operation("kairo", lambda one, more: one.agents.with_raw_response.create(name="a", model="m", **more), 201),
        Operation("komo", lambda one, more: one.crm.contacts.with_raw_response.create(name="a", **more), 201),
    ),
}  # fmt: skip


def cases(mode: Mode, runs: int, seed: int = 7) -> list[Case]:
    """*runs* of them: every fault with every class, again and again, each time with other dice."""
    kinds = ("once",) if mode == "openai" else CLASSES
    pairs = [(fault, kind) for fault in FAULTS for kind in kinds]
    return [_case(mode, number, *pairs[number % len(pairs)], seed) for number in range(runs)]


def _case(mode: Mode, number: int, fault: str, kind: Class, seed: int) -> Case:
    dice = random.Random(f"{seed} {'sync' if mode == 'openai' else mode} {fault} {kind} {number}")
    operation = dice.randrange(len(OPERATIONS[kind]))
    steps = list(FAULTS[fault](dice))
    while "deadline" not in fault and len(steps) < LONGEST_SCRIPT and dice.randrange(3) == 0:
        steps += FAULTS[dice.choice([name for name in FAULTS if "deadline" not in name])](dice)
    options = {"deadline": DEADLINE} if "deadline" in fault else {}
    if any(step.end == "silence" for step in steps):
        options["timeout"] = SILENCE
    many = ["x" * dice.randrange(9) for _ in range(dice.choice([0, 1, 50]))]
    around = [{"items": many}, {"status": "PENDING"}, {"owner": {"id": "someone"}}, {"name": "ü\"{}[]'id'"}]
    dice.shuffle(around)
    before, after = dice.randrange(4), dice.randrange(4)
    made = OPERATIONS[kind][operation]
    answer = Answer(made.status, _merged(around[:before]), _merged(around[before:][:after]), made.envelope)
    return Case(number, mode, fault, kind, operation, tuple(steps[:LONGEST_SCRIPT]), answer, options)


def _merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


class Run(NamedTuple):
    """What became of a case."""

    fault: str
    kind: Class
    mode: Mode
    returned: bool
    executions: int
    shown: int
    """Ids whose bytes arrived."""
    lost: int
    """Of these, neither returned nor on the error."""
    refused: int
    """Attempts that nobody listened to."""
    unretried: int
    early: int
    """Requests that came before the moment they were told to wait for."""
    strays: int
    """Requests sent to another host's name."""
    wrong: str
    """What must never be: a call that hangs, an error of another kind, one that denies what was done."""

    @property
    def doubles(self) -> int:
        return max(0, self.executions - 1) if self.kind in PAID else 0


class Worker:
    """One caller after the other, with a server of their own."""

    def __init__(self, mode: Mode, library: str) -> None:
        self.mode, self.library = mode, library
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
        client._core.quota.left = client._core.quota.capacity  # as if it were this client's first call
        return operation.call(client, case.options)

    def _client(self, api: str) -> Any:
        import importlib

        package = importlib.import_module(f"{api}_client")
        cls = getattr(package, ("Async" if self.mode == "async" else "") + api.capitalize())
        dice = random.Random(api)
        clockwork = cls._clockwork._replace(random=lambda: dice.random() * FASTER)
        cls = type(cls.__name__, (cls,), {"_clockwork": clockwork})
        if self.http is None and self.library == "httpx2":
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
        ledger = Ledger(f"{self.mode}-{case.number}", case.steps, case.answer)
        self.server.begin(ledger)
        begun, got, error = time.monotonic(), list[Any](), None
        try:
            yield got
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is judged
            error = fault
        self.runs.append(_judged(case, ledger, got[0] if got else None, error, begun))

    def end(self) -> None:
        self.server.close()


def _judged(case: Case, ledger: Ledger, got: Any, error: Any, begun: float) -> Run:
    ended = time.monotonic()
    if case.mode == "openai":
        known, attempts = getattr(got, "id", None), ()
    else:
        known = got.value.id if got is not None else getattr(error, "salvaged", None)
        attempts = (got if got is not None else error).attempts if hasattr(got or error, "attempts") else ()
    timed = "deadline" in case.fault
    shown = {made for made, moment in ledger.shown.items() if not timed or moment < ended - GRACE}
    phases = [attempt.phase for attempt in attempts]
    wrong = ""
    if case.mode != "openai":
        if error is not None and not hasattr(error, "maybe_executed"):
            wrong = f"an error of another kind: {error!r}"
        elif error is not None and not error.maybe_executed and ledger.executions and case.kind != "safe":
            wrong = f"it denies what was done: {error!r}"
        elif ended - begun > (DEADLINE + GRACE if timed else LONGEST):
            wrong = f"it took {ended - begun:.2f} s"
    return Run(
        case.fault, case.kind, case.mode, error is None, ledger.executions, len(shown), len(shown - {known}),
        phases.count("unsent"), phases[-1:].count("unsent"), ledger.early, ledger.foreign, wrong,
    )  # fmt: skip


def perform(mode: Mode, given: Sequence[Case]) -> list[Run]:
    """Do all *given* cases in this process."""
    warnings.simplefilter("ignore")  # the answers are no documented ones
    rest, lock = iter(given), threading.Lock()

    def following() -> Case | None:
        with lock:
            return next(rest, None)

    workers = [Worker(mode, ("httpx", "httpx2")[number % 2]) for number in range(WORKERS)]

    def work(worker: Worker) -> None:
        while (case := following()) is not None:
            with worker.watched(case) as got:
                got.append(worker.call(case))

    async def work_async(worker: Worker) -> None:
        while (case := following()) is not None:
            with worker.watched(case) as got:
                got.append(await worker.call(case))

    async def gathered() -> None:
        await asyncio.gather(*map(work_async, workers))

    if mode == "async":
        asyncio.run(gathered())
    else:
        threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for worker in workers:
        worker.end()
    return [run for worker in workers for run in worker.runs]


def faults(runs: Sequence[Run]) -> list[str]:
    """What of the promises *runs* break, in words; of openai's client nothing is asked."""
    ours = [run for run in runs if run.mode != "openai"]
    counts = {
        "double executions of paid work": sum(run.doubles for run in ours),
        "ids lost": sum(run.lost for run in ours),
        "refused connections not tried again": sum(run.unretried for run in ours),
        "requests earlier than told": sum(run.early for run in ours),
        "requests sent to another host": sum(run.strays for run in ours),
    }
    return [f"{count} {what}" for what, count in counts.items() if count] + sorted({run.wrong for run in ours} - {""})


def table(runs: Sequence[Run], stock: Sequence[Run]) -> Iterator[str]:
    """Fault × class, and openai's client beside it."""
    yield "| fault | class | runs | returned | executions | double | ids arrived | lost | refused → again | openai: double | lost |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for fault in (*FAULTS, "all"):
        for kind in CLASSES:
            some = [run for run in runs if fault in (run.fault, "all") and run.kind == kind]
            beside = [run for run in stock if fault in (run.fault, "all") and kind == "once"]
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


def main() -> int:
    """Do all, print the table; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("runs", nargs="?", type=int, default=10_000)
    number = parser.parse_args().runs
    begun = time.monotonic()
    jobs: list[tuple[Mode, list[Case]]] = [
        ("sync", cases("sync", number // 2)),
        ("async", cases("async", number - number // 2)),
        ("openai", cases("openai", number // len(CLASSES))),
    ]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        sync, asynchronous, stock = pool.starmap(perform, jobs, chunksize=1)
    ours = sync + asynchronous
    print("\n".join(table(ours, stock)))
    broken = faults(ours)
    paid = [run for run in ours if run.kind in PAID]
    refused = sum(run.refused for run in ours)
    print(
        f"\n{len(ours)} runs in {time.monotonic() - begun:.0f} s, {len(sync)} sync and {len(asynchronous)} async."
        f"\nPaid creates: {len(paid)}, done twice: {sum(run.doubles for run in paid)}."
        f" openai's client: {len(stock)}, done twice: {sum(run.doubles for run in stock)}."
        f"\nIds that arrived: {sum(run.shown for run in ours)}, lost: {sum(run.lost for run in ours)}."
        f" openai's client: {sum(run.shown for run in stock)}, lost: {sum(run.lost for run in stock)}."
        f"\nRefused connections: {refused}, tried again: {refused - sum(run.unretried for run in ours)}."
        f"\nRequests earlier than told: {sum(run.early for run in ours)}"
        f" (openai's client: {sum(run.early for run in stock)})."
    )
    print("\n".join(["", *(f"BROKEN: {one}" for one in broken)] if broken else ["All kept."]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
