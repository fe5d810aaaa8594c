# Code generated from specs/komo. DO NOT EDIT.
"""Account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Account(Model):
    """A company."""

    id: str
    """What it is addressed by."""
    name: str
    """What it is called."""
    domain: str | None | Unset = UNSET
    """Its domain, e.g. `example.com`."""
    website: str | None | Unset = UNSET
    """Address of its site."""
    industry: str | None | Unset = UNSET
    """What it does."""
    notes: str | None | Unset = UNSET
    """Whatever should be remembered."""
    stage: str | None | Unset = UNSET
    """How far the business with it has come."""
    created_at: datetime | None | Unset = UNSET
    """When it was created."""
    updated_at: datetime | None | Unset = UNSET
    """When it was last changed."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
