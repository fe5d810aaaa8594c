"""OpenTelemetry: a span for each call, with an event for each attempt, wait and retry; nothing unless it is set up.

Spans follow the stable semantic conventions for HTTP clients. They hold nothing secret: no key, no body, no value of
a query, no text of the server's. Whatever a provider, tracer, span or propagator raises is told once, and the call goes
on as if it were not traced.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from ..diagnostics.events import Emitter, Event, Kind

if TYPE_CHECKING:
    from ..facts import Service
    from ..transport.commands import Command
    from .call import CallState
    from .context import AnySession


T = TypeVar("T")
Steps = Generator["Command", Any, T]

METHODS = frozenset("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE QUERY".split())
"""The methods that the conventions know; any other is recorded as ``_OTHER``."""

HIDDEN = "REDACTED"

TRACE_HEADERS = frozenset({"traceparent", "tracestate"})
"""Headers of W3C trace context. Baggage is not sent to a vendor."""

MAX_TRACERS = 32
"""Tracers that are kept, of different providers."""


def tracer_of(session: AnySession) -> Any:
    """The tracer of the session's provider, else of the program's; None when OpenTelemetry is not used."""
    provider: Any = session.tracer_provider
    if provider is None:
        provider_of = getattr(sys.modules.get("opentelemetry.trace"), "get_tracer_provider", None)
        if provider_of is None:  # nobody has imported it, so nobody has set it up
            return None
        provider = session.emitter.guarded("the tracer provider", provider_of)
        if provider is None:
            return None
    return _tracer(session.emitter, provider, session.shared.service)


_tracers: dict[tuple[int, str, str], tuple[Any, Any]] = {}
"""Provider and tracer, by the provider's identity: it need not be hashable, and while it is kept its id is its own."""


def _tracer(emitter: Emitter, provider: Any, service: Service) -> Any:
    """The tracer of *provider* for the package; None if it gives none."""
    key = (id(provider), service.package, service.version)
    if (kept := _tracers.get(key)) is not None:
        return kept[1]
    tracer = _required(emitter, "the tracer provider", lambda: provider.get_tracer(service.package, service.version))
    if tracer is not None:
        if len(_tracers) >= MAX_TRACERS:
            _tracers.clear()
        _tracers[key] = (provider, tracer)
    return tracer


def _required(emitter: Emitter, observer: str, function: Any) -> Any:
    """The result of *function*; None, and it is told once, if it raises or returns None."""

    def checked() -> Any:
        if (result := function()) is None:
            raise TypeError("it returned None")
        return result

    return emitter.guarded(observer, checked)


def span_of(call: CallState) -> AbstractContextManager[None]:
    """The span of *call*, as a context; the request carries its id to the API's own server only."""
    tracer = tracer_of(call.session)
    return _NO_SPAN if tracer is None else _call_span(tracer, call)


_NO_SPAN: AbstractContextManager[None] = nullcontext()


@contextmanager
def _call_span(tracer: Any, call: CallState) -> Generator[None, None, None]:
    span = _Span(
        call.emitter,
        lambda: tracer.start_span(
            f"{call.request.method} {call.operation.name}",
            kind=_api().SpanKind.CLIENT,
            attributes=_request_attributes(call),
        ),
    )
    call.emitter = SpanEmitter(span, call.emitter)
    with span.current():
        if not call.request.cross_origin:
            call.request = call.request._replace(headers={**span.headers(), **call.request.headers})
        try:
            yield
        except BaseException as error:
            last = call.attempts[-1].status if call.attempts else None
            span.set_error(error, str(last) if last and last >= 400 else "")
            raise
        finally:
            span.set_attributes(_response_attributes(call))


def grouped(session: AnySession, name: str, steps: Steps[T]) -> Steps[T]:
    """*steps*, which make several calls, inside one span that contains theirs."""
    tracer = tracer_of(session)
    return steps if tracer is None else _grouped(tracer, session.emitter, name, steps)


def _grouped(tracer: Any, emitter: Emitter, name: str, steps: Steps[T]) -> Steps[T]:
    span = _Span(emitter, lambda: tracer.start_span(name, attributes={"operation.name": name}))
    with span.current():
        try:
            return (yield from steps)
        except BaseException as error:
            span.set_error(error)
            raise


