"""What the servers of the benchmarks answer."""

from __future__ import annotations

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
