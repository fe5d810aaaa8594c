# Code generated from specs/komo. DO NOT EDIT.
"""LinkedInSeat."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class LinkedInSeat(Model):
    """The LinkedIn account that acts for the key."""

    connected: bool
    """Without one, sending fails with 409."""
    name: str | None | Unset = UNSET
    """Whose it is."""
    profile_url: str | None | Unset = UNSET
    """Its profile."""
