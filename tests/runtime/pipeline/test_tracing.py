"""What OpenTelemetry is told: one span for each call, all that happened as its events, and nothing that is secret."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry import context, trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NoOpTracerProvider, SpanKind, StatusCode

from generator.runtime import ApiError, AsyncResource, DeadlineExceeded, Limit, OutcomeUnknown, Resource
from generator.runtime.protocol.request import Given
from tests.runtime.sample import (
    CREATE,
    CURSOR,
    KEY,
    QUEUE,
    RETRIEVE,
    RUN,
    WAIT,
    Time,
    answers,
    async_sample,
    call,
    sample,
    versioned,
)
from tests.runtime.server import Reaction, in_turn, serving

ROOT = Path(__file__).parents[3]
Make = Callable[..., Resource | AsyncResource]
both = pytest.mark.parametrize("make", [sample, async_sample])


def slow() -> httpx.Response:
    """Come back later."""
    return httpx.Response(429, headers={"retry-after": "2"})


class RateLimitInfo:
    """A provider, and the spans that have ended."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    @property
    def only(self) -> ReadableSpan:
        (span,) = self.spans
        return span

    @property
    def events(self) -> list[tuple[str, dict[str, Any]]]:
        return [(event.name, dict(event.attributes or {})) for event in self.only.events]


@pytest.fixture
def told() -> Iterator[RateLimitInfo]:
    """A provider of its own for each test."""
    told = RateLimitInfo()
    yield told
    told.provider.shutdown()


@both
def test_one_span_for_a_call(make: Make, told: RateLimitInfo) -> None:
    """With the attributes that the stable conventions for HTTP clients name."""
    resource = make(answers(RUN), tracer_provider=told.provider)
    call(resource, RETRIEVE, "run_1", extra_query={"debug": "yes", "deep": True})
    span = told.only
    assert (span.name, span.kind) == ("GET runs.retrieve", SpanKind.CLIENT)
    assert dict(span.attributes or {}) == {
        "operation.name": "runs.retrieve",
        "http.request.method": "GET",
        "url.full": "https://api.example.com/v1/runs/run_1?debug=REDACTED&deep=REDACTED",
        "server.address": "api.example.com",
        "server.port": 443,
        "http.response.status_code": 200,
    }
    assert span.status.status_code is StatusCode.UNSET
    assert span.instrumentation_scope is not None
    assert (span.instrumentation_scope.name, span.instrumentation_scope.version) == ("sample_client", "1.2.3")


@both
def test_everything_that_happened_is_an_event(make: Make, told: RateLimitInfo) -> None:
    """Each attempt, retry, wait and drift, in order; the span counts the attempts after the first."""
    odd = {"run": {"id": "run_1", "status": "PAUSED"}}
    limit = Limit(1, 10.0)
    resource = make(answers(slow(), odd), time=Time(), tracer_provider=told.provider, rate_limit=limit)
    with pytest.warns(match="unknown_enum"):
        call(resource, RETRIEVE, "run_1")
    assert [name for name, _ in told.events] == ["attempt", "retry", "wait", "attempt", "drift"]
    assert [known.get("http.response.status_code") for _, known in told.events] == [429, None, None, 200, None]
    assert told.events[1][1]["wait"] >= 2
    assert told.events[4][1]["detail"].startswith("unknown_enum at run.status")
    assert (told.only.attributes or {})["http.request.resend_count"] == 1


@both
@pytest.mark.parametrize(
    ("answer", "kind", "status"),
    [
        (404, "404", "NotFound"),
        (500, "500", "OutcomeUnknown"),
        (None, "OutcomeUnknown", "OutcomeUnknown"),
    ],
)
def test_errors_end_the_span(make: Make, answer: int | None, kind: str, status: str, told: RateLimitInfo) -> None:
    """With the status the server sent, or else the error's name."""
    handler = answers(httpx.Response(answer) if answer else httpx.ReadError("gone"))
    with pytest.raises(ApiError):
        call(make(handler, time=Time(), tracer_provider=told.provider), CREATE)
    assert (told.only.attributes or {})["error.type"] == kind
    assert (told.only.status.status_code, told.only.status.description) == (StatusCode.ERROR, status)


def test_a_cancellation_ends_the_span(told: RateLimitInfo) -> None:
    """And the event says that the outcome is unknown."""

    async def scenario(url: str) -> None:
        resource = async_sample(base_url=url, tracer_provider=told.provider)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(resource._call(CREATE, Given(), {}), 0.2)
        assert not trace.get_current_span().is_recording()

    with serving(Reaction(delay=5)) as server:
        asyncio.run(scenario(server.url))
    assert (told.only.attributes or {})["error.type"] == "CancelledError"
    assert [name for name, _ in told.events] == ["attempt", "unknown"]


