# Code generated from specs/komo. DO NOT EDIT.
"""CampaignStats."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class CampaignStats(Model):
    """What a campaign has done so far."""

    leads: int | Unset = UNSET
    """How many contacts are in it."""
    sent: int | Unset = UNSET
    """How many messages went out."""
    replied: int | Unset = UNSET
    """How many leads answered."""
