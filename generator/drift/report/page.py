"""The report as one HTML page that needs nothing else: no script, no request, light or dark, large or small."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

from ..change import Change, Verdict
from . import values
from .escape import plain_html, rich_html
from .values import WEIGHTS, WORDS, Group, Report, counted, facts, grouped, weight

_FILTERS: Final[dict[Verdict, str]] = {
    "breaking": "breaking", "potentially-breaking": "potential", "non-breaking": "compatible",
}  # fmt: skip
_GRADES: Final = dict(zip(WEIGHTS, ("breaking", "may break", "compatible", "only words"), strict=True))
LONGEST: Final = 400
"""Characters of a value that are shown."""


def render(reports: Sequence[Report]) -> str:
    """All of *reports* on one page."""
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
    return Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))


def _filters(changes: Iterable[Change]) -> str:
    """The boxes stand before all that they hide, so that the style sheet alone can do it."""
    numbers = values.counts(changes)
    boxes = [f'<input class="filter" type="checkbox" id="{_FILTERS[kind]}" checked>' for kind in _FILTERS]
    labels = [
        f'<label class="{kind}" for="{_FILTERS[kind]}">{number} {_GRADES[kind]}</label>'
        for kind, number in numbers.items()
        if kind in _FILTERS
    ]
    bar = f'<div class="filters" role="group" aria-label="Show">{"".join(labels)}</div>' if len(labels) > 1 else ""
    return "\n".join([*(boxes if bar else ()), bar])


def _report(report: Report) -> str:
    title = f"<h1>{plain_html(report.title)}</h1>"
    if report.trouble:
        why = rich_html(report.trouble)
        return f'<section>{title}\n<p class="verdict breaking"><strong>not compared</strong>{why}</p></section>'
    verdict = f'<p class="verdict {report.verdict}"><strong>{WORDS[report.verdict]}</strong>{_counted(report)}</p>'
    pairs = "".join(f"<div><dt>{name}</dt><dd>{plain_html(words)}</dd></div>" for name, words in facts(report))
    parts = [
        title,
        verdict,
        f'<dl class="facts">{pairs}</dl>',
        *(_group(report, group) for group in grouped(report.comparison.changes)),
        _more("What callers import and call", [rich_html(one) for one in values.surface(report)]),
        _more("Only words differ", [f"<code>{plain_html(pointer)}</code>" for pointer in report.comparison.docs]),
        _more("Accepted changes", [rich_html(remark) for remark in values.remarks(report)]),
    ]
    return "<section>" + "\n".join(part for part in parts if part) + "</section>"


def _counted(report: Report) -> str:
    words = counted(report)
    return words if words != WORDS[report.verdict] else ""


def _group(report: Report, group: Group) -> str:
    kinds = {weight(change) for change in group.changes}
    only = "".join(kind[0] for kind in WEIGHTS if kind in kinds)
    method = f'<span class="method mono">{plain_html(group.operation)}</span>' if group.operation else ""
    name = f'{method}<span class="mono">{plain_html(group.path)}</span>' if group.path else plain_html(group.name)
    changes = "\n".join(_change(report, change) for change in group.changes)
    return f'<section class="group only-{only}"><h2>{name}</h2>\n{changes}</section>'


def _change(report: Report, change: Change) -> str:
    kind = weight(change)
    rows = {
        "was": _value(change.before),
        "is": _value(change.after),
        "rule": f"<code>{plain_html(change.id)}</code> ({change.level}; on the wire {WORDS[change.wire]})",
        "place": f"<code>{plain_html(report.place(change))}</code>" if report.path else "",
        "pointer": f"<code>{plain_html(change.pointer)}</code>" if change.pointer else "",
        "accept": f"<code>{plain_html(change.fingerprint)}</code>",
    }
    told = "".join(f"<dt>{name}</dt><dd>{row}</dd>" for name, row in rows.items() if row)
    grade = f'<span class="grade">{_GRADES[kind]}</span>'
    return (
        f'<details class="change {kind}"><summary>{grade}<span>{rich_html(change.text)}</span></summary>'
        f"<dl>{told}</dl></details>"
    )


def _value(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"<code>{plain_html(text if len(text) <= LONGEST else text[:LONGEST] + '…')}</code>"


def _more(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<details class="more"><summary>{title} ({len(items)})</summary><ul>{listed}</ul></details>'
