"""A changelog tells callers what a release does to them: breaking first, once, and nothing a person wrote is lost."""

from __future__ import annotations

import copy

import pytest

from generator.drift.changelog import ChangelogEntry, build_entry, insert
from generator.drift.surface import SurfaceComparison
from generator.release.judge import judge
from tests.drift.cases import CASES
from tests.drift.edits import crm

HEAD = """# Changelog

What changes for users of `x`.

## [Unreleased]

## [0.1.0]

### Added

- The first thing.
"""
TOLD: ChangelogEntry = {"Removed": ["**Breaking:** `x.a` was removed. Call `x.b`."], "Added": ["`x.c` was added."]}


def told(*names: str) -> ChangelogEntry:
    """The entry for the edits called *names*, one after the other."""
    document = copy.deepcopy(crm())
    for name in names:
        next(case for case in CASES if case.name == name).edit(document)
    judged = judge(crm(), document)
    assert judged.surface is not None
    return build_entry(judged.surface, judged.comparison)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("request-property-became-required", {"Changed": [
            "**Breaking:** `api.contacts.create` now requires `email`. Pass `email=…`.",
            "**Breaking:** `models.ContactIn(…)` now requires `email`. Pass `email=…`."]}),
        ("response-nullable", {"Changed": ["**Breaking for type checkers:** `models.Contact.name` may be `None`."]}),
        ("endpoint-added", {"Added": ["`api.usage.retrieve` was added."]}),
        ("request-enum-value-added", {"Changed": ["`api.contacts.create` also accepts `'bot'` for `kind`."],
                                      "Added": ["`models.ContactInKind` has the new member `BOT`."]}),
        ("operation-id-renamed", {}),
        ("path-parameter-renamed", {"Changed": [
            "**Breaking:** `api.contacts.delete` has renamed its argument `contact_id` to `id`. Write `id=…`.",
            "**Breaking:** `api.contacts.retrieve` has renamed its argument `contact_id` to `id`. Write `id=…`.",
            "**Breaking:** `api.lists.contacts.replace` has renamed its argument `contact_id` to `id`. Write `id=…`.",
        ]}),
        ("description-changed", {"Changed": [
            "Docstrings and requests follow the vendor's document; no code has to change."]}),
    ],
)  # fmt: skip
def test_entries_are_in_callers_words(name: str, expected: ChangelogEntry) -> None:
    """What they call, what becomes of it, and what to do."""
    assert told(name) == expected


def test_what_only_the_wire_shows_is_said_of_the_method_it_hits() -> None:
    """A limit that no code knows of: the package is the same, the server is not."""
    (point,) = told("max-length-decreased")["Changed"]
    assert point.startswith("On the wire, `api.contacts.create`: the ")
    assert "maxLength" in point


def test_what_breaks_comes_first() -> None:
    """Sections and points: removed before changed before added, and in each the gravest first."""
    found = told("endpoint-removed", "required-query-parameter", "response-nullable", "unused-schema")
    assert list(found) == ["Removed", "Changed", "Added"]
    marks = [point.partition(":**")[0].strip("*") for point in found["Changed"]]
    assert marks == ["Breaking", "Breaking for type checkers"]


def test_deprecation_has_its_own_section() -> None:
    """Though no code changes."""
    document = copy.deepcopy(crm())
    document["paths"]["/contacts"]["get"]["deprecated"] = True
    judged = judge(crm(), document)
    assert list(build_entry(judged.surface or SurfaceComparison(), judged.comparison)) == ["Deprecated"]


def test_a_release_gets_a_section_below_what_is_unreleased() -> None:
    """In the format's own order of releases: the newest on top."""
    removed, added = "- **Breaking:** `x.a` was removed. Call `x.b`.", "- `x.c` was added."
    release = f"## [0.2.0]\n\n### Removed\n\n{removed}\n\n### Added\n\n{added}\n\n"
    assert insert(HEAD, TOLD, "0.2.0") == HEAD.replace("## [0.1.0]", f"{release}## [0.1.0]")


def test_without_a_version_it_is_unreleased() -> None:
    changelog = insert(HEAD, TOLD)
    assert "## [Unreleased]\n\n### Removed\n" in changelog
    assert changelog.endswith("## [0.1.0]\n\n### Added\n\n- The first thing.\n")


@pytest.mark.parametrize("changelog", [HEAD, "", "# Changelog\n", HEAD.replace("## [Unreleased]\n\n", "")])
@pytest.mark.parametrize("version", ["Unreleased", "0.2.0", "0.1.0"])
def test_twice_is_once(changelog: str, version: str) -> None:
    """And of a longer entry only what is new is added."""
    once = insert(changelog, TOLD, version)
    assert insert(once, TOLD, version) == once
    more = insert(once, {**TOLD, "Removed": [*TOLD["Removed"], "`x.d` was removed."]}, version)
    assert more.count("`x.a` was removed") == 1
    assert more.count("`x.d` was removed") == 1


def test_nothing_to_tell_changes_nothing() -> None:
    assert insert(HEAD, {}, "0.2.0") == HEAD


def test_what_a_person_wrote_stays() -> None:
    """Word for word, below what is added; items with other line breaks are recognized."""
    written = HEAD.replace(
        "## [Unreleased]\n",
        "## [Unreleased]\n\nSoon.\n\n### Added\n\n- `x.c`\n  was added.\n- Mine.\n\n### Fixed\n\n- A fault.\n",
    )
    changelog = insert(written, {"Changed": ["`x.e` is otherwise."], "Added": ["`x.c` was added.", "`x.f` was added."]})
    section = changelog.partition("## [0.1.0]")[0]
    assert section.endswith(
        "Soon.\n\n### Changed\n\n- `x.e` is otherwise.\n\n"
        "### Added\n\n- `x.f` was added.\n- `x.c`\n  was added.\n- Mine.\n\n"
        "### Fixed\n\n- A fault.\n\n"
    )


def test_long_points_are_broken() -> None:
    """At 120 columns, between words."""
    changelog = insert(HEAD, {"Added": ["word " * 60]}, "0.2.0")
    assert max(map(len, changelog.splitlines())) <= 120
    assert insert(changelog, {"Added": ["word " * 60]}, "0.2.0") == changelog


def test_dates_and_bare_headings_are_understood() -> None:
    """`## 0.2.0` and `## [0.2.0] - 2026-01-01` are the same release."""
    for heading in ("## 0.2.0", "## [0.2.0] - 2026-01-01"):
        changelog = insert(HEAD.replace("## [0.1.0]", heading), TOLD, "0.2.0")
        assert changelog.count("0.2.0") == 1
