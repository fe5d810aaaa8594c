# Code generated from specs/komos. DO NOT EDIT.
"""LogLevel."""

from __future__ import annotations

from .._runtime import OpenStr


class LogLevel(OpenStr):
    """How serious a log entry is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
