# Code generated from specs/komo. DO NOT EDIT.
"""InboxAccount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .inbox_provider import InboxProvider


@define(kw_only=True)
class InboxAccount(Model):
    """A connected mailbox."""

    id: str
    """What it is addressed by."""
    provider: InboxProvider
    email: str | None | Unset = UNSET
    """Its address."""
    status: str | Unset = UNSET
    """For example `active` or `paused`."""
