# Code generated from specs/kairo. DO NOT EDIT.
"""CostBucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class CostBucket(Model):
    """What was spent in one interval."""

    start: datetime
    """When it begins."""
    total: float
    """All of it."""
