# Code generated from specs/komo. DO NOT EDIT.
"""ContactUpdate."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class ContactUpdate(Model):
    """The fields of a contact to change. Unknown fields are refused with 422."""

    name: str | Unset = UNSET
    """What they are called."""
    email: str | None | Unset = UNSET
    """Where mail reaches them."""
    title: str | None | Unset = UNSET
    """What they are at work, e.g. `Head of Sales`."""
    company_name: str | None | Unset = UNSET
    """Where they work."""
    linkedin_url: str | None | Unset = UNSET
    """Their LinkedIn profile."""
