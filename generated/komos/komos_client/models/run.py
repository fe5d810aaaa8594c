# Code generated from specs/komos. DO NOT EDIT.
"""Run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define, wire

if TYPE_CHECKING:
    from typing import Any

    from .run_progress import RunProgress
    from .run_status import RunStatus
    from .run_timestamps import RunTimestamps
    from .trigger_type import TriggerType


@define(kw_only=True)
class Run(Model):
    """One execution of a task."""

    id: str
    """What the run is watched, read and cancelled by."""
    task_id: str = wire("taskId")
    """The task that is run."""
    status: RunStatus
    trigger_type: TriggerType = wire("triggerType")
    timestamps: RunTimestamps
    progress: RunProgress | None
    """How far it has come; null until it starts."""
    inputs: dict[str, Any]
    """The values that the run was given."""
    outputs: dict[str, Any]
    """What the run has produced (scalars, lists or objects); empty until it ends."""
    logs_url: str | None = wire("logsUrl")
    """Address of the run's log; inferred to be null when the organization has none configured."""
    error: str | dict[str, Any] | None
    """What went wrong. Its shape is undocumented (every example shows null): it may be a text or an object."""
    cancel_reason: str | None = wire("cancelReason")
    """The reason given when it was cancelled (inferred; every example shows null)."""
