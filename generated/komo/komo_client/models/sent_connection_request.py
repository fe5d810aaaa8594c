# Code generated from specs/komo. DO NOT EDIT.
"""SentConnectionRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class SentConnectionRequest(Model):
    """An invitation on its way."""

    id: str
    """Tells invitations apart."""
    status: str | Unset = UNSET
    """For example `sent`."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
