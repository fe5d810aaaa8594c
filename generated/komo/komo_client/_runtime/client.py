"""Base classes of rendered clients: the constructor, calls that the document does not list, reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from . import config
from .auth.resolver import from_arguments
from .auth.secret_cell import SecretCell
from .diagnostics.events import Emitter, configure_logging
from .facts import Service, variable
from .limits.caps import Caps
from .options import MOST_OF_ANSWER, phase_timeouts, response_bytes, retries, unknown_option, whole_seconds
from .pipeline.context import Clock, Session, Settings, SharedState
from .pipeline.creations import RecentCreations
from .protocol.endpoints import EndpointResolver
from .retry.quota import RetryQuota
from .util.lazy import ResourceParent
from .util.shared import shared_objects
from .util.unset import UNSET, Unset

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, Unpack

    from .auth.credentials import Key
    from .config import RateLimit
    from .errors import ApiError
    from .features.reconciliation import Reconciliation
    from .options import CallOptions, ClientOptions, EventHandler, Timeout, TracerProvider
    from .pipeline.context import AsyncSession, SyncSession
    from .response import Response
    from .transport.commands import AsyncTransport, Transport
    from .transport.connections import Connections

P = TypeVar("P", bound="Transport | AsyncTransport")


class _RaisesOutsideConstructor(type):
    """Raises what a constructor found wrong where no frame on the traceback holds the key any more."""

    if not TYPE_CHECKING:

        def __call__(cls, *args, **kwargs):
            client = cls.__new__(cls, *args, **kwargs)
            if not isinstance(client, cls):
                return client
            fault = None
            try:
                client.__init__(*args, **kwargs)
            except Exception:
                fault = vars(client).pop("_fault", None)
                if fault is None:
                    del args, kwargs
                    raise
                # else a subclass's constructor went on with a client that has no session
            fault = fault or vars(client).pop("_fault", None)
            if fault is not None:
                del args, kwargs
                try:
                    raise fault
                finally:
                    del fault  # it refers to this frame
            return client

        @property
        def __signature__(cls):
            """The constructor's, for `help()` and notebooks; a metaclass with a `__call__` would hide it."""
            from inspect import Signature, signature

            _, *parameters = signature(cls.__init__).parameters.values()
            return Signature(parameters)


