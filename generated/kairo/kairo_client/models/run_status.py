# Code generated from specs/kairo. DO NOT EDIT.
"""RunStatus."""

from __future__ import annotations

from .._runtime import OpenStr


class RunStatus(OpenStr):
    """State of a run; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
