# Code generated from specs/komo. DO NOT EDIT.
"""CampaignStats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class CampaignStats(Model):
    """What a campaign has done so far."""

    leads: int | Unset = UNSET
    """How many contacts are in it."""
    sent: int | Unset = UNSET
    """How many messages went out."""
    replied: int | Unset = UNSET
    """How many leads answered."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
