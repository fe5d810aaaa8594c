# Code generated from specs/kairo. DO NOT EDIT.
"""ContextSource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class ContextSource(Model):
    """A data source that agents can read."""

    id: str
    """What it is addressed by."""
    name: str
    """What it is called."""
    type: str
    """What kind of source it is."""
    status: str
    """For example `ready` or `refreshing`."""
    config: dict[str, Any] | Unset = UNSET
    """How it is reached."""
    document_count: int | Unset = UNSET
    """How many documents it holds."""
    created_at: datetime
    """When it was added."""
    refreshed_at: datetime | None | Unset = UNSET
    """When its live data was last fetched; null before the first time."""
