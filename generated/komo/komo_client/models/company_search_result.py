# Code generated from specs/komo. DO NOT EDIT.
"""CompanySearchResult."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .company_match import CompanyMatch


@define(kw_only=True)
class CompanySearchResult(Model):
    """Companies that fit."""

    items: list[CompanyMatch]
    """Best first."""
    credits_used: float | None | Unset = UNSET
    """What the search cost."""
