"""What a client costs beside bare httpx: to import and make, and for one call with every policy and decoding.

    python benchmarks/call.py

Both sides run in turn in the same process (for calls) or in fresh interpreters (for imports), because machines drift.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import httpx

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

BODY = (
    b'{"run":{"id":"run_1","taskId":"task_1","status":"RUNNING","progress":{"currentStep":2,"stepsTotal":5},'
    b'"timestamps":{"createdAt":"2026-01-15T10:30:00.123Z","startedAt":null},"inputs":{"url":"https://example.com"},'
    b'"error":null}}'
)
HEADERS = {"content-type": "application/json", "x-request-id": "req_1", "x-api-version": "1"}
URL = "https://api.example.com/public/v1/task-runs/run_1"

MODELS = """
from __future__ import annotations
from datetime import datetime
from typing import Any
from generator.runtime import Model, OpenStr, define, wire

class Status(OpenStr):
    PENDING = "PENDING"
    RUNNING = "RUNNING"

@define(kw_only=True)
class Progress(Model):
    current_step: int = wire("currentStep")
    steps_total: int = wire("stepsTotal")

@define(kw_only=True)
class Timestamps(Model):
    created_at: datetime = wire("createdAt")
    started_at: datetime | None = wire("startedAt")

@define(kw_only=True)
class Run(Model):
    id: str
    task_id: str = wire("taskId")
    status: Status
    progress: Progress | None
    timestamps: Timestamps
    inputs: dict[str, Any]
    error: str | None
"""

CONSTRUCT = """
import time; begun = time.perf_counter()
import sys; sys.path.insert(0, {root!r})
from generator.runtime import Client, Limit, Scheme, Service
class Sample(Client):
    _service = Service("sample", "Sample", "sample_client", "1", "0", {{"production": "https://api.example.com"}},
        {{"bearer": Scheme("header", "Authorization", "Bearer ")}}, limits={{"default": Limit(120)}})
Sample("sk_live_0123456789")
print(time.perf_counter() - begun)
print(*sorted({{"httpx", "attrs", "attr", "inspect", "dataclasses", "email", "ssl"}} & set(sys.modules)))
"""
BARE = """
import time; begun = time.perf_counter()
import httpx; httpx.Client()
print(time.perf_counter() - begun)
"""


def sample() -> Callable[[], object]:
    """One call of a client with limits, version check, retries and decoding."""
    from generator.runtime import Client, Limit, Operation, Resource, Scheme, Service, safe

    for name, source in (("sample_client", ""), ("sample_client.models", MODELS)):
        sys.modules[name] = ModuleType(name)
        exec(source, vars(sys.modules[name]))

    class Sample(Client):
        _service = Service(
            "sample",
            "Sample",
            "sample_client",
            "1",
            "0",
            {"production": "https://api.example.com"},
            {"bearer": Scheme("header", "Authorization", "Bearer ")},
            limits={"default": Limit(10_000_000)},
            api_version="1",
            version_header="X-API-Version",
        )

    retrieve = Operation("runs.retrieve", "GET", "/public/v1/task-runs/{run_id}", safe, returns="Run", unwrap="run")
    runs = Resource(Sample("sk_live_0123456789", http_client=bare_client()))
    return lambda: runs._call(retrieve, "run_1", options={})


def bare_client() -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=BODY, headers=HEADERS)

    return httpx.Client(transport=httpx.MockTransport(answer))


def bare() -> Callable[[], object]:
    """The same call without any policy."""
    client = bare_client()
    return lambda: client.get(URL).json()


def best(calls: dict[str, Callable[[], object]], rounds: int = 30, number: int = 100) -> dict[str, float]:
    """Seconds per call, the best of *rounds* that take turns."""
    least = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, call in calls.items():
            begun = time.perf_counter()
            for _ in range(number):
                call()
            least[name] = min(least[name], (time.perf_counter() - begun) / number)
    return least


def started(source: str) -> tuple[float, str]:
    """Seconds that *source* measures in a fresh interpreter, and what it says besides."""
    output = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout
    seconds, _, rest = output.partition("\n")
    return float(seconds), rest.strip()


def main() -> None:
    ours, theirs, loaded = [], [], ""
    for _ in range(7):
        seconds, loaded = started(CONSTRUCT.format(root=str(ROOT)))
        ours.append(seconds)
        theirs.append(started(BARE)[0])
    report("import and construct", min(ours) * 1e3, min(theirs) * 1e3, "ms", 0.5)
    if loaded:
        print(f"  heavy modules loaded: {loaded}")
    times = best({"ours": sample(), "bare": bare()})
    report("one call", times["ours"] * 1e6, times["bare"] * 1e6, "µs", 1.5)


def report(what: str, ours: float, theirs: float, unit: str, most: float) -> None:
    ratio = ours / theirs
    print(f"{what:22} {ours:6.1f} {unit}, httpx {theirs:6.1f} {unit}, ratio {ratio:.2f} (at most {most:.2f})")


if __name__ == "__main__":
    main()
