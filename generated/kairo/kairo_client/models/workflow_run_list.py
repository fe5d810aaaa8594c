# Code generated from specs/kairo. DO NOT EDIT.
"""WorkflowRunList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .workflow_run import WorkflowRun


@define(kw_only=True)
class WorkflowRunList(Model):
    """One page of runs."""

    data: list[WorkflowRun]
    """The runs of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
