"""Two documents judged: what their difference does on the wire, and what the regenerated package does to callers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from attrs import frozen

from ..documents.document import digest
from ..drift import Comparison, compare
from ..drift.report import Verdicts as Told
from ..drift.surface import Source, SurfaceChange, SurfaceComparison, compare_packages
from ..drift.version import Bump, bump, next_version
from ..engine.engine import parse
from ..errors import GeneratorError
from ..packages.pipeline import FIRST_VERSION, RESERVED
from ..plan import plan
from ..render import render
from ..render.runtime_copy import runtime_files
from ..specs.facts import Api, without_facts


@frozen(kw_only=True)
class Verdicts:
    """What the difference between two documents means, on the wire and in callers' code."""

    comparison: Comparison
    surface: SurfaceComparison | None
    """None when one of them cannot be made a package of, which never reads as no difference."""
    trouble: str = ""
    """Why it cannot."""

    @property
    def source(self) -> Source | None:
        """What the regenerated package does to its callers' code."""
        return self.surface.source if self.surface else None

    @property
    def bump(self) -> Bump | None:
        """What its version has to do for that."""
        return bump(self.surface.source) if self.surface else None

    def told(self, current: str = "") -> Told:
        """As reports take it; with the next version, where the *current* one is known."""
        if self.surface is None:
            return Told()
        following = next_version(current, self.surface.source) if current and self.bump != "none" else ""
        return Told(source=self.source, bump=self.bump, next_version=following, surface=self.surface.changes)


def judge(old: Mapping[str, Any], new: Mapping[str, Any], facts: Api | None = None) -> Verdicts:
    """Compare *old* with *new*, and the packages that are made of them with the same *facts*.

    Raises `ComparisonRefused` for what is not an OpenAPI document.
    """
    comparison = compare(old, new)
    if old == new:
        return Verdicts(comparison=comparison, surface=SurfaceComparison())
    known = facts or without_facts("api")
    if _is_callable(old) != _is_callable(new):
        surface = SurfaceComparison(changes=(_GONE if _is_callable(old) else _COME,))
        return Verdicts(comparison=comparison, surface=surface)
    try:
        surface = compare_packages(package(old, known), package(new, known))
    except GeneratorError as error:
        return Verdicts(comparison=comparison, surface=None, trouble=str(error))
    except Exception as error:  # noqa: BLE001  (a document that is no valid OpenAPI is compared as far as it goes)
        what = " ".join(f"{type(error).__name__}: {error}".split())
        trouble = f"no package can be made of one of the documents ({what}); is it valid OpenAPI?"
        return Verdicts(comparison=comparison, surface=None, trouble=trouble)
    return Verdicts(comparison=comparison, surface=surface)


_GONE = SurfaceChange(
    kind="package-removed", where="", text="every method is gone: no operations are left", effect="runtime-breaking"
)
_COME = SurfaceChange(kind="package-added", where="", text="every method is new: there were none", effect="additive")


def _is_callable(document: Mapping[str, Any]) -> bool:
    """Whether there is anything to make a package of."""
    paths = document.get("paths")
    return isinstance(paths, dict) and any(cast("dict[str, Any]", paths).values())


def package(document: Mapping[str, Any], facts: Api) -> dict[str, bytes]:
    """The package of *document* as far as two can differ: not formatted, and without a changelog."""
    parsed = parse(dict(document), RESERVED)
    planned = plan(
        facts, parsed, document=document, digest=digest(document), version=FIRST_VERSION, changelog=""
    )  # fmt: skip
    files = {path: content.encode() for path, content in render.fill(planned).items()}
    files |= {f"{planned.package}/{path}": content for path, content in runtime_files().items()}
    return {**files, f"{planned.package}/_examples.json": planned.examples.data.encode()}
