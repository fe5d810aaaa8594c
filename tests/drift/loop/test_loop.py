"""The whole loop on a real repository: drift becomes a branch with a version, a changelog and all that is proposed."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from generator.cli import main as cli
from generator.files.git import EMAIL
from tests.drift.edits import CREATE, LIST, TEXT, added, both, given, more, prop, required, without
from tests.drift.loop.conftest import Place, changed

ADDS = added(LIST, given("sort", TEXT))
BREAKS = required("ContactIn", "name", "email")
WORDS = more(CREATE, summary="Create a contact, as everybody does.")


CALL = """
import sys
sys.path.insert(0, "generated/crm")
from crm_client import Crm
from crm_client.testing import FakeServer
with FakeServer() as server, Crm(server.key, base_url=server.url) as crm:
    crm.contacts.list(sort="name")
"""


def propose(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    """The proposal that the command makes."""
    capsys.readouterr()
    assert cli.run(["propose", "--format", "json", "--debug", *words]) == status
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said["proposals"][0] if said["proposals"] else said


def test_drift_becomes_a_branch_with_all_that_belongs_to_it(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One commit of ours on main: document, lock, package, version, changelog; and the words for a pull request."""
    place.upstream.document = changed(BREAKS)
    found = propose(capsys)
    assert (found["state"], found["branch"], found["base"]) == ("opened", "drift/crm", "main")
    assert found["commit"] == place.git("rev-parse", "drift/crm")
    assert place.git("log", "--format=%ae", "main..drift/crm") == EMAIL
    paths = place.git("diff", "--name-only", "main", "drift/crm").splitlines()
    assert {"specs/crm/openapi.json", "specs/crm/openapi.lock", "specs/crm/VERSION"} < set(paths)
    assert all(path.startswith(("specs/crm/", "generated/crm/")) for path in paths)
    assert place.text("specs/crm/VERSION") == "0.2.0"
    assert 'version = "0.2.0"' in place.text("generated/crm/pyproject.toml")
    told = place.text("specs/crm/CHANGELOG.md")
    assert "## [0.2.0]\n\n### Changed\n\n- **Breaking:** `crm.contacts.create` now requires `email`." in told
    assert told.index("## [Unreleased]") < told.index("## [0.2.0]") < told.index("## [0.1.0]")
    assert found["title"] == "crm: 1 breaking change upstream → 0.2.0"
    assert found["labels"] == ["drift", "breaking", "semver:major"]
    assert "`crm.contacts.create` now requires `email`" in found["body"]
    assert place.git("status", "--porcelain") == ""
    assert place.git("worktree", "list").count("\n") == 0


