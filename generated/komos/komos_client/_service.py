# Code generated from specs/komos. DO NOT EDIT.
"""The facts about Komos as a whole, for the runtime."""

from __future__ import annotations

from ._runtime import Scheme, Service
from ._runtime_version import RUNTIME_SHA256, RUNTIME_VERSION

SERVICE = Service(
    name="komos",
    title="Komos",
    package="komos_client",
    version="0.2.0",
    document_sha256="d65fb917dd254eae9c39d8bd225838333e60e59c2f1f6a8d622d715d79b09b03",
    servers={"production": "https://api.komos.ai"},
    schemes={"bearer": Scheme("header", "Authorization", "Bearer ")},
    key_variable="KOMOS_API_KEY",
    key_hint="in the Komos dashboard under Settings → API & Webhooks, as an admin or owner of the organization",
    key_pattern="^sk_live_.+$",
    refused=(503,),
    operations={
        "tasks.list": "resources.tasks:LIST",
        "tasks.runs.list": "resources.tasks_runs:LIST",
        "tasks.runs.create": "resources.tasks_runs:CREATE",
        "task_runs.retrieve": "resources.task_runs:RETRIEVE",
        "task_runs.logs": "resources.task_runs:LOGS",
        "task_runs.cancel": "resources.task_runs:CANCEL",
    },
    waiters={"task_runs.wait": "resources.task_runs:WAIT"},
    recipes={"tasks.runs.create": "resources.tasks_runs:CREATE_RECIPE"},
    runtime_version=RUNTIME_VERSION,
    runtime_sha256=RUNTIME_SHA256,
)
