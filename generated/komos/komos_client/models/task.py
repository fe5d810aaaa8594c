# Code generated from specs/komos. DO NOT EDIT.
"""Task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any

    from .task_status import TaskStatus


@define(kw_only=True)
class Task(Model):
    """A saved browser automation. Only its id, name and state are known; what else it has is kept as it comes."""

    id: str
    """What runs are queued by."""
    name: str | Unset = UNSET
    """Its name in the dashboard."""
    status: TaskStatus | Unset = UNSET
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
