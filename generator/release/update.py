"""Updates one API: document, package, version and changelog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import field, frozen

from ..documents.bundle import bundle
from ..documents.document import Document
from ..drift import Comparison, changelog, compare
from ..drift.report import PackageImpact, Report
from ..drift.surface import SurfaceComparison, compare_packages
from ..drift.version import bump, next_version
from ..errors import DocumentError
from ..files.tree import Tree
from ..packages import cache, workspace
from ..packages.pipeline import FIRST_VERSION, document_of
from ..packages.workspace import Repository
from ..specs import facts
from ..upstream.document import AcceptedDocument, accept, has_upstream
from . import reports

Accept = Callable[[Path, str | None], AcceptedDocument]
"""Accepts the upstream's document, or the one in a file or at a URL, as the snapshot in a folder."""


@frozen(kw_only=True)
class State:
    """Document, package, version and changelog of one API; all empty where it does not exist."""

    document: Document = field(factory=dict[str, Any], repr=False)
    content: bytes = field(default=b"", repr=False)
    """The bytes of the document's file."""
    package: Mapping[str, bytes] = field(factory=dict[str, bytes], repr=False)
    version: str = ""
    changelog: str = field(default="", repr=False)


def read_state(repository: Repository, api: str) -> State:
    """The present state of *api* in *repository*."""
    directory = repository.specs / api
    try:
        file = document_of(directory, facts.read(directory)) if (directory / "api.yaml").is_file() else None
    except DocumentError:
        file = None
    return State(
        document=bundle(file) if file else {},
        content=file.read_bytes() if file else b"",
        package=Tree.read(repository.generated / api).files,
        version=reports.version(directory),
        changelog=_text(directory / "CHANGELOG.md"),
    )


@frozen(kw_only=True)
class Update:
    """Result of updating one API."""

    api: str
    document: Literal["unchanged", "accepted", "by hand"]
    comparison: Comparison
    """All differences between the documents, accepted ones included."""
    surface: SurfaceComparison
    report: Report
    before: str
    version: str
    changelog: str
    """The section of CHANGELOG.md, as Markdown; empty where there is no new version."""
    warnings: tuple[str, ...] = ()


def _accept(directory: Path, source: str | None) -> AcceptedDocument:
    return accept(directory, source)


def update(
    repository: Repository, api: str, before: State, source: str | None = None, *, acceptor: Accept = _accept
) -> Update:
    """Accept the upstream's document, regenerate the package, and write VERSION and CHANGELOG.md.

    The comparison is with *before*, the last release, and not with the present files, so running this twice changes
    nothing. A higher version that a person wrote is kept. Raises `Unavailable` and `Refused`.
    """
    directory = repository.specs / api
    accepted = acceptor(directory, source) if source or has_upstream(directory) else None
    shared = cache.shared_key()
    outcome = workspace.sync_package(repository, api, shared=shared, check=False)
    now = read_state(repository, api)
    comparison = compare(before.document, now.document) if before.document else Comparison()
    surface = compare_packages(before.package, now.package) if before.package else SurfaceComparison()
    released = before.version or FIRST_VERSION
    version = next_version(released, surface.source, now.version) if before.package else now.version or released
    is_told = version != released and surface.source != "identical"
    told: changelog.ChangelogEntry = changelog.build_entry(surface, comparison) if is_told else {}
    written = changelog.renamed(now.changelog, version, released=before.changelog)
    after = changelog.insert(written, told, version)
    if (version, after) != (now.version, now.changelog):
        if before.package:
            (directory / "VERSION").write_text(f"{version}\n", encoding="utf-8")
        if after:
            (directory / "CHANGELOG.md").write_text(after, encoding="utf-8")
        outcome = workspace.sync_package(repository, api, shared=shared, check=False)
    impact = PackageImpact(
        source=surface.source, bump=bump(surface.source), next_version=version if version != released else "",
        surface=surface.changes,
    )  # fmt: skip
    return Update(
        api=api,
        document=accepted.state if accepted else "by hand",
        comparison=comparison,
        surface=surface,
        report=reports.snapshot_report(api, comparison, directory, impact),
        before=released,
        version=version,
        changelog=changelog.section(after, version) if version != released else "",
        warnings=outcome.warnings,
    )


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
