# Code generated from specs/komos. DO NOT EDIT.
"""The clients of Komos: `Komos` and `AsyncKomos`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal

from ._runtime import UNSET, AsyncClient, Client, Unset
from ._service import SERVICE

if TYPE_CHECKING:
    from ._runtime import AsyncHttpClient, Connections, EventHandler, HttpClient, RateLimit, Timeout, TracerProvider
    from .resources.task_runs import AsyncTaskRuns, TaskRuns
    from .resources.tasks import AsyncTasks, Tasks
    from .resources.webhooks import Webhooks


class Komos(Client):
    """Client of the Komos public API: launch saved browser tasks, watch their runs, read their logs, stop them.

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
        """All arguments but the key are keyword arguments. Keys are created in the Komos dashboard under Settings →
        API & Webhooks, as an admin or owner of the organization.

        Parameters:
            api_key: The key, or a callable that returns it (called again once after a 401). Default: the
                environment variable `KOMOS_API_KEY`.
            environment: One of production. Default: the environment variable `KOMOS_ENVIRONMENT`.
            base_url: Another URL; HTTPS, or loopback. Default: the environment variable `KOMOS_BASE_URL`.
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
    def task_runs(self) -> TaskRuns:
        """Single runs: how they stand, what they logged, and how to stop them."""
        from .resources.task_runs import TaskRuns

        return self._resource(TaskRuns)

    @property
    def tasks(self) -> Tasks:
        """The organization's saved browser automations."""
        from .resources.tasks import Tasks

        return self._resource(Tasks)

    @property
    def webhooks(self) -> Webhooks:
        """Verify, read and sign webhook deliveries."""
        from .resources.webhooks import Webhooks

        return self._resource(Webhooks)


class AsyncKomos(AsyncClient):
    """Client of the Komos public API: launch saved browser tasks, watch their runs, read their logs, stop them.

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
        """All arguments but the key are keyword arguments. Keys are created in the Komos dashboard under Settings →
        API & Webhooks, as an admin or owner of the organization.

        Parameters:
            api_key: The key, or a callable that returns it (called again once after a 401). Default: the
                environment variable `KOMOS_API_KEY`.
            environment: One of production. Default: the environment variable `KOMOS_ENVIRONMENT`.
            base_url: Another URL; HTTPS, or loopback. Default: the environment variable `KOMOS_BASE_URL`.
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
    def task_runs(self) -> AsyncTaskRuns:
        """Single runs: how they stand, what they logged, and how to stop them."""
        from .resources.task_runs import AsyncTaskRuns

        return self._resource(AsyncTaskRuns)

    @property
    def tasks(self) -> AsyncTasks:
        """The organization's saved browser automations."""
        from .resources.tasks import AsyncTasks

        return self._resource(AsyncTasks)

    @property
    def webhooks(self) -> Webhooks:
        """Verify, read and sign webhook deliveries."""
        from .resources.webhooks import Webhooks

        return self._resource(Webhooks)
