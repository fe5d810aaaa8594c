"""Tracing that fails: providers, tracers, spans, processors and propagators raise, and every call is answered."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, Sampler, SamplingResult
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from generator.runtime import AsyncResource, OutcomeUnknown, Resource
from generator.runtime.pipeline import tracing
from tests.leaks import found_in, told_by
from tests.runtime.sample import (
    CREATE,
    KEY,
    RETRIEVE,
    RUN,
    WAIT,
    Time,
    answers,
    async_sample,
    call,
    run,
    sample,
)
from tests.runtime.server import Reaction, in_turn, serving

ROOT = Path(__file__).parents[3]
both = pytest.mark.parametrize("make", [sample, async_sample])
Make = Callable[..., Resource | AsyncResource]


class Fault(Exception):
    """An observer's own."""


def fail(*_: object, **__: object) -> Any:
    raise Fault("my own")


class Odd:
    """A provider, tracer or span in which the methods named in *faulty* raise."""

    def __init__(self, faulty: str = "", *, recording: bool = True) -> None:
        self.faulty, self.recording, self.heard = faulty, recording, list[str]()

    def __getattr__(self, name: str) -> Any:
        if name == self.faulty:
            return fail
        if name.startswith("_"):
            raise AttributeError(name)

        def answer(*_: object, **__: object) -> Any:
            self.heard.append(name)
            return self.recording if name == "is_recording" else self

        return answer


class Unhashable(TracerProvider):
    """As a dataclass is."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return self is other


class LosesGetTracer:
    """Has its method when a client is made, and then no more; without it, the constructor refuses it."""

    def __init__(self) -> None:
        self.seen = False

    def __getattr__(self, name: str) -> Any:
        if name != "get_tracer" or self.seen:
            raise AttributeError(name)
        self.seen = True
        return print


class Nothing:
    """Gives no tracer."""

    def get_tracer(self, *_: object) -> None:
        return None


class NoSpans:
    """Its tracer gives no span."""

    def get_tracer(self, *_: object) -> Any:
        return self

    def start_span(self, *_: object, **__: object) -> None:
        return None


class Processor(SpanProcessor):
    """Raises in the method that is named."""

    def __init__(self, faulty: str) -> None:
        setattr(self, faulty, fail)


class BadSampler(Sampler):
    def should_sample(self, *_: object, **__: object) -> SamplingResult:
        fail()
        raise AssertionError

    def get_description(self) -> str:
        return "bad"


class BadIds(RandomIdGenerator):
    generate_span_id = fail


class BadExporter(SpanExporter):
    def export(self, _: object) -> SpanExportResult:
        fail()
        raise AssertionError


def processed(processor: SpanProcessor) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(processor)
    return provider


SPAN_METHODS = ("is_recording", "add_event", "set_attributes", "end")
PROVIDERS: dict[str, tuple[Callable[[], Any], str]] = {
    "get_tracer raises": (lambda: Odd("get_tracer"), "the tracer provider"),
    "get_tracer gives None": (Nothing, "the tracer provider"),
    "get_tracer is gone": (LosesGetTracer, "the tracer provider"),
    "start_span raises": (lambda: Odd("start_span"), "the tracer"),
    "start_span gives None": (NoSpans, "the tracer"),
    "a processor that raises at the start": (lambda: processed(Processor("on_start")), "the tracer"),
    "a processor that raises at the end": (lambda: processed(Processor("on_end")), "the span"),
    "a sampler that raises": (lambda: TracerProvider(sampler=BadSampler()), "the tracer"),
    "an id generator that raises": (lambda: TracerProvider(id_generator=BadIds()), "the tracer"),
    **{f"{name} raises": (lambda name=name: Odd(name), "the span") for name in SPAN_METHODS},  # type: ignore[misc]
}


@pytest.fixture(autouse=True)
def no_tracer_is_kept() -> Iterator[None]:
    """Each test asks for its own, and leaves none behind."""
    tracing._tracers.clear()
    yield
    tracing._tracers.clear()


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What OpenTelemetry itself logs of these faults is not looked at."""
    monkeypatch.setattr(logging.getLogger("opentelemetry"), "propagate", False)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Warnings of the package's logger, without those of calls themselves."""
    records = [one for one in caplog.records if (one.name, one.levelname) == ("sample_client", "WARNING")]
    return [text for one in records if "the call goes on" in (text := one.getMessage())]


