# Code generated from specs/kairo. DO NOT EDIT.
"""WorkflowRun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from .run_error import RunError
    from .run_status import RunStatus


@define(kw_only=True)
class WorkflowRun(Model):
    """One execution of a workflow."""

    id: str
    """What it is watched by."""
    workflow_id: str
    """The workflow at work."""
    status: RunStatus
    input: dict[str, Any] | Unset = UNSET
    """What it was given."""
    output: dict[str, Any] | None | Unset = UNSET
    """What the last step gave; null until it succeeds."""
    error: RunError | None | Unset = UNSET
    """Why it failed; null unless it did."""
    current_step: str | None | Unset = UNSET
    """The id of the step it is at; null before and after."""
    created_at: datetime
    """When it was queued."""
    started_at: datetime | None | Unset = UNSET
    """When it began; null while it is queued."""
    finished_at: datetime | None | Unset = UNSET
    """When it ended; null until then."""
    trace_id: str | None | Unset = UNSET
    """Its trace, for a look at every step."""
