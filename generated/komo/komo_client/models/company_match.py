# Code generated from specs/komo. DO NOT EDIT.
"""CompanyMatch."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


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
