# Code generated from specs/komo. DO NOT EDIT.
"""ConversationPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .conversation import Conversation


@define(kw_only=True)
class ConversationPage(Model):
    """Some of the conversations, and how many there are in all."""

    items: list[Conversation]
    """The conversations of this page."""
    total: int
    """How many there are on all pages."""
