"""`clientgen update` in a person's own checkout: the same without a branch, also for documents written by hand."""

from __future__ import annotations

import json

import pytest

from generator.cli import main as cli
from tests.drift.edits import LIST, TEXT, added, given, required
from tests.drift.loop.conftest import Place, changed

ADDS = added(LIST, given("sort", TEXT))
BREAKS = required("ContactIn", "name", "email")


def read(place: Place, path: str) -> str:
    return (place.root / path).read_text()


def test_it_leaves_the_next_release_in_the_checkout(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Document, package, version and changelog; nothing is committed, and a second run changes nothing."""
    place.upstream.document = changed(BREAKS)
    capsys.readouterr()
    assert cli.run(["update"]) == 0
    assert capsys.readouterr().out == "crm           document accepted  1 breaking  0.1.0 → 0.2.0\n"
    assert read(place, "specs/crm/VERSION") == "0.2.0\n"
    assert "- **Breaking:** `crm.contacts.create` now requires `email`." in read(place, "specs/crm/CHANGELOG.md")
    before = {path: path.read_bytes() for path in place.root.rglob("*") if path.is_file() and ".git" not in path.parts}
    assert cli.run(["update"]) == 0
    assert capsys.readouterr().out == "crm           document unchanged  1 breaking  0.1.0 → 0.2.0\n"
    assert before == {path: path.read_bytes() for path in before}
    assert cli.run(["generate", "--check"]) == 0


@pytest.mark.parametrize(("written", "version"), [("0.1.5", "0.2.0"), ("0.3.0", "0.3.0"), ("1.0.0", "1.0.0")])
def test_a_higher_version_of_a_person_wins(written: str, version: str, place: Place) -> None:
    """A lower one does not cover what happened; the changelog speaks of the one that is taken."""
    (place.root / "specs/crm/VERSION").write_text(f"{written}\n")
    place.upstream.document = changed(BREAKS)
    assert cli.run(["update"]) == 0
    assert read(place, "specs/crm/VERSION").strip() == version
    assert f"## [{version}]\n\n### Changed" in read(place, "specs/crm/CHANGELOG.md")


def test_from_one_to_the_next_while_it_grows(place: Place) -> None:
    """What was told under a version that never came is told under the one that comes."""
    place.upstream.document = changed(ADDS)
    cli.run(["update"])
    assert "## [0.1.1]" in read(place, "specs/crm/CHANGELOG.md")
    place.upstream.document = changed(ADDS, BREAKS)
    cli.run(["update"])
    told = read(place, "specs/crm/CHANGELOG.md")
    assert (told.count("## [0.1.1]"), told.count("## [0.2.0]"), told.count("also accepts `sort`")) == (0, 1, 1)


def test_a_document_written_by_hand_is_released_the_same_way(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is asked; what the person edited is compared with the last commit."""
    facts = place.root / "specs/crm/api.yaml"
    facts.write_text(facts.read_text().partition("document:")[0])
    (place.root / "specs/crm/openapi.json").write_text(json.dumps(changed(ADDS)))
    capsys.readouterr()
    assert cli.run(["update", "crm"]) == 0
    assert "document by hand  1 compatible  0.1.0 → 0.1.1" in capsys.readouterr().out


def test_the_last_release_is_a_revision(place: Place) -> None:
    """HEAD, unless a tag is named."""
    place.git("tag", "crm-0.1.0")
    place.upstream.document = changed(ADDS)
    cli.run(["update"])
    place.git("add", "--all")
    place.git("commit", "--quiet", "-m", "Accepted")
    place.upstream.document = changed(ADDS, BREAKS)
    assert cli.run(["update", "--against", "crm-0.1.0"]) == 0
    assert read(place, "specs/crm/VERSION") == "0.2.0\n"


def test_an_unknown_revision_is_one_line(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Never a comparison with nothing."""
    place.upstream.document = changed(ADDS)
    assert cli.run(["update", "--against", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