class _Span:
    """A span of OpenTelemetry whose faults are told and do not reach the call; it does nothing if *start* fails."""

    __slots__ = ("_emitter", "_span")

    def __init__(self, emitter: Emitter, start: Any) -> None:
        self._emitter = emitter
        self._span = _required(emitter, "the tracer", start)

    @property
    def recording(self) -> bool:
        """Whether somebody will see what it is told."""
        return self._span is not None and bool(self._ask("is_recording"))

    @contextmanager
    def current(self) -> Generator[None, None, None]:
        """A context in which it is the current span; it ends with it."""
        if self._span is None:
            yield
            return
        guarded = self._emitter.guarded
        token = guarded("the span", lambda: _context().attach(_api().set_span_in_context(self._span)))
        try:
            yield
        finally:
            if token is not None:
                guarded("the span", lambda: _context().detach(token))
            self._ask("end")

    def headers(self) -> dict[str, str]:
        """The headers that name the current span to the server; none that are not those of W3C trace context."""
        carrier: dict[Any, Any] = {}
        if self._span is not None:
            self._emitter.guarded("the propagator", lambda: _propagator().inject(carrier))
        headers = {name.lower(): value for name, value in carrier.items() if _is_trace_header(name, value)}
        if len(headers) < len(carrier):
            fault = ValueError("it set other headers than traceparent and tracestate, which were not sent")
            self._emitter.tell("the propagator", fault)
        return headers

    def add_event(self, event: Event) -> None:
        if self.recording:
            self._ask("add_event", event.kind, _event_attributes(event))

    def set_attributes(self, attributes: Mapping[str, str | int]) -> None:
        if self._span is not None and attributes:
            self._ask("set_attributes", attributes)

    def set_error(self, error: BaseException, kind: str = "") -> None:
        """Record the type of *error*, not its text, which may quote the server."""
        name = type(error).__qualname__
        self.set_attributes({"error.type": kind or name})
        if self._span is not None:
            self._ask("set_status", _api().StatusCode.ERROR, name)

    def _ask(self, method: str, *arguments: Any) -> Any:
        """The result of a *method* of the span; None if it raises."""
        return self._emitter.guarded("the span", lambda: getattr(self._span, method)(*arguments))


class SpanEmitter(Emitter):
    """Emits events to a span too."""

    __slots__ = ("_emitter", "_span")

    def __init__(self, span: _Span, emitter: Emitter) -> None:
        self._span = span
        self._emitter = emitter

    def enabled(self, kind: Kind) -> bool:
        return self._span.recording or self._emitter.enabled(kind)

    def emit(self, event: Event) -> None:
        self._span.add_event(event)
        if self._emitter.enabled(event.kind):
            self._emitter.emit(event)

    def tell(self, observer: str, fault: Exception) -> None:
        self._emitter.tell(observer, fault)


_api = partial(import_module, "opentelemetry.trace")  # by name: type checkers do not ask for what is optional
_context = partial(import_module, "opentelemetry.context")


@lru_cache(maxsize=1)
def _propagator() -> Any:
    return import_module("opentelemetry.trace.propagation.tracecontext").TraceContextTextMapPropagator()


def _is_trace_header(name: object, value: object) -> bool:
    """Whether a propagator's header may be sent: one of W3C trace context, in visible characters."""
    known = isinstance(name, str) and name.lower() in TRACE_HEADERS
    return known and isinstance(value, str) and re.fullmatch(r"[!-~]([ -~]*[!-~])?", value) is not None


def _request_attributes(call: CallState) -> dict[str, str | int]:
    origin, method = urlsplit(call.request.url), call.request.method
    known = {"http.request.method": method if method in METHODS else "_OTHER"}
    if method not in METHODS:
        known["http.request.method_original"] = method
    default = 443 if origin.scheme == "https" else 80
    return {
        "operation.name": call.operation.name,
        **known,
        "url.full": _shown_url(call.request.url),
        "server.address": origin.hostname or "",
        "server.port": origin.port or default,
    }


def _response_attributes(call: CallState) -> dict[str, str | int]:
    known: dict[str, str | int] = {}
    if call.attempts and (status := call.attempts[-1].status):
        known["http.response.status_code"] = status
    if len(call.attempts) > 1:
        known["http.request.resend_count"] = len(call.attempts) - 1
    return known


def _event_attributes(event: Event) -> Mapping[str, str | int | float]:
    """Attributes of a span event; details after a colon may quote the server."""
    known: dict[str, str | int | float | None] = {
        "detail": event.detail.partition(": ")[0],
        "attempt": event.attempt,
        "http.response.status_code": event.status if event.kind == "attempt" else None,
        "wait": event.wait,
        "elapsed": event.elapsed,
        "request_id": event.request_id,
    }
    return {name: value for name, value in known.items() if value}


def _shown_url(url: str) -> str:
    """*url* with the names of its query's parameters, and none of their values."""
    place, mark, query = url.partition("#")[0].partition("?")
    names = [pair.partition("=")[0] for pair in query.split("&") if pair]
    return place + mark + "&".join(f"{name}={HIDDEN}" for name in names)
