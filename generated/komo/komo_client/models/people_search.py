# Code generated from specs/komo. DO NOT EDIT.
"""PeopleSearch."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class PeopleSearch(Model):
    """Whom to look for; several values of one field are alternatives."""

    titles: list[str] | None | Unset = UNSET
    """What they are at work, e.g. `Head of Sales`."""
    seniorities: list[str] | None | Unset = UNSET
    """How senior they are, e.g. `director`."""
    locations: list[str] | None | Unset = UNSET
    """Where they are."""
    companies: list[str] | None | Unset = UNSET
    """Where they work."""
    limit: int | Unset = UNSET
    """At most so many results; each costs credits."""
