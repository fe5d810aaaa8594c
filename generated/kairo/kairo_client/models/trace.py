# Code generated from specs/kairo. DO NOT EDIT.
"""Trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime

    from .run_status import RunStatus
    from .span import Span


@define(kw_only=True)
class Trace(Model):
    """What happened in one run."""

    id: str
    """What it is addressed by."""
    run_id: str
    """The run it tells of."""
    agent_id: str | None | Unset = UNSET
    """The agent; null for a workflow."""
    status: RunStatus
    started_at: datetime
    """When the run began."""
    duration_ms: float | None | Unset = UNSET
    """How long it took; null while it goes on."""
    input_tokens: int | Unset = UNSET
    """Tokens that models read."""
    output_tokens: int | Unset = UNSET
    """Tokens that models wrote."""
    spans: list[Span] | Unset = UNSET
    """Step by step; only when a single trace is fetched."""
