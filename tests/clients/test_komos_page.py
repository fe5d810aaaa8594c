"""What https://docs.komos.ai/api-reference/introduction promises, as the generated Komos client keeps it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from komos_client import (
    AsyncKomos,
    BadRequest,
    ConfigurationError,
    DriftWarning,
    Komos,
    NotFound,
    PaymentRequired,
    ServerError,
    Unauthorized,
    ValidationFailed,
    WebhookError,
)
from komos_client.models import Run, RunLogs, RunStatus, TriggerType

from tests.clients.fakes import Bench, Reply, facts, wire
from tests.clients.sentences import text

KEY = "sk_live_your_api_key"
TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"
RUN = "9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94"
RUNNING = json.loads(text("INTRO-RUN-2"))
"""The page's example, as JSON."""
PENDING = {
    **RUNNING,
    "status": "PENDING",
    "timestamps": {"createdAt": "2025-10-14T18:21:52.123Z", "startedAt": None, "finishedAt": None},
    "progress": None,
}
COMPLETED = {
    **RUNNING,
    "status": "COMPLETED",
    "timestamps": {**RUNNING["timestamps"], "finishedAt": "2025-10-14T18:23:00.000Z"},
    "outputs": {"summary": "Completed order checkout scrape"},
}
ENTRIES = [
    {
        "id": f"8c160f06-72c3-44d1-b0bb-0cb7284987b{number}",
        "timestamp": f"2025-10-14T18:22:0{number}.489Z",
        "level": "info",
        "message": f"Step {number}",
        "nodeId": "navigate_orders",
    }
    for number in range(3)
]
SECRET = "wh_abc123_s3cr3tvalue"

Call = Callable[[Any], Any]


@pytest.fixture
def komos(kind: str) -> Bench:
    """The vendor, where a run is under way."""
    bench = Bench(kind, (Komos, AsyncKomos), KEY)
    bench.vendor.answers(Reply(json={"run": RUNNING}))
    return bench


def signed(body: bytes, event: str, *, hex_key: bool = False, pepper: str = "komos-webhook-pepper") -> dict[str, str]:
    """A delivery's headers, computed as the vendor's webhook page says, without our code."""
    stamp = "2025-10-14T18:22:03.489Z"
    key = hmac.digest(pepper.encode(), SECRET.partition("_")[2].encode(), "sha256")
    digest = hmac.digest(key.hex().encode() if hex_key else key, stamp.encode() + b"." + body, "sha256")
    return {
        "X-Komos-Event": event,
        "X-Komos-Signature": f"t={stamp},v1={digest.hex()}",
        "Content-Type": "application/json",
    }


class Service:
    """The vendor's side of one task: a run is pending, runs, logs a line at each look, and completes."""

    def __init__(self) -> None:
        self.looks = 0
        self.cancelled = False

    def __call__(self, request: httpx.Request) -> Reply:
        path = request.url.path
        if path.endswith("/logs"):
            return Reply(json={"runId": RUN, "logEntries": ENTRIES[: self.looks]})
        if path.endswith("/cancel"):
            self.cancelled = True
            return Reply(202, {"run": RUNNING})
        if request.method == "POST":
            return Reply(202, {"run": PENDING})
        self.looks += 1
        if self.cancelled:
            return Reply(json={"run": {**COMPLETED, "status": "CANCELLED"}})
        return Reply(json={"run": [PENDING, RUNNING, RUNNING, COMPLETED][min(self.looks, 4) - 1]})


# Overview


def test_a_task_is_launched_observed_streamed_and_cancelled(komos: Bench) -> None:
    """INTRO-HEAD-1 “launch saved browser tasks, observe their progress, stream execution logs, and cancel them
    programmatically.”
    """
    komos.vendor.answers(Service())
    client = komos.client()
    run = komos.do(client.tasks.runs.create(TASK, inputs={"url": "https://example.com"}))
    assert komos.do(client.task_runs.retrieve(run.id)).progress is None
    assert komos.do(client.task_runs.retrieve(run.id)).progress.current_step == 2
    lines = [entry.message for entry in komos.do(client.task_runs.follow_logs(run.id))]
    assert lines == ["Step 0", "Step 1", "Step 2"]
    assert komos.do(client.task_runs.cancel(run.id)).id == run.id


