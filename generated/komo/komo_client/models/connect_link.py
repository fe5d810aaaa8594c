# Code generated from specs/komo. DO NOT EDIT.
"""ConnectLink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class ConnectLink(Model):
    """Where a person signs in to connect an account."""

    url: str
    """Open it in a browser."""
    expires_at: datetime | None | Unset = UNSET
    """Until when it works."""
