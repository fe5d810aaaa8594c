"""What rendered client classes inherit: settings, the way into the pipeline, what a client says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from . import config, facts
from .auth.credentials import hold
from .auth.resolver import from_arguments
from .diagnostics.events import Emitter, log_as_asked
from .errors import ConfigurationError
from .facts import Service
from .limits.caps import Caps
from .options import phase_timeouts
from .pipeline.context import Clock, Core, Settings
from .pipeline.creations import Made
from .protocol.endpoints import Places
from .retry.quota import RetryQuota
from .util.shared import commons
from .util.unset import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self, Unpack

    from .auth.credentials import Key
    from .auth.resolver import CredentialResolver
    from .config import RateLimit
    from .errors import ApiError
    from .features.reconciliation import Reconciliation
    from .options import CallOptions, ClientOptions, EventHandler, Timeout, TracerProvider
    from .pipeline.context import Connect
    from .response import Response
    from .transport.async_pool import AsyncPool
    from .transport.pool import Pool


T = TypeVar("T")


class _Made(type):
    """Raises what a constructor found wrong where no frame on the traceback holds the key any more."""

    if not TYPE_CHECKING:

        def __call__(cls, *args, **kwargs):
            client = super().__call__(*args, **kwargs)
            fault = vars(client).pop("_fault", None)
            if fault is not None:
                del args, kwargs
                raise fault
            return client

        @property
        def __signature__(cls):
            """What `help()` and notebooks show; a metaclass with a `__call__` would hide it."""
            from inspect import Signature, signature

            _, *parameters = signature(cls.__init__).parameters.values()
            return Signature(parameters)


class BaseClient(metaclass=_Made):
    """All of a client that does no I/O; `Client` and `AsyncClient` add the two ways of doing it."""

    _service: ClassVar[Service]
    """What the rendered class says about its API."""
    _clock: ClassVar[Clock] = Clock()
    _core: Core
    _settings: Settings
    _emitter: Emitter
    _tracer_provider: TracerProvider | None

    def __init__(
        self,
        api_key: Key = None,
        *,
        environment: str | None = None,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        deadline: float | None = None,
        max_retries: int = 4,
        rate_limit: RateLimit | Unset = UNSET,
        http_client: Any = None,
        default_headers: Mapping[str, str] | None = None,
        strict: bool = False,
        on_event: EventHandler | None = None,
        tracer_provider: TracerProvider | None = None,
        auth: str | None = None,
        plan: str | None = None,
        credentials: Mapping[str, Key] | None = None,
        addresses: Mapping[str, str | None] | None = None,
    ) -> None:
        given = hold({"api_key": api_key, **(credentials or {})})
        api_key = credentials = None  # a traceback shows this frame's variables
        try:
            places = Places(self._service, environment, base_url, addresses or {})
            connect = self._connections(http_client)
            self._core = self._shared(given, places, connect, rate_limit, auth, plan)
            self._settings = Settings(
                phase_timeouts(timeout),
                deadline,
                config.retries(max_retries),
                config.headers(self._service, default_headers),
                strict,
            )
        except ConfigurationError as fault:
            self._fault = fault  # raised by the metaclass: a subclass's constructor still holds the key
            return
        log_as_asked(self._service.package, facts.variable(self._service, "LOG"))
        self._emitter = Emitter(self._service.package, on_event)
        self._tracer_provider = tracer_provider

    def _shared(
        self,
        given: Callable[[], Mapping[str, Key]],
        places: Places,
        connect: Connect,
        rate_limit: RateLimit | Unset,
        auth: str | None,
        plan: str | None,
    ) -> Core:
        """What this client and all its copies share."""
        service, clockwork = self._service, self._clock
        clock = clockwork.monotonic
        credentials = from_arguments(service, given, auth, places.locate, clock)
        terms, mark = config.plan(service, plan), credentials.mark
        owner = None if mark is None else (service.package, places.home.origin, mark, clock)

        def account() -> str:
            return f"{service.package} {places.home.origin} {credentials.lasting_mark}"

        home = config.home(terms.limits, rate_limit, clock, owner, account)
        slots = config.slots(terms, rate_limit, clock, owner, account)
        caps = commons.shared(Caps, owner, "caps")
        made = commons.shared(Made, owner, "made")
        return Core(service, places, credentials, connect, terms, home, slots, caps, RetryQuota(), clockwork, made)

    def _connections(self, http_client: Any) -> Connect:
        raise NotImplementedError

    @property
    def _pool(self) -> Any:
        return self._core.pool

    def describe(self, name: str | None = None) -> dict[str, Any]:
        """The facts of the operation called *name*, as JSON values; raises KeyError for an unknown one.

        Without a name: package, version, document, the runtime's version and hash as they are now, and all operations.
        """
        from .registry import describe, describe_package

        if name is None:
            return describe_package(self._service, self._core.plan)
        return describe(self._service, name, self._core.plan)

    def drift_report(self) -> list[dict[str, str | int]]:
        """What answers so far did not fit the document: one entry per operation, kind and place, JSON-able."""
        return self._core.drift.report()

    def __repr__(self) -> str:
        core = vars(self).get("_core")  # a traceback may show a client whose constructor has failed
        return f"<{type(self).__name__} {core.base_url}>" if core else f"<{type(self).__name__}>"

    def __reduce__(self) -> Any:
        raise TypeError("clients are not pickled: they hold connections and a key; make one where it is needed")

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """A copy with other options that shares everything else: key, connections, rate budgets, drift report."""
        from .options import ClientOptions as Known

        if unknown := options.keys() - Known.__annotations__.keys():
            raise TypeError(f"with_options() got an unexpected keyword argument {min(unknown)!r}")
        copy = object.__new__(type(self))
        vars(copy).update(vars(self))
        before = self._settings
        copy._settings = Settings(
            phase_timeouts(options["timeout"]) if "timeout" in options else before.timeout,
            options.get("deadline", before.deadline),
            config.retries(options.get("max_retries", before.max_retries)),
            config.headers(self._service, options.get("default_headers"), before.headers),
            options.get("strict", before.strict),
        )
        if "on_event" in options:
            copy._emitter = Emitter(self._service.package, options["on_event"])
        return copy


class Client(BaseClient):
    """A synchronous client; safe to share between threads, and usable in a forked child."""

    def _connections(self, http_client: Any) -> Connect:
        given = config.http_client(http_client, asynchronous=False)

        def connect(credentials: CredentialResolver) -> Pool:
            from .transport.pool import Pool

            return Pool(credentials, given)

        return connect

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
            document does list keeps its operation's rate budget, slot and rule for repetition.
            json: body as a JSON value. content: body as it is; its type is taken from *headers*.

        Returns:
            `Response`, whose value is JSON where the answer is, else text or bytes.
        """
        from .pipeline.dispatch import send
        from .registry import free

        operation, given = free(self._core, method, path, query, json, content, headers)
        return send(self, operation, given, options)

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
        from .features.reconciliation import WAIT, finding
        from .pipeline.dispatch import run

        return run(self, finding(self, error, WAIT if wait is None else wait))

    def close(self) -> None:
        """Close the connections, also those of all copies; a caller's own `http_client` is left open."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(BaseClient):
    """An asynchronous client; it may be used by several event loops, one after the other or at once."""

    def _connections(self, http_client: Any) -> Connect:
        given = config.http_client(http_client, asynchronous=True)

        def connect(credentials: CredentialResolver) -> AsyncPool:
            from .transport.async_pool import AsyncPool

            return AsyncPool(credentials, given)

        return connect

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
            document does list keeps its operation's rate budget, slot and rule for repetition.
            json: body as a JSON value. content: body as it is; its type is taken from *headers*.

        Returns:
            `Response`, whose value is JSON where the answer is, else text or bytes.
        """
        from .pipeline.dispatch import send_async
        from .registry import free

        operation, given = free(self._core, method, path, query, json, content, headers)
        return await send_async(self, operation, given, options)

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
        from .features.reconciliation import WAIT, finding
        from .pipeline.dispatch import run_async

        return await run_async(self, finding(self, error, WAIT if wait is None else wait))

    async def close(self) -> None:
        """Close the running loop's connections; a caller's own `http_client` is left open."""
        await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