def test_a_log_is_streamed_while_the_run_goes_on_each_line_once(komos: Bench) -> None:
    """INTRO-HEAD-1 “stream execution logs”"""
    service = Service()
    komos.vendor.answers(service)
    entries = komos.do(komos.client().task_runs.follow_logs(RUN))
    assert [entry.to_dict() for entry in entries] == ENTRIES
    assert service.looks == 4


def test_a_run_is_polled_until_its_outputs_are_there(komos: Bench) -> None:
    """INTRO-HEAD-2 “poll for status or subscribe via webhooks, and consume the outputs once the run reaches a terminal
    state.”
    """
    komos.vendor.answers(Service())
    client = komos.client()
    run = komos.do(client.tasks.runs.create(TASK))
    assert (run.status, run.outputs) == ("PENDING", {})
    run = komos.do(client.task_runs.wait(run.id))
    assert (run.status, run.outputs) == ("COMPLETED", {"summary": "Completed order checkout scrape"})
    assert len(komos.time.naps) == 3


def test_a_run_is_followed_by_webhooks(komos: Bench) -> None:
    """INTRO-HEAD-2 “subscribe via webhooks, and consume the outputs once the run reaches a terminal state.”"""
    body = json.dumps(COMPLETED).encode()
    event = komos.client().webhooks.unwrap(body, signed(body, "task-run.completed"), secret=SECRET)
    assert event.data.outputs == {"summary": "Completed order checkout scrape"}


# Base URLs


def test_the_production_host(komos: Bench) -> None:
    """INTRO-BASE-1 “Production: https://api.komos.ai”"""
    komos.do(komos.client(environment="production").task_runs.retrieve(RUN))
    assert str(komos.vendor.last.url) == f"https://api.komos.ai/public/v1/task-runs/{RUN}"


def test_there_is_no_staging(komos: Bench) -> None:
    """INTRO-BASE-2 “Komos does not operate a staging environment”"""
    with pytest.raises(ConfigurationError, match="'staging' is unknown; known: production"):
        komos.client(environment="staging")


def test_production_is_the_default(komos: Bench) -> None:
    """INTRO-BASE-2 “target the production host for all integrations.”"""
    komos.do(komos.client().task_runs.retrieve(RUN))
    assert komos.vendor.last.url.host == "api.komos.ai"


def test_all_operations_have_the_prefix(komos: Bench) -> None:
    """INTRO-BASE-3 “All endpoints are prefixed with /public/v1.”"""
    paths = [one["path"] for one in facts(komos.client()).values()]
    assert len(paths) == 6  # the page's five, and the list of tasks
    assert all(path.startswith("/public/v1/") for path in paths)


def test_a_tunnel_is_a_base_url(komos: Bench) -> None:
    """INTRO-BASE-4 “point the API tester to your tunnel (https://api-komos.ngrok.app)”"""
    komos.do(komos.client(base_url="https://api-komos.ngrok.app").task_runs.retrieve(RUN))
    assert str(komos.vendor.last.url) == f"https://api-komos.ngrok.app/public/v1/task-runs/{RUN}"


