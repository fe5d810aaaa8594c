"""Reports of comparisons as text, JSON, Markdown, workflow commands, JUnit XML, SARIF and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from ...errors import GeneratorError
from ..accept import AcceptanceResult
from ..change import Comparison
from . import github, html_page, json_format, junit, markdown, sarif, source_lines, text
from .contents import PackageImpact, Report
from .escaping import as_json

__all__ = ["FORMATS", "Format", "PackageImpact", "Report", "render", "render_all", "render_one", "report"]

Format = Literal["text", "json", "markdown", "github", "junit", "sarif", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    comparison: Comparison,
    format: Format,  # noqa: A002  (what the command line calls it)
    *,
    title: str,
    document_text: str | None = None,
    path: str = "",
    impact: PackageImpact | None = None,
    acceptance: AcceptanceResult | None = None,
) -> str:
    """Render *comparison* in *format*; *document_text* is the text of the file at *path*, for line numbers.

    With *acceptance*, the result of applying an `accepted.yaml`, its comparison is reported instead.
    """
    json_object = report(
        comparison, title=title, document_text=document_text, path=path, impact=impact, acceptance=acceptance
    )
    return render_one(json_object, format)


def report(
    comparison: Comparison,
    *,
    title: str,
    document_text: str | None = None,
    path: str = "",
    impact: PackageImpact | None = None,
    acceptance: AcceptanceResult | None = None,
) -> Report:
    """The `Report` of one comparison, which `render_all` takes."""
    comparison = acceptance.comparison if acceptance else comparison
    found = [*comparison.changes, *(change for change, _ in acceptance.accepted)] if acceptance else comparison.changes
    return Report(
        title=title,
        comparison=comparison,
        path=path,
        lines=source_lines.lines(document_text, [change.pointer for change in found]) if document_text else {},
        impact=impact or PackageImpact(),
        acceptance=acceptance,
    )


def render_one(report: Report, format: Format) -> str:  # noqa: A002
    """Render *report* in *format*."""
    return as_json(json_format.value(report)) if format == "json" else render_all([report], format)


def render_all(reports: Sequence[Report], format: Format) -> str:  # noqa: A002
    """Render *reports* as one text in *format*; as JSON, an object by title."""
    match format:
        case "text":
            return "\n\n".join(text.render(one) for one in reports)
        case "json":
            return as_json({one.title: json_format.value(one) for one in reports})
        case "markdown":
            return markdown.render(reports)
        case "github":
            return "\n".join(github.render(one) for one in reports)
        case "junit":
            return junit.render(reports)
        case "sarif":
            return as_json(sarif.value(reports))
        case "html":
            return html_page.render(reports)
    raise GeneratorError(f"--format {format}", "is not a format", f"use one of {', '.join(FORMATS)}")