@both
@pytest.mark.parametrize("name", PROVIDERS)
def test_the_call_is_answered(make: Make, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """And the fault is told once, although there are two calls; each is executed once."""
    provider, observer = PROVIDERS[name]
    with serving() as server:
        resource = make(base_url=server.url, tracer_provider=provider())
        for _ in range(2):
            assert call(resource, CREATE).id == "run_1"
        assert server.executed == 2
    assert [text.partition(" failed, and the call goes on: ")[0] for text in told(caplog)] == [observer]


@both
def test_an_error_stays_the_calls_own(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """Although its status cannot be set."""
    with pytest.raises(OutcomeUnknown):
        call(make(answers(ConnectionError("gone")), tracer_provider=Odd("set_status"), time=Time()), CREATE)
    (text,) = told(caplog)
    assert text == "the span failed, and the call goes on: Fault: my own"


@pytest.mark.parametrize("faulty", ["add_event", "set_attributes", "set_status"])
def test_a_span_ends_whatever_else_failed(faulty: str) -> None:
    """Nobody waits for it for ever."""
    span = Odd(faulty)
    with pytest.raises(OutcomeUnknown):
        call(sample(answers(ConnectionError("gone")), tracer_provider=span), CREATE)
    assert span.heard.count("end") == 1
    assert not trace.get_current_span().is_recording()


@both
def test_a_provider_that_cannot_be_hashed_gets_spans(make: Make) -> None:
    """One tracer for all calls, whatever the provider is equal to."""
    exporter, provider = InMemorySpanExporter(), Unhashable()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    resource = make(answers(RUN), tracer_provider=provider)
    for _ in range(2):
        call(resource, RETRIEVE, "x")
    assert [span.name for span in exporter.get_finished_spans()] == ["GET runs.retrieve"] * 2


def test_a_tracer_is_asked_for_once() -> None:
    """Not at every call; another provider has its own, also where the two are equal."""

    class Equal(Odd):
        def __eq__(self, _: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    one, other = Equal(), Equal()
    for provider in (one, other):
        resource = sample(answers(RUN), tracer_provider=provider)
        for _ in range(3):
            call(resource, RETRIEVE, "x")
    assert (one.heard.count("get_tracer"), other.heard.count("get_tracer")) == (1, 1)
    assert (one.heard.count("start_span"), other.heard.count("start_span")) == (3, 3)


def test_tracers_of_many_providers_are_not_all_kept() -> None:
    """Of a program that makes a provider for each request, say."""
    for _ in range(2 * tracing.MAX_TRACERS):
        call(sample(answers(RUN), tracer_provider=Odd()), RETRIEVE, "x")
    assert len(tracing._tracers) <= tracing.MAX_TRACERS


def test_the_global_provider_may_raise(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """As it does where OTEL_PYTHON_TRACER_PROVIDER names one that is not installed."""
    monkeypatch.setattr(trace, "get_tracer_provider", fail)
    assert call(sample(answers(RUN)), CREATE).id == "run_1"
    assert told(caplog) == ["the tracer provider failed, and the call goes on: Fault: my own"]


@both
@pytest.mark.parametrize("batch", [False, True])
def test_an_exporter_that_raises_costs_nothing(make: Make, batch: bool) -> None:
    """OpenTelemetry itself tells it; the spans were made."""
    provider = processed((BatchSpanProcessor if batch else SimpleSpanProcessor)(BadExporter()))
    assert call(make(answers(RUN), tracer_provider=provider), CREATE).id == "run_1"
    provider.shutdown()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("place", ["on_start", "on_end"])
def test_an_interruption_in_a_processor_passes_through(place: str, interruption: type[BaseException]) -> None:
    """It is nobody's fault."""

    def interrupt(*_: object, **__: object) -> None:
        raise interruption

    processor = SpanProcessor()
    setattr(processor, place, interrupt)
    with pytest.raises(interruption):
        call(sample(answers(RUN), tracer_provider=processed(processor)), CREATE)
    assert not trace.get_current_span().is_recording()


INJECTED: dict[str, dict[Any, Any]] = {
    "a line break": {"traceparent": "00-1\r\nx-evil: 1", "tracestate": "a=b"},
    "a name with a space": {"trace parent": "1"},
    "a name with a line break": {"x\r\nx-evil": "1"},
    "another header": {"x-evil": "1", "Authorization": "x", "Host": "evil.example.com", "content-length": "5"},
    "a space in front": {"traceparent": " 00"},
    "letters of other scripts": {"tracestate": "a=é", "traceparent": "\ud83d"},
    "an empty value": {"traceparent": ""},
    "bytes": {b"traceparent": b"00"},
    "a number": {"traceparent": 1, 2: "b"},
}


@both
@pytest.mark.parametrize("name", INJECTED)
def test_odd_headers_of_a_propagator_are_not_sent(
    make: Make, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Only those of W3C trace context are, in visible characters; the others are told."""
    monkeypatch.setattr(
        TraceContextTextMapPropagator, "inject", lambda _, carrier, *__, **___: carrier.update(INJECTED[name])
    )
    with serving() as server:
        resource = make(base_url=server.url, tracer_provider=TracerProvider())
        assert call(resource, CREATE).id == "run_1"
        (seen,) = server.seen
    headers = {name.lower(): value for name, value in seen.headers.items()}
    assert "x-evil" not in headers
    assert "trace parent" not in headers
    assert headers["host"] == server.url.removeprefix("http://")
    assert KEY in headers["authorization"]
    assert headers.get("traceparent") is None
    assert headers.get("tracestate") == ("a=b" if name == "a line break" else None)
    (text,) = told(caplog)
    assert text.startswith("the propagator failed, and the call goes on: ValueError: ")


@both
def test_a_propagator_that_raises_sends_nothing(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The span is made, and the server is not told of it."""
    monkeypatch.setattr(TraceContextTextMapPropagator, "inject", fail)
    exporter = InMemorySpanExporter()
    with serving() as server:
        provider = processed(SimpleSpanProcessor(exporter))
        assert call(make(base_url=server.url, tracer_provider=provider), CREATE).id == "run_1"
        assert "traceparent" not in server.seen[0].headers
    assert len(exporter.get_finished_spans()) == 1
    assert told(caplog) == ["the propagator failed, and the call goes on: Fault: my own"]


def test_a_provider_without_opentelemetry(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """It was uninstalled, and the argument has stayed."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert call(sample(answers(RUN), tracer_provider=Odd()), CREATE).id == "run_1"
    assert "ModuleNotFoundError" in told(caplog)[0]


@both
@pytest.mark.parametrize("name", ["start_span raises", "end raises", "set_attributes raises", "get_tracer raises"])
def test_a_wait_goes_on_too(make: Make, name: str) -> None:
    """Its own span is guarded like those of calls."""
    done = {"run": {"id": "run_1", "status": "COMPLETED"}}
    resource: Any = make(answers(RUN, done), time=Time(), tracer_provider=PROVIDERS[name][0]())
    waiting = resource._wait(WAIT, "run_1", options={})
    found: Any = run(resource, waiting) if isinstance(resource, AsyncResource) else waiting
    assert found.status == "COMPLETED"


class Keeper(SpanProcessor):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        self.texts.append(repr(span.attributes))

    def on_end(self, span: ReadableSpan) -> None:
        self.texts.append(span.to_json())


@both
@pytest.mark.parametrize("auth", ["bearer", "query", "cookie", "basic"])
def test_no_observer_that_fails_is_told_the_key(
    make: Make, auth: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is the log, with all tracebacks and the variables of their frames."""

    def inject(_: object, carrier: dict[str, str], *__: object, **___: object) -> None:
        raise Fault(repr(carrier))

    monkeypatch.setattr(TraceContextTextMapPropagator, "inject", inject)
    keeper, events = Keeper(), list[str]()

    def handler(event: object) -> None:
        events.append(repr(event))
        raise Fault(repr(event))

    caplog.set_level(logging.DEBUG)
    with serving(in_turn(Reaction(), Reaction(drop="after"))) as server:
        for provider in (processed(keeper), Odd("set_status")):
            with suppress(OutcomeUnknown):
                call(make(base_url=server.url, auth=auth, tracer_provider=provider, on_event=handler), CREATE)
        assert server.executed == 2
    assert {"the propagator", "the span", "on_event"} <= {text.partition(" failed")[0] for text in told(caplog)}
    shown = "".join([*keeper.texts, *events, caplog.text])
    assert "Traceback" in shown
    assert KEY.removeprefix("sk_live_") not in shown
    faults = [one.exc_info[1] for one in caplog.records if one.exc_info and one.exc_info[1]]
    assert len(faults) == 5
    assert not found_in(KEY.removeprefix("sk_live_"), (text for fault in faults for text in told_by(fault)))


LOGFIRE = """
import sys; sys.path.insert(0, ROOT)
import logfire
from opentelemetry import trace
from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.runtime.sample import RETRIEVE, CREATE, RUN, answers, sample, call, async_sample

class Bad(SpanProcessor):
    def on_end(self, span):
        if span.instrumentation_scope.name == "sample_client":
            raise RuntimeError("bad")

exporter = InMemorySpanExporter()
processors = [SimpleSpanProcessor(exporter)] + ([Bad()] if BAD else [])
logfire.configure(send_to_logfire=False, console=False, additional_span_processors=processors, inspect_arguments=False)
provider = trace.get_tracer_provider()
try:
    hash(provider)
except TypeError:
    print("unhashable")
for make in (sample, async_sample):
    with logfire.span("mine"):
        assert call(make(answers(RUN)), CREATE).id == "run_1"
    assert call(make(answers(RUN), tracer_provider=provider), RETRIEVE, "x").id == "run_1"
ended = [one for one in exporter.get_finished_spans() if one.attributes.get("logfire.span_type") != "pending_span"]
print(*(one.name for one in ended))
"""


@pytest.mark.parametrize("bad", [False, True])
def test_logfire(bad: bool) -> None:
    """Its provider cannot be hashed; its spans are made, below its own, also where a processor raises."""
    code = LOGFIRE.replace("ROOT", repr(str(ROOT))).replace("BAD", repr(bad))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    hashable, names = done.stdout.splitlines()
    assert hashable == "unhashable"
    assert names.split() == ["POST", "runs.create", "mine", "GET", "runs.retrieve"] * 2


def test_a_tracer_is_the_packages() -> None:
    """By name and version."""
    asked: list[Any] = []

    class Provider(Odd):
        def get_tracer(self, *given: object) -> Any:
            asked.append(given)
            return self

    call(sample(answers(RUN), tracer_provider=Provider()), RETRIEVE, "x")
    assert asked == [("sample_client", "1.2.3")]


def test_a_sampler_that_says_no(caplog: pytest.LogCaptureFixture) -> None:
    """A span that is not recorded is no fault."""
    for sampler in (ALWAYS_OFF, ALWAYS_ON):
        call(sample(answers(RUN), tracer_provider=TracerProvider(sampler=sampler)), RETRIEVE, "x")
    assert told(caplog) == []
