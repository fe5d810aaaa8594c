# Code generated from specs/kairo. DO NOT EDIT.
"""LatencyBucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class LatencyBucket(Model):
    """How long runs took in one interval."""

    start: datetime
    """When it begins."""
    p50_ms: float
    """Half of the runs took at most this long, in milliseconds."""
    p95_ms: float
    """95 % of the runs took at most this long."""
    p99_ms: float
    """99 % of the runs took at most this long."""
