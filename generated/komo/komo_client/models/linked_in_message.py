# Code generated from specs/komo. DO NOT EDIT.
"""LinkedInMessage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class LinkedInMessage(Model):
    """A message in a conversation."""

    id: str
    """Tells messages apart."""
    conversation_id: str | None | Unset = UNSET
    """The conversation it is part of."""
    text: str
    """What it says."""
    from_me: bool | Unset = UNSET
    """Whether the connected account wrote it."""
    sent_at: datetime | None | Unset = UNSET
    """When it was sent."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