class BaseClient(ResourceParent[Session[P]], metaclass=_RaisesOutsideConstructor):
    """All of a client that does no I/O; `Client` and `AsyncClient` add the two ways of doing it."""

    _service: ClassVar[Service]
    """Facts about the API, set by the rendered class."""
    _clock: ClassVar[Clock] = Clock()

    def __init__(
        self,
        api_key: Key = None,
        *,
        environment: str | None = None,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        deadline: float | None = None,
        max_retries: int = 4,
        max_response_bytes: int = MOST_OF_ANSWER,
        rate_limit: RateLimit | Unset = UNSET,
        http_client: Any = None,
        connections: Connections | None = None,
        default_headers: Mapping[str, str] | None = None,
        strict: bool = False,
        on_event: EventHandler | None = None,
        tracer_provider: TracerProvider | None = None,
        auth: str | None = None,
        plan: str | None = None,
        credentials: Mapping[str, Key] | None = None,
        addresses: Mapping[str, str | None] | None = None,
    ) -> None:
        service = self._service
        given: SecretCell[Mapping[str, Key]] = SecretCell({"api_key": api_key, **(credentials or {})})
        api_key = credentials = None  # a traceback shows this frame's variables
        try:
            own: Mapping[str, Any] = {"environment": environment, "base_url": base_url, "auth": auth, "plan": plan}
            for argument, value in {**own, **(addresses or {})}.items():
                config.text(argument, value)
            endpoints = EndpointResolver(service, environment, base_url, addresses or {})
            connect = self._transport(http_client, connections)
            shared = self._shared(given, endpoints, connect, rate_limit, auth, plan)
            settings = Settings(
                phase_timeouts(timeout),
                whole_seconds(deadline),
                retries(max_retries),
                response_bytes(max_response_bytes),
                config.headers(service, default_headers),
                config.flag("strict", strict),
            )
            emitter = Emitter(service.package, config.event_handler(on_event))
            tracers = config.tracer_provider(tracer_provider)
        except Exception as fault:  # noqa: BLE001 - also a TypeError, or a warning that a filter raises
            self._fault = fault  # raised by the metaclass: a subclass's constructor still holds the key
            return
        configure_logging(service.package, variable(service, "LOG"))
        super().__init__(self._start(shared, settings, emitter, tracers))

    def _shared(
        self,
        given: SecretCell[Mapping[str, Key]],
        endpoints: EndpointResolver,
        connect: Callable[[Callable[[bytes], bytes]], P],
        rate_limit: RateLimit | Unset,
        auth: str | None,
        plan: str | None,
    ) -> SharedState[P]:
        """The state that this client and all its copies share."""
        service, clock = self._service, self._clock
        monotonic, origin = clock.monotonic, endpoints.default.origin
        credentials = from_arguments(service, given.reveal, auth, endpoints.locate, monotonic)
        terms, fingerprint = config.plan(service, plan), credentials.fingerprint
        owner = None if fingerprint is None else (service.package, origin, fingerprint, monotonic)

        def account() -> str:
            return f"{service.package} {origin} {credentials.stable_fingerprint}"

        return SharedState(
            service=service,
            endpoints=endpoints,
            credentials=credentials,
            connect=connect,
            plan=terms,
            limiter=config.rate_limiter(
                config.limit_names(service), terms.limits, rate_limit, monotonic, owner, account
            ),
            slots=config.run_slots(terms, rate_limit, monotonic, owner, account),
            caps=shared_objects.get_or_create(Caps, owner, "caps"),
            quota=RetryQuota(),
            creations=shared_objects.get_or_create(RecentCreations, owner, "creations"),
            clock=clock,
        )

    def _transport(self, http_client: Any, connections: Connections | None) -> Callable[[Callable[[bytes], bytes]], P]:
        """A function that makes the transport."""
        raise NotImplementedError

    def _start(
        self, shared: SharedState[P], settings: Settings, emitter: Emitter, tracer_provider: TracerProvider | None
    ) -> Session[P]:
        raise NotImplementedError

    def describe(self, name: str | None = None) -> dict[str, Any]:
        """The facts of the operation called *name*, as JSON values; raises KeyError for an unknown one.

        Without a name: package, version, document, the runtime's version and hash as they are now, and all operations.
        """
        from .registry import describe, describe_package

        plan = self._session.shared.plan
        return describe_package(self._service, plan) if name is None else describe(self._service, name, plan)

    def drift_report(self) -> list[dict[str, str | int]]:
        """The misfits of all answers so far, as JSON values: one entry per operation, kind and place."""
        return self._session.shared.drift.report()

    def __repr__(self) -> str:
        session = vars(self).get("_session")  # a traceback may show a client whose constructor has failed
        return f"<{type(self).__name__} {session.shared.base_url}>" if session else f"<{type(self).__name__}>"

    def __reduce__(self) -> Any:
        raise TypeError("clients are not pickled: they hold connections and a key; make one where it is needed")

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """A copy with other options that shares everything else: key, connections, rate limits, drift report."""
        from .options import ClientOptions as Known

        if unknown := options.keys() - Known.__annotations__.keys():
            raise unknown_option("with_options", unknown, Known.__annotations__)
        copy = object.__new__(type(self))
        vars(copy).update(vars(self))
        before = self._session.settings
        settings = Settings(
            phase_timeouts(options["timeout"]) if "timeout" in options else before.timeout,
            whole_seconds(options.get("deadline", before.deadline)),
            retries(options.get("max_retries", before.max_retries)),
            response_bytes(options.get("max_response_bytes", before.max_response_bytes)),
            config.headers(self._service, options.get("default_headers"), before.headers),
            config.flag("strict", options.get("strict", before.strict)),
        )
        emitter = None
        if "on_event" in options:
            emitter = Emitter(self._service.package, config.event_handler(options["on_event"]))
        copy._session = self._session.copy(settings, emitter)
        copy._resources = {}
        return copy


