# Code generated from specs/komo. DO NOT EDIT.
"""MessageSend."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class MessageSend(Model):
    """What to say, and to whom: a conversation or a profile."""

    text: str
    """The message."""
    conversation_id: str | None | Unset = UNSET
    """The conversation to go on with."""
    linkedin_url: str | None | Unset = UNSET
    """Profile of the person, to begin one."""
