# Code generated from specs/komo. DO NOT EDIT.
"""LinkedInMessagePage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .linked_in_message import LinkedInMessage


@define(kw_only=True)
class LinkedInMessagePage(Model):
    """Some of the messages, and how many there are in all."""

    items: list[LinkedInMessage]
    """The messages of this page."""
    total: int
    """How many there are on all pages."""
