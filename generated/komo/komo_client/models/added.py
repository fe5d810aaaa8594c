# Code generated from specs/komo. DO NOT EDIT.
"""Added."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class Added(Model):
    """How many were added."""

    added: int
    """New ones."""
    skipped: int | Unset = UNSET
    """Those that were there already."""
