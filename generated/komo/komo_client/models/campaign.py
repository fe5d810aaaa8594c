# Code generated from specs/komo. DO NOT EDIT.
"""Campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Campaign(Model):
    """A campaign: messages to a number of leads."""

    id: str
    """What it is addressed by."""
    name: str
    """What it is called."""
    status: str | Unset = UNSET
    """For example `draft`, `running` or `paused`."""
    list_id: str | None | Unset = UNSET
    """The list whose contacts are its leads."""
    created_at: datetime | None | Unset = UNSET
    """When it was created."""
    updated_at: datetime | None | Unset = UNSET
    """When it was last changed."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
