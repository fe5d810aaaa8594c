# Code generated from specs/komo. DO NOT EDIT.
"""ListRecordPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .list_record import ListRecord


@define(kw_only=True)
class ListRecordPage(Model):
    """Some of the records, and how many there are in all."""

    items: list[ListRecord]
    """The records of this page."""
    total: int
    """How many there are on all pages."""
