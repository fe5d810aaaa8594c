"""Commands, what they print, and their exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from generator.cli import main as cli
from generator.errors import DocumentError, FactsError, Refused, Unavailable
from generator.files.tree import Tree
from generator.packages import pipeline, workspace
from generator.upstream import document as upstream
from generator.upstream.document import AcceptedDocument

PETS = Tree({"README.md": b"pets", "pets.py": b"# Code generated\n"})


@frozen
class Made:
    """What a render gives, as far as the command line reads it."""

    tree: Tree = PETS
    operations: int = 2
    models: int = 1
    warnings: tuple[str, ...] = ()
    report: Mapping[str, Any] = {
        "operations": {"in_document": 2, "generated": 2},
        "seconds": {"load": 0.5, "render": 0.25},
    }


class Renders:
    """Stands for the pipeline: counts its calls and gives *made*, or raises it."""

    def __init__(self) -> None:
        self.made: Made | Exception = Made()
        self.asked: list[Path] = []

    def __call__(self, path: Path, **options: object) -> Made:
        self.asked.append(path)
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> Renders:
    fake = Renders()
    monkeypatch.setattr(pipeline, "render_api", fake)
    monkeypatch.setattr(pipeline, "render_document", fake)
    return fake


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renders: Renders) -> Path:
    """A repository with two APIs, in which the commands run."""
    for name in ("cars", "pets"):
        (tmp_path / "specs" / name).mkdir(parents=True)
        (tmp_path / "specs" / name / "api.yaml").write_text(f"title: {name}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_generate_writes_and_says_changed_then_in_step(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each API: operations, models, files, seconds, state; nothing on standard error."""
    assert cli.run(["generate"]) == 0
    first, error = capsys.readouterr()
    assert [line.split()[0] for line in first.splitlines()] == ["cars", "pets"]
    assert "2 operations" in first
    assert "1 models" in first
    assert "2 files" in first
    assert all(line.endswith("changed") for line in first.splitlines())
    assert error == ""
    assert cli.run(["generate"]) == 0
    assert all(line.endswith("in step") for line in capsys.readouterr().out.splitlines())
    assert Tree.read(root / "generated/pets") == PETS


def test_what_was_rendered_is_not_rendered_again(root: Path, renders: Renders) -> None:
    """The second run and the check answer from memory; --no-cache renders."""
    cli.run(["generate"])
    del renders.asked[:]
    assert cli.run(["generate"]) == 0
    assert cli.run(["generate", "--check"]) == 0
    assert not renders.asked
    assert cli.run(["generate", "--check", "--no-cache"]) == 0
    assert [path.name for path in renders.asked] == ["cars", "pets"]


def test_changed_inputs_are_rendered_again(root: Path, renders: Renders) -> None:
    """Only the API whose inputs changed."""
    cli.run(["generate"])
    del renders.asked[:]
    (root / "specs/pets/api.yaml").write_text("title: dogs\n")
    cli.run(["generate"])
    assert [path.name for path in renders.asked] == ["pets"]


