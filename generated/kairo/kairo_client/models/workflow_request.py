# Code generated from specs/kairo. DO NOT EDIT.
"""WorkflowRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .schedule import Schedule
    from .workflow_step import WorkflowStep


@define(kw_only=True)
class WorkflowRequest(Model):
    """The whole definition of a workflow."""

    name: str
    """What it is called."""
    description: str | Unset = UNSET
    """What it is for."""
    steps: list[WorkflowStep]
    """What is done, from the first step on."""
    schedule: Schedule | None | Unset = UNSET
    """When it runs by itself; null or absent: only when asked."""
