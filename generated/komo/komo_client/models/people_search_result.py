# Code generated from specs/komo. DO NOT EDIT.
"""PeopleSearchResult."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .person_match import PersonMatch


@define(kw_only=True)
class PeopleSearchResult(Model):
    """People who fit."""

    items: list[PersonMatch]
    """Best first."""
    credits_used: float | None | Unset = UNSET
    """What the search cost."""
