"""Errors have a message of one line and all attributes of their call, and can be pickled."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest

from generator.runtime import errors
from generator.runtime.error_details import Answer, Attempt, FieldError, SentRequest
from generator.runtime.errors import ApiError, ClientError, StatusError
from tests.runtime.sample import CREATE, answers, call, sample

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ClientError)]


def test_the_message_of_the_surface() -> None:
    """Status, class, reason, request and attempts, in this format."""
    detail = {"detail": [{"loc": ["body", "name"], "msg": "field required", "type": "value_error.missing"}]}
    answer = httpx.Response(422, json=detail, headers={"x-request-id": "req_123"})
    with pytest.raises(errors.ValidationFailed) as caught:
        call(sample(answers(answer)), CREATE)
    assert (
        str(caught.value) == "422 ValidationFailed: body.name: field required (POST /runs, request req_123, 1 attempt)"
    )
    assert caught.value.errors == (FieldError("body.name", "field required"),)
    assert caught.value.body == detail


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_can_be_pickled(kind: type[ClientError]) -> None:
    """With all attributes, and converted to JSON."""
    error = kind("the reason")
    if isinstance(error, ApiError):
        vars(error).update(
            operation="runs.create",
            request=SentRequest("POST", "https://api.example.com/v1/runs", {"accept": "x"}, b"{}", "/runs"),
            response=Answer(500, {"x-request-id": "r"}, b"\xff"),
            attempts=(Attempt(1, "sent", None, "OSError", 0.1, 0.2),),
            idempotency_key="k",
        )
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))
    assert json.loads(json.dumps(error.to_dict()))["type"] == kind.__name__


def test_every_api_error_has_its_attributes() -> None:
    """All that the public surface promises."""
    with pytest.raises(errors.NotFound) as caught:
        call(sample(answers(httpx.Response(404, headers={"x-request-id": "r1"}))), CREATE, body={"a": 1})
    error: Any = caught.value
    assert error.operation == "runs.create"
    assert error.request.body == b'{"a":1}'
    assert (error.response.status_code, error.request_id) == (404, "r1")
    assert [(attempt.number, attempt.phase, attempt.status) for attempt in error.attempts] == [(1, "answered", 404)]
    assert (error.idempotency_key, error.maybe_executed, error.retry_at) == (None, False, None)
    assert error.elapsed > 0
    assert isinstance(error, StatusError)
    assert error.status_code == 404
