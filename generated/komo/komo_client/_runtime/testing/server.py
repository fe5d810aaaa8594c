"""A server on loopback that answers as the document says, keeps count of the work it does, and fails when asked to."""

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
from .handler import Desk
from .http import Seen
from .listener import Listener
from .rate_limits import Windows
from .webhooks import Delivery, deliver
from .world import routing
from .world.world import World

if TYPE_CHECKING:
    from types import TracebackType


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
        price = self._service.plans[plan] if plan else None
        self._limits: Mapping[str, Limit] = {} if isinstance(limits, bool) else limits
        if isinstance(limits, bool) and (limits or price):
            self._limits = price.limits if price else self._service.limits
        self._looks, self._seconds, self._strict = looks, seconds, strict
        self._clock = clock
        self._port = port
        self._listener: Listener | None = None
        data = encoding.read(self._data.read_text(encoding="utf-8"))
        self._desk = Desk(self._service, data, routing.gather(self._service), price, key or data.key)
        self.reset()

    def reset(self) -> None:
        """As it was at first: nothing made, nothing counted, no fault."""
        world = World(
            self._desk.facts,
            self._desk.data.operations,
            looks=self._looks,
            seconds=self._seconds,
            strict=self._strict,
            now=self._clock,
        )
        self._desk.begin(world, Windows(self._limits, self._clock))

    def start(self) -> Self:
        """Listen; ``with`` does it by itself."""
        if self._listener is None:
            self._listener = Listener(self._desk.handle, self._port)
            self._desk.url = self.url
        return self

    def stop(self) -> None:
        """Hang up on everybody; when it returns, no thread of the server is left."""
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
        """What a client is to be given as its key."""
        return self._desk.key

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
        with self._desk.lock:
            return Counter(self._desk.executions)

    @property
    def requests(self) -> Counter[str]:
        """How many requests came in for each operation; unknown paths under their method and path."""
        return Counter(one.operation or f"{one.method} {one.path}" for one in self.seen)

    @property
    def seen(self) -> list[Seen]:
        """All requests, in the order in which they came."""
        with self._desk.lock:
            return list(self._desk.seen)

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
            drop, delay, trickle, pace, truncate, status, work, retry_after, headers or {},
            body, html, version, redirect, drift,
        )  # fmt: skip
        self._desk.faults.add(operation, fault, times, after)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._desk.faults.clear()

    def seed(self, operation: str, count: int = 1, **fields: Any) -> list[dict[str, Any]]:
        """Put *count* more things where *operation* finds them, each with *fields* (the wire's names); what they are.

        Raises:
            ConfigurationError: the operation is about nothing that can be kept.
        """
        with self._desk.lock:
            place = self._desk.world.places.get(operation)
            if place is None or not place.kind:
                known = ", ".join(name for name, one in self._desk.world.places.items() if one.kind)
                raise ConfigurationError(f"seed: {operation!r} is about nothing that is kept; these are: {known}")
            return [dict(self._desk.world.make(place, {}, fields, "example").value) for _ in range(count)]

    def outcome(self, state: str, *, run: str | None = None, **changes: Any) -> None:
        """How a run ends: ``"completed"``, ``"failed"``, ``"cancelled"`` or any state of the API's own.

        Parameters:
            run: id of the run, which ends at once; without it, the next one that is made, in its own time.
            changes: fields (the wire's names) that it has then, such as ``error="out of memory"``.
        """
        with self._desk.lock:
            if run is None:
                self._desk.world.outcomes.append((state, changes))
            elif not self._desk.world.end(run, state, changes):
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
        if data is None and event not in self._desk.data.events:
            known = ", ".join(self._desk.data.events) or "none"
            raise ConfigurationError(f"webhook: there is no example of {event!r}; pass data=…, or one of: {known}")
        return deliver(
            self._signature,
            event,
            self._desk.data.events[event] if data is None else data,
            secret=secret,
            pepper=pepper,
            timestamp=timestamp,
        )
