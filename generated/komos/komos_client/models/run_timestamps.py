# Code generated from specs/komos. DO NOT EDIT.
"""RunTimestamps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define, wire

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class RunTimestamps(Model):
    """When a run was queued, began and ended."""

    created_at: datetime = wire("createdAt")
    """When it was queued."""
    started_at: datetime | None = wire("startedAt")
    """When it began; null while it is pending."""
    finished_at: datetime | None = wire("finishedAt")
    """When it ended; null until then."""
