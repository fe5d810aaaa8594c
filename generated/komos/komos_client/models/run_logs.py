# Code generated from specs/komos. DO NOT EDIT.
"""RunLogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define, wire

if TYPE_CHECKING:
    from .log_entry import LogEntry


@define(kw_only=True)
class RunLogs(Model):
    """What a run has logged so far, oldest entry first."""

    run_id: str = wire("runId")
    """The run that logged it."""
    log_entries: list[LogEntry] = wire("logEntries")
    """Oldest first."""
