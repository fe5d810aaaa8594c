"""The report as workflow commands: GitHub shows them beside the lines of the document that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..change import Change, Verdict
from .escape import attribute, message
from .values import WORDS, Report, counted, facts, grouped, weight, where

COMMANDS: Final[dict[Verdict, str]] = {
    "breaking": "error", "potentially-breaking": "warning", "non-breaking": "notice", "docs-only": "notice",
}  # fmt: skip


def render(report: Report) -> str:
    """One command a line, the gravest first as GitHub shows only the first ten of a kind; the summary comes last."""
    if report.trouble:
        return f"::error title={attribute(report.title)}::{message('Not compared: ' + report.trouble)}"
    return "\n".join([*_changes(report), _summary(report)])


def _changes(report: Report) -> Iterator[str]:
    groups = grouped(report.comparison.changes)
    for kind in COMMANDS:
        for group in groups:
            for change in group.changes:
                if weight(change) == kind:
                    words = message(f"{where(change)}: {change.text}")
                    yield f"::{COMMANDS[kind]} {_properties(report, change)}::{words}"


def _properties(report: Report, change: Change) -> str:
    place: dict[str, str] = {}
    if report.path:
        place = {"file": report.path, "line": str(report.lines.get(change.pointer, 1))}
    pairs = {**place, "title": f"{WORDS[weight(change)].capitalize()}: {change.id}"}
    return ",".join(f"{key}={attribute(value)}" for key, value in pairs.items())


def _summary(report: Report) -> str:
    verdicts = "; ".join(f"{name} {words}" for name, words in facts(report))
    return f"::notice title={attribute(report.title)}::{message(f'{counted(report)} ({verdicts})')}"
