# Code generated from specs/komo. DO NOT EDIT.
"""RecordList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from .record_type import RecordType


@define(kw_only=True)
class RecordList(Model):
    """A list of accounts or contacts."""

    id: str
    """What it is addressed by."""
    name: str
    """What it is called."""
    record_type: RecordType | Unset = UNSET
    description: str | None | Unset = UNSET
    """What it is for."""
    record_count: int | Unset = UNSET
    """How many records are in it."""
    created_at: datetime | None | Unset = UNSET
    """When it was created."""
    updated_at: datetime | None | Unset = UNSET
    """When it was last changed."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