class Client(BaseClient["Transport"]):
    """A synchronous client; safe to share between threads, and usable in a forked child."""

    def _transport(
        self, http_client: Any, connections: Connections | None
    ) -> Callable[[Callable[[bytes], bytes]], Transport]:
        given, settings = config.connections(http_client, connections, asynchronous=False)

        def connect(scrub: Callable[[bytes], bytes]) -> Transport:
            if given is not None:
                from .transport.given.client import GivenTransport

                return GivenTransport(given, scrub)
            from .transport.connections import Connections
            from .transport.default import DefaultTransport

            return DefaultTransport(settings or Connections(), scrub)

        return connect

    def _start(
        self,
        shared: SharedState[Transport],
        settings: Settings,
        emitter: Emitter,
        tracer_provider: TracerProvider | None,
    ) -> SyncSession:
        name = type(self).__name__
        return Session(shared, settings, emitter, tracer_provider, asynchronous=False, reconcile=_reconcile, name=name)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = UNSET,
        content: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Unpack[CallOptions],
    ) -> Response[Any]:
        """Call what the document does not list, with the same key, retries, limits and errors.

        Parameters:
            path: below the base URL, or an absolute URL; another origin is asked without the key. One that the
            document does list keeps its operation's rate limit, slot and repeat class.
            json: body as a JSON value. content: body as it is; its type is taken from *headers*.

        Returns:
            `Response`, whose value is JSON where the answer is, else text or bytes.
        """
        from .pipeline.dispatch import send
        from .registry import ad_hoc_operation

        shared = self._session.shared
        routes, base_url = shared.routes, shared.base_url
        operation, given = ad_hoc_operation(routes, base_url, method, path, query, json, content, headers)
        return send(self._session, operation, given, options)

    def reconcile(self, error: ApiError, *, wait: float | None = None) -> Reconciliation:
        """Find out what became of a create whose answer was lost. Nothing is sent again.

        Lists the newest things and compares them with what was sent, and when, as the facts of the operation say;
        without such facts the verdict is ambiguous, unless the broken answer showed an id.

        Parameters:
            error: of any call of this API that may have been executed, also one that was pickled.
            wait: seconds that the work had, counted from the end of the call, before it is called absent; 5 unless
                given. A thing made in that time by somebody else from the same inputs cannot be told from the lost one.

        Returns:
            `Reconciliation`: its `verdict` is ``found`` (`id`, `item`), ``absent`` or ``ambiguous``.

        Raises:
            ApiError: the list could not be had. ConfigurationError: *error* is of another server.
        """
        return _reconcile(self._session, error, wait)

    def close(self) -> None:
        """Close the connections, also those of all copies; a caller's own `http_client` is left open."""
        self._session.shared.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(BaseClient["AsyncTransport"]):
    """An asynchronous client; it may be used by several event loops, one after the other or at once."""

    def _transport(
        self, http_client: Any, connections: Connections | None
    ) -> Callable[[Callable[[bytes], bytes]], AsyncTransport]:
        given, settings = config.connections(http_client, connections, asynchronous=True)

        def connect(scrub: Callable[[bytes], bytes]) -> AsyncTransport:
            if given is not None:
                from .transport.given.async_client import AsyncGivenTransport

                return AsyncGivenTransport(given, scrub)
            from .transport.connections import Connections
            from .transport.default import AsyncDefaultTransport

            return AsyncDefaultTransport(settings or Connections(), scrub)

        return connect

    def _start(
        self,
        shared: SharedState[AsyncTransport],
        settings: Settings,
        emitter: Emitter,
        tracer_provider: TracerProvider | None,
    ) -> AsyncSession:
        name = type(self).__name__
        return Session(
            shared, settings, emitter, tracer_provider, asynchronous=True, reconcile=_reconcile_async, name=name
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = UNSET,
        content: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Unpack[CallOptions],
    ) -> Response[Any]:
        """Call what the document does not list, with the same key, retries, limits and errors.

        Parameters:
            path: below the base URL, or an absolute URL; another origin is asked without the key. One that the
            document does list keeps its operation's rate limit, slot and repeat class.
            json: body as a JSON value. content: body as it is; its type is taken from *headers*.

        Returns:
            `Response`, whose value is JSON where the answer is, else text or bytes.
        """
        from .pipeline.dispatch import send_async
        from .registry import ad_hoc_operation

        shared = self._session.shared
        routes, base_url = shared.routes, shared.base_url
        operation, given = ad_hoc_operation(routes, base_url, method, path, query, json, content, headers)
        return await send_async(self._session, operation, given, options)

    async def reconcile(self, error: ApiError, *, wait: float | None = None) -> Reconciliation:
        """Find out what became of a create whose answer was lost. Nothing is sent again.

        Lists the newest things and compares them with what was sent, and when, as the facts of the operation say;
        without such facts the verdict is ambiguous, unless the broken answer showed an id.

        Parameters:
            error: of any call of this API that may have been executed, also one that was pickled.
            wait: seconds that the work had, counted from the end of the call, before it is called absent; 5 unless
                given. A thing made in that time by somebody else from the same inputs cannot be told from the lost one.

        Returns:
            `Reconciliation`: its `verdict` is ``found`` (`id`, `item`), ``absent`` or ``ambiguous``.

        Raises:
            ApiError: the list could not be had. ConfigurationError: *error* is of another server.
        """
        return await _reconcile_async(self._session, error, wait)

    async def close(self) -> None:
        """Close the running loop's connections; a caller's own `http_client` is left open."""
        await self._session.shared.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _reconcile(session: SyncSession, error: ApiError, wait: float | None) -> Reconciliation:
    from .features.reconciliation import reconcile

    return reconcile(session, error, wait)


async def _reconcile_async(session: AsyncSession, error: ApiError, wait: float | None) -> Reconciliation:
    from .features.reconciliation import reconcile_async

    return await reconcile_async(session, error, wait)
