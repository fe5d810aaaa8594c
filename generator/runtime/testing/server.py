"""Fake server on loopback: responds as the document says, counts executions, and injects faults."""

from __future__ import annotations

import difflib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from ..errors import ConfigurationError
from ..facts import Limit, Service, Signature
from . import encoding
from .faults import Drift, Drop, Fault
from .handler import RequestHandler
from .http import Seen
from .listener import Listener
from .rate_limits import ServerRateLimits
from .state.routing import load_facts
from .state.store import ResourceStore
from .webhooks import Delivery, signed_delivery

if TYPE_CHECKING:
    from types import TracebackType


class FakeServer:
    """A fake of one API on loopback; the subclass in a package's ``testing`` module adds the API's facts and examples.

    Parameters:
        key: the credential that it accepts; None: the one in `key`.
        looks: how often a run is retrieved or listed until it has ended.
        seconds: how long a run takes, in place of *looks*.
        limits: rate limits to enforce: the API's own (True), none (False), or others by name.
        plan: pricing plan whose rate limits and concurrent runs are enforced.
        strict: respond with 404 to ids that neither a request nor an example has brought; else such resources are
            created when they are first requested.
        clock: epoch seconds; a test can supply its own.
        port: 0: a free one.
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
        pricing = self._service.plans[plan] if plan else None
        self._limits: Mapping[str, Limit] = {} if isinstance(limits, bool) else limits
        if isinstance(limits, bool) and (limits or pricing):
            self._limits = pricing.limits if pricing else self._service.limits
        self._looks, self._seconds, self._strict = looks, seconds, strict
        self._clock = clock
        self._port = port
        self._listener: Listener | None = None
        data = encoding.load_examples(self._data.read_text(encoding="utf-8"))
        self._handler = RequestHandler(self._service, data, load_facts(self._service), pricing, key or data.key)
        self.reset()

    def reset(self) -> None:
        """Return to the initial state: the resources of the examples, nothing counted, no faults."""
        store = ResourceStore(
            self._handler.facts,
            self._handler.data.operations,
            polls=self._looks,
            seconds=self._seconds,
            strict=self._strict,
            now=self._clock,
        )
        self._handler.reset(store, ServerRateLimits(self._limits, self._clock))

    def start(self) -> Self:
        """Start listening; a ``with`` statement does it by itself."""
        if self._listener is None:
            self._listener = Listener(self._handler.handle, self._port)
            self._handler.url = self.url
        return self

    def stop(self) -> None:
        """Close all connections; when it returns, all threads of the server have ended."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def key(self) -> str:
        """The key for a client of this server."""
        return self._handler.key

    @property
    def url(self) -> str:
        """The ``base_url`` for a client of this server."""
        if self._listener is None:
            raise ConfigurationError("FakeServer: it is not running; use it in a with statement, or call start()")
        return f"http://127.0.0.1:{self._listener.port}"

    @property
    def environ(self) -> dict[str, str]:
        """Environment variables that configure a client in another process for this server."""
        name = self._service.name.upper()
        return {f"{name}_BASE_URL": self.url, self._service.key_variable or f"{name}_API_KEY": self.key}

    @property
    def executions(self) -> Counter[str]:
        """Number of executions of each operation, by its name (``tasks.runs.create``)."""
        with self._handler.lock:
            return Counter(self._handler.executions)

    @property
    def requests(self) -> Counter[str]:
        """Number of requests received for each operation; of unknown paths, by method and path."""
        return Counter(request.operation or f"{request.method} {request.path}" for request in self.seen)

    @property
    def seen(self) -> list[Seen]:
        """All requests, in the order in which they were received."""
        with self._handler.lock:
            return list(self._handler.seen)

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
        """Inject a fault into requests to come.

        Parameters:
            operation: name of their operation; empty: any.
            times: how many of them; None: all until `clear_faults`.
            after: how many to skip first.
            drop: close the connection without a response: ``"before-work"``, so that the operation is not executed, or
                ``"after-work"``.
            delay: seconds before the response.
            trickle: send the ``"headers"`` or the ``"body"`` byte by byte, every *pace* seconds.
            truncate: close the connection after this number of bytes of the body.
            status: status of the response, such as 429 with *retry_after*, or 503; the operation is not executed unless
                *work*.
            headers, body: in place of the usual ones.
            html: send an HTML page where JSON is expected.
            version: value of the API's version header.
            redirect: URL to redirect to.
            drift: changes of the response: dotted path → value (``...`` removes, ``*`` is every item), or a function.
        """
        if operation and operation not in self._service.operations:
            near = difflib.get_close_matches(operation, self._service.operations, 3)
            raise ConfigurationError(
                f"fault: no operation is called {operation!r}; known: {', '.join(near or self._service.operations)}"
            )
        fault = Fault(
            drop, delay, trickle, pace, truncate, status, work, retry_after, headers or {},
            body, html, version, redirect, drift,
        )  # fmt: skip
        self._handler.faults.add(operation, fault, times, after)

    def clear_faults(self) -> None:
        """Remove all faults."""
        self._handler.faults.clear()

    def seed(self, operation: str, count: int = 1, **fields: Any) -> list[dict[str, Any]]:
        """Add *count* resources of the type that *operation* acts on, each with *fields*; returns them as JSON.

        Parameters:
            fields: by their names in JSON.

        Raises:
            ConfigurationError: the operation acts on no stored resource.
        """
        with self._handler.lock:
            store = self._handler.store
            stub = store.stubs.get(operation)
            if stub is None or not stub.resource_type:
                known = ", ".join(name for name, one in store.stubs.items() if one.resource_type)
                raise ConfigurationError(f"seed: {operation!r} acts on no stored resource; these do: {known}")
            return [dict(store.create(stub, {}, fields, "example").value) for _ in range(count)]

    def outcome(self, state: str, *, run: str | None = None, **changes: Any) -> None:
        """Set the final state of a run: ``"completed"``, ``"failed"``, ``"cancelled"`` or a state of the API's own.

        Parameters:
            run: id of a run, which ends at once; None: the next run that is created, which ends when it is due.
            changes: fields that it has then, by their names in JSON, such as ``error="out of memory"``.

        Raises:
            ConfigurationError: there is no run with this id.
        """
        with self._handler.lock:
            if run is None:
                self._handler.store.outcomes.append((state, changes))
            elif not self._handler.store.end_run(run, state, changes):
                raise ConfigurationError(f"outcome: there is no run {run!r}; create one first, or omit run")

    def webhook(
        self,
        event: str,
        data: Any = None,
        *,
        secret: str,
        pepper: str | None = None,
        timestamp: str | None = None,
    ) -> Delivery:
        """A signed delivery of *event*, as the vendor would send it.

        Parameters:
            data: payload, JSON or a model; None: the document's example.

        Raises:
            ConfigurationError: how the API signs webhooks is unknown, or the event has no example and *data* is None.
        """
        if self._signature is None:
            raise ConfigurationError("webhook: how this API signs its webhooks is unknown")
        if data is None and event not in self._handler.data.events:
            known = ", ".join(self._handler.data.events) or "none"
            raise ConfigurationError(f"webhook: there is no example of {event!r}; pass data=…, or one of: {known}")
        return signed_delivery(
            self._signature,
            event,
            self._handler.data.events[event] if data is None else data,
            secret=secret,
            pepper=pepper,
            timestamp=timestamp,
        )
