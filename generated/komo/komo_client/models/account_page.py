# Code generated from specs/komo. DO NOT EDIT.
"""AccountPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .account import Account


@define(kw_only=True)
class AccountPage(Model):
    """Some of the accounts, and how many there are in all."""

    items: list[Account]
    """The accounts of this page."""
    total: int
    """How many there are on all pages."""
