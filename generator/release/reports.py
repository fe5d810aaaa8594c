"""Makes reports of comparisons, with positions in files of the repository and without accepted changes.

Modules that use the network are imported in functions: comparing two files needs no HTTP client.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve

from ..drift import Comparison, accept, report
from ..drift.report import PackageImpact, Report


def comparison_report(
    title: str, comparison: Comparison, file: Path, *, accepted: Path | None = None,
    impact: PackageImpact | None = None, root: Path | None = None, shared: bool = False,
) -> Report:  # fmt: skip
    """A report of *comparison* with positions in *file*, without the changes that the file *accepted* lists.

    Paths are shown relative to *root*, by default the working directory. A *shared* file lists changes of another
    comparison too, so its unused entries are not reported.
    """
    acceptance = None
    if accepted is not None and accepted.is_file():
        acceptance_file = accept.read(
            accepted.read_text(encoding="utf-8-sig", errors="replace"), where=_display_path(accepted, root)
        )
        acceptance = accept.apply(comparison, acceptance_file, today=datetime.now(UTC).date())
        acceptance = evolve(acceptance, unused=()) if shared else acceptance
    text = file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else None
    return report.report(
        comparison,
        title=title,
        document_text=text,
        path=_display_path(file, root),
        impact=impact,
        acceptance=acceptance,
    )


def snapshot_report(api: str, comparison: Comparison, directory: Path, impact: PackageImpact | None = None) -> Report:
    """A report on the document in *directory*, without the changes that are accepted there."""
    from ..specs import facts, sources
    from ..specs.folder import DOCUMENTS

    names = (facts.read(directory).document.path or DOCUMENTS[0], *DOCUMENTS)
    file = next((directory / name for name in names if (directory / name).is_file()), directory / names[0])
    accepted, root = directory / "accepted.yaml", directory.parents[1]
    return comparison_report(
        api, comparison, file, accepted=accepted, impact=impact, root=root, shared=sources.has_sources(directory)
    )


def pages_report(title: str, comparison: Comparison, directory: Path) -> Report:
    """A report on the documentation pages of the API in *directory*, with positions in sources.yaml."""
    from ..specs import sources
    from ..upstream.document import has_upstream

    accepted, root = directory / "accepted.yaml", directory.parents[1]
    shared = has_upstream(directory)
    return comparison_report(title, comparison, directory / sources.FILE, accepted=accepted, root=root, shared=shared)


def version(directory: Path) -> str:
    """The content of VERSION in *directory*; empty without one."""
    file = directory / "VERSION"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def _display_path(file: Path, root: Path | None = None) -> str:
    """*file* relative to *root*, if it is below it."""
    here = root or Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()