@both
def test_spans_have_their_place(make: Make, told: RateLimitInfo) -> None:
    """Below the span that was current, which is current again afterwards; `wait` has one that holds its calls."""
    done = {"run": {"id": "run_1", "status": "COMPLETED"}}
    resource = make(answers(RUN, done), time=Time(), tracer_provider=told.provider)
    with told.provider.get_tracer("mine").start_as_current_span("mine") as mine:
        waiting: Any = resource._wait(WAIT, "run_1", options={})
        if isinstance(resource, AsyncResource):
            waiting = asyncio.run(waiting)
        assert waiting.status == "COMPLETED"
        assert trace.get_current_span() is mine
    first, second, wait, _ = told.spans
    assert (first.name, second.name, wait.name) == ("GET runs.retrieve", "GET runs.retrieve", "runs.wait")
    assert wait.kind is SpanKind.INTERNAL
    assert first.parent == second.parent == wait.context
    assert wait.parent == mine.get_span_context()


def test_a_wait_that_fails_ends_its_span(told: RateLimitInfo) -> None:
    """By its deadline, for instance."""
    resource = sample(answers(RUN), time=Time(), tracer_provider=told.provider)
    with pytest.raises(DeadlineExceeded):
        resource._wait(WAIT, "run_1", options={"deadline": 3})
    wait = told.spans[-1]
    assert (wait.name, (wait.attributes or {})["error.type"]) == ("runs.wait", "DeadlineExceeded")


@both
def test_a_wait_for_several_runs_has_a_span_of_its_own(make: Make, told: RateLimitInfo) -> None:
    """Which holds the calls of all."""
    done = {"run": {"id": "run_1", "status": "COMPLETED"}}
    resource: Any = make(answers(RUN, done), time=Time(), tracer_provider=told.provider)
    waiting = resource._wait_all(WAIT, ["run_1", "run_2"], options={})
    found: Any = asyncio.run(waiting) if isinstance(resource, AsyncResource) else waiting
    assert [one.status for one in found] == ["COMPLETED", "COMPLETED"]
    *calls, wait = told.spans
    assert (wait.name, wait.parent) == ("runs.wait_all", None)
    assert [(one.name, one.parent) for one in calls] == [("GET runs.retrieve", wait.context)] * 3


def test_every_page_is_a_call(told: RateLimitInfo) -> None:
    """Fetched when it is needed, told when it is fetched."""
    pages = [{"data": [{"id": 1}], "next": "s3cret", "more": True}, {"data": [{"id": 2}], "more": False}]
    resource = sample(answers(*pages), tracer_provider=told.provider)
    assert [task.id for task in resource._page(CURSOR, Given(), {})] == [1, 2]
    assert [span.name for span in told.spans] == ["GET tasks.list"] * 2
    assert "s3cret" not in str([span.to_json() for span in told.spans])


@both
def test_the_servers_own_spans_find_ours(make: Make, told: RateLimitInfo) -> None:
    """The request names the span, each attempt the same; a caller's header stays; baggage is not sent."""
    from opentelemetry import baggage

    token = context.attach(baggage.set_baggage("customer", "ada"))
    try:
        with serving(in_turn(Reaction(drop="after"), Reaction())) as server:
            call(make(base_url=server.url, time=Time(), tracer_provider=told.provider), QUEUE, body={})
            call(make(base_url=server.url, tracer_provider=told.provider), RETRIEVE, "x",
                 extra_headers={"Traceparent": "mine"})  # fmt: skip
            first, again, own = (seen.headers for seen in server.seen)
    finally:
        context.detach(token)
    ours = told.spans[0].context
    assert ours is not None
    assert first["traceparent"] == again["traceparent"]
    assert first["traceparent"].startswith(f"00-{ours.trace_id:032x}-{ours.span_id:016x}-")
    assert own["traceparent"] == "mine"
    assert "baggage" not in first


def test_another_server_hears_nothing_of_it(told: RateLimitInfo) -> None:
    """The span is made, and not named to strangers."""
    with serving() as other, serving() as server:
        client: Any = sample(base_url=server.url, tracer_provider=told.provider)._client
        client.request("GET", other.url + "/logs")
        assert "traceparent" not in other.seen[0].headers
    assert told.only.name == "GET request"


