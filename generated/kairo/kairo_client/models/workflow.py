# Code generated from specs/kairo. DO NOT EDIT.
"""Workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime

    from .schedule import Schedule
    from .workflow_step import WorkflowStep


@define(kw_only=True)
class Workflow(Model):
    """Agents chained into an automation."""

    id: str
    """What it is addressed by."""
    name: str
    """What it is called."""
    description: str | None | Unset = UNSET
    """What it is for."""
    steps: list[WorkflowStep]
    """What is done, from the first step on."""
    schedule: Schedule | None | Unset = UNSET
    """When it runs by itself; null: only when asked."""
    created_at: datetime
    """When it was created."""
    updated_at: datetime | Unset = UNSET
    """When it was last replaced."""
