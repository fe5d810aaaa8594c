"""The Komos document says what docs.komos.ai says, and marks the rest."""

from __future__ import annotations

import pytest

RUNNING = {  # https://docs.komos.ai/api-reference/introduction
    "id": "9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94",
    "taskId": "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc",
    "status": "RUNNING",
    "triggerType": "api",
    "timestamps": {
        "createdAt": "2025-10-14T18:21:52.123Z",
        "startedAt": "2025-10-14T18:22:03.481Z",
        "finishedAt": None,
    },
    "progress": {"currentStep": 2, "stepsTotal": 5},
    "inputs": {"url": "https://example.com/orders/48219"},
    "outputs": {},
    "logsUrl": "https://api.komos.ai/public/v1/task-runs/9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94/logs",
    "error": None,
    "cancelReason": None,
}
PENDING = {  # https://docs.komos.ai/api-reference/task-runs/list
    **RUNNING,
    "status": "PENDING",
    "timestamps": {"createdAt": "2025-10-14T18:21:52.123Z", "startedAt": None, "finishedAt": None},
    "progress": None,
    "inputs": {"url": "https://example.com/orders/48219", "runHeadless": True},
}
COMPLETED = {  # https://docs.komos.ai/api-reference/task-runs/get
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
    "inputs": {"url": "https://example.com/orders/48190"},
    "outputs": {"summary": "Completed order checkout scrape"},
    "logsUrl": "https://api.komos.ai/public/v1/task-runs/220a501c-82f4-43e2-8107-3d8e0c0f4c1b/logs",
    "error": None,
    "cancelReason": None,
}
LOGS = {  # https://docs.komos.ai/api-reference/task-runs/logs
    "runId": "9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94",
    "logEntries": [
        {
            "id": "8c160f06-72c3-44d1-b0bb-0cb7284987b1",
            "timestamp": "2025-10-14T18:22:03.489Z",
            "level": "info",
            "message": "Navigated to https://example.com/orders/48219",
            "nodeId": "navigate_orders",
        },
        {
            "id": "ff5f2fd2-9b41-41df-9cf1-6e51497a1f26",
            "timestamp": "2025-10-14T18:22:07.902Z",
            "level": "warning",
            "message": "Retrying element click after timeout",
            "nodeId": "click_retry",
        },
    ],
}
QUEUE = {  # https://docs.komos.ai/api-reference/task-runs/queue
    "clientRequestId": "checkout-48219",
    "inputs": {"url": "https://example.com/orders/48219", "runHeadless": True},
}

DOCUMENTED = {
    "POST /public/v1/tasks/{taskId}/runs",
    "GET /public/v1/tasks/{taskId}/runs",
    "GET /public/v1/task-runs/{runId}",
    "GET /public/v1/task-runs/{runId}/logs",
    "POST /public/v1/task-runs/{runId}/cancel",
}
"""The overview's list of endpoints, whole."""


def test_the_five_documented_operations_and_the_task_list(komos):
    """The overview lists five; the list of tasks is inferred."""
    documented = {route for route, one in komos.operations.items() if one["x-provenance"] == "documented"}
    assert documented == DOCUMENTED
    assert set(komos.operations) - documented == {"GET /public/v1/tasks"}


@pytest.mark.parametrize(
    ("payload", "schema"),
    [
        (RUNNING, "Run"),
        ({"run": COMPLETED}, "RunEnvelope"),
        ({"runs": [COMPLETED, PENDING]}, "RunList"),
        (LOGS, "RunLogs"),
        (QUEUE, "QueueRunRequest"),
        ({"inputs": {"account_id": "acct_987", "month": "2025-10"}}, "QueueRunRequest"),
        ({"detail": "invalid_task_id"}, "Error"),
        ({"detail": "run_not_found"}, "Error"),
    ],
)
def test_the_vendors_examples_fit(komos, payload, schema):
    """Payloads of the vendor's pages, verbatim."""
    assert komos.faults(payload, schema) == []


@pytest.mark.parametrize("error", [None, "boom", {"code": "selector_not_found", "step": 3}])
def test_a_failed_runs_error_may_have_any_documented_looking_shape(komos, error):
    """Only null is documented, so text and object fit as well."""
    assert komos.faults({**COMPLETED, "status": "FAILED", "error": error}, "Run") == []


FIELDS = [{"loc": ["body", 0], "msg": "x", "type": "y"}]


@pytest.mark.parametrize("detail", ["limit", {"used": 50, "limit": 50}, FIELDS])
def test_error_details_may_be_text_object_or_field_list(komos, detail):
    """Errors have the "standard FastAPI structure", with usage details in a 402."""
    assert komos.faults({"detail": detail}, "Error") == []


