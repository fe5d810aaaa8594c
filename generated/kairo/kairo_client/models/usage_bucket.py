# Code generated from specs/kairo. DO NOT EDIT.
"""UsageBucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class UsageBucket(Model):
    """Requests and runs in one interval."""

    start: datetime
    """When it begins."""
    requests: int
    """Requests made."""
    runs: int
    """Runs started."""