def test_a_tunnel_is_a_setting(komos: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """INTRO-BASE-4 “your tunnel (https://api-komos.ngrok.app)”"""
    monkeypatch.setenv("KOMOS_BASE_URL", "https://api-komos.ngrok.app/")
    komos.do(komos.client().task_runs.retrieve(RUN))
    assert str(komos.vendor.last.url) == f"https://api-komos.ngrok.app/public/v1/task-runs/{RUN}"


# Endpoints


def test_a_run_is_queued(komos: Bench) -> None:
    """INTRO-END-1 “POST /public/v1/tasks/{taskId}/runs — queue an asynchronous run for a saved task (idempotent with
    clientRequestId).”
    """
    komos.vendor.answers(Reply(202, {"run": PENDING}))
    run = komos.do(komos.client().tasks.runs.create(TASK, inputs={"n": 1}, client_request_id="checkout-48219"))
    assert komos.vendor.asked == [f"POST /public/v1/tasks/{TASK}/runs"]
    assert json.loads(komos.vendor.last.content) == {"inputs": {"n": 1}, "clientRequestId": "checkout-48219"}
    assert isinstance(run, Run)


def test_runs_are_listed_in_the_vendors_order(komos: Bench) -> None:
    """INTRO-END-2 “GET /public/v1/tasks/{taskId}/runs — list the 50 most recent runs for a task, newest first.”"""
    listed = [{**RUNNING, "id": f"run-{number:02}"} for number in range(50, 0, -1)]
    komos.vendor.answers(Reply(json={"runs": listed}))
    runs = komos.do(komos.client().tasks.runs.list(TASK))
    assert [run.to_dict() for run in runs] == listed
    assert komos.vendor.asked == [f"GET /public/v1/tasks/{TASK}/runs"]


def test_a_runs_status_is_fetched(komos: Bench) -> None:
    """INTRO-END-3 “GET /public/v1/task-runs/{runId} — fetch the latest status for a single run.”"""
    run = komos.do(komos.client().task_runs.retrieve(RUN))
    assert komos.vendor.asked == [f"GET /public/v1/task-runs/{RUN}"]
    assert run.status == "RUNNING"


def test_a_runs_log_is_fetched_in_order(komos: Bench) -> None:
    """INTRO-END-4 “GET /public/v1/task-runs/{runId}/logs — retrieve ordered log entries captured while the run
    executed.”
    """
    logs = {"runId": RUN, "logEntries": ENTRIES}
    komos.vendor.answers(Reply(json=logs))
    answer = komos.do(komos.client().task_runs.logs(RUN))
    assert komos.vendor.asked == [f"GET /public/v1/task-runs/{RUN}/logs"]
    assert answer.to_dict() == logs
    assert [entry.message for entry in answer.log_entries] == ["Step 0", "Step 1", "Step 2"]


@pytest.mark.parametrize(("given", "sent"), [({}, b""), ({"reason": "Wrong order"}, b'{"reason":"Wrong order"}')])
def test_a_run_is_cancelled(komos: Bench, given: dict[str, str], sent: bytes) -> None:
    """INTRO-END-5 “POST /public/v1/task-runs/{runId}/cancel — request cancellation for a pending or running task.”"""
    komos.vendor.answers(Reply(202, {"run": RUNNING}))
    run = komos.do(komos.client().task_runs.cancel(RUN, **given))
    assert komos.vendor.asked == [f"POST /public/v1/task-runs/{RUN}/cancel"]
    assert komos.vendor.last.content == sent
    assert run.to_dict() == RUNNING


def test_the_five_endpoints_are_marked_as_documented(komos: Bench) -> None:
    """INTRO-END-1 “POST /public/v1/tasks/{taskId}/runs”"""
    known = facts(komos.client())
    documented = {name for name, one in known.items() if one["provenance"] == "documented"}
    assert documented == {
        "tasks.runs.create",
        "tasks.runs.list",
        "task_runs.retrieve",
        "task_runs.logs",
        "task_runs.cancel",
    }


# Authentication


def test_without_a_key_it_says_where_to_get_one(komos: Bench) -> None:
    """INTRO-AUTH-1 “an organization-scoped API key issued from the Komos dashboard.”"""
    with pytest.raises(ConfigurationError, match="Komos dashboard"):
        komos.client(None)


def test_the_key_is_a_bearer_token_of_every_operation(komos: Bench) -> None:
    """INTRO-AUTH-2 “Send the secret in the Authorization header using the Bearer scheme:”"""
    komos.vendor.answers(Reply(404))
    client = komos.client()
    for call in (client.tasks.runs.create, client.tasks.runs.list, client.task_runs.logs, client.task_runs.cancel):
        with pytest.raises(NotFound):
            komos.do(call("x"))
    assert {one.headers["authorization"] for one in komos.vendor.requests} == {f"Bearer {KEY}"}


def test_the_authorization_header(komos: Bench) -> None:
    """INTRO-AUTH-3 “Authorization: Bearer sk_live_your_api_key”"""
    komos.do(komos.client("sk_live_your_api_key").task_runs.retrieve(RUN))
    assert (b"Authorization", b"Bearer sk_live_your_api_key") in komos.vendor.last.headers.raw


def test_the_authorization_header_on_the_wire() -> None:
    """INTRO-AUTH-3 “Authorization: Bearer sk_live_your_api_key”"""
    reply = json.dumps({"run": RUNNING}).encode()
    with wire(reply) as server, Komos("sk_live_your_api_key", base_url=server.url) as client:
        client.task_runs.retrieve(RUN)
    assert b"Authorization: Bearer sk_live_your_api_key" in server.lines


def test_a_key_that_is_not_valid_is_one_typed_error(komos: Bench) -> None:
    """INTRO-AUTH-4 “Requests without a valid key return 401 Unauthorized.”"""
    komos.vendor.answers(Reply(401, {"detail": "invalid_api_key"}))
    with pytest.raises(Unauthorized) as caught:
        komos.do(komos.client().task_runs.retrieve(RUN))
    assert (caught.value.status_code, caught.value.code) == (401, "invalid_api_key")
    assert len(komos.vendor.requests) == 1
    assert KEY not in str(caught.value) + repr(caught.value.to_dict())


# Idempotency


def test_a_lost_answer_is_asked_for_again_with_the_same_key(komos: Bench) -> None:
    """INTRO-IDEM-1 “supports idempotent retries via the optional clientRequestId field.”"""
    komos.vendor.answers(httpx.ReadError("gone"), Reply(500), Reply(200, {"run": PENDING}))
    response = komos.do(komos.client().tasks.runs.with_raw_response.create(TASK, client_request_id="order-1"))
    assert [json.loads(one.content) for one in komos.vendor.requests] == [{"clientRequestId": "order-1"}] * 3
    assert (response.idempotency_key, response.replayed) == ("order-1", True)


def test_the_key_is_optional_and_minted_once_per_call(komos: Bench) -> None:
    """INTRO-IDEM-1 “the optional clientRequestId field.”"""
    komos.vendor.answers(httpx.ReadError("gone"), Reply(202, {"run": PENDING}))
    client = komos.client()
    komos.do(client.tasks.runs.create(TASK))
    komos.do(client.tasks.runs.create(TASK))
    first, again, other = (one.content for one in komos.vendor.requests)
    assert first == again  # the same bytes
    assert json.loads(first).keys() == {"clientRequestId"}
    assert json.loads(first) != json.loads(other)


def test_the_first_call_is_202_and_the_repeated_one_200_with_the_same_run(komos: Bench) -> None:
    """INTRO-IDEM-2 “Repeat the call with the same value to receive 200 OK and the previously created run instead of
    launching a duplicate.”
    """
    launched: dict[str, dict[str, Any]] = {}

    def queue(request: httpx.Request) -> Reply:
        key = json.loads(request.content)["clientRequestId"]
        if key in launched:
            return Reply(200, {"run": launched[key]})
        launched[key] = {**PENDING, "id": f"run-{len(launched) + 1}"}
        return Reply(202, {"run": launched[key]})

    komos.vendor.answers(queue)
    runs = komos.client().tasks.runs.with_raw_response
    first = komos.do(runs.create(TASK, client_request_id="order-1"))
    again = komos.do(runs.create(TASK, client_request_id="order-1"))
    other = komos.do(runs.create(TASK, client_request_id="order-2"))
    answers = [(one.status_code, one.replayed, one.value.id) for one in (first, again, other)]
    assert answers == [(202, False, "run-1"), (200, True, "run-1"), (202, False, "run-2")]


# The run


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.tasks.runs.create(TASK),
        lambda client: client.task_runs.retrieve(RUN),
        lambda client: client.task_runs.cancel(RUN),
    ],
    ids=["create", "retrieve", "cancel"],
)
def test_answers_are_runs(komos: Bench, call: Call) -> None:
    """INTRO-RUN-1 “Successful responses return a run object shaped like the example below.”"""
    run = komos.do(call(komos.client(strict=True)))
    assert isinstance(run, Run)
    assert run.to_dict() == RUNNING


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.tasks.runs.create(TASK),
        lambda client: client.task_runs.retrieve(RUN),
        lambda client: client.task_runs.cancel(RUN),
        lambda client: client.task_runs.wait(RUN),
    ],
    ids=["create", "retrieve", "cancel", "wait"],
)
def test_a_run_that_is_not_wrapped_is_a_run_too(komos: Bench, call: Call) -> None:
    """INTRO-RUN-1 “Successful responses return a run object shaped like the example below.”

    The endpoints' own pages wrap it in `run`, so this is drift; but it is what this page says.
    """
    komos.vendor.answers(Reply(json=COMPLETED))
    with pytest.warns(DriftWarning, match="missing_field at run"):
        run = komos.do(call(komos.client()))
    assert run.to_dict() == COMPLETED


