"""The report as Markdown, fit for the body of a pull request: short first, read on a phone, details folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..change import Change, Verdict
from . import values
from .escape import code, markdown
from .values import HARMLESS, WHOLE, WORDS, Report, facts, grouped, weight

LIMIT: Final = 60_000
"""Characters; GitHub refuses a body of more than 65,536."""
SIGNS: Final[dict[Verdict, str]] = {
    "breaking": "🔴", "potentially-breaking": "🟠", "non-breaking": "🟢", "docs-only": "⚪", "no-change": "⚪",
}  # fmt: skip
OPEN: Final = 25
"""Changes of one weight that are shown without unfolding."""


def render(reports: Sequence[Report], limit: int = LIMIT) -> str:
    """*reports* one after the other, gravest changes first; what does not fit is counted, never dropped silently."""
    share = limit // max(1, len(reports))
    return "\n\n".join(_one(report, share) for report in reports)


def _one(report: Report, limit: int) -> str:
    if report.trouble:
        return f"## {SIGNS['breaking']} {markdown(report.title)}\n\n**Not compared:** {markdown(report.trouble)}"
    head = f"## {SIGNS[report.verdict]} {markdown(report.title)}\n\n{_summary(report)}"
    room = limit - len(head)
    blocks: list[str] = []
    for block in _blocks(report):
        cut = _cut(block, room)
        blocks.append(cut.rstrip("\n"))
        room -= len(cut) + 2
    return "\n\n".join([head, *(block for block in blocks if block)])


def _summary(report: Report) -> str:
    said = " · ".join(f"{name} **{markdown(words)}**" for name, words in facts(report))
    return f"**{WORDS[report.verdict].capitalize()}:** {values.counted(report)}.\n\n{said[0].upper()}{said[1:]}"


def _blocks(report: Report) -> Iterator[list[str]]:
    """The parts below the summary, each as lines: what may be cut is between the first line and the last."""
    changes = report.comparison.changes
    for kind, number in values.counts(changes).items():
        lines = list(_changes([change for change in changes if weight(change) == kind]))
        folded = kind in HARMLESS or number > OPEN
        plural = "" if number == 1 else "s"
        title = f"{SIGNS[kind]} {WORDS[kind].capitalize()}"
        yield _folded(f"{title}: {number} change{plural}", lines) if folded else [f"### {title}", *lines, ""]
    surface = [f"- {markdown(one)}" for one in values.surface(report)]
    yield _folded("What callers import and call", surface)
    yield _folded("Only words differ", [f"- {code(pointer)}" for pointer in report.comparison.docs])
    yield _folded("Accepted changes", [f"- {markdown(remark)}" for remark in values.remarks(report)])
    yield _folded("To accept a change, or find it", list(_prints(report)))


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    for group in grouped(changes):
        yield f"\n**{code(group.name) if group.path else WHOLE}**\n"
        yield from (f"- {markdown(change.text)}" for change in group.changes)


def _prints(report: Report) -> Iterator[str]:
    grave = [change for change in report.comparison.changes if weight(change) not in HARMLESS]
    if grave:
        yield "Put the fingerprint into `accepted.yaml` beside the document, with a `reason` and `until` when it holds."
        yield ""
    for change in grave:
        words = (code(change.id), code(report.place(change)), code(change.pointer) if change.pointer else "")
        yield f"- {code(change.fingerprint)} " + " ".join(word for word in words if word)


def _folded(title: str, lines: Sequence[str]) -> list[str]:
    return [f"<details><summary>{title}</summary>", "", *lines, "\n</details>"] if lines else []


def _cut(block: Sequence[str], room: int) -> str:
    """*block* as text, less the lines for which there is no *room*."""
    whole = "\n".join(block)
    if len(whole) <= room or not block:
        return whole
    kept, used = list(block[:1]), len(block[0]) + 200
    for row in block[1:-1]:
        used += len(row) + 1
        if used > room:
            break
        kept.append(row)
    left = sum(row.startswith("- ") for row in block) - sum(row.startswith("- ") for row in kept)
    return "\n".join([*kept, "", f"*… and {left} more; `clientgen diff --format html` shows them all.*", block[-1]])
