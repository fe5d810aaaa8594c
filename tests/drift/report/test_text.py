"""On a terminal: the verdict first, gravest first, and nothing that a terminal would obey."""

from __future__ import annotations

from generator.drift import Comparison
from generator.drift.report import render
from tests.drift.report.sample import COMPARISON, EVIL, OLD, attacked, everyday
from tests.drift.small import drift


def test_the_first_line_says_it_all() -> None:
    """Title and verdict, for those who read one line."""
    assert everyday("text").splitlines()[0] == "a → b: breaking"


def test_no_change_is_one_line() -> None:
    """Nothing to say is said shortly."""
    assert render(Comparison(), "text", title="a → b") == "a → b: no change"


def test_verdicts_follow() -> None:
    """How many, and what it means on the wire, in code and for the next version."""
    counts, verdicts = everyday("text").splitlines()[1:3]
    assert counts == "  2 breaking, 1 potentially breaking, 2 compatible"
    assert verdicts.endswith("in code: breaks callers' code · next version: 2.0.0 (major)")


def test_operations_are_headings_and_the_gravest_stands_first() -> None:
    """Each operation once, with its changes below it."""
    lines = everyday("text").splitlines()
    assert [line for line in lines if line in {"GET /things", "POST /things", "DELETE /things/{id}"}] == [
        "GET /things", "DELETE /things/{id}", "POST /things",
    ]  # fmt: skip
    signs = [line.strip()[0] for line in lines[5:] if line.startswith(("  ✗", "  !", "  ·"))]
    assert signs[:3] == ["✗", "!", "·"]


def test_a_grave_change_can_be_found_and_accepted() -> None:
    """Its rule, its line in the document, and its fingerprint."""
    change = COMPARISON.changes[0]
    lines = everyday("text").splitlines()
    after = lines[lines.index(f"  ✗ {change.text}") + 1]
    assert after.split() == [change.id, "specs/things/openapi.json:16", "accept:", change.fingerprint]


def test_what_changes_in_code_is_told_with_what_to_do() -> None:
    """The finder's words, weighed, and its hint."""
    assert (
        "  `things.delete` was removed (breaks callers' code). Nothing takes its place."
        in everyday("text").splitlines()
    )


def test_nothing_a_terminal_obeys() -> None:
    """Escapes, controls, and marks that turn text around are shown as escapes."""
    shown = attacked("text")
    assert EVIL not in shown
    assert all(char.isprintable() or char == "\n" for char in shown)


def test_no_line_begins_with_what_was_written_elsewhere() -> None:
    """A name with a line break does not make a line of its own."""
    assert not [line for line in attacked("text").splitlines() if line.lstrip().startswith("::error")]


def test_many_places_where_only_words_differ_are_counted() -> None:
    """A rewritten handbook does not bury the changes."""
    new = {**OLD, "components": {"schemas": {f"S{i}": {"description": "b"} for i in range(50)}}}
    old = {**OLD, "components": {"schemas": {f"S{i}": {"description": "a"} for i in range(50)}}}
    found = drift(old, new)
    docs = tuple(f"/components/schemas/S{i}/description" for i in range(50))
    shown = render(Comparison(docs=docs, other_differences=found.other_differences), "text", title="t")
    assert shown.splitlines()[-1] == "  … and 31 more"