def test_the_example_makes_the_round_trip_nulls_included(komos: Bench) -> None:
    """INTRO-RUN-2 “"finishedAt": null”"""
    run = komos.do(komos.client(strict=True).task_runs.retrieve(RUN))
    assert json.dumps(run.to_dict()) == json.dumps(RUNNING)
    assert run.raw == RUNNING
    assert Run.from_dict(run.to_dict()) == run


def test_the_examples_fields_have_types(komos: Bench) -> None:
    """INTRO-RUN-2 “"id": "9c77d908-7bf4-4e7f-9a20-2c5e7fdf2e94"”"""
    run = komos.do(komos.client().task_runs.retrieve(RUN))
    assert (run.id, run.task_id) == (RUN, TASK)
    assert run.status is RunStatus.RUNNING
    assert run.trigger_type is TriggerType.API
    assert run.timestamps.created_at == datetime(2025, 10, 14, 18, 21, 52, 123000, UTC)
    assert run.timestamps.started_at == datetime(2025, 10, 14, 18, 22, 3, 481000, UTC)
    assert (run.progress.current_step, run.progress.steps_total) == (2, 5)
    assert (run.inputs, run.outputs) == ({"url": "https://example.com/orders/48219"}, {})
    assert run.logs_url == f"https://api.komos.ai/public/v1/task-runs/{RUN}/logs"


