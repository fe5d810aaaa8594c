# Code generated from specs/komo. DO NOT EDIT.
"""UsageMeter."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class UsageMeter(Model):
    """How much of one thing is used up."""

    used: float | Unset = UNSET
    """So much in the current period."""
    limit: float | None | Unset = UNSET
    """So much the plan allows; null when it sets no limit."""
