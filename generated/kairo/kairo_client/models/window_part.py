# Code generated from specs/kairo. DO NOT EDIT.
"""WindowPart."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class WindowPart(Model):
    """What one source takes of a context window."""

    source_id: str
    """The source."""
    tokens: int
    """How much it takes."""