def test_the_examples_nulls_are_none(komos: Bench) -> None:
    """INTRO-RUN-2 “"error": null, "cancelReason": null”"""
    run = komos.do(komos.client().task_runs.retrieve(RUN))
    assert [run.timestamps.finished_at, run.error, run.cancel_reason] == [None, None, None]


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"])
def test_the_states_of_a_run(komos: Bench, status: str) -> None:
    """INTRO-RUN-3 “status values: PENDING, RUNNING, COMPLETED, FAILED, CANCELLED.”"""
    komos.vendor.answers(Reply(json={"run": {**RUNNING, "status": status}}))
    run = komos.do(komos.client(strict=True).task_runs.retrieve(RUN))
    assert isinstance(run.status, RunStatus)
    assert (run.status, run.status.is_known) == (status, True)


def test_another_state_is_kept_and_told(komos: Bench) -> None:
    """INTRO-RUN-3 “status values: PENDING, RUNNING, COMPLETED, FAILED, CANCELLED.”"""
    komos.vendor.answers(Reply(json={"run": {**RUNNING, "status": "PAUSED"}}))
    with pytest.warns(DriftWarning, match=r"unknown_enum at run\.status"):
        run = komos.do(komos.client().task_runs.retrieve(RUN))
    assert (run.status, run.status.is_known) == ("PAUSED", False)


