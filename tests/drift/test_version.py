"""The next version follows from what callers' code meets, and a person may go further."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.drift.surface import SourceImpact
from generator.drift.version import Bump, VersionRefused, bump, next_version
from generator.packages.pipeline import render_api

SPECS = Path(__file__).parents[2] / "specs"
SOURCES: dict[SourceImpact, Bump] = {
    "runtime-breaking": "major",
    "typing-breaking": "major",
    "additive": "minor",
    "docs-only": "patch",
    "identical": "none",
}


@pytest.mark.parametrize("source", SOURCES)
def test_the_bump_comes_from_the_source(source: SourceImpact) -> None:
    """Breaking in a type checker is breaking, too."""
    assert bump(source) == SOURCES[source]


@pytest.mark.parametrize(
    ("current", "versions"),
    [
        ("1.4.2", ["2.0.0", "2.0.0", "1.5.0", "1.4.3", "1.4.2"]),
        ("0.4.2", ["0.5.0", "0.5.0", "0.4.3", "0.4.3", "0.4.2"]),
        ("0.0.0", ["0.1.0", "0.1.0", "0.0.1", "0.0.1", "0.0.0"]),
        ("2.0.0rc1", ["2.0.0", "2.0.0", "2.0.0", "2.0.0", "2.0.0rc1"]),
        ("2.1.0-beta.2", ["3.0.0", "3.0.0", "2.1.0", "2.1.0", "2.1.0-beta.2"]),
        ("1.4.3.dev0", ["2.0.0", "2.0.0", "1.5.0", "1.4.3", "1.4.3.dev0"]),
    ],
)
def test_the_next_version(current: str, versions: list[str]) -> None:
    """Below 1.0.0 major becomes minor and minor becomes patch; a pre-release ends in its release if that is enough."""
    assert [next_version(current, source) for source in SOURCES] == versions


@pytest.mark.parametrize(
    ("written", "wins"),
    [
        ("1.4.2", False),
        ("1.4.9", False),
        ("", False),
        ("1.5.0", True),
        ("1.6.0", True),
        ("2.0.0", True),
        ("2.0.0rc1", True),
        (" 2.0.0\n", True),
    ],
)
def test_a_higher_version_of_a_persons_own_wins(written: str, wins: bool) -> None:
    """What stands in VERSION is never lowered, and never keeps a release from being high enough."""
    assert next_version("1.4.2", "additive", written) == (written.strip() if wins else "1.5.0")


def test_asking_twice_gives_the_same() -> None:
    """What was decided is written, and then is what a person wrote."""
    first = next_version("0.3.1", "runtime-breaking")
    assert next_version("0.3.1", "runtime-breaking", first) == first


def test_an_identical_package_is_released_by_a_person_alone() -> None:
    assert next_version("1.0.0", "identical", "1.0.0") == "1.0.0"
    assert next_version("1.0.0", "identical", "1.1.0") == "1.1.0"


@pytest.mark.parametrize("version", ["1.0", "one", "1.0.0.0", "01.0.0", "1.0.0 beta", "v1.0.0", "1.0.-1", ""])
def test_what_is_no_version_is_refused(version: str) -> None:
    """In one line that says what to write."""
    with pytest.raises(VersionRefused, match="write three numbers"):
        next_version(version, "additive")


def test_the_version_stands_in_one_place(tmp_path: Path) -> None:
    """What `specs/<api>/VERSION` says is what the package says, everywhere."""
    api = min(SPECS.glob("*/VERSION")).parent
    directory = tmp_path / api.name
    shutil.copytree(api, directory)
    (directory / "VERSION").write_text("7.8.9\n")
    rendered = render_api(directory).tree.files
    runtime = re.compile(r"/_runtime(/|_version\.py)")  # it has a version of its own, which may be the same
    files = {path: content for path, content in rendered.items() if not runtime.search(path)}
    said = {path for path, content in files.items() if b"7.8.9" in content}
    assert b'version = "7.8.9"' in files["pyproject.toml"]
    assert any(path.endswith("_service.py") for path in said)
    assert not {path for path, content in files.items() if (api / "VERSION").read_bytes().strip() in content} - {
        "CHANGELOG.md"
    }
