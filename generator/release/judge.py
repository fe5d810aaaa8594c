"""Compares two documents and the packages made of them: effects on the wire, and on callers' code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from attrs import frozen

from ..documents.document import digest
from ..drift import Comparison, compare
from ..drift.report import PackageImpact
from ..drift.surface import SourceImpact, SurfaceChange, SurfaceComparison, compare_packages
from ..drift.version import Bump, bump, next_version
from ..engine.engine import parse
from ..errors import GeneratorError
from ..packages.pipeline import FIRST_VERSION, RESERVED
from ..plan import plan
from ..render import render
from ..render.runtime_copy import runtime_files
from ..specs.facts import Api, without_facts


@frozen(kw_only=True)
class Judgement:
    """Effects of the difference between two documents, on the wire and on callers' code."""

    comparison: Comparison
    surface: SurfaceComparison | None
    """None when no package can be made of one of them, which is not the same as no difference."""
    error: str = ""
    """The reason."""

    @property
    def source(self) -> SourceImpact | None:
        """Effect of the regenerated package on callers' code."""
        return self.surface.source if self.surface else None

    @property
    def bump(self) -> Bump | None:
        """The part of the version that has to be raised."""
        return bump(self.surface.source) if self.surface else None

    def impact(self, current: str = "") -> PackageImpact:
        """The impact for a report; with the next version, where the *current* one is known."""
        if self.surface is None:
            return PackageImpact()
        next_one = next_version(current, self.surface.source) if current and self.bump != "none" else ""
        return PackageImpact(source=self.source, bump=self.bump, next_version=next_one, surface=self.surface.changes)


def judge(old: Mapping[str, Any], new: Mapping[str, Any], facts: Api | None = None) -> Judgement:
    """Compare *old* with *new*, and the packages that are made of them with the same *facts*.

    Raises `ComparisonRefused` for a value that is no OpenAPI document.
    """
    comparison = compare(old, new)
    if old == new:
        return Judgement(comparison=comparison, surface=SurfaceComparison())
    known = facts or without_facts("api")
    if _is_callable(old) != _is_callable(new):
        surface = SurfaceComparison(changes=(_ALL_REMOVED if _is_callable(old) else _ALL_ADDED,))
        return Judgement(comparison=comparison, surface=surface)
    try:
        surface = compare_packages(package(old, known), package(new, known))
    except GeneratorError as error:
        return Judgement(comparison=comparison, surface=None, error=str(error))
    except Exception as error:  # noqa: BLE001  (a document that is no valid OpenAPI is compared as far as it goes)
        what = " ".join(f"{type(error).__name__}: {error}".split())
        fault = f"no package can be made of one of the documents ({what}); is it valid OpenAPI?"
        return Judgement(comparison=comparison, surface=None, error=fault)
    return Judgement(comparison=comparison, surface=surface)


_ALL_REMOVED = SurfaceChange(
    kind="package-removed", where="", text="every method was removed: no operations are left", impact="runtime-breaking"
)
_ALL_ADDED = SurfaceChange(
    kind="package-added", where="", text="every method was added: there were no operations", impact="additive"
)


def _is_callable(document: Mapping[str, Any]) -> bool:
    """Whether *document* has paths."""
    paths = document.get("paths")
    return isinstance(paths, dict) and any(cast("dict[str, Any]", paths).values())


def package(document: Mapping[str, Any], facts: Api) -> dict[str, bytes]:
    """The package of *document* for a comparison: not formatted, without a changelog."""
    parsed = parse(dict(document), RESERVED)
    planned = plan(
        facts, parsed, document=document, digest=digest(document), version=FIRST_VERSION, changelog=""
    )  # fmt: skip
    files = {path: content.encode() for path, content in render.fill(planned).items()}
    files |= {f"{planned.package}/{path}": content for path, content in runtime_files().items()}
    return {**files, f"{planned.package}/_examples.json": planned.examples.data.encode()}