@pytest.mark.parametrize("trigger", ["manual", "schedule", "api"])
def test_the_triggers_of_a_run(komos: Bench, trigger: str) -> None:
    """INTRO-RUN-4 “triggerType is one of manual, schedule, or api.”"""
    komos.vendor.answers(Reply(json={"run": {**RUNNING, "triggerType": trigger}}))
    run = komos.do(komos.client(strict=True).task_runs.retrieve(RUN))
    assert isinstance(run.trigger_type, TriggerType)
    assert (run.trigger_type, run.trigger_type.is_known) == (trigger, True)


def test_the_log_can_be_read_at_its_url(komos: Bench) -> None:
    """INTRO-RUN-5 “logsUrl resolves to GET /public/v1/task-runs/{runId}/logs”"""
    client = komos.client()
    run = komos.do(client.task_runs.retrieve(RUN))
    komos.vendor.answers(Reply(json={"runId": RUN, "logEntries": ENTRIES}))
    at_url = komos.do(client.request("GET", run.logs_url)).value
    by_method = komos.do(client.task_runs.logs(run.id))
    assert at_url == by_method.to_dict()
    _, one, other = komos.vendor.requests
    assert (one.method, one.url) == (other.method, other.url)
    assert one.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "url",
    [
        f"https://logs.example.com/public/v1/task-runs/{RUN}/logs",
        f"https://api.komos.ai.example.com/public/v1/task-runs/{RUN}/logs",
        f"https://api.komos.ai:8443/public/v1/task-runs/{RUN}/logs",
        f"https://api.komos.ai@example.com/public/v1/task-runs/{RUN}/logs",
    ],
    ids=["another host", "lookalike", "another port", "userinfo"],
)
def test_the_key_does_not_go_to_a_log_elsewhere(komos: Bench, url: str) -> None:
    """INTRO-RUN-5 “when backend_public_url is configured for your organization.”"""
    komos.vendor.answers(Reply(json={"runId": RUN, "logEntries": []}))
    komos.do(komos.client().request("GET", url))
    assert not any(KEY.encode() in value for _, value in komos.vendor.last.headers.raw)


def test_a_log_is_not_asked_for_in_clear_text(komos: Bench) -> None:
    """INTRO-RUN-5 “when backend_public_url is configured for your organization.”"""
    with pytest.raises(ConfigurationError, match="not encrypted"):
        komos.do(komos.client().request("GET", f"http://api.komos.ai/public/v1/task-runs/{RUN}/logs"))
    assert komos.vendor.requests == []


def test_a_run_without_a_log_url_is_no_surprise(komos: Bench) -> None:
    """INTRO-RUN-5 “when backend_public_url is configured for your organization.”"""
    komos.vendor.answers(Reply(json={"run": {**RUNNING, "logsUrl": None}}))
    assert komos.do(komos.client(strict=True).task_runs.retrieve(RUN)).logs_url is None


# Errors


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("invalid_task_id", "invalid_task_id"),
        ({"code": "invalid_task_id", "message": "Not a UUID"}, "Not a UUID"),
        ([{"loc": ["path", "taskId"], "msg": "Not a UUID", "type": "uuid"}], "path.taskId: Not a UUID"),
    ],
    ids=["text", "object", "fields"],
)
def test_errors_have_the_fastapi_structure(komos: Bench, detail: Any, words: str) -> None:
    """INTRO-ERR-1 “Errors follow the standard FastAPI structure:”"""
    komos.vendor.answers(Reply(400, {"detail": detail}))
    with pytest.raises(BadRequest) as caught:
        komos.do(komos.client().tasks.runs.create("123"))
    assert caught.value.detail == words
    assert caught.value.body == {"detail": detail}


def test_fastapis_own_validation_error_has_a_type(komos: Bench) -> None:
    """INTRO-ERR-1 “the standard FastAPI structure”"""
    komos.vendor.answers(Reply(422, {"detail": [{"loc": ["body", "inputs"], "msg": "Not a dict", "type": "dict"}]}))
    with pytest.raises(ValidationFailed) as caught:
        komos.do(komos.client().tasks.runs.create(TASK))
    assert [tuple(one) for one in caught.value.errors] == [("body.inputs", "Not a dict")]


