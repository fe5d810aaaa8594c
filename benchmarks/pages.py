"""A page of 50 runs, and the pydantic models that stand beside ours."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import pydantic

from benchmarks.answers import RUN

PAGE = json.dumps({"runs": [RUN] * 50})


class PStatus(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class PTrigger(StrEnum):
    MANUAL = "manual"
    SCHEDULE = "schedule"
    API = "api"


class PTimestamps(pydantic.BaseModel):
    created_at: datetime = pydantic.Field(alias="createdAt")
    started_at: datetime | None = pydantic.Field(alias="startedAt")
    finished_at: datetime | None = pydantic.Field(alias="finishedAt")


class PProgress(pydantic.BaseModel):
    current_step: int = pydantic.Field(alias="currentStep")
    steps_total: int = pydantic.Field(alias="stepsTotal")


class PRun(pydantic.BaseModel):
    id: str
    task_id: str = pydantic.Field(alias="taskId")
    status: PStatus
    trigger_type: PTrigger = pydantic.Field(alias="triggerType")
    timestamps: PTimestamps
    progress: PProgress | None
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    logs_url: str | None = pydantic.Field(alias="logsUrl")
    error: Any
    cancel_reason: str | None = pydantic.Field(alias="cancelReason")


class PPage(pydantic.BaseModel):
    runs: list[PRun]
