"""The report as workflow commands, which GitHub shows as annotations of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..change import Change, Verdict
from .contents import WORDS, Report, counts_text, grouped, verdict_of, verdict_rows, where
from .escaping import attribute, message

COMMANDS: Final[dict[Verdict, str]] = {
    "breaking": "error", "potentially-breaking": "warning", "non-breaking": "notice", "docs-only": "notice",
}  # fmt: skip


def render(report: Report) -> str:
    """One command per line, the most severe first because GitHub shows ten of each kind; the summary last."""
    if report.error:
        return f"::error title={attribute(report.title)}::{message('Not compared: ' + report.error)}"
    return "\n".join([*_changes(report), _summary(report)])


def _changes(report: Report) -> Iterator[str]:
    groups = grouped(report.comparison.changes)
    for kind in COMMANDS:
        for group in groups:
            for change in group.changes:
                if verdict_of(change) == kind:
                    words = message(f"{where(change)}: {change.text}")
                    yield f"::{COMMANDS[kind]} {_properties(report, change)}::{words}"


def _properties(report: Report, change: Change) -> str:
    place: dict[str, str] = {}
    if report.path:
        place = {"file": report.path, "line": str(report.lines.get(change.pointer, 1))}
    pairs = {**place, "title": f"{WORDS[verdict_of(change)].capitalize()}: {change.id}"}
    return ",".join(f"{key}={attribute(value)}" for key, value in pairs.items())


def _summary(report: Report) -> str:
    impact = "; ".join(f"{name} {words}" for name, words in verdict_rows(report))
    return f"::notice title={attribute(report.title)}::{message(f'{counts_text(report)} ({impact})')}"
