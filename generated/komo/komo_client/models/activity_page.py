# Code generated from specs/komo. DO NOT EDIT.
"""ActivityPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .activity import Activity


@define(kw_only=True)
class ActivityPage(Model):
    """Some of the entries, and how many there are in all."""

    items: list[Activity]
    """The entries of this page."""
    total: int
    """How many there are on all pages."""
