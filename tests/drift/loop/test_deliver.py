"""What the workflow does with a proposal: one pull request for each API, opened, rewritten, closed, merged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main as cli
from tests.drift.edits import LIST, TEXT, added, given, required
from tests.drift.loop.conftest import Place, changed

ROOT = Path(__file__).parents[3]
ADDS = added(LIST, given("sort", TEXT))
BREAKS = required("ContactIn", "name", "email")

Run = Callable[..., list[dict[str, Any]]]


def with_gh(folder: Path) -> dict[str, str]:
    """An environment whose `gh` is the one beside this file."""
    (bin_ := folder / "bin").mkdir()
    (bin_ / "gh").write_text(f"#!{sys.executable}\n{(Path(__file__).with_name('gh.py')).read_text()}")
    (bin_ / "gh").chmod(0o755)
    return os.environ | {"PATH": f"{bin_}:{os.environ['PATH']}", "FAKE_GH": str(folder / "requests.json")}


@pytest.fixture
def run(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Both jobs of the workflow; returns the pull requests that there are."""
    requests, surroundings = tmp_path / "requests.json", with_gh(tmp_path)

    def both(*words: str, between: Callable[[], object] = lambda: None, status: int = 0) -> list[dict[str, Any]]:
        place.git("fetch", "--quiet", "--prune", "origin")
        for branch in place.git("for-each-ref", "--format=%(refname)", "refs/heads/drift").splitlines():
            place.git("update-ref", "-d", branch)  # every run starts from a fresh clone
        capsys.readouterr()
        assert cli.run(["propose", "--format", "json", "--test", "true", *words]) == 0
        (tmp_path / "proposals.json").write_text(capsys.readouterr().out)
        bundle = tmp_path / "branches.bundle"
        bundle.unlink(missing_ok=True)
        made = ["git", "bundle", "create", "--quiet", str(bundle), "--glob=refs/heads/drift/*"]
        subprocess.run(made, cwd=place.root, capture_output=True, check=False)
        between()
        script = [sys.executable, str(ROOT / ".github/deliver.py"), str(tmp_path / "proposals.json"), str(bundle)]
        done = subprocess.run(script, cwd=place.root, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        return list(json.loads(requests.read_text())["requests"])

    return both


def labels(one: dict[str, Any]) -> set[str]:
    return {label["name"] for label in one["labels"]}


def test_a_pull_request_lives_with_its_drift(run: Run, place: Place) -> None:
    """It is opened once, says what is there now, and is closed when the upstream takes it back."""
    place.upstream.document = changed(ADDS)
    (one,) = run()
    assert (one["title"], one["state"], one["auto"]) == ("crm: 1 compatible change upstream → 0.1.1", "open", True)
    assert labels(one) == {"drift", "additive", "semver:minor"}
    assert "also accepts `sort`" in one["body"]
    before = place.git("for-each-ref", root=place.origin)
    assert run() == [one]
    assert place.git("for-each-ref", root=place.origin) == before
    place.upstream.document = changed(ADDS, BREAKS)
    (one,) = run()
    assert (one["title"], one["auto"]) == ("crm: 1 breaking, 1 compatible changes upstream → 0.2.0", False)
    assert labels(one) == {"drift", "breaking", "semver:major"}
    place.upstream.document = changed()
    (one,) = run()
    assert one["state"] == "closed"
    assert "drift" not in place.git("for-each-ref", root=place.origin)


def test_what_a_person_closed_stays_closed(run: Run, place: Place, tmp_path: Path) -> None:
    """Until there is more to say."""
    place.upstream.document = changed(ADDS)
    run()
    state = json.loads((tmp_path / "requests.json").read_text())
    state["requests"][0]["state"] = "closed"
    (tmp_path / "requests.json").write_text(json.dumps(state))
    assert [one["state"] for one in run()] == ["closed"]
    place.upstream.document = changed(ADDS, BREAKS)
    assert [one["state"] for one in run()] == ["closed", "open"]


def test_a_commit_that_came_meanwhile_is_not_overwritten(run: Run, place: Place) -> None:
    """The push asks for the branch that the proposal was made from."""
    place.upstream.document = changed(ADDS)
    run()
    place.upstream.document = changed(ADDS, BREAKS)

    def meanwhile() -> None:
        place.git("checkout", "--quiet", "--detach", "origin/drift/crm")
        (place.root / "NOTES").write_text("mine")
        place.git("add", "NOTES")
        place.git("commit", "--quiet", "-m", "Ann was here")
        place.git("push", "--quiet", "origin", "HEAD:drift/crm")
        place.git("checkout", "--quiet", "main")

    run(between=meanwhile, status=1)
    assert place.git("log", "-1", "--format=%s", "drift/crm", root=place.origin) == "Ann was here"
    (one,) = run()
    assert place.git("show", "drift/crm:NOTES", root=place.origin) == "mine"
    assert "requires `email`" in one["body"]


def test_after_it_was_merged_nothing_is_left(run: Run, place: Place) -> None:
    """The branch goes, also where GitHub left it; nothing is proposed again."""
    place.upstream.document = changed(ADDS)
    run()
    place.git("merge", "--quiet", "--squash", "origin/drift/crm")
    place.git("commit", "--quiet", "-m", "crm 0.1.1")
    place.git("push", "--quiet", "origin", "main")
    run()
    assert "drift" not in place.git("for-each-ref", root=place.origin)
    place.upstream.document = changed(ADDS, BREAKS)
    assert run()[-1]["title"] == "crm: 1 breaking change upstream → 0.2.0"


def test_pages_have_one_issue_while_they_differ(tmp_path: Path) -> None:
    """Opened, rewritten, closed; pages that were away are no news."""
    surroundings, report = with_gh(tmp_path), tmp_path / "pages.md"

    def tell(status: str, text: str) -> list[tuple[bool, str]]:
        report.write_text(text)
        script = [sys.executable, str(ROOT / ".github/deliver.py"), str(report), status]
        subprocess.run(script, env=surroundings, cwd=tmp_path, capture_output=True, check=True)
        state = json.loads((tmp_path / "requests.json").read_text())
        return [(one["open"], one["body"]) for one in state.get("issues", [])]

    assert tell("0", "") == []
    assert tell("10", "a word") == [(True, "a word")]
    assert tell("1", "a limit") == [(True, "a limit")]
    assert tell("3", "away") == [(True, "a limit")]
    assert tell("0", "") == [(False, "a limit")]
    assert len(tell("1", "again")) == 2