def test_a_task_id_that_is_not_valid(komos: Bench) -> None:
    """INTRO-ERR-2 “Validation issues return 400 Bad Request with {"detail": "invalid_task_id"}.”"""
    komos.vendor.answers(Reply(400, {"detail": "invalid_task_id"}))
    with pytest.raises(BadRequest) as caught:
        komos.do(komos.client().tasks.runs.create("123"))
    assert (caught.value.status_code, caught.value.code) == (400, "invalid_task_id")
    assert len(komos.vendor.requests) == 1
    assert not caught.value.maybe_executed


def test_a_run_that_does_not_exist(komos: Bench) -> None:
    """INTRO-ERR-3 “Missing resources return 404 Not Found, e.g., {"detail": "run_not_found"}.”"""
    komos.vendor.answers(Reply(404, {"detail": "run_not_found"}))
    with pytest.raises(NotFound) as caught:
        komos.do(komos.client().task_runs.retrieve(RUN))
    assert (caught.value.status_code, caught.value.code) == (404, "run_not_found")
    assert len(komos.vendor.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"detail": {"message": "Monthly runs are used up", "used": 100, "limit": 100}},
        {"detail": "Monthly runs are used up", "usage": {"used": 100, "limit": 100}},
    ],
)
def test_a_usage_limit_comes_with_its_details(komos: Bench, body: dict[str, Any]) -> None:
    """INTRO-ERR-4 “Usage limits return 402 Payment Required with additional details.”"""
    komos.vendor.answers(Reply(402, body))
    with pytest.raises(PaymentRequired) as caught:
        komos.do(komos.client().tasks.runs.create(TASK))
    assert caught.value.detail == "Monthly runs are used up"
    assert caught.value.body == body
    assert len(komos.vendor.requests) == 1


@pytest.mark.parametrize(
    "call",
    [lambda client: client.tasks.runs.create(TASK), lambda client: client.task_runs.retrieve(RUN)],
    ids=["create", "retrieve"],
)
def test_a_busy_queue_is_tried_again_with_exponential_backoff(komos: Bench, call: Call) -> None:
    """INTRO-ERR-5 “Transient queue issues respond with 503 Service Unavailable; retry with exponential backoff.”"""
    komos.time.chance = 1.0
    busy = Reply(503, {"detail": "queue_unavailable"})
    komos.vendor.answers(busy, busy, busy, busy, Reply(202, {"run": PENDING}))
    assert komos.do(call(komos.client())).status == "PENDING"
    first, *rest = komos.time.naps
    assert rest == [first * 2, first * 4, first * 8]
    assert len({one.content for one in komos.vendor.requests}) == 1


def test_the_backoff_is_jittered(komos: Bench) -> None:
    """INTRO-ERR-5 “retry with exponential backoff.”"""
    komos.time.chance = 0.25
    komos.vendor.answers(Reply(503), Reply(503), Reply(202, {"run": PENDING}))
    komos.do(komos.client().tasks.runs.create(TASK))
    assert komos.time.naps == [0.25, 0.5]


def test_a_queue_that_stays_busy_is_a_typed_error(komos: Bench) -> None:
    """INTRO-ERR-5 “503 Service Unavailable”"""
    komos.vendor.answers(Reply(503, {"detail": "queue_unavailable"}))
    with pytest.raises(ServerError) as caught:
        komos.do(komos.client(max_retries=2).tasks.runs.create(TASK))
    assert (caught.value.status_code, caught.value.code) == (503, "queue_unavailable")
    assert len(caught.value.attempts) == 3


def test_a_busy_queue_has_queued_nothing(komos: Bench) -> None:
    """INTRO-ERR-5 “Transient queue issues respond with 503 Service Unavailable; retry”"""
    komos.vendor.answers(Reply(503, {"detail": "queue_unavailable"}))
    with pytest.raises(ServerError) as caught:
        komos.do(komos.client(max_retries=0).tasks.runs.create(TASK))
    assert not caught.value.maybe_executed


