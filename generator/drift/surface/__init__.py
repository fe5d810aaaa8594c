"""The public surface of two packages compared, from their syntax trees: what a release does to its callers' code."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Generator, Mapping

from .modules import Module, package
from .residue import residue
from .values import Effect, Source, SurfaceChange, SurfaceComparison
from .walk import Walk

__all__ = ["Effect", "Source", "SurfaceChange", "SurfaceComparison", "compare_packages"]


def compare_packages(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> SurfaceComparison:
    """Compare two distributions, each as path → content; nothing of them is run."""
    if old == new:
        return SurfaceComparison()
    with _uncollected():
        return _compared(old, new)


def _compared(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> SurfaceComparison:
    """All trees are gone when this returns, before anybody collects garbage again."""
    parsed: dict[bytes, Module] = {}
    walk = Walk.of(package(old, parsed), package(new, parsed))
    walk.run()
    return SurfaceComparison(changes=walk.ledger.close(), residue=residue(old, new), calls=walk.calls())


@contextlib.contextmanager
def _uncollected() -> Generator[None]:
    """Syntax trees are many objects and no garbage: looking through them again and again takes half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
