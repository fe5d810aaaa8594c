# Code generated from specs/komo. DO NOT EDIT.
"""ListRecord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from .record_type import RecordType


@define(kw_only=True)
class ListRecord(Model):
    """A record in a list."""

    id: str
    """The account or contact."""
    record_type: RecordType | Unset = UNSET
    name: str | None | Unset = UNSET
    """What it is called."""
    added_at: datetime | None | Unset = UNSET
    """When it came into the list."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
