# Code generated from specs/komo. DO NOT EDIT.
"""ContactPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .contact import Contact


@define(kw_only=True)
class ContactPage(Model):
    """Some of the contacts, and how many there are in all."""

    items: list[Contact]
    """The contacts of this page."""
    total: int
    """How many there are on all pages."""