def test_a_503_with_retry_after_is_not_tried_early(komos: Bench) -> None:
    """INTRO-ERR-5 “503 Service Unavailable; retry”"""
    komos.vendor.answers(Reply(503, headers={"Retry-After": "11"}), Reply(202, {"run": PENDING}))
    komos.do(komos.client().tasks.runs.create(TASK))
    assert komos.vendor.moments[1] >= 11.0


# Webhooks


@pytest.mark.parametrize("name", ["started", "completed", "failed", "cancelled"])
@pytest.mark.parametrize("hex_key", [False, True], ids=["raw key", "hex key"])
def test_run_status_events_are_runs(komos: Bench, name: str, hex_key: bool) -> None:
    """INTRO-HOOK-2 “receive run status and log events.”"""
    body = json.dumps(RUNNING).encode()
    headers = signed(body, f"task-run.{name}", hex_key=hex_key)
    event = komos.client().webhooks.unwrap(body, headers, secret=SECRET)
    assert (event.type, event.known) == (f"task-run.{name}", True)
    assert isinstance(event.data, Run)
    assert event.data.to_dict() == RUNNING


def test_log_events_are_logs(komos: Bench) -> None:
    """INTRO-HOOK-2 “receive run status and log events.”"""
    body = json.dumps({"runId": RUN, "logEntries": ENTRIES}).encode()
    event = komos.client().webhooks.unwrap(body, signed(body, "task-run.log"), secret=SECRET)
    assert isinstance(event.data, RunLogs)
    assert [entry.message for entry in event.data.log_entries] == ["Step 0", "Step 1", "Step 2"]


@pytest.mark.parametrize(
    ("body", "secret"),
    [(b'{"id":"other"}', SECRET), (json.dumps(RUNNING).encode(), "wh_abc123_another")],
    ids=["changed body", "wrong secret"],
)
def test_what_the_vendor_did_not_sign_is_refused(komos: Bench, body: bytes, secret: str) -> None:
    """INTRO-HOOK-2 “Configure outbound webhooks from the dashboard”"""
    headers = signed(json.dumps(RUNNING).encode(), "task-run.completed")
    with pytest.raises(WebhookError):
        komos.client().webhooks.unwrap(body, headers, secret=secret)


def test_webhooks_send_nothing(komos: Bench) -> None:
    """INTRO-HOOK-2 “Configure outbound webhooks from the dashboard”"""
    body = json.dumps(RUNNING).encode()
    komos.client().webhooks.verify(body, signed(body, "task-run.completed"), secret=SECRET)
    assert komos.vendor.requests == []


def test_the_webhooks_page_is_named_and_its_signature_verified(komos: Bench) -> None:
    """INTRO-HOOK-3 “headers, and payload schemas are detailed in api-reference/webhooks/overview.”"""
    webhooks = komos.client().webhooks
    assert "https://docs.komos.ai/api-reference/webhooks/overview" in str(type(webhooks).__doc__)
    body = b'{"id":"220a501c-82f4-43e2-8107-3d8e0c0f4c1b","status":"COMPLETED"}'
    webhooks.verify(body, signed(body, "task-run.completed", pepper="ours"), secret=SECRET, pepper="ours")
    with pytest.raises(WebhookError):
        webhooks.verify(body, signed(body, "task-run.completed", pepper="ours"), secret=SECRET)


@pytest.mark.parametrize(
    ("operation", "page"),
    [
        ("tasks.runs.create", "task-runs/queue"),
        ("tasks.runs.list", "task-runs/list"),
        ("task_runs.retrieve", "task-runs/get"),
        ("task_runs.logs", "task-runs/logs"),
        ("task_runs.cancel", "task-runs/cancel"),
    ],
)
def test_every_endpoint_names_its_page(komos: Bench, operation: str, page: str) -> None:
    """INTRO-HOOK-4 “Refer to the endpoint pages for full schemas and examples.”"""
    client = komos.client()
    address = f"https://docs.komos.ai/api-reference/{page}"
    assert client.describe(operation)["source"] == address
    method: Any = client
    for part in operation.split("."):
        method = getattr(method, part)
    assert address in method.__doc__