@pytest.mark.dealt(0.5)
@pytest.mark.parametrize("edit", [BREAKS, ADDS, WORDS], ids=["breaking", "additive", "words"])
@pytest.mark.parametrize("pushed", [False, True])
def test_running_it_twice_changes_nothing(
    edit: Any, pushed: bool, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether the branch was pushed meanwhile or not."""
    place.upstream.document = changed(edit)
    first = propose(capsys)
    if pushed:
        place.push()
    before = place.everything()
    second = propose(capsys)
    assert (second["state"], second["commit"], place.everything()) == ("standing", first["commit"], before)
    assert {**second, "state": "opened", "expected": ""} == first


def test_without_drift_there_is_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """No branch, no lock, no commit."""
    before = place.everything()
    assert propose(capsys)["state"] == "none"
    assert place.everything() == before


@pytest.mark.parametrize(
    ("edit", "command", "merges", "why"),
    [
        (ADDS, "true", True, ""),
        (WORDS, "true", True, ""),
        (ADDS, "false", False, "its tests fail"),
        (ADDS, "", False, "nobody ran its tests"),
        (BREAKS, "true", False, "it is breaking on the wire"),
        (without("Contact", "email"), "true", False, "it is potentially breaking on the wire"),
    ],
)
def test_only_what_is_harmless_and_green_merges_itself(
    edit: Any, command: str, merges: bool, why: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Additions and words whose tests passed; all else waits, and says for what."""
    place.upstream.document = changed(edit)
    found = propose(capsys, *(["--test", command] if command else []))
    assert (found["merge"], found["waits_because"]) == (merges, why)
    assert ("Merges itself" in found["body"]) == merges


def test_the_tests_run_on_what_is_proposed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The new package can be imported and called in the worktree, and what fails is told."""
    place.upstream.document = changed(ADDS)
    (place.root / "call.py").write_text(CALL)
    found = propose(capsys, "--test", f"{sys.executable} {place.root}/call.py")
    assert found["tests"] == "passed", found["body"]
    failed = propose(capsys, "--test", f"{sys.executable} -c \"raise SystemExit('no luck')\"")
    assert failed["tests"] == "failed"
    assert "no luck" in failed["body"]


def test_more_drift_updates_the_branch(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """It stays one commit, and tells everything since the release."""
    place.upstream.document = changed(ADDS)
    first = propose(capsys)
    place.push()
    place.upstream.document = changed(ADDS, BREAKS)
    second = propose(capsys)
    assert (second["state"], second["expected"]) == ("updated", first["commit"])
    assert place.git("rev-list", "--count", "main..drift/crm") == "1"
    assert place.text("specs/crm/VERSION") == "0.2.0"
    told = place.text("specs/crm/CHANGELOG.md")
    assert "[0.1.1]" not in told
    assert "`crm.contacts.list` also accepts `sort`" in told


def test_the_branch_follows_main(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """When main moved, the commit is made anew on it."""
    place.upstream.document = changed(ADDS)
    propose(capsys)
    place.push()
    place.write("NOTES", "something else", "main")
    assert propose(capsys)["state"] == "updated"
    assert place.git("merge-base", "main", "drift/crm") == place.git("rev-parse", "main")
    assert place.text("NOTES") == "something else"
    assert propose(capsys)["state"] == "updated"  # it is not pushed yet
    place.push()
    assert propose(capsys)["state"] == "standing"


def test_a_persons_commit_survives(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What is new comes on top of it; the version that the person wrote wins, and main is merged, not rebased."""
    place.upstream.document = changed(ADDS)
    propose(capsys)
    place.push()
    place.write("specs/crm/VERSION", "1.0.0\n", "drift/crm")
    theirs = place.git("rev-parse", "drift/crm")
    place.write("NOTES", "something else", "main")
    place.upstream.document = changed(ADDS, BREAKS)
    found = propose(capsys, "--test", "true")
    assert (found["state"], found["people"]) == ("updated", ["Ann <ann@example.com>"])
    place.git("merge-base", "--is-ancestor", theirs, "drift/crm")
    place.git("merge-base", "--is-ancestor", "main", "drift/crm")
    assert place.text("specs/crm/VERSION") == "1.0.0"
    told = place.text("specs/crm/CHANGELOG.md")
    assert "## [1.0.0]" in told
    assert "## [0.1.1]" not in told
    assert "now requires `email`" in told
    assert 'version = "1.0.0"' in place.text("generated/crm/pyproject.toml")
    assert not found["merge"]
    place.push()
    before = place.everything()
    assert propose(capsys)["state"] == "standing"
    assert place.everything() == before


def test_what_cannot_be_merged_is_left_to_the_person(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One line that says what to do; no branch moves."""
    place.upstream.document = changed(ADDS)
    propose(capsys)
    place.push()
    place.write("NOTES", "mine", "drift/crm")
    place.write("NOTES", "yours", "main")
    before = place.everything()
    said = propose(capsys, status=2)
    assert "has commits of Ann <ann@example.com> that cannot be merged with main" in said["failed"][0]["error"]
    assert place.everything() == before


def test_commits_that_are_not_pushed_are_not_lost(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A person's, in this clone, on a branch that the remote has too."""
    place.upstream.document = changed(ADDS)
    propose(capsys)
    place.push()
    place.write("NOTES", "mine", "drift/crm", push=False)
    place.upstream.document = changed(ADDS, BREAKS)
    before = place.everything()
    assert "not pushed" in propose(capsys, status=2)["failed"][0]["error"]
    assert place.everything() == before


@pytest.mark.parametrize("pushed", [False, True])
def test_what_the_upstream_takes_back_is_withdrawn(
    pushed: bool, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The branch is gone, and the pull request can be closed."""
    place.upstream.document = changed(BREAKS)
    propose(capsys)
    if pushed:
        place.push()
    place.upstream.document = changed()
    found = propose(capsys)
    assert (found["state"], found["commit"], bool(found["expected"])) == ("withdrawn", "", pushed)
    assert place.git("branch", "--list", "drift/*") == ""


def test_what_is_taken_back_stays_where_a_person_worked(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody's work is thrown away."""
    place.upstream.document = changed(BREAKS)
    propose(capsys)
    place.push()
    place.write("NOTES", "mine", "drift/crm")
    place.upstream.document = changed()
    before = place.everything()
    assert propose(capsys)["state"] == "kept"
    assert place.everything() == before


@pytest.mark.parametrize(
    ("answer", "status"), [({"status": 503}, 3), ({"body": b"<html>"}, 4), ({"body": b"{}"}, 4), ({"status": 404}, 4)]
)
@pytest.mark.parametrize("standing", [False, True])
def test_a_broken_upstream_changes_nothing(
    answer: dict[str, Any], status: int, standing: bool, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unavailable and refused are no drift and no end of drift."""
    if standing:
        place.upstream.document = changed(ADDS)
        propose(capsys)
        place.push()
    for name, value in answer.items():
        setattr(place.upstream, name, value)
    before = place.everything()
    said = propose(capsys, status=status)
    assert [one["api"] for one in said["failed"]] == ["crm"]
    assert place.everything() == before


def test_operations_cannot_vanish_step_by_step(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What is proposed already is no new measure: half of the released operations gone stays refused."""
    place.upstream.document = changed(lambda doc: doc["paths"].pop("/lists/{list_id}/contacts/{contact_id}"))
    propose(capsys)
    place.push()
    place.upstream.document["paths"]["/contacts"].pop("post")
    before = place.everything()
    assert "collapsed from 5 to 3" in propose(capsys, status=4)["failed"][0]["error"]
    assert place.everything() == before


def test_a_stale_base_is_mended_first(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A change of the templates is not released as drift."""
    place.write("generated/crm/README.md", "edited", "main")
    place.upstream.document = changed(ADDS)
    assert "run clientgen generate there first" in propose(capsys, status=2)["failed"][0]["error"]


def test_a_dry_run_moves_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what would happen."""
    place.upstream.document = changed(ADDS)
    before = place.everything()
    assert propose(capsys, "--dry-run")["state"] == "opened"
    assert place.everything() == before


def test_the_same_code_is_no_release(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the snapshot is proposed, and merges itself."""
    place.upstream.document = changed(lambda doc: doc.update({"x-internal": 1}))
    found = propose(capsys, "--test", "true")
    assert (found["source"], found["bump"], found["merge"]) == ("identical", "none", True)
    assert found["version"] == {"from": "0.1.0", "to": "0.1.0"}
    assert place.text("specs/crm/CHANGELOG.md") == place.text("specs/crm/CHANGELOG.md", "main")
    assert "semver:none" in found["labels"]


def test_a_body_is_never_longer_than_github_takes(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """However much changed, and however long the names are."""
    fields = {f"{'long_' * 20}{number}": TEXT for number in range(700)}
    place.upstream.document = changed(both(*(prop("Contact", name, TEXT) for name in fields)))
    found = propose(capsys)
    assert 10_000 < len(found["body"]) <= 65_000
    assert found["body"].count("<details>") == found["body"].count("</details>")


def test_one_line_for_a_person(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What became of the branch, and what is to be done."""
    assert cli.run(["propose"]) == 0
    assert capsys.readouterr().out == "crm           nothing to propose\n"
    place.upstream.document = changed(ADDS)
    assert cli.run(["propose"]) == 0
    assert "drift/crm opened" in (said := capsys.readouterr().out)
    assert "waits for a person: nobody ran its tests" in said
    place.upstream.document = changed()
    assert cli.run(["propose"]) == 0
    assert capsys.readouterr().out == "crm           upstream is as it was; drift/crm is gone\n"


def test_specs_may_lie_below_the_top_of_the_repository(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named with --root, or as the working directory: the branch changes what is there, and a second run nothing."""
    (place.root / "clients").mkdir()
    place.git("mv", "specs", "generated", "clients")
    place.git("commit", "--quiet", "-m", "Moved")
    place.git("push", "--quiet", "origin", "main")
    place.upstream.document = changed(BREAKS)
    found = propose(capsys, "--root", "clients")
    assert found["state"] == "opened"
    assert place.text("clients/specs/crm/VERSION") == "0.2.0"
    assert 'version = "0.2.0"' in place.text("clients/generated/crm/pyproject.toml")
    monkeypatch.chdir(place.root / "clients")
    assert propose(capsys)["state"] == "standing"
    assert cli.run(["update", "crm"]) == 0
    assert (place.root / "clients/specs/crm/VERSION").read_text() == "0.2.0\n"
