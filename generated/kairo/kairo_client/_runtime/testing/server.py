"""A server on loopback that answers as the document says, keeps count of the work it does, and fails when asked to."""

from __future__ import annotations

import difflib
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from ..errors import ConfigurationError
from ..facts import Limit, Operation, Service, Signature
from . import access, encode, routes
from .deliveries import Delivery, deliver
from .faults import Drift, Drop, Fault, Faults, drifted
from .listener import Listener
from .state import Asked, Refusal, World
from .windows import Windows
from .wire import Seen, Sent

if TYPE_CHECKING:
    from types import TracebackType

_PAGE = b"<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>"


class FakeServer:
    """One API on loopback; what it is comes from the subclass that a package renders.

    Parameters:
        key: the credential that it takes, in place of the usual one.
        looks: how often a run is looked at until it has ended.
        seconds: how long a run takes, instead of *looks*.
        limits: rate limits to be held to: the API's own (True), or others by route; none when False.
        plan: pricing plan whose limits and concurrent runs hold.
        strict: what neither was made nor is in an example does not exist (404); else it is made up when asked for.
        clock: epoch seconds; a test can move it.
        port: a free one when 0.
    """

    _service: ClassVar[Service]
    _data: ClassVar[Path]
    _signature: ClassVar[Signature | None] = None

    def __init__(
        self,
        *,
        key: str | None = None,
        looks: int = 2,
        seconds: float | None = None,
        limits: bool | Mapping[str, Limit] = False,
        plan: str | None = None,
        strict: bool = False,
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        if plan is not None and plan not in self._service.plans:
            known = ", ".join(self._service.plans) or "none"
            raise ConfigurationError(f"plan: {plan!r} is unknown; known: {known}")
        self._plan = self._service.plans[plan] if plan else None
        usual = self._plan.limits if self._plan else self._service.limits if limits is True else {}
        self._limits = limits if isinstance(limits, Mapping) else usual
        self._runs: dict[str, Any] = {"looks": looks, "seconds": seconds, "strict": strict, "now": clock}
        self._clock = clock
        self._port = port
        self._text = self._data.read_text(encoding="utf-8")
        self._examples = encode.read(self._text)
        self._facts = routes.gather(self._service)
        self._lock = threading.Lock()
        self._faults = Faults()
        self._listener: Listener | None = None
        self.key = key or self._examples.key
        """What a client is to be given as its key."""
        self.reset()

    def reset(self) -> None:
        """As it was at first: nothing made, nothing counted, no fault."""
        with self._lock:
            self._world = World(self._facts, self._examples.operations, **self._runs)
            self._windows = Windows(self._limits, self._clock)
            self._executions: Counter[str] = Counter()
            self._seen: list[Seen] = []
            self._faults.clear()

    def start(self) -> Self:
        """Listen; ``with`` does it by itself."""
        if self._listener is None:
            self._listener = Listener(self._handle, self._port)
        return self

    def stop(self) -> None:
        """Hang up on everybody; when it returns, no thread of the server is left."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """What a client is to be given as its ``base_url``."""
        if self._listener is None:
            raise ConfigurationError("FakeServer: it is not running; use it in a with statement, or call start()")
        return f"http://127.0.0.1:{self._listener.port}"

    @property
    def environ(self) -> dict[str, str]:
        """Environment variables that point a client in another process here."""
        name = self._service.name.upper()
        return {f"{name}_BASE_URL": self.url, self._service.key_variable or f"{name}_API_KEY": self.key}

    @property
    def executions(self) -> Counter[str]:
        """How often each operation's work was really done, by callers' name (``tasks.runs.create``)."""
        with self._lock:
            return Counter(self._executions)

    @property
    def requests(self) -> Counter[str]:
        """How many requests came in for each operation; unknown paths under their method and path."""
        return Counter(one.operation or f"{one.method} {one.path}" for one in self.seen)

    @property
    def seen(self) -> list[Seen]:
        """All requests, in the order in which they came."""
        with self._lock:
            return list(self._seen)

    def fault(
        self,
        operation: str = "",
        *,
        times: int | None = None,
        after: int = 0,
        drop: Drop = "",
        delay: float = 0.0,
        trickle: Literal["", "headers", "body"] = "",
        pace: float = 0.05,
        truncate: int | None = None,
        status: int = 0,
        work: bool = False,
        retry_after: float | str | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        html: bool = False,
        version: str = "",
        redirect: str = "",
        drift: Drift = None,
    ) -> None:
        """Let something go wrong with the next requests.

        Parameters:
            operation: which requests, by callers' name; all when empty.
            times: how many of them; all until `clear_faults` when None.
            after: how many are spared first.
            drop: hang up without an answer, ``"before-work"`` or ``"after-work"``.
            delay: seconds of silence before the answer.
            trickle: send the ``"headers"`` or the ``"body"`` byte by byte, every *pace* seconds.
            truncate: hang up after so many bytes of the answer's body.
            status: answer with it, the work undone unless *work*; 429 with *retry_after*, or 5xx, or any other.
            headers, body: in place of the usual ones.
            html: a page for people where JSON is expected.
            version: what the API's version header says.
            redirect: send the caller to this address.
            drift: changes of the answer: dotted path → value (``...`` removes, ``*`` is every item), or a function.
        """
        if operation and operation not in self._service.operations:
            near = difflib.get_close_matches(operation, self._service.operations, 3)
            raise ConfigurationError(
                f"fault: no operation is called {operation!r}; known: {', '.join(near or self._service.operations)}"
            )
        fault = Fault(
            drop, delay, trickle, pace, truncate, status, work, retry_after, headers or {}, body, html, version, redirect, drift
        )
        self._faults.add(operation, fault, times, after)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    def seed(self, operation: str, count: int = 1, **fields: Any) -> list[dict[str, Any]]:
        """Put *count* more things where *operation* finds them, each with *fields* (the wire's names); what they are.

        Raises:
            ConfigurationError: the operation is about nothing that can be kept.
        """
        with self._lock:
            place = self._world.places.get(operation)
            if place is None or not place.kind:
                known = ", ".join(name for name, one in self._world.places.items() if one.kind)
                raise ConfigurationError(f"seed: {operation!r} is about nothing that is kept; these are: {known}")
            return [dict(self._world.make(place, {}, fields, "example").value) for _ in range(count)]

    def outcome(self, state: str, *, run: str | None = None, **changes: Any) -> None:
        """How a run ends: ``"completed"``, ``"failed"``, ``"cancelled"`` or any state of the API's own.

        Parameters:
            run: id of the run, which ends at once; without it, the next one that is made, in its own time.
            changes: fields (the wire's names) that it has then, such as ``error="out of memory"``.
        """
        with self._lock:
            if run is None:
                self._world.outcomes.append((state, changes))
            elif not self._world.end(run, state, changes):
                raise ConfigurationError(f"outcome: there is no run {run!r}; make one first, or leave run out")

    def webhook(
        self,
        event: str,
        data: Any = None,
        *,
        secret: str,
        pepper: str | None = None,
        timestamp: str | None = None,
    ) -> Delivery:
        """A signed delivery of *event*, as the vendor would send it; *data* (JSON or a model) in place of the example.

        Raises:
            ConfigurationError: nothing is known of the API's webhooks, or nothing of this event and there is no *data*.
        """
        if self._signature is None:
            raise ConfigurationError("webhook: nothing is known of how this API signs its webhooks")
        if data is None and event not in self._examples.events:
            known = ", ".join(self._examples.events) or "none"
            raise ConfigurationError(f"webhook: there is no example of {event!r}; pass data=…, or one of: {known}")
        return deliver(
            self._signature,
            event,
            self._examples.events[event] if data is None else data,
            secret=secret,
            pepper=pepper,
            timestamp=timestamp,
        )

    def _handle(self, seen: Seen) -> tuple[Sent | None, Fault]:
        operation, parameters, others = routes.match(self._facts.routes, seen.method, seen.path)
        seen = seen._replace(operation=operation.name if operation else "", parameters=parameters)
        with self._lock:
            self._seen.append(seen)
            number = len(self._seen)
            fault = self._faults.take(seen.operation) or Fault()
            if fault.drop == "before-work":
                return None, fault
            sent = self._work(operation, others, seen, fault) if fault.works else self._error(fault.status or 307, "")
        if fault.drop:
            return None, fault
        return self._spoilt(sent, fault, number), fault

    def _work(self, operation: Operation[Any] | None, others: list[str], seen: Seen, fault: Fault) -> Sent:
        """Do the work and count it, unless something speaks against it."""
        if operation is None:
            wrong = self._error(405, f"use {', '.join(others)}") if others else self._error(404, f"no {seen.path} here")
            return wrong._replace(headers={"allow": ", ".join(others)} if others else {})
        if not operation.public and not access.allowed(self._service.schemes, seen, self.key):
            return self._error(401, "the key is missing or wrong")
        told = self._windows.ask(operation.limit)
        if told.refused:
            return self._error(429, "too many requests")._replace(headers=told.headers)
        most = self._plan.concurrent_runs if self._plan and operation.slot else None
        if most is not None and self._world.active() >= most:
            return self._error(429, f"more than {most} runs at once")._replace(headers={"retry-after": "1", **told.headers})
        try:
            asked = Asked(seen.parameters, seen.query, body := encode.given(seen), _key(operation, seen, body), seen.path)
            done = self._world.do(operation, asked)
        except Refusal as no:
            return self._error(no.status, no.reason)._replace(headers=told.headers)
        except ValueError as no:
            return self._error(400, f"the body is not JSON: {no}")._replace(headers=told.headers)
        self._executions[operation.name] += done.executed
        example = self._examples.operations[operation.name]
        body = drifted(done.body, fault.drift)
        sent = encode.answer(done.status, example.media_type, body)
        return sent._replace(headers={**told.headers, **done.headers})

    def _error(self, status: int, reason: str) -> Sent:
        """The document's example of that status, or the plainest body there is."""
        usual = {"detail": f"status {status}, as the test asked"}
        body = self._examples.errors.get(str(status), usual)
        return encode.answer(status, "application/json", encode.reasoned(body, reason) if reason else body)

    def _spoilt(self, sent: Sent, fault: Fault, number: int) -> Sent:
        """*sent* with everything that *fault* says, and the headers that every answer has."""
        service = self._service
        usual = {"x-request-id": f"req_{number:06d}"}
        if service.version_header:
            usual[service.version_header] = fault.version or service.api_version
        if fault.retry_after is not None:
            usual["retry-after"] = str(fault.retry_after)
        if fault.redirect:
            usual["location"] = fault.redirect
        if fault.html:
            sent = Sent(sent.status, _PAGE, "text/html; charset=utf-8", sent.headers)
        if fault.body is not None:
            plain = isinstance(fault.body, str | bytes)
            sent = encode.answer(sent.status, "text/plain" if plain else "application/json", fault.body)
        text = sent.body
        for base in sorted(service.servers.values(), key=len, reverse=True):
            text = text.replace(base.encode(), self.url.encode())
        return sent._replace(
            status=fault.status or sent.status, body=text, headers={**usual, **sent.headers, **fault.headers}
        )


def _key(operation: Operation[Any], seen: Seen, body: Any) -> str:
    """The request's idempotency key, where the operation knows one."""
    repeat = operation.repeat
    if repeat.kind != "keyed":
        return ""
    if repeat.location == "header":
        return seen.headers.get(repeat.field.lower(), "")
    return str(body.get(repeat.field) or "") if isinstance(body, dict) else ""
