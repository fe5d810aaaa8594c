# Code generated from specs/komo. DO NOT EDIT.
"""AccountCreate."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class AccountCreate(Model):
    """A new account. Unknown fields are refused with 422."""

    name: str
    """What the company is called."""
    domain: str | None | Unset = UNSET
    """Its domain, e.g. `example.com`."""
    website: str | None | Unset = UNSET
    """Address of its site."""
    industry: str | None | Unset = UNSET
    """What it does."""
    notes: str | None | Unset = UNSET
    """Whatever should be remembered."""
