# Code generated from specs/komo. DO NOT EDIT.
"""CampaignPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .campaign import Campaign


@define(kw_only=True)
class CampaignPage(Model):
    """Some of the campaigns, and how many there are in all."""

    items: list[Campaign]
    """The campaigns of this page."""
    total: int
    """How many there are on all pages."""