@pytest.mark.parametrize("cache", [[], ["--no-cache"]])
def test_check_lists_what_is_stale_and_how_to_mend_it(
    cache: list[str], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hand-edited, missing and extra files are told apart, by memory and by render, and nothing is written."""
    cli.run(["generate"])
    (root / "generated/pets/pets.py").write_bytes(b"edited")
    (root / "generated/pets/README.md").unlink()
    (root / "generated/cars/extra.py").write_bytes(b"")
    capsys.readouterr()
    assert cli.run(["generate", "--check", *cache]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "  missing  generated/pets/README.md" in lines
    assert "  changed  generated/pets/pets.py" in lines
    assert "  extra    generated/cars/extra.py" in lines
    assert lines[-1].endswith("clientgen generate")
    assert (root / "generated/pets/pets.py").read_bytes() == b"edited"


def test_two_apis_with_one_package_clash(root: Path) -> None:
    """Only one of them could be installed; the later one is at fault."""
    for name in ("cars", "pets"):
        package = root / "generated" / name / "rides_client" / "_runtime"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("# Code generated\n")
    clashes = workspace.Repository(root).package_clashes()
    assert list(clashes) == ["pets"]
    assert "package: 'rides_client' is that of 'cars' too" in str(clashes["pets"])
    other = root / "generated" / "pets" / "rides_client"
    other.rename(other.with_name("pets_client"))
    assert workspace.Repository(root).package_clashes() == {}


def test_a_clash_of_packages_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`generate` names it, with status 2."""
    fault = FactsError("specs/pets/api.yaml", "package: 'x' is that of 'cars' too", "choose another")
    monkeypatch.setattr(workspace.Repository, "package_clashes", lambda _: {"pets": fault})
    assert cli.run(["generate"]) == 2
    assert "package: 'x' is that of 'cars' too" in capsys.readouterr().err


def test_generate_mends_hand_edits(root: Path) -> None:
    """Also when the inputs have been rendered before."""
    cli.run(["generate"])
    (root / "generated/pets/pets.py").write_bytes(b"edited")
    assert cli.run(["generate"]) == 0
    assert Tree.read(root / "generated/pets") == PETS


def test_check_of_nothing_generated_is_stale(root: Path) -> None:
    """No output is a stale output, and a check makes none."""
    assert cli.run(["generate", "--check"]) == 1
    assert not (root / "generated").exists()


def test_packages_of_apis_that_are_gone_are_stale_and_swept(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are listed by a check of everything and removed by the next run."""
    cli.run(["generate"])
    (root / "specs/cars/api.yaml").unlink()
    assert cli.run(["generate", "--check", "pets"]) == 0
    assert cli.run(["generate", "--check"]) == 1
    assert "generated/cars/" in capsys.readouterr().out
    assert cli.run(["generate"]) == 0
    assert not (root / "generated/cars").exists()


def test_generate_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as data, and nothing else on standard output."""
    assert cli.run(["generate", "--check", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["mend"] == "clientgen generate"
    assert [(api["api"], api["state"], api["operations"]) for api in said["apis"]] == [
        ("cars", "stale", 2),
        ("pets", "stale", 2),
    ]
    assert said["apis"][1]["missing"] == ["README.md", "pets.py"]


def test_a_failed_render_is_one_line_and_trouble(
    root: Path, renders: Renders, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2; with --debug the traceback comes before the line."""
    renders.made = DocumentError("openapi.yaml:3:1", "is not YAML", "mend the syntax there")
    assert cli.run(["generate", "pets"]) == 2
    assert capsys.readouterr().err == "clientgen: openapi.yaml:3:1: is not YAML; mend the syntax there\n"
    assert cli.run(["generate", "pets", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_of_ours_is_one_line_too(root: Path, renders: Renders, capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody foresaw is still one line and status 2."""
    renders.made = RuntimeError("a\nb")
    assert cli.run(["generate", "pets"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("clientgen: internal: RuntimeError: a b; ")
    assert error.count("\n") == 1


def test_an_unknown_api_names_its_neighbours(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the finger is answered with what was probably meant."""
    assert cli.run(["generate", "pest"]) == 2
    assert "did you mean pets?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [[], ["x"], ["generate", "--x"], ["diff", "a"], ["build", "a"], ["drift", "--fail-on", "x"]]
)
def test_wrong_arguments_are_one_line_and_trouble(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As every other error: what, and where help is."""
    assert cli.run(words) == 2
    error = capsys.readouterr().err
    assert error.startswith("clientgen: arguments: ")
    assert error.count("\n") == 1
    assert "--help" in error


def test_warnings_go_to_standard_error(root: Path, renders: Renders, capsys: pytest.CaptureFixture[str]) -> None:
    """Also when they are remembered, so that a warning does not vanish with the second run."""
    renders.made = Made(warnings=("lists.create has no answer",))
    for _ in range(2):
        assert cli.run(["generate", "pets"]) == 0
        assert capsys.readouterr().err == "clientgen: pets: lists.create has no answer\n"


def test_build_writes_the_package_and_the_report(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report has the seconds of every stage, writing included."""
    assert cli.run(["build", "pets.json", "-o", "out", "--report", "report.json"]) == 0
    assert Tree.read(root / "out") == PETS
    report = json.loads((root / "report.json").read_text())
    assert report["operations"] == {"in_document": 2, "generated": 2}
    assert set(report["seconds"]) == {"load", "render", "write"}
    assert "2 operations" in capsys.readouterr().out


def test_build_without_all_operations_is_trouble(
    root: Path, renders: Renders, capsys: pytest.CaptureFixture[str]
) -> None:
    """A client that lacks operations is not written."""
    renders.made = Made(report={"operations": {"in_document": 3, "generated": 2}, "seconds": {}})
    assert cli.run(["build", "pets.json", "-o", "out"]) == 2
    assert "only 2 of 3 operations" in capsys.readouterr().err
    assert not (root / "out").exists()


def test_build_spares_a_folder_of_somebody_else(root: Path) -> None:
    """Trouble, before anything is rendered."""
    (root / "out").mkdir()
    (root / "out/thesis.txt").write_text("mine")
    assert cli.run(["build", "pets.json", "-o", "out"]) == 2
    assert [entry.name for entry in (root / "out").iterdir()] == ["thesis.txt"]


def test_fetch_tells_unchanged_from_accepted(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each API, and what to do next."""
    monkeypatch.setattr(upstream, "has_upstream", lambda directory: directory.name == "pets")
    monkeypatch.setattr(upstream, "accept", lambda *_: AcceptedDocument(state="accepted", operations=3, before=2))
    assert cli.run(["fetch"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "cars          written by hand: nothing to fetch",
        "pets          accepted: 2 → 3 operations; now clientgen generate",
    ]


@pytest.mark.parametrize(
    ("failures", "status"),
    [([Unavailable], 3), ([Refused], 4), ([Unavailable, Refused], 4), ([Refused, DocumentError], 2)],
)
def test_fetch_exits_with_the_gravest_failure(
    failures: list[type[Exception]], status: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each API is tried; unavailable is 3, refused is 4, trouble is 2."""
    pending = list(failures)

    def accept(*_: object) -> AcceptedDocument:
        if pending:
            raise pending.pop(0)("upstream", "no")
        return AcceptedDocument(state="unchanged", operations=1, before=1)

    monkeypatch.setattr(upstream, "accept", accept)
    assert cli.run(["fetch", "cars", "pets"]) == status
    assert not pending


def test_from_is_for_one_api(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One document cannot replace two."""
    assert cli.run(["fetch", "--from", "x.json"]) == 2
    assert "name one of cars, pets" in capsys.readouterr().err


def document(*paths: str) -> dict[str, Any]:
    answer = {"200": {"description": "fine"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1"},
        "paths": {path: {"get": {"operationId": f"get{path[1:]}", "responses": answer}} for path in paths},
    }


OLD, ADDED, WORDED = document("/a", "/b"), document("/a", "/b", "/c"), document("/a", "/b")
WORDED["paths"]["/a"]["get"]["summary"] = "Said otherwise."


@pytest.mark.parametrize(
    ("old", "new", "fail_on", "status"),
    [
        *((OLD, OLD, fail_on, 0) for fail_on in ("breaking", "additive", "any")),
        *((ADDED, OLD, fail_on, 1) for fail_on in ("breaking", "additive", "any")),
        *((OLD, ADDED, fail_on, status) for fail_on, status in (("breaking", 10), ("additive", 1), ("any", 1))),
        *((OLD, WORDED, fail_on, status) for fail_on, status in (("breaking", 10), ("additive", 10), ("any", 1))),
    ],
)
@pytest.mark.parametrize("kind", ["text", "json"])
def test_diff_exits_by_what_the_caller_fails_on(
    kind: str, old: Any, new: Any, fail_on: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 no drift, 1 drift at or above --fail-on, 10 below it."""
    (tmp_path / "old.json").write_text(json.dumps(old))
    (tmp_path / "new.json").write_text(json.dumps(new))
    words = ["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "--fail-on", fail_on, "--format", kind]
    assert cli.run(words) == status
    said = capsys.readouterr().out
    assert json.loads(said)["class"] if kind == "json" else said.startswith("old.json → new.json: ")


def test_root_names_another_folder(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read and written is below --root, wherever the command is run."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    assert cli.run(["generate"]) == 2
    assert cli.run(["generate", "--root", str(root)]) == 0
    assert Tree.read(root / "generated/pets") == PETS
    monkeypatch.chdir(root.parent)
    assert cli.run(["generate", "--check", "--root", root.name]) == 0
    assert not any(elsewhere.iterdir())


def test_a_document_without_facts_is_an_api(root: Path, renders: Renders, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with a document is one, and a folder with neither is none."""
    (root / "specs/boats").mkdir()
    (root / "specs/boats/openapi.yaml").write_text("openapi: 3.1.0\n")
    (root / "specs/notes").mkdir()
    assert cli.run(["generate"]) == 0
    assert [path.name for path in renders.asked] == ["boats", "cars", "pets"]


def test_a_folder_without_specs_says_what_to_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, status 2."""
    monkeypatch.chdir(tmp_path)
    assert cli.run(["generate"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "put a document into specs/NAME/openapi.yaml" in line


def run_here(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line as a process, with this source, in *cwd*."""
    here = str(Path(cli.__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": here, **environment}
    return subprocess.run(
        [sys.executable, "-m", "generator", *words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_the_process_exits_with_the_status(tmp_path: Path) -> None:
    """The same as a process, also where the terminal knows only ASCII."""
    (tmp_path / "a.json").write_text(json.dumps(OLD))
    (tmp_path / "b.json").write_text(json.dumps(ADDED))
    ended = run_here("diff", "a.json", "b.json", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert ended.returncode == 10, ended.stderr
    assert run_here("diff", "a.json", "none.json", cwd=tmp_path).returncode == 2
    assert run_here("--help", cwd=tmp_path).returncode == 0
    assert run_here("--version", cwd=tmp_path).stdout.startswith("clientgen ")


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    """Piping into `head` ends without a traceback."""
    (tmp_path / "a.json").write_text(json.dumps(document(*(f"/{number:0250}" for number in range(400)))))
    (tmp_path / "b.json").write_text(json.dumps(OLD))
    here = str(Path(cli.__file__).parents[2])
    piped = f"{sys.executable} -m generator diff a.json b.json | head -n 1"
    ended = subprocess.run(
        piped, shell=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": here}, capture_output=True, check=False
    )
    assert ended.stderr == b""
