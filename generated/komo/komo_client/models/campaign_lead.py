# Code generated from specs/komo. DO NOT EDIT.
"""CampaignLead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class CampaignLead(Model):
    """A contact in a campaign."""

    contact_id: str
    """The contact."""
    name: str | None | Unset = UNSET
    """What they are called."""
    status: str | Unset = UNSET
    """How far the campaign has come with them, e.g. `pending` or `replied`."""
    added_at: datetime | None | Unset = UNSET
    """When they came into the campaign."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
