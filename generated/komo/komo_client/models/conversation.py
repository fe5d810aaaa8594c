# Code generated from specs/komo. DO NOT EDIT.
"""Conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Conversation(Model):
    """A conversation on LinkedIn."""

    id: str
    """What it is addressed by."""
    with_name: str | None | Unset = UNSET
    """Who the other person is."""
    linkedin_url: str | None | Unset = UNSET
    """Their profile."""
    last_message_at: datetime | None | Unset = UNSET
    """When something was last said."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
