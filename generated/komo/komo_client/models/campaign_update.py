# Code generated from specs/komo. DO NOT EDIT.
"""CampaignUpdate."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class CampaignUpdate(Model):
    """The fields of a campaign to change."""

    name: str | Unset = UNSET
    """What it is called."""
    list_id: str | None | Unset = UNSET
    """The list whose contacts become its leads."""
