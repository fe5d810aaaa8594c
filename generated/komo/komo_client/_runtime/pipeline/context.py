"""The state that calls use: shared by all copies of a client, or of one copy."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from ..diagnostics.drift import DriftLog
from ..facts import Operation, Plan, Service, Waiter

if TYPE_CHECKING:
    from ..auth.resolver import CredentialResolver
    from ..codec.codec import Codec
    from ..diagnostics.events import Emitter
    from ..errors import ApiError
    from ..limits.caps import Caps
    from ..limits.limiter import RateLimiter
    from ..limits.slots import Slots
    from ..options import TracerProvider
    from ..protocol.endpoints import EndpointResolver
    from ..registry import Routes
    from ..retry.quota import RetryQuota
    from ..transport.commands import AsyncTransport, Transport
    from .creations import RecentCreations

P = TypeVar("P", bound="Transport | AsyncTransport")


def _random() -> float:
    from random import random

    return random()  # noqa: S311 - jitter needs no cryptography


class Clock(NamedTuple):
    """Time and chance; tests pass their own."""

    monotonic: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    random: Callable[[], float] = _random
    sleep: Callable[[float], Any] | None = None
    """Used instead of `time.sleep` and `asyncio.sleep`."""


class Settings(NamedTuple):
    """The options that `with_options` can change."""

    timeout: Mapping[str, float | None]
    """Seconds of silence by phase: connect, read, write, pool."""
    deadline: float | None
    """Seconds for a whole call."""
    max_retries: int
    max_response_bytes: int
    headers: Mapping[str, str]
    """Sent with every request; names in lower case."""
    strict: bool


class SharedState(Generic[P]):
    """State that all copies of a client share: credentials, connections, rate limits, slots, caps, the drift report.

    Parameters:
        connect: makes the transport.
        limiter: None when requests are not paced.
        slots: None when the plan sets no number of concurrent runs.
    """

    __slots__ = (
        "_codec",
        "_connect",
        "_routes",
        "_transports",
        "_waiters",
        "caps",
        "clock",
        "creations",
        "credentials",
        "drift",
        "endpoints",
        "limiter",
        "plan",
        "quota",
        "service",
        "slots",
        "warm",
    )

    def __init__(
        self,
        *,
        service: Service,
        endpoints: EndpointResolver,
        credentials: CredentialResolver,
        connect: Callable[[Callable[[bytes], bytes]], P],
        plan: Plan,
        limiter: RateLimiter | None,
        slots: Slots | None,
        caps: Caps,
        quota: RetryQuota,
        creations: RecentCreations,
        clock: Clock,
    ) -> None:
        self.service: Service = service
        self.endpoints: EndpointResolver = endpoints
        self.credentials: CredentialResolver = credentials
        self.plan: Plan = plan
        self.limiter: RateLimiter | None = limiter
        self.slots: Slots | None = slots
        self.caps: Caps = caps
        self.quota: RetryQuota = quota
        self.creations: RecentCreations = creations
        """Shared by all clients of this process that have the same key."""
        self.clock: Clock = clock
        self.drift: DriftLog = DriftLog(on_new=None)
        self._connect = connect
        self._transports: dict[str, P] = {}
        self._codec: Codec | None = None
        self._routes: Routes | None = None
        self._waiters: Mapping[str, Waiter[Any]] | None = None
        self.warm: bool = False
        """Whether `warm_up` was called."""

    def warm_up(self, operation: Operation[Any], url: str) -> None:
        """Import and load what sending *operation* to *url* and decoding its answer need.

        A permit of the rate limiter is held from sending until the answer is read, and importing takes longer than
        that. An async client does it in a thread, for it would hold the event loop up.
        """
        from ..protocol.response import decoded_type

        if annotation := decoded_type(operation):
            self.codec.prepare(annotation)
        self.transport.warm_up(url)
        self.warm = True

    @property
    def base_url(self) -> str:
        """The API's base URL."""
        return self.endpoints.default.url

    @property
    def transport(self) -> P:
        """The transport, made on first use; one for all threads."""
        made = self._transports.get("")
        return self._transports.setdefault("", self._connect(self.credentials.scrub)) if made is None else made

    @property
    def codec(self) -> Codec:
        """Made on first use, because it imports the models and attrs."""
        if self._codec is None:
            from ..codec.codec import Codec

            self._codec = Codec(self.service.package + ".models")
        return self._codec

    @property
    def routes(self) -> Routes:
        """Made on first use, because it imports all resources."""
        if self._routes is None:
            from ..registry import Routes

            self._routes = Routes(self.service)
        return self._routes

    @property
    def waiters(self) -> Mapping[str, Waiter[Any]]:
        """See `registry.waiters_by_resource`; made on first use, because it imports resources."""
        if self._waiters is None:
            from ..registry import waiters_by_resource

            self._waiters = waiters_by_resource(self.service)
        return self._waiters


class Session(Generic[P]):
    """One copy of a client as calls see it: the shared state and the copy's own options.

    Parameters:
        asynchronous: whether functions that the driver invokes return awaitables.
        reconcile: looks up what became of a call whose outcome is unknown; awaitable for an async client.
        name: of the client's class.
    """

    __slots__ = ("asynchronous", "emitter", "name", "reconcile", "settings", "shared", "tracer_provider")

    def __init__(
        self,
        shared: SharedState[P],
        settings: Settings,
        emitter: Emitter,
        tracer_provider: TracerProvider | None,
        *,
        asynchronous: bool,
        reconcile: Callable[[Session[Any], ApiError, float | None], Any],
        name: str,
    ) -> None:
        self.shared: SharedState[P] = shared
        self.settings: Settings = settings
        self.emitter: Emitter = emitter
        self.tracer_provider: TracerProvider | None = tracer_provider
        self.asynchronous: bool = asynchronous
        self.reconcile: Callable[[Session[Any], ApiError, float | None], Any] = reconcile
        self.name: str = name

    def copy(self, settings: Settings, emitter: Emitter | None = None) -> Session[P]:
        """The same with other *settings*, and another *emitter* if one is given."""
        return Session(
            self.shared,
            settings,
            emitter or self.emitter,
            self.tracer_provider,
            asynchronous=self.asynchronous,
            reconcile=self.reconcile,
            name=self.name,
        )

    def __repr__(self) -> str:
        return f"<{self.name} {self.shared.base_url}>"


SyncSession: TypeAlias = "Session[Transport]"
AsyncSession: TypeAlias = "Session[AsyncTransport]"
AnySession: TypeAlias = "Session[Any]"
AnyState: TypeAlias = "SharedState[Any]"
