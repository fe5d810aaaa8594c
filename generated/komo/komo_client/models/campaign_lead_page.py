# Code generated from specs/komo. DO NOT EDIT.
"""CampaignLeadPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .campaign_lead import CampaignLead


@define(kw_only=True)
class CampaignLeadPage(Model):
    """Some of the leads, and how many there are in all."""

    items: list[CampaignLead]
    """The leads of this page."""
    total: int
    """How many there are on all pages."""
