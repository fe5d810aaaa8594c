# Code generated from specs/komo. DO NOT EDIT.
"""Contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Contact(Model):
    """A person."""

    id: str
    """What they are addressed by."""
    name: str
    """What they are called."""
    email: str | None | Unset = UNSET
    """Where mail reaches them."""
    title: str | None | Unset = UNSET
    """What they are at work, e.g. `Head of Sales`."""
    company_name: str | None | Unset = UNSET
    """Where they work."""
    linkedin_url: str | None | Unset = UNSET
    """Their LinkedIn profile."""
    created_at: datetime | None | Unset = UNSET
    """When the record was created."""
    updated_at: datetime | None | Unset = UNSET
    """When it was last changed."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
