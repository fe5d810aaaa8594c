# Code generated from specs/komo. DO NOT EDIT.
"""RecordListPage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .record_list import RecordList


@define(kw_only=True)
class RecordListPage(Model):
    """Some of the lists, and how many there are in all."""

    items: list[RecordList]
    """The lists of this page."""
    total: int
    """How many there are on all pages."""
