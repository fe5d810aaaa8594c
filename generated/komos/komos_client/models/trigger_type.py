# Code generated from specs/komos. DO NOT EDIT.
"""TriggerType."""

from __future__ import annotations

from .._runtime import OpenStr


class TriggerType(OpenStr):
    """What started a run."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    API = "api"
