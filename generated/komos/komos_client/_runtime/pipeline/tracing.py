"""OpenTelemetry: a span for each call, with an event for each attempt, wait and retry; nothing unless it is set up.

Spans follow the stable semantic conventions for HTTP clients. They hold nothing secret: no key, no body, no value of
a query, no text of the server's.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
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


def tracer_of(session: AnySession) -> Any:
    """The tracer of the session's provider, else of the program's; None when OpenTelemetry is not used."""
    service: Service = session.shared.service
    provider: Any = session.tracer_provider
    if provider is None:
        provider_of = getattr(sys.modules.get("opentelemetry.trace"), "get_tracer_provider", None)
        if provider_of is None:  # nobody has imported it, so nobody has set it up
            return None
        provider = provider_of()
    return _tracer(provider, service.package, service.version)


@lru_cache(maxsize=32)
def _tracer(provider: Any, package: str, version: str) -> Any:
    return provider.get_tracer(package, version)


def span_of(call: CallState) -> AbstractContextManager[None]:
    """The span of *call*, as a context; the request carries its id to the API's own server only."""
    tracer = tracer_of(call.session)
    return _NO_SPAN if tracer is None else _call_span(tracer, call)


_NO_SPAN: AbstractContextManager[None] = nullcontext()


@contextmanager
def _call_span(tracer: Any, call: CallState) -> Generator[None, None, None]:
    method = call.request.method
    span = tracer.start_span(
        f"{method} {call.operation.name}", kind=_api().SpanKind.CLIENT, attributes=_request_attributes(call)
    )
    call.emitter = SpanEmitter(span, call.emitter)
    with _current(span):
        if not call.request.cross_origin:
            call.request = call.request._replace(headers={**_trace_headers(), **call.request.headers})
        try:
            yield
        except BaseException as error:
            last = call.attempts[-1].status if call.attempts else None
            _set_error(span, error, str(last) if last and last >= 400 else "")
            raise
        finally:
            span.set_attributes(_response_attributes(call))


def grouped(session: AnySession, name: str, steps: Steps[T]) -> Steps[T]:
    """*steps*, which make several calls, inside one span that contains theirs."""
    tracer = tracer_of(session)
    return steps if tracer is None else _grouped(tracer, name, steps)


def _grouped(tracer: Any, name: str, steps: Steps[T]) -> Steps[T]:
    span = tracer.start_span(name, attributes={"operation.name": name})
    with _current(span):
        try:
            return (yield from steps)
        except BaseException as error:
            _set_error(span, error)
            raise


class SpanEmitter(Emitter):
    """Emits events to a span too."""

    __slots__ = ("_emitter", "_span")

    def __init__(self, span: Any, emitter: Emitter) -> None:
        self._span = span
        self._emitter = emitter

    def enabled(self, kind: Kind) -> bool:
        return self._span.is_recording() or self._emitter.enabled(kind)

    def emit(self, event: Event) -> None:
        if self._span.is_recording():
            self._span.add_event(event.kind, _event_attributes(event))
        if self._emitter.enabled(event.kind):
            self._emitter.emit(event)


def _api() -> Any:
    return import_module("opentelemetry.trace")  # by name: type checkers do not ask for what is optional


@lru_cache(maxsize=1)
def _propagator() -> Any:
    """W3C trace context alone: baggage is not sent to a vendor."""
    return import_module("opentelemetry.trace.propagation.tracecontext").TraceContextTextMapPropagator()


def _trace_headers() -> dict[str, str]:
    headers: dict[str, str] = {}
    _propagator().inject(headers)
    return headers


def _current(span: Any) -> Any:
    """A context in which *span* is current; `_set_error` records exceptions instead, without their text."""
    return _api().use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False)


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


def _set_error(span: Any, error: BaseException, kind: str = "") -> None:
    name = type(error).__qualname__
    span.set_attribute("error.type", kind or name)
    span.set_status(_api().StatusCode.ERROR, name)


def _shown_url(url: str) -> str:
    """*url* with the names of its query's parameters, and none of their values."""
    place, mark, query = url.partition("#")[0].partition("?")
    names = [pair.partition("=")[0] for pair in query.split("&") if pair]
    return place + mark + "&".join(f"{name}={HIDDEN}" for name in names)
