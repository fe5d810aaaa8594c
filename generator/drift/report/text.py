"""The report for a terminal: verdicts, then each operation with what changed in it, gravest first."""

from __future__ import annotations

from typing import Final

from ..change import Change, Verdict
from .escape import line
from .values import HARMLESS, WORDS, Group, Report, counted, facts, grouped, remarks, surface, weight

SIGNS: Final[dict[Verdict, str]] = {"breaking": "✗", "potentially-breaking": "!", "non-breaking": "·", "docs-only": "·"}
MOST: Final = 20
"""Places where only words differ that are named."""


def render(report: Report) -> str:
    """*report* as lines; the first one says it all."""
    title = line(report.title)
    if report.trouble:
        return f"{title}: not compared; {line(report.trouble)}"
    blocks = [
        [f"{title}: {WORDS[report.verdict]}", *_summary(report)],
        *(_group(report, group) for group in grouped(report.comparison.changes)),
        _listing("What callers import and call", [line(one) for one in surface(report)]),
        _listing("Only words differ", _shortened([line(pointer) for pointer in report.comparison.docs])),
        _listing("Accepted changes", [line(remark) for remark in remarks(report)]),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _summary(report: Report) -> list[str]:
    if report.verdict == "no-change" and not report.verdicts.source:
        return []
    return [f"  {counted(report)}", "  " + " · ".join(f"{name}: {line(words)}" for name, words in facts(report))]


def _group(report: Report, group: Group) -> list[str]:
    return [line(group.name), *(row for change in group.changes for row in _change(report, change))]


def _change(report: Report, change: Change) -> list[str]:
    """One line, and below it what it takes to find the change, or to accept it."""
    kind = weight(change)
    words = f"  {SIGNS[kind]} {line(change.text)}"
    if kind in HARMLESS:
        return [f"{words}  [{change.id}]"]
    notes = (change.id, report.place(change), f"accept: {change.fingerprint}")
    return [words, "      " + "  ".join(line(note) for note in notes if note)]


def _shortened(rows: list[str]) -> list[str]:
    return rows if len(rows) <= MOST else [*rows[: MOST - 1], f"… and {len(rows) - MOST + 1} more"]


def _listing(title: str, rows: list[str]) -> list[str]:
    return [title, *(f"  {row}" for row in rows)] if rows else []
