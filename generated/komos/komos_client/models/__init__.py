# Code generated from specs/komos. DO NOT EDIT.
"""The models of requests and responses, one class for each named schema; each is loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cancel_run_request import CancelRunRequest as CancelRunRequest
    from .error import Error as Error
    from .field_error import FieldError as FieldError
    from .log_entry import LogEntry as LogEntry
    from .log_level import LogLevel as LogLevel
    from .queue_run_request import QueueRunRequest as QueueRunRequest
    from .run import Run as Run
    from .run_envelope import RunEnvelope as RunEnvelope
    from .run_list import RunList as RunList
    from .run_logs import RunLogs as RunLogs
    from .run_progress import RunProgress as RunProgress
    from .run_status import RunStatus as RunStatus
    from .run_timestamps import RunTimestamps as RunTimestamps
    from .task import Task as Task
    from .task_list import TaskList as TaskList
    from .task_status import TaskStatus as TaskStatus
    from .trigger_type import TriggerType as TriggerType

__all__ = [
    "CancelRunRequest",
    "Error",
    "FieldError",
    "LogEntry",
    "LogLevel",
    "QueueRunRequest",
    "Run",
    "RunEnvelope",
    "RunList",
    "RunLogs",
    "RunProgress",
    "RunStatus",
    "RunTimestamps",
    "Task",
    "TaskList",
    "TaskStatus",
    "TriggerType",
]

_LAZY: dict[str, str] = {
    "CancelRunRequest": "cancel_run_request",
    "Error": "error",
    "FieldError": "field_error",
    "LogEntry": "log_entry",
    "LogLevel": "log_level",
    "QueueRunRequest": "queue_run_request",
    "Run": "run",
    "RunEnvelope": "run_envelope",
    "RunList": "run_list",
    "RunLogs": "run_logs",
    "RunProgress": "run_progress",
    "RunStatus": "run_status",
    "RunTimestamps": "run_timestamps",
    "Task": "task",
    "TaskList": "task_list",
    "TaskStatus": "task_status",
    "TriggerType": "trigger_type",
}


def __getattr__(name: str) -> object:
    """Import a model when it is first used."""
    from .._runtime import load

    return load(__name__, name, _LAZY)
