# Code generated from specs/komo. DO NOT EDIT.
"""ContactCreate."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class ContactCreate(Model):
    """A new contact. Unknown fields are refused with 422."""

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
