"""`clientgen diff` and `clientgen drift` give reports in every format, with the same exit statuses."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main as cli
from generator.drift.report import FORMATS, Format
from generator.errors import Unavailable
from generator.upstream import document as upstream
from tests.drift.report.sample import COMPARISON, NEW, NEW_TEXT, OLD

SHOUTS: dict[Format, str] = {
    "text": "{title}: breaking",
    "json": '"class": "breaking"',
    "markdown": "**Breaking:**",
    "github": "::error file={file},line=16,",
    "junit": '<failure message="',
    "sarif": '"uri": "{file}"',
    "html": "<h1>{title}</h1>",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one API, whose upstream has moved on."""
    directory = tmp_path / "specs" / "pets"
    directory.mkdir(parents=True)
    (directory / "api.yaml").write_text(
        "title: Pets\npackage: pets_client\nclass_name: Pets\ndocument: {url: 'https://pets.example/openapi.json'}\n"
    )
    (directory / "openapi.json").write_text(json.dumps(OLD, indent=2))
    (tmp_path / "old.json").write_text(json.dumps(OLD))
    (tmp_path / "new.json").write_text(NEW_TEXT)
    monkeypatch.setattr(upstream, "old_and_new", lambda *_: (OLD, NEW))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", FORMATS)
def test_diff_reports_in_every_format(kind: Format, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With places in the new document, as a person there would name it."""
    assert cli.run(["diff", "old.json", str(root / "new.json"), "--format", kind]) == 1
    wanted = SHOUTS[kind].replace("{title}", "old.json → new.json").replace("{file}", "new.json")
    assert wanted in capsys.readouterr().out


@pytest.mark.parametrize("kind", FORMATS)
def test_drift_reports_in_every_format(kind: Format, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With places in the snapshot, which is what the repository has."""
    assert cli.run(["drift", "--format", kind]) == 1
    wanted = SHOUTS[kind].replace("{title}", "pets").replace("{file}", "specs/pets/openapi.json")
    assert wanted in capsys.readouterr().out


def everything(until: datetime.date) -> str:
    entries = {change.fingerprint: {"reason": "agreed", "until": str(until)} for change in COMPARISON.changes}
    return json.dumps({"accepted": entries})


@pytest.mark.parametrize(("until", "status"), [(datetime.date(9999, 1, 1), 10), (datetime.date(2020, 1, 1), 1)])
def test_what_is_accepted_does_not_fail(until: datetime.date, status: int, root: Path) -> None:
    """Only words are left, which is below --fail-on; until the day is over."""
    (root / "specs/pets/accepted.yaml").write_text(everything(until))
    assert cli.run(["drift"]) == status


def test_an_ignore_file_that_is_not_understood_is_trouble(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with the file's name."""
    (root / "specs/pets/accepted.yaml").write_text("acepted: {}")
    assert cli.run(["drift"]) == 2
    said = capsys.readouterr()
    assert said.err == "clientgen: specs/pets/accepted.yaml: unknown key 'acepted'; did you mean 'accepted'?\n"


@pytest.mark.parametrize("kind", ["markdown", "github", "junit", "sarif", "html", "json"])
def test_a_failed_comparison_never_reads_as_clean(
    kind: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report says so, whoever reads only that."""

    def refuse(*_: Any) -> Any:
        raise Unavailable("pets", "the upstream is away", "try later")

    monkeypatch.setattr(upstream, "old_and_new", refuse)
    assert cli.run(["drift", "--format", kind]) == 3
    assert "the upstream is away" in capsys.readouterr().out