@both
@pytest.mark.parametrize("auth", ["bearer", "query", "cookie", "basic"])
@pytest.mark.parametrize(
    "reaction",
    [
        Reaction(),
        Reaction(drop="after"),
        Reaction(202, cut=5),
        Reaction(401, body=b'{"detail": "%s s3cret"}' % KEY.encode()),
        Reaction(422, body=b'{"errors": [{"field": "name", "message": "s3cret is no name"}]}'),
        Reaction(429, (("retry-after", "900"),), b'{"detail": "s3cret"}'),
        Reaction(500, body=b"s3cret"),
        Reaction(200, (("content-type", "text/html"),), b"<html>s3cret"),
        Reaction(307, (("location", "http://127.0.0.1:1/?token=s3cret"),)),
    ],
    ids=["fine", "drop", "cut", "401", "422", "429", "500", "html", "redirect"],
)
@pytest.mark.filterwarnings("ignore::generator.runtime.DriftWarning")
def test_nothing_secret_is_told(make: Make, auth: str, reaction: Reaction, told: RateLimitInfo) -> None:
    """No key, no body of either side, no value of a query, in no attribute, event or status."""
    with serving(reaction) as server:
        resource = make(base_url=server.url, auth=auth, tracer_provider=told.provider, time=Time())
        for operation, path in ((CREATE, ()), (QUEUE, ()), (RETRIEVE, ("x",))):
            body: dict[str, Any] = {} if operation is RETRIEVE else {"body": {"name": "s3cret"}}
            with suppress(ApiError):
                call(resource, operation, *path, extra_query={"q": "s3cret"}, **body)
    text = "".join(span.to_json() for span in told.spans)
    assert len(told.spans) == 3
    assert "s3cret" not in text
    assert KEY.removeprefix("sk_live_") not in text


def test_a_thread_has_its_own_spans(told: RateLimitInfo) -> None:
    """Thirty-two threads, one client: each call below what was current in its own thread."""
    tracer = told.provider.get_tracer("mine")
    resource = sample(answers(RUN), tracer_provider=told.provider)

    def work(number: int) -> None:
        with tracer.start_as_current_span(f"mine {number}"):
            for _ in range(3):
                call(resource, RETRIEVE, str(number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = {span.context.span_id: span.name for span in told.spans if span.context and span.parent is None}
    calls = [span for span in told.spans if span.parent is not None]
    assert (len(names), len(calls)) == (32, 96)
    for span in calls:
        assert span.parent is not None
        url = str((span.attributes or {})["url.full"])
        assert names[span.parent.span_id] == f"mine {url.rpartition('/')[2]}"


def test_tasks_have_their_own_spans(told: RateLimitInfo) -> None:
    """Calls of one event loop at once do not become each other's children."""
    resource = async_sample(answers(RUN), tracer_provider=told.provider)

    async def scenario() -> None:
        await asyncio.gather(*(resource._call(RETRIEVE, Given((str(number),)), {}) for number in range(10)))

    asyncio.run(scenario())
    assert [span.parent for span in told.spans] == [None] * 10


def test_the_programs_own_provider_is_used(told: RateLimitInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has to be said to the client; it may also be set up after the client was made."""
    resource = sample(answers(RUN))
    call(resource, RETRIEVE, "x")
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", told.provider)
    call(resource, RETRIEVE, "x")
    assert told.only.name == "GET runs.retrieve"
    call(sample(answers(RUN), tracer_provider=NoOpTracerProvider()), RETRIEVE, "x")
    assert len(told.spans) == 1


def test_a_handler_hears_the_same_with_and_without(told: RateLimitInfo) -> None:
    """`on_event` and the log are not replaced."""
    with_, without = [], []  # type: ignore[var-annotated]
    for events, provider in ((with_, told.provider), (without, None)):
        resource = sample(answers(slow(), RUN), time=Time(), on_event=events.append, tracer_provider=provider)
        call(resource, RETRIEVE, "x")
    assert [str(event) for event in with_] == [str(event) for event in without]
    assert len(with_) == 3


def test_it_costs_nothing_when_it_is_not_used() -> None:
    """A call imports nothing of OpenTelemetry, installed or not."""
    code = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from tests.runtime.sample import *
call(sample(answers(RUN)), RETRIEVE, "x")
print(sorted(name for name in sys.modules if name.startswith("opentelemetry")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_method_nobody_knows(told: RateLimitInfo) -> None:
    """Is told as the conventions want it."""
    client: Any = sample(answers(RUN), tracer_provider=told.provider)._client
    client.request("PURGE", "/x")
    known = told.only.attributes or {}
    assert (known["http.request.method"], known["http.request.method_original"]) == ("_OTHER", "PURGE")


def test_an_interrupted_create_is_known(told: RateLimitInfo) -> None:
    """A hook that raises in the middle leaves no span open, and the outcome is told."""

    def handler(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    own = httpx.Client(transport=versioned(handler))
    with pytest.raises(KeyboardInterrupt) as caught:
        call(sample(http_client=own, tracer_provider=told.provider), CREATE)
    assert isinstance(caught.value.__cause__, OutcomeUnknown)
    assert (told.only.attributes or {})["error.type"] == "KeyboardInterrupt"
