"""`build --runtime-only` replaces the runtime of a package that was built before, and nothing else of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main as cli
from generator.errors import TreeError
from generator.packages.compatibility import incompatibilities
from generator.packages.runtime_only import replace_runtime
from generator.render import runtime_copy
from generator.runtime import __version__
from generator.runtime.util.source_hash import source_sha256

ROOT = Path(__file__).parents[3]
HASH = source_sha256(runtime_copy.runtime())
NOW = f"{__version__}+{HASH[:8]}"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A package that was built with a runtime of an older version, one file longer and one shorter."""
    directory = tmp_path / "komos"
    shutil.copytree(ROOT / "generated/komos", directory, ignore=shutil.ignore_patterns("__pycache__"))
    runtime = directory / "komos_client/_runtime"
    face = runtime / "__init__.py"
    face.write_text(face.read_text().replace(f'__version__ = "{__version__}"', '__version__ = "0.1.7"'))
    (runtime / "gone.py").write_text("")
    (runtime / "config.py").unlink()
    record = directory / "komos_client" / runtime_copy.VERSION_MODULE
    record.write_text(record.read_text().replace(__version__, "0.1.7").replace(HASH, "0" * 64))
    return directory


def files(directory: Path) -> dict[str, tuple[bytes, int]]:
    """Content and inode of each file."""
    return {
        path.relative_to(directory).as_posix(): (path.read_bytes(), path.stat().st_ino)
        for path in directory.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(*words: str) -> int:
    return cli.run(words)


def test_only_the_runtime_changes(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The result is byte for byte the package as it is built today; no other file is even written again."""
    (built / "notes.txt").write_text("mine")
    (built / "dist").mkdir()
    (built / "dist/old.whl").write_text("mine, too")
    before = files(built)
    assert run("build", "--runtime-only", str(built)) == 0
    after = files(built)
    told = capsys.readouterr().out
    assert told.startswith("komos_client: runtime 0.1.7+")
    assert told.endswith(f" → {NOW}\n")
    assert told.count("\n") == 1
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert {path for path in changed if not path.startswith("komos_client/_runtime/")} == {
        f"komos_client/{runtime_copy.VERSION_MODULE}"
    }
    fresh = {path: content for path, (content, _) in files(ROOT / "generated/komos").items()}
    assert {path: after[path][0] for path in fresh} == fresh
    assert after.keys() - fresh.keys() == {"notes.txt", "dist/old.whl"}


def test_a_second_time_nothing_is_left_to_do(built: Path) -> None:
    """The same version before and after, and every file stays the file that it was."""
    replace_runtime(built)
    before = files(built)
    again = replace_runtime(built / "komos_client")  # the import package itself is understood as well
    assert (again.package, again.before, again.after) == ("komos_client", NOW, NOW)
    assert {path: content for path, (content, _) in files(built).items()} == {
        path: content for path, (content, _) in before.items()
    }


def test_a_runtime_of_before_versions_is_replaced(built: Path) -> None:
    """It has no version to tell and no module beside it; afterwards it has both."""
    face = built / "komos_client/_runtime/__init__.py"
    face.write_text(face.read_text().replace("__version__", "version"))
    (built / "komos_client" / runtime_copy.VERSION_MODULE).unlink()
    assert replace_runtime(built).before.startswith("unknown+")
    assert (built / "komos_client" / runtime_copy.VERSION_MODULE).read_bytes() == runtime_copy.version_module()


def test_a_run_that_was_killed_between_the_two_steps_is_completed(built: Path) -> None:
    """With the new runtime and the old record beside it, the next run writes the record."""
    runtime = built / "komos_client/_runtime"
    shutil.rmtree(runtime)
    shutil.copytree(ROOT / "generator/runtime", runtime, ignore=shutil.ignore_patterns("__pycache__"))
    replace_runtime(built)
    assert (built / "komos_client" / runtime_copy.VERSION_MODULE).read_bytes() == runtime_copy.version_module()


@pytest.mark.parametrize("version", ["99.0.0", "0.10.0", f"{__version__}.1"])
def test_a_newer_runtime_is_left_as_it_is(built: Path, version: str) -> None:
    """An old clientgen would take back what a newer one mended."""
    face = built / "komos_client/_runtime/__init__.py"
    face.write_text(face.read_text().replace('"0.1.7"', f'"{version}"'))
    before = files(built)
    with pytest.raises(
        TreeError, match=rf"has the runtime {version}, which is newer than {__version__}.*; use a newer"
    ):
        replace_runtime(built)
    assert files(built) == before


@pytest.mark.parametrize("value", ['"1.0.0rc1"', '"1.0.0.dev3"', "read_version()", '"'], ids=repr)
def test_a_runtime_that_may_be_newer_is_left_as_it_is(built: Path, value: str) -> None:
    """A version that cannot be compared, or read, is no evidence of an older runtime."""
    face = built / "komos_client/_runtime/__init__.py"
    face.write_text(face.read_text().replace('"0.1.7"', value))
    before = files(built)
    with pytest.raises(TreeError, match=r"which may be newer than .*; build the package anew"):
        replace_runtime(built)
    assert files(built) == before


def nothing(directory: Path) -> Path:
    return directory / "nowhere"


def empty(directory: Path) -> Path:
    (directory / "empty").mkdir()
    return directory / "empty"


def two(directory: Path) -> Path:
    shutil.copytree(directory / "komos_client", directory / "another_client")
    return directory


def by_hand(directory: Path) -> Path:
    (directory / "komos_client/_service.py").write_text("SERVICE = None\n")
    return directory


@pytest.mark.parametrize("kind", [nothing, empty, two, by_hand])
def test_another_folder_is_refused(
    built: Path, kind: Callable[[Path], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and one line with place, fault and mend; nothing is written."""
    directory = kind(built)
    before = files(built)
    assert run("build", "--runtime-only", str(directory)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        "that clientgen build wrote" if kind is not nothing else "name the one that clientgen build wrote"
    )
    assert files(built) == before


MISFITS = {
    "a name that is gone": ("from ._runtime import Gone\n", "imports Gone, which is not in the runtime"),
    "a name that is gone, for types only": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ._runtime import Gone\n",
        "imports Gone",
    ),
    "a name that is gone, handed on": ('MODULE_OF = {\n    "Gone": "_runtime",\n}\n', "exports Gone"),
    "a module inside": ("from ._runtime.codec.codec import Codec\n", "imports from acme._runtime.codec.codec"),
    "a module inside, absolutely": ("import acme._runtime.config\n", "imports _runtime as a module"),
    "the module itself": ("def f():\n    from . import _runtime\n", "imports _runtime as a module"),
    "all its names": ("from ._runtime import *\n", "imports *"),
    "a keyword that is gone": (
        "from ._runtime import Limit\nA = Limit(5, per=1.0, gone=True)\n",
        "calls Limit: got an unexpected keyword argument 'gone'",
    ),
    "an argument that is missing": ("from ._runtime import Limit as L\nA = L()\n", "calls L: missing a required"),
    "an inherited method that is gone": (
        "from ._runtime import Resource\nclass A(Resource):\n    def f(self):\n        return self._gone()\n",
        "calls the inherited _gone: it cannot be called",
    ),
    "an argument of an inherited method that is gone": (
        "from ._runtime import Resource\nclass A(Resource):\n    def f(self, o): self._call(1, 2, gone=3, options=o)\n",
        "calls the inherited _call: got an unexpected keyword argument 'gone'",
    ),
    "a constructor's argument that is gone": (
        "from ._runtime import Client\nclass A(Client):\n    def __init__(self):\n        super().__init__(gone=1)\n",
        "calls the inherited __init__: got an unexpected keyword argument 'gone'",
    ),
    "no Python": ("def f(:\n", "cannot be parsed"),
}


@pytest.mark.parametrize("kind", MISFITS)
def test_code_that_does_not_fit_is_found(kind: str) -> None:
    """Each way in which rendered code can depend on what this runtime does not have."""
    source, fault = MISFITS[kind]
    (found,) = incompatibilities("acme", {"module.py": source.encode()})
    assert found.startswith("module.py")
    assert fault in found


@pytest.mark.parametrize("api", ["kairo", "komo", "komos"])
def test_what_is_rendered_today_fits(api: str) -> None:
    """All names, calls and inherited methods of the packages of this repository, of which there are many."""
    package = ROOT / f"generated/{api}/{api}_client"
    sources = {path: content for path, (content, _) in files(package).items() if path.endswith(".py")}
    rendered = {path: content for path, content in sources.items() if not path.startswith("_runtime")}
    assert list(incompatibilities(package.name, rendered)) == []
    assert sum(b"_runtime import" in content for content in rendered.values()) > 20


def test_a_package_that_does_not_fit_is_left_as_it_is(built: Path) -> None:
    """The first reason, how many more there are, and what to do instead."""
    errors = built / "komos_client/errors.py"
    errors.write_text(errors.read_text() + "\nfrom ._runtime import Gone, Lost\n")
    before = files(built)
    with pytest.raises(TreeError, match=r"does not fit the runtime .* errors\.py:\d+ imports Gone.*\(and 1 more\)"):
        replace_runtime(built)
    assert files(built) == before


@pytest.mark.parametrize("words", [["-o", "x"], ["document.yaml"], ["--package", "x"], ["--report", "x"]])
def test_it_goes_with_no_other_argument(words: list[str], built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a document nor an output: nothing is planned."""
    assert run("build", "--runtime-only", str(built), *words) == 2
    assert "--runtime-only PACKAGE_DIR is used alone" in capsys.readouterr().err


def test_a_changed_runtime_is_told(tmp_path: Path) -> None:
    """`generate --check` lists the file; `describe()` tells the hash of what really runs, not what was recorded."""
    shutil.copytree(ROOT / "specs/komos", tmp_path / "specs/komos")
    shutil.copytree(
        ROOT / "generated/komos", tmp_path / "generated/komos", ignore=shutil.ignore_patterns("__pycache__")
    )
    package = tmp_path / "generated/komos/komos_client"
    now, recorded = "komos_client.Komos('key').describe()['runtime']", "komos_client.SERVICE.runtime_sha256"
    script = f"import json, komos_client; print(json.dumps([{now}, {recorded}]))"

    def told() -> list[object]:
        done = subprocess.run([sys.executable, "-c", script], cwd=package.parent, capture_output=True, check=True)
        return list(json.loads(done.stdout))

    assert run("generate", "--root", str(tmp_path), "--check") == 0
    assert told() == [{"version": __version__, "sha256": HASH}, HASH]
    with (package / "_runtime/config.py").open("a") as file:
        file.write("# changed\n")
    (package / "_runtime/added.py").write_text("")
    changed = source_sha256(
        {
            path.removeprefix("_runtime/"): content
            for path, (content, _) in files(package).items()
            if path.startswith("_runtime/")
        }
    )
    assert changed != HASH
    assert told() == [{"version": __version__, "sha256": changed}, HASH]
    assert run("generate", "--root", str(tmp_path), "--check") == 1


@pytest.mark.parametrize("file", ["_runtime/config.py", "_runtime_version.py"])
def test_check_names_the_changed_file(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The runtime, and the record of its hash, are compared like every other file."""
    shutil.copytree(ROOT / "specs/komos", tmp_path / "specs/komos")
    shutil.copytree(ROOT / "generated/komos", tmp_path / "generated/komos")
    with (tmp_path / "generated/komos/komos_client" / file).open("a") as changed:
        changed.write("# changed\n")
    assert run("generate", "--root", str(tmp_path), "--check") == 1
    assert f"  changed  generated/komos/komos_client/{file}" in capsys.readouterr().out.splitlines()
