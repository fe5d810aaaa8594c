# Code generated from specs/komo. DO NOT EDIT.
"""Activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Activity(Model):
    """Something that happened with an account or a contact: an email, a LinkedIn touch, a note."""

    id: str
    """Tells entries apart."""
    type: str
    """For example `email`, `linkedin` or `note`."""
    summary: str | None | Unset = UNSET
    """What happened, in a line."""
    occurred_at: datetime | None | Unset = UNSET
    """When it happened."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
