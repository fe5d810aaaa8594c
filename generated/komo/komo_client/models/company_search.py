# Code generated from specs/komo. DO NOT EDIT.
"""CompanySearch."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class CompanySearch(Model):
    """Which companies to look for; several values of one field are alternatives."""

    industries: list[str] | None | Unset = UNSET
    """What they do."""
    locations: list[str] | None | Unset = UNSET
    """Where they are."""
    keywords: list[str] | None | Unset = UNSET
    """Words that describe them."""
    limit: int | Unset = UNSET
    """At most so many results."""
