# Code generated from specs/komo. DO NOT EDIT.
"""CampaignCreate."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class CampaignCreate(Model):
    """A new campaign; it sends nothing before it is launched."""

    name: str
    """What it is called."""
    list_id: str | None | Unset = UNSET
    """The list whose contacts become its leads."""
