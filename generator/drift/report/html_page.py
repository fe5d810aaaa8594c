"""The report as a self-contained HTML page, without scripts and external resources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

from ..change import Change, Verdict
from . import contents
from .contents import VERDICT_ORDER, WORDS, Group, Report, counts_text, grouped, verdict_of, verdict_rows
from .escaping import plain_html, rich_html

_FILTERS: Final[dict[Verdict, str]] = {
    "breaking": "breaking", "potentially-breaking": "potential", "non-breaking": "compatible",
}  # fmt: skip
_LABELS: Final = dict(zip(VERDICT_ORDER, ("breaking", "may break", "compatible", "documentation only"), strict=True))
MAX_VALUE_LENGTH: Final = 400
"""The most characters of a value that are shown."""


def render(reports: Sequence[Report]) -> str:
    """Render *reports* as one page."""
    title = plain_html(", ".join(report.title for report in reports) or "Nothing was compared")
    return (
        _template()
        .substitute(
            title=f"{title} · API changes",
            filters=_filters([change for report in reports for change in report.comparison.changes]),
            reports="\n".join(_report(report) for report in reports),
        )
        .rstrip()
    )


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("html_page.html").read_text(encoding="utf-8"))


def _filters(changes: Iterable[Change]) -> str:
    """Checkboxes that hide changes by verdict; they precede the changes because CSS selects following siblings only."""
    numbers = contents.count_verdicts(changes)
    boxes = [f'<input class="filter" type="checkbox" id="{_FILTERS[kind]}" checked>' for kind in _FILTERS]
    labels = [
        f'<label class="{kind}" for="{_FILTERS[kind]}">{number} {_LABELS[kind]}</label>'
        for kind, number in numbers.items()
        if kind in _FILTERS
    ]
    bar = f'<div class="filters" role="group" aria-label="Show">{"".join(labels)}</div>' if len(labels) > 1 else ""
    return "\n".join([*(boxes if bar else ()), bar])


def _report(report: Report) -> str:
    title = f"<h1>{plain_html(report.title)}</h1>"
    if report.error:
        why = rich_html(report.error)
        return f'<section>{title}\n<p class="verdict breaking"><strong>not compared</strong>{why}</p></section>'
    verdict = f'<p class="verdict {report.verdict}"><strong>{WORDS[report.verdict]}</strong>{_counted(report)}</p>'
    pairs = "".join(f"<div><dt>{name}</dt><dd>{plain_html(words)}</dd></div>" for name, words in verdict_rows(report))
    parts = [
        title,
        verdict,
        f'<dl class="facts">{pairs}</dl>',
        *(_group(report, group) for group in grouped(report.comparison.changes)),
        _list_details("Changes in callers' code", [rich_html(one) for one in contents.surface_sentences(report)]),
        _list_details(
            "Only documentation differs", [f"<code>{plain_html(pointer)}</code>" for pointer in report.comparison.docs]
        ),
        _list_details("Accepted changes", [rich_html(remark) for remark in contents.acceptance_remarks(report)]),
    ]
    return "<section>" + "\n".join(part for part in parts if part) + "</section>"


def _counted(report: Report) -> str:
    words = counts_text(report)
    return words if words != WORDS[report.verdict] else ""


def _group(report: Report, group: Group) -> str:
    kinds = {verdict_of(change) for change in group.changes}
    only = "".join(kind[0] for kind in VERDICT_ORDER if kind in kinds)
    method = f'<span class="method mono">{plain_html(group.operation)}</span>' if group.operation else ""
    name = f'{method}<span class="mono">{plain_html(group.path)}</span>' if group.path else plain_html(group.name)
    changes = "\n".join(_change(report, change) for change in group.changes)
    return f'<section class="group only-{only}"><h2>{name}</h2>\n{changes}</section>'


def _change(report: Report, change: Change) -> str:
    kind = verdict_of(change)
    rows = {
        "was": _value(change.before),
        "is": _value(change.after),
        "rule": f"<code>{plain_html(change.id)}</code> ({change.level}; on the wire {WORDS[change.wire]})",
        "place": f"<code>{plain_html(report.position(change))}</code>" if report.path else "",
        "pointer": f"<code>{plain_html(change.pointer)}</code>" if change.pointer else "",
        "accept": f"<code>{plain_html(change.fingerprint)}</code>",
    }
    details = "".join(f"<dt>{name}</dt><dd>{row}</dd>" for name, row in rows.items() if row)
    grade = f'<span class="grade">{_LABELS[kind]}</span>'
    return (
        f'<details class="change {kind}"><summary>{grade}<span>{rich_html(change.text)}</span></summary>'
        f"<dl>{details}</dl></details>"
    )


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"<code>{plain_html(text if len(text) <= MAX_VALUE_LENGTH else text[:MAX_VALUE_LENGTH] + '…')}</code>"


def _list_details(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<details class="more"><summary>{title} ({len(items)})</summary><ul>{listed}</ul></details>'
