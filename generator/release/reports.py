"""Reports of comparisons: with their places in a file of the repository, and less what is accepted there.

What knows the upstream is imported where it is needed: two files are compared without an HTTP client.
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
    """*comparison* with its places in *file*, less what the file at *accepted*, if there is one, accepts today.

    *file* is named as seen from *root*, by default from where we are. A *shared* file accepts changes of another
    comparison, too: what it has and this one has not is then no news.
    """
    acceptance = None
    if accepted is not None and accepted.is_file():
        acceptance_file = accept.read(
            accepted.read_text(encoding="utf-8-sig", errors="replace"), where=_shown(accepted, root)
        )
        acceptance = accept.apply(comparison, acceptance_file, today=datetime.now(UTC).date())
        acceptance = evolve(acceptance, unused=()) if shared else acceptance
    text = file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else None
    return report.report(
        comparison, title=title, document_text=text, path=_shown(file, root), impact=impact, acceptance=acceptance
    )


def snapshot_report(api: str, comparison: Comparison, directory: Path, impact: PackageImpact | None = None) -> Report:
    """The same for the document in *directory*, with the changes that are accepted there."""
    from ..specs import facts, sources
    from ..specs.folder import DOCUMENTS

    names = (facts.read(directory).document.path or DOCUMENTS[0], *DOCUMENTS)
    file = next((directory / name for name in names if (directory / name).is_file()), directory / names[0])
    accepted, root = directory / "accepted.yaml", directory.parents[1]
    return comparison_report(
        api, comparison, file, accepted=accepted, impact=impact, root=root, shared=sources.has(directory)
    )


def pages_report(title: str, comparison: Comparison, directory: Path) -> Report:
    """The same for the pages that the API in *directory* is watched by: its places are in sources.yaml."""
    from ..specs import sources
    from ..upstream.document import has_upstream

    accepted, root = directory / "accepted.yaml", directory.parents[1]
    shared = has_upstream(directory)
    return comparison_report(title, comparison, directory / sources.FILE, accepted=accepted, root=root, shared=shared)


def version(directory: Path) -> str:
    """What VERSION in *directory* says; nothing without one."""
    file = directory / "VERSION"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def _shown(file: Path, root: Path | None = None) -> str:
    """*file* as a person in *root*, or GitHub, would write it."""
    here = root or Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()
