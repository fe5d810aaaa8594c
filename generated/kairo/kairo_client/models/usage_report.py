# Code generated from specs/kairo. DO NOT EDIT.
"""UsageReport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime

    from .usage_bucket import UsageBucket


@define(kw_only=True)
class UsageReport(Model):
    """Requests and runs in a span of time."""

    start: datetime
    """From when."""
    end: datetime
    """Until when, exclusive."""
    requests: int
    """Requests made."""
    runs: int
    """Runs started."""
    buckets: list[UsageBucket]
    """The same by hour, day or month, oldest first."""
