"""How long a page of 50 runs takes to become models, beside pydantic v2 doing the same; prints the ratio.

Run: ``python -m benchmarks.decode`` (pydantic is needed here and nowhere else).
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from enum import StrEnum
from time import perf_counter
from typing import Any

import pydantic

from generator.runtime.codec import Codec
from generator.runtime.enums import OpenStr
from generator.runtime.models import Model, define, wire

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


class Status(OpenStr):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Trigger(OpenStr):
    MANUAL = "manual"
    SCHEDULE = "schedule"
    API = "api"


@define(kw_only=True)
class Timestamps(Model):
    created_at: datetime = wire("createdAt")
    started_at: datetime | None = wire("startedAt")
    finished_at: datetime | None = wire("finishedAt")


@define(kw_only=True)
class Progress(Model):
    current_step: int = wire("currentStep")
    steps_total: int = wire("stepsTotal")


@define(kw_only=True)
class Run(Model):
    id: str
    task_id: str = wire("taskId")
    status: Status
    trigger_type: Trigger = wire("triggerType")
    timestamps: Timestamps
    progress: Progress | None
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    logs_url: str | None = wire("logsUrl")
    error: Any
    cancel_reason: str | None = wire("cancelReason")


@define(kw_only=True)
class Page(Model):
    runs: list[Run]


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


def main(rounds: int = 40, calls: int = 25) -> float:
    """Time both, alternating so that a busy machine is unfair to neither, and give ours ÷ pydantic's."""
    codec = Codec(sys.modules[__name__])
    ways = {
        "json.loads alone": lambda: json.loads(PAGE),
        "runtime": lambda: codec.decode("Page", json.loads(PAGE), print),
        "pydantic": lambda: PPage.model_validate(json.loads(PAGE)),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            start = perf_counter()
            for _ in range(calls):
                way()
            best[name] = min(best[name], (perf_counter() - start) / calls)
    for name, seconds in best.items():
        print(f"{name:>16}: {seconds * 1e6:6.0f} µs per page of 50 runs")
    ratio = best["runtime"] / best["pydantic"]
    print(f"{'ratio':>16}: {ratio:.2f}")
    return ratio


if __name__ == "__main__":
    main()
