# Code generated from specs/komos. DO NOT EDIT.
"""TaskList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .task import Task


@define(kw_only=True)
class TaskList(Model):
    """One page of tasks."""

    tasks: list[Task]
    """The tasks of this page."""
    total: int
    """How many there are on all pages."""
