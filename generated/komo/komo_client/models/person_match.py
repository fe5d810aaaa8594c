# Code generated from specs/komo. DO NOT EDIT.
"""PersonMatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class PersonMatch(Model):
    """A person found in the database."""

    name: str
    """What they are called."""
    title: str | None | Unset = UNSET
    """What they are at work."""
    company_name: str | None | Unset = UNSET
    """Where they work."""
    location: str | None | Unset = UNSET
    """Where they are."""
    linkedin_url: str | None | Unset = UNSET
    """Their LinkedIn profile."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
