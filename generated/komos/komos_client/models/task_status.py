# Code generated from specs/komos. DO NOT EDIT.
"""TaskStatus."""

from __future__ import annotations

from .._runtime import OpenStr


class TaskStatus(OpenStr):
    """State of a task; one that is `READY` can be run."""

    DRAFT = "DRAFT"
    PROCESSING = "PROCESSING"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    READY = "READY"
    ERROR = "ERROR"
