"""May this attempt be sent again, what is raised, and what does the error know?"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from generator.runtime import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    NotFound,
    Operation,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    UnexpectedResponse,
)
from tests.runtime.sample import (
    CREATE,
    QUEUE,
    REPLACE,
    RETRIEVE,
    RUN,
    SafetyCap,
    SeatMissing,
    Time,
    answers,
    call,
    sample,
)

LOST = httpx.ReadError("gone")
OPERATIONS = {"safe": RETRIEVE, "idempotent": REPLACE, "keyed": QUEUE, "once": CREATE}


def path(operation: Operation[Any]) -> tuple[str, ...]:
    return ("run_1",) if "{" in operation.path else ()


@pytest.mark.parametrize("kind", OPERATIONS)
@pytest.mark.parametrize(
    ("first", "sent_again", "error"),
    [
        (httpx.Response(429), {"safe", "idempotent", "keyed", "once"}, None),
        (httpx.Response(503), {"safe", "idempotent", "keyed", "once"}, None),  # the facts call it refused
        (httpx.Response(500), {"safe", "idempotent", "keyed"}, OutcomeUnknown),
        (httpx.Response(502), {"safe", "idempotent", "keyed"}, OutcomeUnknown),
        (httpx.Response(504), {"safe", "idempotent", "keyed"}, OutcomeUnknown),
        (httpx.Response(408), {"safe", "idempotent", "keyed"}, ApiError),
        (LOST, {"safe", "idempotent", "keyed"}, OutcomeUnknown),
        (httpx.Response(200, content=b'{"run": {"id"'), {"safe", "idempotent", "keyed"}, OutcomeUnknown),
        (httpx.Response(200, content=b""), {"safe", "idempotent", "keyed"}, OutcomeUnknown),
        (httpx.Response(404), set(), NotFound),
        (httpx.Response(501), set(), ServerError),
    ],
    ids=lambda value: str(getattr(value, "status_code", "")) or None,
)
def test_who_is_sent_again(kind: str, first: Any, sent_again: set[str], error: type[ApiError] | None) -> None:
    """The table of runtime.md: class of the operation by outcome of the attempt."""
    seen: list[bytes] = []
    script = answers(first, RUN)

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.read())
        return script(request)

    operation = OPERATIONS[kind]
    resource = sample(handler, time=Time())
    if kind in sent_again:
        assert call(resource, operation, *path(operation), body={"a": 1}).id == "run_1"
        assert len(seen) == 2
        assert seen[0] == seen[1]
    else:
        with pytest.raises(error or ApiError):
            call(resource, operation, *path(operation), body={"a": 1})
        assert len(seen) == 1


def test_the_wait_is_the_servers() -> None:
    """Retry-After is slept in full before the next attempt."""
    time = Time()
    call(sample(answers(httpx.Response(429, headers={"retry-after": "7"}), RUN), time=time), CREATE)
    assert 7.0 <= time.naps[0] < 7.5


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    """The error comes at once and says when to come back."""
    time = Time()
    resource = sample(answers(httpx.Response(429, headers={"retry-after": "30"})), time=time)
    with pytest.raises(RateLimited) as caught:
        call(resource, RETRIEVE, "x", deadline=10.0)
    assert time.naps == []
    assert caught.value.retry_at is not None
    assert caught.value.retry_at.timestamp() == pytest.approx(1_700_000_000 + 1000 + 30)


def test_a_wait_beyond_the_longest_is_not_begun() -> None:
    """An hour is not slept through without being asked for."""
    time = Time()
    with pytest.raises(RateLimited, match="not before"):
        call(sample(answers(httpx.Response(429, headers={"retry-after": "3600"})), time=time), RETRIEVE, "x")
    assert time.naps == []


def test_a_server_that_wants_an_hour_is_not_asked_again_meanwhile() -> None:
    """Later calls fail at once, unsent, instead of hanging or hammering; an hour later they go."""
    time, seen = Time(), list[str]()
    script = answers(httpx.Response(429, headers={"retry-after": "3600"}), RUN)

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.method)
        return script(request)

    resource = sample(handler, time=time)
    for _ in range(3):
        with pytest.raises(RateLimited, match="not before"):
            call(resource, RETRIEVE, "x")
    assert len(seen) == 1
    time.now += 3600
    assert call(resource, RETRIEVE, "x").id == "run_1"


def test_retries_end() -> None:
    """After max_retries the last answer is raised, with the history of all attempts."""
    resource = sample(answers(httpx.Response(500)), time=Time(), max_retries=2)
    with pytest.raises(ServerError) as caught:
        call(resource, RETRIEVE, "x")
    assert [attempt.status for attempt in caught.value.attempts] == [500, 500, 500]
    assert [attempt.wait > 0 for attempt in caught.value.attempts] == [True, True, False]
    assert caught.value.elapsed == pytest.approx(sum(attempt.wait for attempt in caught.value.attempts))


def test_a_cap_is_not_waited_for() -> None:
    """The vendor's safety cap looks like a rate limit and must not be burned through."""
    time = Time()
    handler = answers(
        httpx.Response(429, headers={"retry-after": "5"}, json={"detail": "LinkedIn safety cap reached"}), RUN
    )
    resource = sample(handler, time=time)
    with pytest.raises(SafetyCap) as caught:
        call(resource, RETRIEVE, "x")
    assert caught.value.retry_at is not None
    assert call(resource, CREATE).id == "run_1", "other operations are not concerned"
    assert time.naps == []


