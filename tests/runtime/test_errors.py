"""Errors say what is wrong in one line, know everything about their call, and travel."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest

from generator.runtime import errors
from generator.runtime.error_details import Answer, Attempt, FieldError, SentRequest
from generator.runtime.errors import ApiError, ClientError, StatusError
from generator.runtime.protocol.error_body import explain
from generator.runtime.protocol.partial_json import salvage
from tests.runtime.sample import CREATE, answers, call, sample

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ClientError)]


def test_the_message_of_the_surface() -> None:
    """As promised, to the letter."""
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
def test_every_error_travels(kind: type[ClientError]) -> None:
    """Pickle and JSON keep what it knows."""
    error = kind("what is wrong")
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


@pytest.mark.parametrize(
    ("body", "content_type", "detail", "code"),
    [
        (b'{"detail": "run_not_found"}', "", "run_not_found", "run_not_found"),
        (b'{"detail": "The run is gone"}', "", "The run is gone", ""),
        (
            b'{"detail": "LINKEDIN_NOT_CONNECTED: connect a seat"}',
            "",
            "LINKEDIN_NOT_CONNECTED: connect a seat",
            "LINKEDIN_NOT_CONNECTED",
        ),
        (b'{"detail": {"code": "X", "message": "why"}}', "", "why", "X"),
        (b'{"detail": {"reason": "plan gate", "limit": 5}}', "", "plan gate", ""),
        (
            b'{"error": {"type": "invalid", "code": "bad_name", "message": "no such name"}}',
            "",
            "no such name",
            "bad_name",
        ),
        (b'{"error": "nope"}', "", "nope", "nope"),
        (b'{"code": "C1", "message": "m", "reason": "r"}', "", "m", "C1"),
        (b'{"code": 17, "message": "m"}', "", "m", "17"),
        (b'{"errors": {"name": ["is too short"]}}', "", "name: is too short", ""),
        (b"<html><head><title>502 Bad\n Gateway</title></head><body>x</body>", "text/html", "502 Bad Gateway", ""),
        (b"<html><body><script>x()</script><p>Down</p>", "text/html", "Down", ""),
        (b"upstream connect error", "text/plain", "upstream connect error", ""),
        (b"", "", "", ""),
        (b"\xff\xfe", "", "\ufffd\ufffd", ""),
        (b"null", "", "null", ""),
        (b"[]", "", "[]", ""),
        (b'"just text"', "", "just text", ""),
    ],
)
def test_what_a_body_says(body: bytes, content_type: str, detail: str, code: str) -> None:
    """FastAPI's forms, the usual others, and what proxies write."""
    explained = explain(body, content_type)
    assert (explained.detail, explained.code) == (detail, code)


def test_a_long_page_becomes_a_short_line() -> None:
    """A message stays a line."""
    assert len(explain(b"x " * 10_000).detail) == 300


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"id":"a"', "a"),
        (b'{"id":"a', None),
        (b'{"id":12', None),
        (b'{"id":12,', "12"),
        (b'{"run":{"id":"a"', "a"),
        (b'{"run":{"owner":{"id":"b"},', None),
        (b'{"runs":[{"id":"b"}]', None),
        (b'[{"id":"b"}]', None),
        (b'{"x":"id","id":"q\\"uote"}', 'q"uote'),
        (b"<html>", None),
        (b"\xff\xfe{", None),
    ],
)
def test_salvage(body: bytes, found: str | None) -> None:
    """The id of the thing itself, whole or not at all."""
    assert salvage(body, "run") == found


def test_every_api_error_knows_its_call() -> None:
    """All the attributes of the surface are there."""
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
