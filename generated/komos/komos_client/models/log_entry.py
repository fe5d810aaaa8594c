# Code generated from specs/komos. DO NOT EDIT.
"""LogEntry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define, wire

if TYPE_CHECKING:
    from datetime import datetime

    from .log_level import LogLevel


@define(kw_only=True)
class LogEntry(Model):
    """One line of a run's log."""

    id: str
    """Tells entries apart when a log is read again."""
    timestamp: datetime | None
    """When it was logged, if that is known."""
    level: LogLevel
    message: str
    """May be empty."""
    node_id: str | None = wire("nodeId")
    """The step of the task that logged it, by its id in the builder."""
