# Code generated from specs/komos. DO NOT EDIT.
"""RunStatus."""

from __future__ import annotations

from .._runtime import OpenStr


class RunStatus(OpenStr):
    """State of a run; the last three are final."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
