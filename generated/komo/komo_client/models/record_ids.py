# Code generated from specs/komo. DO NOT EDIT.
"""RecordIds."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class RecordIds(Model):
    """Records to put into a list."""

    record_ids: list[str]
    """Accounts or contacts, whichever the list holds."""
