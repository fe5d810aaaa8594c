# Code generated from specs/komo. DO NOT EDIT.
"""CompanyMatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class CompanyMatch(Model):
    """A company found in the database."""

    name: str
    """What it is called."""
    domain: str | None | Unset = UNSET
    """Its domain."""
    industry: str | None | Unset = UNSET
    """What it does."""
    location: str | None | Unset = UNSET
    """Where it is."""
    linkedin_url: str | None | Unset = UNSET
    """Its LinkedIn page."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
