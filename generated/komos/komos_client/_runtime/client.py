"""What the rendered client classes inherit: settings, the way into the pipeline, and what a client says about itself."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from . import configure
from .core import Clockwork, Core, Settings
from .credentials import Credentials, hold
from .errors import DriftError, VersionMismatch
from .events import Teller, log_as_asked
from .facts import Operation, Repeat, Scheme, Service, idempotent, once, safe
from .retry import Quota
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from typing import Self, Unpack

    import httpx

    from .credentials import Key
    from .drift import Misfit
    from .options import CallOptions, ClientOptions, EventHandler, RateLimit, Timeout
    from .pipeline import Call, Reply
    from .prepare import Arguments
    from .response import Response

T = TypeVar("T")

_BY_METHOD: Mapping[str, Repeat] = {"GET": safe, "HEAD": safe, "OPTIONS": safe, "PUT": idempotent, "DELETE": idempotent}


class BaseClient:
    """All of a client that does no I/O; `Client` and `AsyncClient` add the two ways of doing it."""

    _service: ClassVar[Service]
    """What the rendered class says about its API."""
    _clockwork: ClassVar[Clockwork] = Clockwork()
    _core: Core
    _settings: Settings
    _teller: Teller
    _pool: Any

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
        auth: str | None = None,
        plan: str | None = None,
    ) -> None:
        service = self._service
        name = service.key_variable or configure.variable(service, "API_KEY")
        give = hold(os.environ.get(name) if api_key is None else api_key)
        api_key = None  # a traceback shows this frame's variables
        credentials = self._credentials(give, auth)
        log_as_asked(service.package, configure.variable(service, "LOG"))
        url, origin = configure.server(service, environment, base_url)
        clockwork = self._clockwork
        home = configure.home(service, plan, rate_limit, clockwork.monotonic)
        self._core = Core(service, url, origin, credentials, home, Quota(), clockwork)
        self._settings = Settings(
            configure.silences(timeout),
            deadline,
            configure.retries(max_retries),
            configure.headers(service, default_headers),
            strict,
        )
        self._teller = Teller(service.package, on_event)
        self._pool = self._connections(http_client)

    def _credentials(self, give: Callable[[], Key], auth: str | None) -> Credentials:
        service = self._service
        scheme = configure.scheme(service, auth)
        if scheme is None:
            return Credentials(lambda: None, Scheme("header", "authorization"))
        if give() is None:
            raise configure.no_key(service)
        return Credentials(give, scheme, pattern=service.key_pattern, hint=service.key_hint)

    def _connections(self, http_client: Any) -> Any:
        raise NotImplementedError

    def describe(self, name: str) -> dict[str, Any]:
        """The facts of the operation that callers know as *name*, as JSON values; raises KeyError for an unknown one."""
        from .describe import describe

        return describe(self._service, name)

    def drift_report(self) -> list[dict[str, str | int]]:
        """What answers so far did not fit the document: one entry per operation, kind and place, JSON-able."""
        return self._core.drift.report()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.base_url}>"

    def __reduce__(self) -> Any:
        raise TypeError("clients are not pickled: they hold connections and a key; make one where it is needed")

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """A copy with other options that shares everything else: key, connections, rate budgets, drift report."""
        copy = object.__new__(type(self))
        vars(copy).update(vars(self))
        before = self._settings
        copy._settings = Settings(
            configure.silences(options["timeout"]) if "timeout" in options else before.timeout,
            options.get("deadline", before.deadline),
            configure.retries(options.get("max_retries", before.max_retries)),
            configure.headers(self._service, options.get("default_headers"), before.headers),
            options.get("strict", before.strict),
        )
        if "on_event" in options:
            copy._teller = Teller(self._service.package, options["on_event"])
        return copy

    def _begin(self, operation: Operation[Any], given: Arguments, options: CallOptions) -> Call:
        """The call, ready to be driven."""
        from .pipeline import Call
        from .prepare import prepare

        settings = self._settings
        outgoing, key = prepare(self._core, settings, operation, given, options)
        timeout = configure.silences(options["timeout"]) if "timeout" in options else settings.timeout
        return Call(self._core, settings, self._teller, operation, outgoing, key, options, timeout)

    def _finish(self, call: Call, reply: Reply) -> Response[Any]:
        """The decoded answer, with everything around it."""
        from .answers import decode

        misfits: list[Misfit] = []
        value = decode(call.operation, reply.value, self._core, misfits.append)
        return self._finished(call, reply, value, misfits)

    def _finished(self, call: Call, reply: Reply, value: Any, misfits: list[Misfit]) -> Response[Any]:
        """*value* with everything around it, once what did not fit is told."""
        from .response import Response

        if misfits or call.remarks:
            self._surprised(call, value, misfits)
        heard, replayed = reply.heard, call.operation.replayed
        return Response(
            value,
            heard.status,
            heard.headers,
            heard.body,
            reply.request_id,
            reply.attempts,
            reply.elapsed,
            replayed != 0 and heard.status == replayed,
            call.key,
        )

    def _surprised(self, call: Call, value: Any, misfits: list[Misfit]) -> None:
        """Note what did not fit; warn the first time; raise if the client is strict."""
        from . import verdict
        from .drift import DriftWarning

        for misfit in call.surprises(misfits):
            warnings.warn(DriftWarning(f"{call.operation.name}: {misfit}"), stacklevel=4)
        if not self._settings.strict:
            return
        versions = [misfit for misfit in call.remarks if misfit.kind == "version"]
        if versions:
            raise verdict.build(
                call, VersionMismatch, str(versions[0]), maybe_executed=True, misfits=tuple(call.remarks), value=value
            )
        if misfits:
            raise verdict.build(
                call, DriftError, "; ".join(map(str, misfits[:3])), maybe_executed=True, misfits=tuple(misfits), value=value
            )

    def _free(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        json: Any,
        content: bytes | str | None,
        headers: Mapping[str, str] | None,
    ) -> tuple[Operation[Any], Arguments]:
        """An operation the document does not list, and its arguments."""
        from .answers import ANYTHING
        from .prepare import Arguments

        method = method.upper()
        media_type = next((value for name, value in (headers or {}).items() if name.lower() == "content-type"), "")
        if content is not None and not media_type:
            media_type = "application/octet-stream"
        operation: Operation[Any] = Operation(
            "request",
            method,
            path if path.startswith("/") or "://" in path else f"/{path}",
            _BY_METHOD.get(method, once),
            returns=ANYTHING,
            content=media_type if content is not None else media_type or "application/json",
        )
        return operation, Arguments(query=query, headers=headers, body=json if content is None else content)


class Client(BaseClient):
    """A synchronous client; safe to share between threads, and usable in a forked child."""

    if TYPE_CHECKING:
        _http_client: httpx.Client | None

    def _connections(self, http_client: Any) -> Any:
        from .transport import Pool

        return Pool(self._core.credentials, http_client)

    def _drive(self, steps: Any) -> Any:
        from .drivers import drive

        return drive(steps, self._pool.send, self._clockwork.sleep)

    def _send(self, operation: Operation[T], given: Arguments, options: CallOptions) -> Response[T]:
        call = self._begin(operation, given, options)
        return self._finish(call, self._drive(call.steps()))

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
            path: below the base URL, or an absolute URL; another origin is asked without the key.
            json: body as a JSON value. content: body as it is; its type is taken from *headers*.

        Returns:
            `Response`, whose value is JSON where the answer is, else text or bytes.
        """
        operation, given = self._free(method, path, query, json, content, headers)
        return self._send(operation, given, options)

    def close(self) -> None:
        """Close the connections, also those of all copies; a caller's own `http_client` is left open."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncClient(BaseClient):
    """An asynchronous client; it may be used by several event loops, one after the other or at once."""

    def _connections(self, http_client: Any) -> Any:
        from .transport import AsyncPool

        return AsyncPool(self._core.credentials, http_client)

    def _drive(self, steps: Any) -> Awaitable[Any]:
        from .drivers import drive_async

        return drive_async(steps, self._pool.send, self._clockwork.sleep)

    async def _send(self, operation: Operation[T], given: Arguments, options: CallOptions) -> Response[T]:
        call = self._begin(operation, given, options)
        return self._finish(call, await self._drive(call.steps()))

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
            path: below the base URL, or an absolute URL; another origin is asked without the key.
            json: body as a JSON value. content: body as it is; its type is taken from *headers*.

        Returns:
            `Response`, whose value is JSON where the answer is, else text or bytes.
        """
        operation, given = self._free(method, path, query, json, content, headers)
        return await self._send(operation, given, options)

    async def close(self) -> None:
        """Close the running loop's connections; a caller's own `http_client` is left open."""
        await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