def test_a_cap_is_heeded_until_it_is_lifted() -> None:
    """The same operation is not sent before the moment it was told, by no client of the key; then it is."""
    time = Time()
    capped = httpx.Response(429, headers={"retry-after": "3600"}, json={"detail": "safety cap reached"})
    resource = sample(answers(capped, RUN), time=time)
    with pytest.raises(SafetyCap):
        call(resource, CREATE)
    with pytest.raises(SafetyCap, match="safety cap reached") as caught:
        call(resource, CREATE)
    error = caught.value
    assert (error.attempts, error.maybe_executed, error.status_code, error.response) == ((), False, 429, None)
    assert error.retry_at is not None
    assert error.retry_at.timestamp() == pytest.approx(1_700_000_000 + 1000 + 3600)
    time.now += 3600
    assert call(resource, CREATE).id == "run_1"


def test_without_pacing_nothing_is_held_back() -> None:
    """``rate_limit=None`` leaves it to the caller when to send, also after a cap."""
    capped = httpx.Response(429, headers={"retry-after": "3600"}, json={"detail": "safety cap reached"})
    resource = sample(answers(capped, RUN), time=Time(), rate_limit=None)
    with pytest.raises(SafetyCap):
        call(resource, CREATE)
    assert call(resource, CREATE).id == "run_1"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("operation", [CREATE, QUEUE, RETRIEVE], ids=lambda one: one.repeat.kind)
def test_what_was_refused_was_not_done(status: int, operation: Operation[Any]) -> None:
    """429, and what the facts call refused, means that no work was done; another 5xx does not."""
    for answer, executed in ((status, False), (501, True)):
        with pytest.raises(ApiError) as caught:
            call(sample(answers(httpx.Response(answer)), time=Time(), max_retries=0), operation, *path(operation))
        assert caught.value.maybe_executed is executed


def test_told_to_come_at_once_is_still_backed_off() -> None:
    """Retry-After: 0 is no leave to hammer."""
    time = Time()
    resource = sample(answers(httpx.Response(429, headers={"retry-after": "0"})), time=time)
    with pytest.raises(RateLimited):
        call(resource, RETRIEVE, "x")
    assert time.naps == [0.5, 1.0, 2.0, 4.0]


def test_a_vendors_code_has_its_own_error() -> None:
    """Status and code together choose the class."""
    with pytest.raises(SeatMissing) as caught:
        call(
            sample(answers(httpx.Response(409, json={"detail": {"code": "SEAT_MISSING", "message": "connect it"}}))),
            CREATE,
        )
    assert (caught.value.code, caught.value.detail) == ("SEAT_MISSING", "connect it")


def test_the_id_of_paid_work_is_salvaged() -> None:
    """Wherever the answer breaks off: once the id is there, it is on the error, and nothing is sent twice."""
    whole = b'{"run":{"owner":{"id":"u"},"id":"run_77","status":"PENDING"}}'
    for cut in range(1, len(whole)):
        resource = sample(answers(httpx.Response(202, content=whole[:cut])))
        with pytest.raises(OutcomeUnknown) as caught:
            call(resource, CREATE)
        assert caught.value.salvaged == ("run_77" if b'"run_77"' in whole[:cut] else None), whole[:cut]
        assert caught.value.maybe_executed
        assert len(caught.value.attempts) == 1


def test_the_id_that_an_earlier_attempt_showed_is_kept() -> None:
    """However the call ends after it: the work was done, and is known by that id."""
    cut = httpx.Response(202, content=b'{"run":{"id":"run_77"')
    for last in (httpx.Response(500), httpx.Response(404), LOST):
        with pytest.raises(ApiError) as caught:
            call(sample(answers(cut, last), time=Time(), max_retries=1), QUEUE, body={"inputs": {}})
        assert (caught.value.salvaged, caught.value.maybe_executed) == ("run_77", True), last


def test_a_key_is_minted_once_and_reported() -> None:
    """The idempotency key is on the error, so that the caller can go on with it."""
    with pytest.raises(OutcomeUnknown) as caught:
        call(sample(answers(LOST), time=Time(), max_retries=1), QUEUE, body={"inputs": {}})
    assert caught.value.request is not None
    assert caught.value.idempotency_key
    assert caught.value.idempotency_key.encode() in caught.value.request.body


