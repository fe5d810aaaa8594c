# Code generated from specs/kairo. DO NOT EDIT.
"""The clients of Kairo: `Kairo` and `AsyncKairo`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal

from ._runtime import UNSET, AsyncClient, Client, Unset
from ._service import SERVICE

if TYPE_CHECKING:
    from ._runtime import AsyncHttpClient, Connections, EventHandler, HttpClient, RateLimit, Timeout, TracerProvider
    from .resources.agents import Agents, AsyncAgents
    from .resources.analytics import Analytics, AsyncAnalytics
    from .resources.context import AsyncContext, Context
    from .resources.workflows import AsyncWorkflows, Workflows


class Kairo(Client):
    """Client of the Kairo API: create AI agents, chain them into workflows, feed them data, and see what they cost.

    Thread-safe. Use it as a context manager, or `close()` it. `with_options()` returns a copy that shares its
    connections.
    """

    _service = SERVICE

    def __init__(
        self,
        api_key: str | Callable[[], str] | None = None,
        *,
        environment: Literal["production"] | None = None,
        base_url: str | None = None,
        plan: Literal["free", "pro", "enterprise"] | None = None,
        timeout: Timeout | Unset = UNSET,
        deadline: float | None = None,
        max_retries: int = 4,
        max_response_bytes: int = 268_435_456,
        rate_limit: RateLimit | Unset = UNSET,
        http_client: HttpClient | None = None,
        connections: Connections | None = None,
        default_headers: Mapping[str, str] | None = None,
        strict: bool = False,
        on_event: EventHandler | None = None,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        """All arguments but the key are keyword arguments. Keys are created in the Kairo dashboard under Settings →
        API Keys.

        Parameters:
            api_key: The key, or a callable that returns it (called again once after a 401). Default: the
                environment variable `KAIRO_API_KEY`.
            environment: One of production. Default: the environment variable `KAIRO_ENVIRONMENT`.
            base_url: Another URL; HTTPS, or loopback. Default: the environment variable `KAIRO_BASE_URL`.
            plan: One of free, pro, enterprise; default: learnt from the server's headers.
            timeout: Seconds without any data, or an `httpx.Timeout`; default 30.
            deadline: Seconds for a whole call, waits and retries included; default none.
            max_retries: Attempts after the first; default 4.
            max_response_bytes: Bytes above which an answer is a `ResponseTooLarge`; default 256 MiB.
            rate_limit: Your own limit, a `FileStore` or `RedisStore` that processes share, or None for no limit.
            http_client: Your own httpx client, in place of own connections.
            connections: `Connections(limit=100, http2=False, proxy=None, …)`: how the client itself connects.
            default_headers: Sent with every request.
            strict: Raise `DriftError` for responses that do not match the document.
            on_event: A callable that receives an event for every attempt, wait and drift.
            tracer_provider: OpenTelemetry's tracer provider; default the global one, where it is set up.

        Raises:
            ConfigurationError: No key, or an argument that cannot be used, such as a URL that is not HTTPS.
        """
        super().__init__(
            api_key,
            environment=environment,
            base_url=base_url,
            plan=plan,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            rate_limit=rate_limit,
            http_client=http_client,
            connections=connections,
            default_headers=default_headers,
            strict=strict,
            on_event=on_event,
            tracer_provider=tracer_provider,
        )

    @property
    def agents(self) -> Agents:
        """AI agents, the models they use and the sources they read."""
        from .resources.agents import Agents

        return self._resource(Agents)

    @property
    def analytics(self) -> Analytics:
        """What was used, what it cost, how long it took."""
        from .resources.analytics import Analytics

        return self._resource(Analytics)

    @property
    def context(self) -> Context:
        """Data that agents read."""
        from .resources.context import Context

        return self._resource(Context)

    @property
    def workflows(self) -> Workflows:
        """Automations that chain agents."""
        from .resources.workflows import Workflows

        return self._resource(Workflows)


class AsyncKairo(AsyncClient):
    """Client of the Kairo API: create AI agents, chain them into workflows, feed them data, and see what they cost.

    Thread-safe. Use it as a context manager, or `close()` it. `with_options()` returns a copy that shares its
    connections.
    """

    _service = SERVICE

    def __init__(
        self,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        *,
        environment: Literal["production"] | None = None,
        base_url: str | None = None,
        plan: Literal["free", "pro", "enterprise"] | None = None,
        timeout: Timeout | Unset = UNSET,
        deadline: float | None = None,
        max_retries: int = 4,
        max_response_bytes: int = 268_435_456,
        rate_limit: RateLimit | Unset = UNSET,
        http_client: AsyncHttpClient | None = None,
        connections: Connections | None = None,
        default_headers: Mapping[str, str] | None = None,
        strict: bool = False,
        on_event: EventHandler | None = None,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        """All arguments but the key are keyword arguments. Keys are created in the Kairo dashboard under Settings →
        API Keys.

        Parameters:
            api_key: The key, or a callable that returns it (called again once after a 401). Default: the
                environment variable `KAIRO_API_KEY`.
            environment: One of production. Default: the environment variable `KAIRO_ENVIRONMENT`.
            base_url: Another URL; HTTPS, or loopback. Default: the environment variable `KAIRO_BASE_URL`.
            plan: One of free, pro, enterprise; default: learnt from the server's headers.
            timeout: Seconds without any data, or an `httpx.Timeout`; default 30.
            deadline: Seconds for a whole call, waits and retries included; default none.
            max_retries: Attempts after the first; default 4.
            max_response_bytes: Bytes above which an answer is a `ResponseTooLarge`; default 256 MiB.
            rate_limit: Your own limit, a `FileStore` or `RedisStore` that processes share, or None for no limit.
            http_client: Your own httpx client, in place of own connections.
            connections: `Connections(limit=100, http2=False, proxy=None, …)`: how the client itself connects.
            default_headers: Sent with every request.
            strict: Raise `DriftError` for responses that do not match the document.
            on_event: A callable that receives an event for every attempt, wait and drift.
            tracer_provider: OpenTelemetry's tracer provider; default the global one, where it is set up.

        Raises:
            ConfigurationError: No key, or an argument that cannot be used, such as a URL that is not HTTPS.
        """
        super().__init__(
            api_key,
            environment=environment,
            base_url=base_url,
            plan=plan,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_response_bytes=max_response_bytes,
            rate_limit=rate_limit,
            http_client=http_client,
            connections=connections,
            default_headers=default_headers,
            strict=strict,
            on_event=on_event,
            tracer_provider=tracer_provider,
        )

    @property
    def agents(self) -> AsyncAgents:
        """AI agents, the models they use and the sources they read."""
        from .resources.agents import AsyncAgents

        return self._resource(AsyncAgents)

    @property
    def analytics(self) -> AsyncAnalytics:
        """What was used, what it cost, how long it took."""
        from .resources.analytics import AsyncAnalytics

        return self._resource(AsyncAnalytics)

    @property
    def context(self) -> AsyncContext:
        """Data that agents read."""
        from .resources.context import AsyncContext

        return self._resource(AsyncContext)

    @property
    def workflows(self) -> AsyncWorkflows:
        """Automations that chain agents."""
        from .resources.workflows import AsyncWorkflows

        return self._resource(AsyncWorkflows)
