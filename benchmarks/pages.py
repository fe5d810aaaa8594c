"""A page of 50 runs, and the pydantic models that stand beside ours."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import pydantic

RUN = {
    "id": "220a501c-82f4-43e2-8107-3d8e0c0f4c1b",
    "taskId": "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc",
    "status": "COMPLETED",
    "triggerType": "api",
    "timestamps": {
        "createdAt": "2025-10-13T15:02:44.812Z",
        "startedAt": "2025-10-13T15:02:47.001Z",
        "finishedAt": "2025-10-13T15:03:28.559Z",
    },
    "progress": {"currentStep": 5, "stepsTotal": 5},
    "inputs": {"url": "https://example.com/orders/48190", "runHeadless": True},
    "outputs": {"summary": "Completed order checkout scrape"},
    "logsUrl": "https://api.example.com/public/v1/task-runs/220a501c-82f4-43e2-8107-3d8e0c0f4c1b/logs",
    "error": None,
    "cancelReason": None,
}
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
