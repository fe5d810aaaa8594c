"""The report as Markdown for the body of a pull request: a summary, then details that are folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..change import Change, Verdict
from . import contents
from .contents import HARMLESS, WHOLE_API, WORDS, Report, grouped, verdict_of, verdict_rows
from .escaping import code, markdown

MAX_LENGTH: Final = 60_000
"""The most characters of a report; GitHub refuses bodies of more than 65,536."""
SIGNS: Final[dict[Verdict, str]] = {
    "breaking": "🔴", "potentially-breaking": "🟠", "non-breaking": "🟢", "docs-only": "⚪", "no-change": "⚪",
}  # fmt: skip
MAX_UNFOLDED: Final = 25
"""The most changes of one verdict that are shown unfolded."""


def render(reports: Sequence[Report], limit: int = MAX_LENGTH) -> str:
    """Render *reports*, the most severe changes first; the number of changes that do not fit is stated."""
    share = limit // max(1, len(reports))
    return "\n\n".join(_one(report, share) for report in reports)


def _one(report: Report, limit: int) -> str:
    if report.error:
        return f"## {SIGNS['breaking']} {markdown(report.title)}\n\n**Not compared:** {markdown(report.error)}"
    head = f"## {SIGNS[report.verdict]} {markdown(report.title)}\n\n{_summary(report)}"
    room = limit - len(head)
    blocks: list[str] = []
    for block in _blocks(report):
        cut = _truncated(block, room)
        blocks.append(cut.rstrip("\n"))
        room -= len(cut) + 2
    return "\n\n".join([head, *(block for block in blocks if block)])


def _summary(report: Report) -> str:
    rows = " · ".join(f"{name} **{markdown(words)}**" for name, words in verdict_rows(report))
    return f"**{WORDS[report.verdict].capitalize()}:** {contents.counts_text(report)}.\n\n{rows[0].upper()}{rows[1:]}"


def _blocks(report: Report) -> Iterator[list[str]]:
    """The blocks below the summary, each as lines; all but the first and the last line may be cut."""
    changes = report.comparison.changes
    for kind, number in contents.count_verdicts(changes).items():
        lines = list(_changes([change for change in changes if verdict_of(change) == kind]))
        folded = kind in HARMLESS or number > MAX_UNFOLDED
        plural = "" if number == 1 else "s"
        title = f"{SIGNS[kind]} {WORDS[kind].capitalize()}"
        yield _details(f"{title}: {number} change{plural}", lines) if folded else [f"### {title}", *lines, ""]
    surface = [f"- {markdown(one)}" for one in contents.surface_sentences(report)]
    yield _details("Changes in callers' code", surface)
    yield _details("Only documentation differs", [f"- {code(pointer)}" for pointer in report.comparison.docs])
    yield _details("Accepted changes", [f"- {markdown(remark)}" for remark in contents.acceptance_remarks(report)])
    yield _details("Fingerprints and locations of changes", list(_fingerprints(report)))


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    for group in grouped(changes):
        yield f"\n**{code(group.name) if group.path else WHOLE_API}**\n"
        yield from (f"- {markdown(change.text)}" for change in group.changes)


def _fingerprints(report: Report) -> Iterator[str]:
    grave = [change for change in report.comparison.changes if verdict_of(change) not in HARMLESS]
    if grave:
        yield "Add the fingerprint to the `accepted.yaml` beside the document, with a `reason` and an `until` date."
        yield ""
    for change in grave:
        words = (code(change.id), code(report.position(change)), code(change.pointer) if change.pointer else "")
        yield f"- {code(change.fingerprint)} " + " ".join(word for word in words if word)


def _details(title: str, lines: Sequence[str]) -> list[str]:
    return [f"<details><summary>{title}</summary>", "", *lines, "\n</details>"] if lines else []


def _truncated(block: Sequence[str], room: int) -> str:
    """*block* as text, without the lines that exceed *room* characters."""
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
