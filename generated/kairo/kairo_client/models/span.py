# Code generated from specs/kairo. DO NOT EDIT.
"""Span."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Span(Model):
    """One step of a trace."""

    id: str
    """Tells spans apart."""
    parent_id: str | None | Unset = UNSET
    """The span it is part of; null at the top."""
    name: str
    """What was done."""
    started_at: datetime
    """When it began."""
    duration_ms: float
    """How long it took."""
    attributes: dict[str, Any] | Unset = UNSET
    """Details: model, tool, tokens."""
