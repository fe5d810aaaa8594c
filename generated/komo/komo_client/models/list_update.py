# Code generated from specs/komo. DO NOT EDIT.
"""ListUpdate."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class ListUpdate(Model):
    """The fields of a list to change."""

    name: str | Unset = UNSET
    """What it is called."""
    description: str | None | Unset = UNSET
    """What it is for."""