def test_every_field_of_a_run_is_always_there(komos):
    """All examples show all fields; these may be null."""
    run = komos.schemas["Run"]
    assert set(run["required"]) == set(run["properties"]) == set(RUNNING)
    nullable = {field for field in RUNNING if not komos.faults({**RUNNING, field: None}, "Run")}
    assert nullable == {"progress", "logsUrl", "error", "cancelReason"}
    times = {
        field
        for field in RUNNING["timestamps"]
        if not komos.faults({**RUNNING["timestamps"], field: None}, "RunTimestamps")
    }
    assert times == {"startedAt", "finishedAt"}


def test_enumerations_are_the_documented_ones(komos):
    """States, triggers and log levels, in the vendor's order."""
    assert komos.schemas["RunStatus"]["enum"] == ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"]
    assert komos.schemas["TriggerType"]["enum"] == ["manual", "schedule", "api"]
    assert komos.schemas["LogLevel"]["enum"] == ["info", "warning", "error"]


@pytest.mark.parametrize(
    ("route", "statuses"),
    [
        ("POST /public/v1/tasks/{taskId}/runs", {"200", "202", "400", "401", "402", "404", "503"}),
        ("GET /public/v1/tasks/{taskId}/runs", {"200", "400", "401", "404"}),
        ("GET /public/v1/task-runs/{runId}", {"200", "400", "401", "404"}),
        ("GET /public/v1/task-runs/{runId}/logs", {"200", "400", "401", "404"}),
        ("POST /public/v1/task-runs/{runId}/cancel", {"202", "400", "401", "404"}),
    ],
)
def test_statuses_are_those_of_the_pages(komos, route, statuses):
    """No 403, 422 or 429: no page names them."""
    assert set(komos.operations[route]["responses"]) == statuses


def test_queueing_answers_200_for_a_repeated_key_and_202_for_a_new_run(komos):
    """Both wrap the run; the facts know which is which."""
    responses = komos.operations["POST /public/v1/tasks/{taskId}/runs"]["responses"]
    schemas = {responses[status]["content"]["application/json"]["schema"]["$ref"] for status in ("200", "202")}
    assert schemas == {"#/components/schemas/RunEnvelope"}
    fact = komos.api.operations["tasks.runs.create"]
    assert (fact.repeat, fact.key, fact.replayed, fact.unwrap) == ("keyed", "clientRequestId", 200, "run")


def test_a_cancel_reason_has_at_most_1024_characters(komos):
    """The cancel page's maxLength."""
    assert komos.faults({"reason": "x" * 1024}, "CancelRunRequest") == []
    assert komos.faults({"reason": "x" * 1025}, "CancelRunRequest")
    assert komos.operations["POST /public/v1/task-runs/{runId}/cancel"]["requestBody"]["required"] is False


def test_webhooks_are_the_five_documented_events(komos):
    """Lifecycle events carry a bare run, the log event the answer of the logs endpoint."""
    events = {}
    for name, item in komos.document["webhooks"].items():
        body = komos.resolve(item["post"]["requestBody"])
        events[name] = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert item["post"]["x-provenance"] == "documented"
        assert item["post"]["security"] == []
    assert events == {
        "task-run.started": "Run",
        "task-run.completed": "Run",
        "task-run.failed": "Run",
        "task-run.cancelled": "Run",
        "task-run.log": "RunLogs",
    }


def test_only_these_fields_of_documented_schemas_are_inferred(komos):
    """Everything else of a run is on the vendor's pages."""
    inferred = komos.fields("inferred")
    guessed = {"Task", "TaskList", "FieldError"}
    assert {field for field in inferred if field.split(".")[0] not in guessed} == {"Run.error"}


def test_the_task_list_is_inferred_through_and_through(komos):
    """Operation, parameters and schemas."""
    operation = komos.operations["GET /public/v1/tasks"]
    assert {one["x-provenance"] for one in operation["parameters"]} == {"inferred"}
    assert {komos.schemas[name]["x-provenance"] for name in ("Task", "TaskList", "TaskStatus")} == {"inferred"}


def test_one_server_one_way_to_authenticate(komos):
    """Production only; the documentation's tunnel is no server."""
    assert [server["url"] for server in komos.document["servers"]] == ["https://api.komos.ai"]
    assert komos.components["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert all(path.startswith("/public/v1/") for path in komos.document["paths"])


def test_facts_about_runs_are_the_documented_ones(komos):
    """Final states, refusals, the webhook signature."""
    waiter = komos.api.waiters["task_runs.wait"]
    states = {*waiter.completed, *waiter.failed, *waiter.cancelled, *waiter.pending}
    assert states == set(komos.schemas["RunStatus"]["enum"])
    assert komos.api.refused == (503,)
    assert komos.api.limits == {}
    assert komos.api.plans == {}
    assert komos.api.webhooks.signature_header == "x-komos-signature"
    assert komos.api.webhooks.pepper == "komos-webhook-pepper"
