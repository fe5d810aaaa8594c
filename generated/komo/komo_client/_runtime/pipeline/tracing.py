"""OpenTelemetry: a span for each call, an event on it for each thing that happened; nothing while nobody set it up.

Spans follow the stable conventions for HTTP clients. What they show may be shown to anybody: no key, no body, no value
of a query, no text of the server's.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from ..diagnostics.events import Emitter, Event, Kind

if TYPE_CHECKING:
    from ..facts import Service
    from ..transport.commands import Command
    from .call import Record


T = TypeVar("T")
Steps = Generator["Command", Any, T]

METHODS = frozenset("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE QUERY".split())
"""What the conventions know; any other method is told as ``_OTHER``."""

HIDDEN = "REDACTED"


def tracer(service: Service, provider: Any = None) -> Any:
    """Where spans are made: by *provider*, else by the one of a program that uses OpenTelemetry; None when off."""
    if provider is None:
        provider_of = getattr(sys.modules.get("opentelemetry.trace"), "get_tracer_provider", None)
        if provider_of is None:  # nobody has imported it, so nobody has set it up
            return None
        provider = provider_of()
    return _tracer(provider, service.package, service.version)


@lru_cache(maxsize=32)
def _tracer(provider: Any, package: str, version: str) -> Any:
    return provider.get_tracer(package, version)


def traced(tracer: Any, call: Record, steps: Steps[T]) -> Steps[T]:
    """*steps* of *call* inside a span of its own; the request carries the span's name to our own server only."""
    method = call.outgoing.method
    span = tracer.start_span(f"{method} {call.operation.name}", kind=_api().SpanKind.CLIENT, attributes=_asked(call))
    call.emitter = SpanEmitter(span, call.emitter)
    with _current(span):
        if not call.outgoing.foreign:
            call.outgoing = call.outgoing._replace(headers={**_carried(), **call.outgoing.headers})
        try:
            return (yield from steps)
        except BaseException as error:
            last = call.attempts[-1].status if call.attempts else None
            _failed(span, error, str(last) if last and last >= 400 else "")
            raise
        finally:
            span.set_attributes(_answered(call))


def gathered(tracer: Any, name: str, steps: Steps[T]) -> Steps[T]:
    """*steps*, which make several calls, inside one span that holds theirs."""
    span = tracer.start_span(name, attributes={"operation.name": name})
    with _current(span):
        try:
            return (yield from steps)
        except BaseException as error:
            _failed(span, error)
            raise


class SpanEmitter(Emitter):
    """Tells events to a span too."""

    __slots__ = ("_emitter", "_span")

    def __init__(self, span: Any, emitter: Emitter) -> None:
        self._span = span
        self._emitter = emitter

    def wanted(self, kind: Kind) -> bool:
        return self._span.is_recording() or self._emitter.wanted(kind)

    def tell(self, event: Event) -> None:
        if self._span.is_recording():
            self._span.add_event(event.kind, _happened(event))
        if self._emitter.wanted(event.kind):
            self._emitter.tell(event)


def _api() -> Any:
    return import_module("opentelemetry.trace")  # by name: type checkers do not ask for what is optional


@lru_cache(maxsize=1)
def _propagator() -> Any:
    """W3C trace context alone: baggage belongs to the program and is nobody else's affair."""
    return import_module("opentelemetry.trace.propagation.tracecontext").TraceContextTextMapPropagator()


def _carried() -> dict[str, str]:
    headers: dict[str, str] = {}
    _propagator().inject(headers)
    return headers


def _current(span: Any) -> Any:
    """*span* is the current one, and ends; an exception is told by `_failed`, because its text may quote the server."""
    return _api().use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False)


def _asked(call: Record) -> dict[str, str | int]:
    origin, method = urlsplit(call.outgoing.url), call.outgoing.method
    known = {"http.request.method": method if method in METHODS else "_OTHER"}
    if method not in METHODS:
        known["http.request.method_original"] = method
    default = 443 if origin.scheme == "https" else 80
    return {
        "operation.name": call.operation.name,
        **known,
        "url.full": _shown_url(call.outgoing.url),
        "server.address": origin.hostname or "",
        "server.port": origin.port or default,
    }


def _answered(call: Record) -> dict[str, str | int]:
    known: dict[str, str | int] = {}
    if call.attempts and (status := call.attempts[-1].status):
        known["http.response.status_code"] = status
    if len(call.attempts) > 1:
        known["http.request.resend_count"] = len(call.attempts) - 1
    return known


def _happened(event: Event) -> Mapping[str, str | int | float]:
    """What may be known of *event*; in its details, what stands behind a colon may quote the server."""
    known: dict[str, str | int | float | None] = {
        "detail": event.detail.partition(": ")[0],
        "attempt": event.attempt,
        "http.response.status_code": event.status if event.kind == "attempt" else None,
        "wait": event.wait,
        "elapsed": event.elapsed,
        "request_id": event.request_id,
    }
    return {name: value for name, value in known.items() if value}


def _failed(span: Any, error: BaseException, kind: str = "") -> None:
    name = type(error).__qualname__
    span.set_attribute("error.type", kind or name)
    span.set_status(_api().StatusCode.ERROR, name)


def _shown_url(url: str) -> str:
    """*url* with the names of its query's parameters, and none of their values."""
    place, mark, query = url.partition("#")[0].partition("?")
    names = [pair.partition("=")[0] for pair in query.split("&") if pair]
    return place + mark + "&".join(f"{name}={HIDDEN}" for name in names)
