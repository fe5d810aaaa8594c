"""Comparison of the public surfaces of two packages, read from their syntax trees: the impact on callers' code."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Generator, Mapping

from .file_contents import other_differences
from .modules import Module, package
from .surface_change import Impact, SourceImpact, SurfaceChange, SurfaceComparison
from .surface_walk import SurfaceWalk

__all__ = ["Impact", "SourceImpact", "SurfaceChange", "SurfaceComparison", "compare_packages"]


def compare_packages(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> SurfaceComparison:
    """Compare two distributions, each as path → content, without executing them."""
    if old == new:
        return SurfaceComparison()
    with _without_garbage_collection():
        return _compared(old, new)


def _compared(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> SurfaceComparison:
    """The comparison; all syntax trees are freed when this returns, before garbage collection is enabled again."""
    parsed: dict[bytes, Module] = {}
    walk = SurfaceWalk.of(package(old, parsed), package(new, parsed))
    walk.run()
    return SurfaceComparison(
        changes=walk.collector.changes(), other_differences=other_differences(old, new), calls=walk.calls()
    )


@contextlib.contextmanager
def _without_garbage_collection() -> Generator[None]:
    """Disable garbage collection, which otherwise traverses the many objects of syntax trees again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
