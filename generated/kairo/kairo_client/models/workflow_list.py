# Code generated from specs/kairo. DO NOT EDIT.
"""WorkflowList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .workflow import Workflow


@define(kw_only=True)
class WorkflowList(Model):
    """One page of workflows."""

    data: list[Workflow]
    """The workflows of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
