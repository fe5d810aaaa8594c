"""What is measured of one built package, each thing in a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 600.0
"""Seconds that any process may take."""

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
modules = [one.name for one in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in modules:
    importlib.import_module(name)
service = importlib.import_module(sys.argv[1] + "._service").SERVICE
for place in service.operations.values():
    module, _, constant = place.partition(":")
    getattr(importlib.import_module(f"{sys.argv[1]}.{module}"), constant)
for name in package.__all__:
    getattr(package, name)
client = importlib.import_module(sys.argv[1] + "._client")
kinds = [one for one in vars(client).values() if isinstance(one, type) and "_service" in vars(one)]
for kind in kinds:
    kind("key", base_url="https://example.org")
print(len(modules), len(service.operations), len(kinds))
"""

WEIGH = """
import sys, time
began = time.perf_counter()
package = __import__(sys.argv[1])
kind = next(one for one in vars(package).values() if isinstance(one, type) and "_service" in vars(one))
kind("key", base_url="https://example.org")
print(time.perf_counter() - began)
"""


class Ran(NamedTuple):
    """One process that has ended."""

    status: int
    seconds: float
    peak: int
    """Bytes of memory at most, of it or of any process it started."""
    output: str
    work: float = 0.0
    """Seconds of processor time, of it and of what it started: other programs do not lengthen them."""


def run(words: Sequence[str], *, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> Ran:
    """Runs *words* and waits; a process that takes longer than `LIMIT` is killed and has status -9."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    began = time.perf_counter()
    with subprocess.Popen(
        ["timeout", "--signal=KILL", str(LIMIT), *words],
        cwd=folder,
        env={**os.environ, "PATH": path, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds, work = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
    return Ran(process.returncode, seconds, usage.ru_maxrss * 1024, output.strip(), work)


def build(document: Path, output: Path, report: Path, *, seed: str = "0") -> Ran:
    """`clientgen build`, as a person would start it."""
    words = [sys.executable, "-m", "generator", "build", str(document), "--out", str(output)]
    return run([*words, "--package", "made_client", "--report", str(report)], environment={"PYTHONHASHSEED": seed})


def stock(document: Path, output: Path) -> Ran:
    """`openapi-python-client generate` with the hooks it has by itself: ruff's check and format."""
    words = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document)]
    return run([*words, "--output-path", str(output), "--overwrite"])


def imports(package: Path) -> Ran:
    """Every module and every operation of a package loaded, its clients constructed; warnings are errors."""
    return run([sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING, "made_client"], folder=package)


def weight(package: Path, *, times: int = 9) -> float:
    """Seconds to import a package and construct its client: the least of several fresh interpreters."""
    words = [sys.executable, "-c", WEIGH, "made_client"]
    return min(float(run(words, folder=package).output) for _ in range(times))


def types(package: Path, cache: Path) -> Ran:
    """`mypy --strict`; what it learns of other people's packages is kept in *cache*."""
    words = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(cache)]
    return run([*words, "made_client"], folder=package)


def digest(package: Path) -> str:
    """SHA-256 of every file's path and bytes."""
    files = sorted(one for one in package.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
    found = {one.relative_to(package).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()
