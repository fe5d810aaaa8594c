"""`clientgen drift --against REV`: what a branch changes, judged without asking anybody; what a pull request runs."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from generator.cli import main as cli
from generator.drift.report import FORMATS, json_format
from tests.drift.edits import LIST, TEXT, added, given, required
from tests.drift.loop.conftest import Place, changed

BREAKS = required("ContactIn", "name", "email")
ADDS = added(LIST, given("sort", TEXT))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_tells_what_the_branch_changes(
    kind: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the upstream is away: nobody is asked."""
    place.upstream.status = 503
    (place.root / "specs/crm/openapi.json").write_text(json.dumps(changed(BREAKS), indent=2))
    capsys.readouterr()
    assert cli.run(["drift", "--against", "HEAD", "--format", kind]) == 1
    said = capsys.readouterr().out
    assert "required" in said
    if kind == "json":
        Draft202012Validator({**json.loads(json_format.schema()), "$ref": "#/$defs/by_api"}).validate(json.loads(said))


@pytest.mark.parametrize(("edits", "status"), [((), 0), ((ADDS,), 10), ((BREAKS,), 1)])
def test_statuses(edits: tuple[object, ...], status: int, place: Place) -> None:
    """As without --against."""
    (place.root / "specs/crm/openapi.json").write_text(json.dumps(changed(*edits), indent=2))
    assert cli.run(["drift", "--against", "origin/main"]) == status


def test_an_api_that_is_new_is_no_drift(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to compare it with."""
    place.git("checkout", "--quiet", "--orphan", "empty")
    place.git("commit", "--quiet", "--allow-empty", "-m", "Nothing", "--", ".gitignore")
    capsys.readouterr()
    assert cli.run(["drift", "--against", "HEAD"]) == 0
    assert capsys.readouterr().out == "crm: new since HEAD\n"


def test_an_unknown_revision_is_trouble(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """And never clean."""
    assert cli.run(["drift", "--against", "nowhere"]) == 2
    assert capsys.readouterr().err == "clientgen: nowhere: is no revision here; name a commit, a branch or a tag\n"
