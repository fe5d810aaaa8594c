"""The next version of a package: what its callers' code meets decides, and a person may decide for more.

From 1.0.0 on, what breaks callers, at run time or in a type checker, is major; what adds is minor; what no code can
tell is patch; an identical package is not released. Below 1.0.0 nothing is promised for long: major becomes minor and
minor becomes patch, and only a person goes to 1.0.0. The version stands in one place, ``specs/<api>/VERSION``.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from ..errors import GeneratorError
from .surface import Source

Bump = Literal["major", "minor", "patch", "none"]
Triple = tuple[int, int, int]

BUMPS: Final[dict[Source, Bump]] = {
    "runtime-breaking": "major", "typing-breaking": "major", "additive": "minor", "docs-only": "patch",
    "identical": "none",
}  # fmt: skip
BELOW_ONE: Final[dict[Bump, Bump]] = {"major": "minor", "minor": "patch", "patch": "patch", "none": "none"}
VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-.]?[a-z][\w.-]*)?(\+[\w.]+)?", re.ASCII)


class VersionRefused(GeneratorError):
    """Text that is no version."""


def bump(source: Source) -> Bump:
    """What *source* asks for from 1.0.0 on."""
    return BUMPS[source]


def next_version(current: str, source: Source, written: str | None = None) -> str:
    """The version after *current*, the last that was released, for what a new package does to its callers' code.

    *written* is what stands in VERSION now: it wins where it is as high or higher, so that a person can go further, and
    so that asking twice gives the same answer. A pre-release is followed by its release where that covers the change.
    """
    before, early = _read(current)
    wanted = BUMPS[source] if before[0] else BELOW_ONE[BUMPS[source]]
    after = current if wanted == "none" else _text(before if early and _covers(before, wanted) else _up(before, wanted))
    if written is None or not written.strip():
        return after
    chosen, unfinished = _read(written)
    reached = _read(after)[0]
    if chosen > reached or (chosen == reached and not (unfinished and wanted == "none")):
        return written.strip()
    return after


def _read(version: str) -> tuple[Triple, bool]:
    """*version* as numbers, and whether it comes before the release that has them."""
    found = VERSION.fullmatch(version.strip())
    if found is None:
        raise VersionRefused(repr(version), "is not a version", "write three numbers, such as 1.4.0")
    return (int(found[1]), int(found[2]), int(found[3])), found[4] is not None


def _text(version: Triple) -> str:
    return ".".join(map(str, version))


def _up(version: Triple, by: Bump) -> Triple:
    major, minor, patch = version
    return {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0)}.get(by, (major, minor, patch + 1))


def _covers(version: Triple, by: Bump) -> bool:
    """Whether the release that a pre-release announces is already as much as *by* asks for."""
    return {"major": version[1:] == (0, 0), "minor": version[2] == 0}.get(by, True)
