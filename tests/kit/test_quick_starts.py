"""The READMEs' examples, as they stand, as processes of their own, against the fake servers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from apis import GENERATED, ROOT, operations, package

HANGS = 120.0
"""Seconds after which one that does not end is stopped."""
SOON = 5.0
"""Seconds that one may take beside ten times what it takes Python to import the package."""


def quick_starts() -> Iterator[Any]:
    """Every example of a README that uses the package and ends by itself."""
    for api in GENERATED:
        section = (ROOT / "generated" / api / "README.md").read_text(encoding="utf-8").partition("## Quick start")[2]
        fences = re.findall(r"```python\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
        for source in fences:
            yield pytest.param(api, source, id=f"{api}-{'async' if 'asyncio' in source else 'sync'}")


def run(api: str, source: str, server: Any, folder: Path) -> subprocess.CompletedProcess[str]:
    """The example as a script, with nothing in its environment but where the server is and its key."""
    script = folder / "quick_start.py"
    script.write_text(source, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "generated" / api), **server.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        env=environment, capture_output=True, text=True, timeout=HANGS, check=False,
    )  # fmt: skip


def test_there_are_two_of_each() -> None:
    """One with and one without asyncio."""
    assert [one.id for one in quick_starts()] == [f"{api}-{kind}" for api in GENERATED for kind in ("sync", "async")]


@cache
def start(api: str) -> float:
    """Seconds in which Python starts and imports the package of *api*: a yardstick of this machine, just now."""
    begun = time.monotonic()
    words = [sys.executable, "-c", f"import {GENERATED[api]} as p; p.models"]
    subprocess.run(words, cwd=ROOT / "generated" / api, check=True, timeout=HANGS)
    return time.monotonic() - begun


@pytest.mark.parametrize(("api", "source"), list(quick_starts()))
def test_a_quick_start_runs(api: str, source: str, tmp_path: Path) -> None:
    """It ends well and soon, says something on every line, and warns of nothing; no work is done twice."""
    with package(api, "testing").FakeServer() as server:
        begun = time.monotonic()
        done = run(api, source, server, tmp_path)
        took = time.monotonic() - begun
        executions = server.executions
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines
    assert all(line.strip() and "<" not in line[:1] for line in lines)
    assert took < SOON + 10 * start(api)
    known = operations(api)
    assert executions
    for name, count in executions.items():
        assert count == 1 or known[name].repeat.kind == "safe", name


@pytest.mark.dealt(0.5)
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("api", GENERATED)
def test_a_quick_start_survives(api: str, kind: str, tmp_path: Path) -> None:
    """The first answer to a safe read is lost, and nobody notices."""
    (source,) = (one.values[1] for one in quick_starts() if one.id == f"{api}-{kind}")
    with package(api, "testing").FakeServer() as server:
        first = next(name for name, one in operations(api).items() if one.method == "GET")
        server.fault(first, drop="before-work", times=1)
        done = run(api, source, server, tmp_path)
    assert done.returncode == 0, done.stderr


def examples() -> Iterator[Any]:
    """Every example of a README that brings its own server."""
    for api in GENERATED:
        text = (ROOT / "generated" / api / "README.md").read_text(encoding="utf-8")
        for title, source in re.findall(r"\n## ([^\n]+)\n(?:(?!\n## ).)*?```python\n(.*?)```", text, re.DOTALL):
            if "FakeServer()" in source:
                yield pytest.param(api, source, id=f"{api}-{title}")


def test_what_each_readme_shows() -> None:
    """How to test, what to do when an answer is lost, and how to receive webhooks where the vendor sends some."""
    both = ["Testing your code", "Lost responses"]
    shown = {api: [*both, "Webhooks"] if api == "komos" else both for api in GENERATED}
    assert [one.id for one in examples()] == [f"{api}-{title}" for api, titles in shown.items() for title in titles]


@pytest.mark.parametrize(("api", "source"), list(examples()))
def test_an_example_with_a_server_holds_what_it_asserts(api: str, source: str, tmp_path: Path) -> None:
    """It ends well, warns of nothing, and what it prints is no bare object."""
    with package(api, "testing").FakeServer() as server:
        done = run(api, source, server, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert not re.search(r"<\w+ object", done.stdout)
    assert bool(done.stdout) == ("print(" in source)
    if "reconcile()" in source:
        assert done.stdout.startswith("found ")
