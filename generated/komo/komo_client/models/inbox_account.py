# Code generated from specs/komo. DO NOT EDIT.
"""InboxAccount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any

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
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
