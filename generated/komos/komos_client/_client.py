# Code generated from specs/komos. DO NOT EDIT.
"""The two ways into Komos: `Komos` and `AsyncKomos`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal

from ._runtime import UNSET, AsyncClient, Client, Unset
from ._service import SERVICE

if TYPE_CHECKING:
    from ._runtime import AsyncHttpClient, EventHandler, HttpClient, RateLimit, Timeout, TracerProvider
    from .resources.task_runs import AsyncTaskRuns, TaskRuns
    from .resources.tasks import AsyncTasks, Tasks
    from .resources.webhooks import Webhooks


class Komos(Client):
    """Client of the Komos public API: launch saved browser tasks, watch their runs, read their logs, stop them.

    Thread-safe; use it as a context manager, or `close()` it. `with_options()` gives a copy that shares its
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
        rate_limit: RateLimit | Unset = UNSET,
        http_client: HttpClient | None = None,
        default_headers: Mapping[str, str] | None = None,
        strict: bool = False,
        on_event: EventHandler | None = None,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        """All but the key by keyword. Keys are made in the Komos dashboard under Settings → API & Webhooks, as an
        admin or owner of the organization.

        Parameters:
            api_key: The key, or a callable that returns it (asked again once after a 401). Default: the
                environment's `KOMOS_API_KEY`.
            environment: One of production. Default: the environment's `KOMOS_ENVIRONMENT`.
            base_url: Another address; HTTPS, or loopback. Default: the environment's `KOMOS_BASE_URL`.
            timeout: Seconds of silence, 30 unless given.
            deadline: Seconds for a whole call, waits and retries included; off unless given.
            max_retries: Attempts after the first, 4 unless given.
            rate_limit: A budget of your own, a `FileStore` or `RedisStore` that processes share, or None: no
                pacing.
            http_client: Your own httpx client.
            default_headers: Sent with every request.
            strict: Answers that do not fit the document raise.
            on_event: A callable told of every attempt, wait and drift.
            tracer_provider: OpenTelemetry's; else the global one, where a program has set it up.

        Raises:
            ConfigurationError: No key, an unknown environment, or an address that is not HTTPS.
        """
        super().__init__(
            api_key,
            environment=environment,
            base_url=base_url,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            rate_limit=rate_limit,
            http_client=http_client,
            default_headers=default_headers,
            strict=strict,
            on_event=on_event,
            tracer_provider=tracer_provider,
        )

    @property
    def task_runs(self) -> TaskRuns:
        """Single runs: how they stand, what they logged, and how to stop them."""
        from .resources.task_runs import TaskRuns

        return TaskRuns(self._session)

    @property
    def tasks(self) -> Tasks:
        """The organization's saved browser automations."""
        from .resources.tasks import Tasks

        return Tasks(self._session)

    @property
    def webhooks(self) -> Webhooks:
        """Verify, read and sign webhook deliveries."""
        from .resources.webhooks import Webhooks

        return Webhooks(self._session)


class AsyncKomos(AsyncClient):
    """Client of the Komos public API: launch saved browser tasks, watch their runs, read their logs, stop them.

    Thread-safe; use it as a context manager, or `close()` it. `with_options()` gives a copy that shares its
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
        rate_limit: RateLimit | Unset = UNSET,
        http_client: AsyncHttpClient | None = None,
        default_headers: Mapping[str, str] | None = None,
        strict: bool = False,
        on_event: EventHandler | None = None,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        """All but the key by keyword. Keys are made in the Komos dashboard under Settings → API & Webhooks, as an
        admin or owner of the organization.

        Parameters:
            api_key: The key, or a callable that returns it (asked again once after a 401). Default: the
                environment's `KOMOS_API_KEY`.
            environment: One of production. Default: the environment's `KOMOS_ENVIRONMENT`.
            base_url: Another address; HTTPS, or loopback. Default: the environment's `KOMOS_BASE_URL`.
            timeout: Seconds of silence, 30 unless given.
            deadline: Seconds for a whole call, waits and retries included; off unless given.
            max_retries: Attempts after the first, 4 unless given.
            rate_limit: A budget of your own, a `FileStore` or `RedisStore` that processes share, or None: no
                pacing.
            http_client: Your own httpx client.
            default_headers: Sent with every request.
            strict: Answers that do not fit the document raise.
            on_event: A callable told of every attempt, wait and drift.
            tracer_provider: OpenTelemetry's; else the global one, where a program has set it up.

        Raises:
            ConfigurationError: No key, an unknown environment, or an address that is not HTTPS.
        """
        super().__init__(
            api_key,
            environment=environment,
            base_url=base_url,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            rate_limit=rate_limit,
            http_client=http_client,
            default_headers=default_headers,
            strict=strict,
            on_event=on_event,
            tracer_provider=tracer_provider,
        )

    @property
    def task_runs(self) -> AsyncTaskRuns:
        """Single runs: how they stand, what they logged, and how to stop them."""
        from .resources.task_runs import AsyncTaskRuns

        return AsyncTaskRuns(self._session)

    @property
    def tasks(self) -> AsyncTasks:
        """The organization's saved browser automations."""
        from .resources.tasks import AsyncTasks

        return AsyncTasks(self._session)

    @property
    def webhooks(self) -> Webhooks:
        """Verify, read and sign webhook deliveries."""
        from .resources.webhooks import Webhooks

        return Webhooks(self._session)
