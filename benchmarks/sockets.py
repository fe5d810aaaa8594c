"""Figures over loopback sockets: each comparison in a fresh process, beside a server in another one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.environment import ROOT
from benchmarks.figure import Figure

KEPT = "`httpx.AsyncClient` with 100 connections kept"
CLOCK = "import time; begun = time.perf_counter()\n{}\nprint(time.perf_counter() - begun)"
RESIDENT = """
{}
try:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS")))
except FileNotFoundError:  # elsewhere the peak is all that there is, on macOS in bytes
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
CLIENT = "import komos_client; client = komos_client.Komos(api_key='sk_live_x')"
HTTPX = "import httpx; client = httpx.Client()"


def figures(python: Path) -> Iterator[Figure]:
    """All rows, measured with the interpreter *python*."""
    with serving(python) as url:
        one = measured(python, "sync", url)
        yield Figure("sync, one call", one["ours"], one["httpx"], "`httpx.Client.get(url).json()`", 0.8)
        one = measured(python, "given", url)
        yield Figure("sync over a given `httpx.Client`", one["ours"], one["httpx"], "the same without ours", 1.2)
        for name, bound in (("1 task", 0.5), ("100 tasks", 0.25), ("500 tasks", 0.2)):
            one = measured(python, name, url)
            yield Figure(f"async, {name}", one["ours"], one["httpx"], KEPT, bound)
        yield Figure("async, 500 tasks", one["ours"], one["aiohttp"], "aiohttp", 3.0)
        one = measured(python, "growth", url)
        yield Figure("async, 500 tasks", one["many"], one["one"], "ours with 1 task", 1.5)
        yield first_call("first async call, longest stall of the loop", python, url)
        yield first_call("the same where certificates are loaded", python, "https://127.0.0.1:9")
    ours, theirs = (median(number(python, RESIDENT.format(source)) for _ in range(5)) for source in (CLIENT, HTTPX))
    yield Figure("memory after import and construct", ours * 1024, theirs * 1024, f"`{HTTPX}`", 1.0, "B")


def first_call(what: str, python: Path, url: str) -> Figure:
    """How long other tasks wait during the first call, beside an import that everybody knows."""
    stalls, imports = [], []
    for _ in range(9):
        stalls.append(measured(python, "first call", url)["stall"])
        imports.append(number(python, CLOCK.format("import httpx")))
    return Figure(what, median(stalls), median(imports), "`import httpx`", 0.4)


@contextmanager
def serving(python: Path) -> Iterator[str]:
    """The URL of a server in a process of its own, whose work is not counted."""
    command = [str(python), "-m", "benchmarks.wire_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def measured(python: Path, name: str, url: str) -> dict[str, float]:
    """Figures of one function of `benchmarks.wire`, in a fresh process."""
    figures: dict[str, float] = json.loads(_output([str(python), "-m", "benchmarks.wire", name, url]))
    return figures


def number(python: Path, source: str) -> float:
    """What *source* prints, in a fresh process."""
    return float(_output([str(python), "-c", source]))


def _output(command: list[str]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])}: {done.stderr}")
    return done.stdout
