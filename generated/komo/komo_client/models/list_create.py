# Code generated from specs/komo. DO NOT EDIT.
"""ListCreate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .record_type import RecordType


@define(kw_only=True)
class ListCreate(Model):
    """A new list."""

    name: str
    """What it is called."""
    record_type: RecordType
    description: str | None | Unset = UNSET
    """What it is for."""
