"""Reports: one comparison, or several, as text that a terminal, a person, a pull request or a program reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from ...errors import GeneratorError
from ..accept import Settled
from ..change import Comparison
from . import data, github, junit, markdown, page, places, sarif, text
from .escape import as_json
from .values import Report, Surface, Verdicts

__all__ = ["FORMATS", "Format", "Report", "Surface", "Verdicts", "render", "render_all", "render_one", "report"]

Format = Literal["text", "json", "markdown", "github", "junit", "sarif", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    comparison: Comparison,
    format: Format,  # noqa: A002  (what the command line calls it)
    *,
    title: str,
    document_text: str | None = None,
    path: str = "",
    verdicts: Verdicts | None = None,
    settled: Settled | None = None,
) -> str:
    """*comparison* in *format*; *document_text* is what the file at *path* holds, for line numbers.

    *settled* is what an ignore file did: its comparison is what is reported, then.
    """
    made = report(comparison, title=title, document_text=document_text, path=path, verdicts=verdicts, settled=settled)
    return render_one(made, format)


def report(
    comparison: Comparison,
    *,
    title: str,
    document_text: str | None = None,
    path: str = "",
    verdicts: Verdicts | None = None,
    settled: Settled | None = None,
) -> Report:
    """What `render_all` takes, for one comparison."""
    comparison = settled.comparison if settled else comparison
    found = [*comparison.changes, *(change for change, _ in settled.accepted)] if settled else comparison.changes
    return Report(
        title=title,
        comparison=comparison,
        path=path,
        lines=places.lines(document_text, [change.pointer for change in found]) if document_text else {},
        verdicts=verdicts or Verdicts(),
        settled=settled,
    )


def render_one(report: Report, format: Format) -> str:  # noqa: A002
    """*report* in *format*."""
    return as_json(data.value(report)) if format == "json" else render_all([report], format)


def render_all(reports: Sequence[Report], format: Format) -> str:  # noqa: A002
    """*reports* as one text in *format*; as JSON, an object by title."""
    match format:
        case "text":
            return "\n\n".join(text.render(one) for one in reports)
        case "json":
            return as_json({one.title: data.value(one) for one in reports})
        case "markdown":
            return markdown.render(reports)
        case "github":
            return "\n".join(github.render(one) for one in reports)
        case "junit":
            return junit.render(reports)
        case "sarif":
            return as_json(sarif.value(reports))
        case "html":
            return page.render(reports)
    raise GeneratorError(f"--format {format}", "is not a format", f"use one of {', '.join(FORMATS)}")
