# Code generated from specs/kairo. DO NOT EDIT.
"""LatencyReport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime

    from .latency_bucket import LatencyBucket


@define(kw_only=True)
class LatencyReport(Model):
    """How long runs took in a span of time."""

    start: datetime
    """From when."""
    end: datetime
    """Until when, exclusive."""
    p50_ms: float
    """Half of the runs took at most this long, in milliseconds."""
    p95_ms: float
    """95 % of the runs took at most this long."""
    p99_ms: float
    """99 % of the runs took at most this long."""
    buckets: list[LatencyBucket]
    """The same by hour, day or month, oldest first."""
