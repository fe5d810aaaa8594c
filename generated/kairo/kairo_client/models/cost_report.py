# Code generated from specs/kairo. DO NOT EDIT.
"""CostReport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime

    from .cost_bucket import CostBucket


@define(kw_only=True)
class CostReport(Model):
    """What was spent in a span of time."""

    start: datetime
    """From when."""
    end: datetime
    """Until when, exclusive."""
    currency: str
    """Three letters, e.g. `USD`."""
    total: float
    """All of it."""
    buckets: list[CostBucket]
    """The same by hour, day or month, oldest first."""
