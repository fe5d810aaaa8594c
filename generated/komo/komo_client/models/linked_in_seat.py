# Code generated from specs/komo. DO NOT EDIT.
"""LinkedInSeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class LinkedInSeat(Model):
    """The LinkedIn account that acts for the key."""

    connected: bool
    """Without one, sending fails with 409."""
    name: str | None | Unset = UNSET
    """Whose it is."""
    profile_url: str | None | Unset = UNSET
    """Its profile."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
