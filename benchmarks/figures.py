"""The figures that README.md quotes: each a ratio of two things measured in turn, in one run, on this machine.

    make bench

Ours beside what people would use instead: httpx alone, pydantic, the stock command of openapi-python-client. The
generated Komos package is what is measured. Exits with 1 when a ratio is above its bound.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "generated" / "komos")]

# A plugin of pydantic's, which tests need, imports OpenTelemetry; then each call of ours makes a span.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

import httpx  # noqa: E402
from komos_client import Komos  # noqa: E402

from benchmarks import environment, sockets  # noqa: E402
from benchmarks.answers import RUN  # noqa: E402
from benchmarks.figure import Figure, spell  # noqa: E402
from benchmarks.pages import PAGE, PPage  # noqa: E402

BIN = Path(sys.executable).parent
HEADING = "| what | ours | theirs | beside | ratio | bound | |\n|---|---|---|---|---|---|---|"
APIS = sorted(path.name for path in (ROOT / "specs").iterdir() if path.is_dir())


def in_turn(ways: Mapping[str, Callable[[], object]], rounds: int, number: int) -> dict[str, float]:
    """Seconds a call, the median of *rounds* that take turns. Not the least: on a machine that others use, one lucky
    moment of either side would decide."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.perf_counter()
            for _ in range(number):
                way()
            taken[name].append((time.perf_counter() - begun) / number)
    return {name: median(seconds) for name, seconds in taken.items()}


def construct() -> Figure:
    """A fresh interpreter imports the client, installed as pip does it, and makes one; httpx does the same."""
    script = "import time; begun = time.perf_counter()\n{}\nprint(time.perf_counter() - begun)"
    ways = {
        "ours": "import komos_client; komos_client.Komos(api_key='sk_live_x')",
        "theirs": "import httpx; httpx.Client()",
    }
    least = dict.fromkeys(ways, float("inf"))
    with tempfile.TemporaryDirectory(prefix="clientgen-bench-") as folder:
        shutil.copytree(ROOT / "generated" / "komos" / "komos_client", Path(folder) / "komos_client")
        compileall.compile_dir(folder, quiet=2)  # pip writes byte code; a checkout has it only where Python may
        environment = {**os.environ, "PYTHONPATH": folder}
        for _ in range(9):
            for name, source in ways.items():
                command = [sys.executable, "-c", script.format(source)]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
                least[name] = min(least[name], float(done.stdout))
    beside = "`import httpx; httpx.Client()`"
    return Figure("import and construct a client", least["ours"], least["theirs"], beside, 0.3)


def call() -> Figure:
    """One call with every policy and decoding, over an in-process transport."""
    body = json.dumps({"run": RUN}).encode()
    headers = {"content-type": "application/json", "x-request-id": "req_1"}

    def transport() -> httpx.MockTransport:
        return httpx.MockTransport(lambda request: httpx.Response(200, content=body, headers=headers))

    bare = httpx.Client(transport=transport())
    komos = Komos("sk_live_x", http_client=httpx.Client(transport=transport()))
    url = f"https://api.komos.ai/public/v1/task-runs/{RUN['id']}"
    ways = {"ours": lambda: komos.task_runs.retrieve("run_1"), "theirs": lambda: bare.get(url).json()}
    taken = in_turn(ways, rounds=160, number=60)
    return Figure("one call, decoded", taken["ours"], taken["theirs"], "`httpx.Client.get(url).json()`", 1.5)


def decode() -> Figure:
    """A page of 50 runs from bytes to models."""
    from komos_client._runtime.codec.codec import Codec

    codec = Codec("komos_client.models")
    ways = {
        "ours": lambda: codec.decode("RunList", json.loads(PAGE), print),
        "theirs": lambda: PPage.model_validate(json.loads(PAGE)),
    }
    taken = in_turn(ways, rounds=160, number=20)
    return Figure("decode a page of 50 runs", taken["ours"], taken["theirs"], "pydantic v2 `model_validate`", 1.0)


def generate() -> Figure:
    """All packages from nothing, as a fresh process; the stock command once for each of the same documents."""
    with tempfile.TemporaryDirectory(prefix="clientgen-bench-") as name:
        folder = Path(name)
        for part in ("generator", "templates", "specs"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for part in ("pyproject.toml", "LICENSE"):
            shutil.copy(ROOT / part, folder / part)
        ours = theirs = float("inf")
        for _ in range(3):
            shutil.rmtree(folder / "generated", ignore_errors=True)
            ours = min(ours, _timed([sys.executable, "-m", "generator", "generate", "--no-cache"], folder))
            theirs = min(theirs, sum(_stock(folder, api) for api in APIS))
    return Figure("generate all packages", ours, theirs, "`openapi-python-client generate`, one document each", 1.0)


def _stock(folder: Path, api: str) -> float:
    document = next((folder / "specs" / api).glob("openapi.*"))
    out = folder / "stock" / api
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(exist_ok=True)
    stock = str(BIN / "openapi-python-client")
    return _timed([stock, "generate", "--path", str(document), "--output-path", str(out)], folder)


def _timed(command: list[str], folder: Path) -> float:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONPATH": str(folder)}
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return time.perf_counter() - begun


def check() -> float:
    """Seconds of ``generate --check`` when nothing changed, interpreter included."""
    command = [sys.executable, "-m", "generator", "generate", "--check"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return min(_timed(command, ROOT) for _ in range(5))


def main() -> int:
    print(HEADING)
    kept = [shown(measure()) for measure in (construct, call, decode, generate)]
    seconds = check()
    kept.append(seconds < 0.5)
    print(
        f"| `generate --check`, nothing changed | {spell(seconds)} | | | | 0.5 s | {'kept' if kept[-1] else 'MISSED'} |"
    )
    where = environment.prepare()
    print(f"\nOver loopback sockets, processor time of each call; {where}:\n\n{HEADING}", flush=True)
    kept += [shown(figure) for figure in sockets.figures(where.python)]
    return 0 if all(kept) else 1


def shown(figure: Figure) -> bool:
    """Whether *figure*, which is printed, keeps its bound."""
    print(figure.row, flush=True)
    return figure.kept


if __name__ == "__main__":
    sys.exit(main())
