"""The report as plain text for a terminal: the verdicts, then the changes of each operation."""

from __future__ import annotations

from typing import Final

from ..change import Change, Verdict
from .contents import (
    HARMLESS,
    WORDS,
    Group,
    Report,
    acceptance_remarks,
    counts_text,
    grouped,
    surface_sentences,
    verdict_of,
    verdict_rows,
)
from .escaping import line

SIGNS: Final[dict[Verdict, str]] = {"breaking": "✗", "potentially-breaking": "!", "non-breaking": "·", "docs-only": "·"}
MAX_LISTED: Final = 20
"""The most pointers to changed documentation that are listed."""


def render(report: Report) -> str:
    """Render *report*; the first line has the verdict."""
    title = line(report.title)
    if report.error:
        return f"{title}: not compared; {line(report.error)}"
    blocks = [
        [f"{title}: {WORDS[report.verdict]}", *_summary(report)],
        *(_group(report, group) for group in grouped(report.comparison.changes)),
        _listing("Changes in callers' code", [line(one) for one in surface_sentences(report)]),
        _listing("Only documentation differs", _shortened([line(pointer) for pointer in report.comparison.docs])),
        _listing("Accepted changes", [line(remark) for remark in acceptance_remarks(report)]),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _summary(report: Report) -> list[str]:
    if report.verdict == "no-change" and not report.impact.source:
        return []
    return [
        f"  {counts_text(report)}",
        "  " + " · ".join(f"{name}: {line(words)}" for name, words in verdict_rows(report)),
    ]


def _group(report: Report, group: Group) -> list[str]:
    return [line(group.name), *(row for change in group.changes for row in _change(report, change))]


def _change(report: Report, change: Change) -> list[str]:
    """The text of *change*; below it, unless it is harmless, its id, file position and fingerprint."""
    kind = verdict_of(change)
    words = f"  {SIGNS[kind]} {line(change.text)}"
    if kind in HARMLESS:
        return [f"{words}  [{change.id}]"]
    notes = (change.id, report.position(change), f"accept: {change.fingerprint}")
    return [words, "      " + "  ".join(line(note) for note in notes if note)]


def _shortened(rows: list[str]) -> list[str]:
    return rows if len(rows) <= MAX_LISTED else [*rows[: MAX_LISTED - 1], f"… and {len(rows) - MAX_LISTED + 1} more"]


def _listing(title: str, rows: list[str]) -> list[str]:
    return [title, *(f"  {row}" for row in rows)] if rows else []