def test_the_callers_key_is_kept() -> None:
    """A key given by the caller is the one that is sent."""
    seen: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.read())
        return httpx.Response(200, json=RUN)

    call(sample(handler), QUEUE, body={"clientRequestId": "mine"})
    assert seen == [b'{"clientRequestId":"mine"}']


def test_not_delivered_after_lost_is_not_called_undelivered() -> None:
    """When an earlier attempt may have done the work, the last one's failure to connect proves nothing."""
    from generator.runtime.facts import keyed
    from generator.runtime.transport.commands import Invoke, Send, Sleep
    from generator.runtime.transport.connections import UNLIMITED
    from generator.runtime.transport.messages import AttemptResult

    resource = sample(answers(RUN), time=Time(), max_retries=1, rate_limit=None)
    session: Any = resource._session
    from generator.runtime.pipeline.dispatch import begin
    from generator.runtime.pipeline.pipeline import execute
    from generator.runtime.protocol.request import Given

    steps = execute(begin(session, QUEUE, Given(), {}))
    assert keyed("x").repeatable
    assert isinstance(next(steps), Invoke)  # what sending needs is imported
    assert isinstance(steps.send(None), Invoke)  # and a connection is waited for
    assert isinstance(steps.send(UNLIMITED), Send)
    assert isinstance(steps.send(AttemptResult("sent", error=LOST)), Sleep)
    session.shared.warm = True
    assert isinstance(steps.send(None), Send)
    with pytest.raises(OutcomeUnknown):
        steps.send(AttemptResult("unsent", error=httpx.ConnectError("refused")))


def test_a_web_page_is_not_an_answer() -> None:
    """HTML on a 200 is named, not decoded, and not asked for again."""
    page = httpx.Response(200, html="<html><title>Log in to the hotel</title></html>")
    with pytest.raises(UnexpectedResponse, match=r"web page where JSON was expected \(Log in to the hotel"):
        call(sample(answers(page)), RETRIEVE, "x")


def test_a_redirect_to_another_host_is_refused() -> None:
    """Both hosts are named, and nothing is sent to the second."""
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://evil.example.net/x"})

    with pytest.raises(UnexpectedResponse, match=r"https://api\.example\.com to https://evil\.example\.net"):
        call(sample(handler), RETRIEVE, "x")
    assert seen == ["api.example.com"]


def test_a_redirect_within_the_host_is_followed_when_nothing_can_be_done_twice() -> None:
    """GET goes on; POST does not."""
    there = httpx.Response(307, headers={"location": "/v2/runs"})
    assert call(sample(answers(there, RUN)), RETRIEVE, "x").id == "run_1"
    with pytest.raises(UnexpectedResponse):
        call(sample(answers(there, RUN)), CREATE)


def test_redirects_do_not_go_on_for_ever() -> None:
    """A loop ends."""
    with pytest.raises(UnexpectedResponse, match="too many"):
        call(sample(answers(httpx.Response(302, headers={"location": "/v1/runs/x"}))), RETRIEVE, "x")


def test_the_rate_budget_is_waited_for() -> None:
    """The third of two requests a minute leaves when the first one's place is free."""
    time = Time()
    resource = sample(answers(RUN), time=time, plan="free")
    for _ in range(3):
        call(resource, RETRIEVE, "x")
    assert time.naps == [60.0]


def test_a_budget_wait_beyond_the_deadline_is_not_begun() -> None:
    """Nothing was sent, and the error says so."""
    resource = sample(answers(RUN), time=Time(), plan="free")
    for _ in range(2):
        call(resource, RETRIEVE, "x")
    with pytest.raises(DeadlineExceeded) as caught:
        call(resource, RETRIEVE, "x", deadline=30.0)
    assert not caught.value.maybe_executed
    assert caught.value.attempts == ()


def test_a_bug_in_a_transport_is_not_retried() -> None:
    """What is no transport error reaches the caller as it is."""
    with pytest.raises(AssertionError):
        call(sample(answers(AssertionError("mine"))), RETRIEVE, "x")


def test_the_retry_quota_ends_a_storm() -> None:
    """A server that is down is not asked five times by every call for ever."""
    seen = 0

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal seen
        seen += 1
        return httpx.Response(500)

    resource = sample(handler, time=Time())
    for _ in range(100):
        with pytest.raises(ServerError):
            call(resource, RETRIEVE, "x")
    assert seen == 100 + 500 // 5


def test_connection_failed_is_not_raised_for_in_process_transports() -> None:
    """A transport that reports nothing proves nothing, whatever it calls its error."""
    with pytest.raises(OutcomeUnknown):
        call(sample(answers(httpx.ConnectError("refused"))), CREATE)
    assert not issubclass(OutcomeUnknown, ConnectionFailed)
