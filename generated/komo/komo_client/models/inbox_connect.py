# Code generated from specs/komo. DO NOT EDIT.
"""InboxConnect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .inbox_provider import InboxProvider


@define(kw_only=True)
class InboxConnect(Model):
    """Which kind of mailbox to connect."""

    provider: InboxProvider
