"""The next version of a package, which follows from its impact on callers' code unless a person chose a higher one.

From 1.0.0 on, what breaks callers, at run time or in a type checker, is major; an addition is minor; what code cannot
observe is patch; an identical package is not released. Below 1.0.0 major becomes minor and minor becomes patch, and
only a person chooses 1.0.0. The version is kept in ``specs/<api>/VERSION``.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from ..errors import GeneratorError
from .surface import SourceImpact

Bump = Literal["major", "minor", "patch", "none"]
Release = tuple[int, int, int]

BUMPS: Final[dict[SourceImpact, Bump]] = {
    "runtime-breaking": "major", "typing-breaking": "major", "additive": "minor", "docs-only": "patch",
    "identical": "none",
}  # fmt: skip
BELOW_1_0: Final[dict[Bump, Bump]] = {"major": "minor", "minor": "patch", "patch": "patch", "none": "none"}
VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-.]?[a-z][\w.-]*)?(\+[\w.]+)?", re.ASCII)


class VersionRefused(GeneratorError):
    """Text that is not a version."""


def bump(source: SourceImpact) -> Bump:
    """The bump that *source* requires from 1.0.0 on."""
    return BUMPS[source]


def next_version(current: str, source: SourceImpact, written: str | None = None) -> str:
    """The version after *current*, the last released one, for a new package with the impact *source*.

    *written* is the present text of VERSION: it is kept if it is as high or higher, so that a person can choose more
    and repeated runs agree. A pre-release is followed by its release where that is a sufficient bump.
    """
    before, early = _parse(current)
    wanted = BUMPS[source] if before[0] else BELOW_1_0[BUMPS[source]]
    after = (
        current
        if wanted == "none"
        else _text(before if early and _covers(before, wanted) else _increased(before, wanted))
    )
    if written is None or not written.strip():
        return after
    chosen, unfinished = _parse(written)
    reached = _parse(after)[0]
    if chosen > reached or (chosen == reached and not (unfinished and wanted == "none")):
        return written.strip()
    return after


def _parse(version: str) -> tuple[Release, bool]:
    """The numbers of *version*, and whether it is a pre-release."""
    found = VERSION.fullmatch(version.strip())
    if found is None:
        raise VersionRefused(repr(version), "is not a version", "write three numbers, such as 1.4.0")
    return (int(found[1]), int(found[2]), int(found[3])), found[4] is not None


def _text(version: Release) -> str:
    return ".".join(map(str, version))


def _increased(version: Release, by: Bump) -> Release:
    major, minor, patch = version
    return {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0)}.get(by, (major, minor, patch + 1))


def _covers(version: Release, by: Bump) -> bool:
    """Whether the release of the pre-release *version* is a sufficient bump for *by*."""
    return {"major": version[1:] == (0, 0), "minor": version[2] == 0}.get(by, True)
