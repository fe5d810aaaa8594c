# Code generated from specs/komo. DO NOT EDIT.
"""The clients of Komo: `Komo` and `AsyncKomo`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal

from ._runtime import UNSET, AsyncClient, Client, Unset
from ._service import SERVICE

if TYPE_CHECKING:
    from ._runtime import AsyncHttpClient, Connections, EventHandler, HttpClient, RateLimit, Timeout, TracerProvider
    from .resources.campaigns import AsyncCampaigns, Campaigns
    from .resources.crm import AsyncCrm, Crm
    from .resources.inbox import AsyncInbox, Inbox
    from .resources.linkedin import AsyncLinkedin, Linkedin
    from .resources.lists import AsyncLists, Lists
    from .resources.search import AsyncSearch, Search
    from .resources.usage import AsyncUsage, Usage


class Komo(Client):
    """Client of the Komo API: CRM records, people and company search, lists, campaigns, LinkedIn, mailboxes.

    Thread-safe. Use it as a context manager, or `close()` it. `with_options()` returns a copy that shares its
    connections.
    """

    _service = SERVICE

    def __init__(
        self,
        api_key: str | Callable[[], str] | None = None,
        *,
        environment: Literal["production", "staging"] | None = None,
        base_url: str | None = None,
        auth: Literal["bearer", "x-api-key"] = "bearer",
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
        """All arguments but the key are keyword arguments. Keys are created at https://app.komo.ai/settings/api-keys.

        Parameters:
            api_key: The key, or a callable that returns it (called again once after a 401). Default: the
                environment variable `KOMO_API_KEY`.
            environment: One of production, staging. Default: the environment variable `KOMO_ENVIRONMENT`.
            base_url: Another URL; HTTPS, or loopback. Default: the environment variable `KOMO_BASE_URL`.
            auth: How the key is sent: bearer, x-api-key.
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
            auth=auth,
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
    def campaigns(self) -> Campaigns:
        """Messages to many contacts: prepare, launch, watch."""
        from .resources.campaigns import Campaigns

        return self._resource(Campaigns)

    @property
    def crm(self) -> Crm:
        """Records of companies and people."""
        from .resources.crm import Crm

        return self._resource(Crm)

    @property
    def inbox(self) -> Inbox:
        """Connect mailboxes."""
        from .resources.inbox import Inbox

        return self._resource(Inbox)

    @property
    def linkedin(self) -> Linkedin:
        """Act through the connected LinkedIn account, within its safety caps."""
        from .resources.linkedin import Linkedin

        return self._resource(Linkedin)

    @property
    def lists(self) -> Lists:
        """Lists of accounts or contacts."""
        from .resources.lists import Lists

        return self._resource(Lists)

    @property
    def search(self) -> Search:
        """Find people and companies outside the CRM; most of it spends credits."""
        from .resources.search import Search

        return self._resource(Search)

    @property
    def usage(self) -> Usage:
        """Credits, the plan, and what is used of it."""
        from .resources.usage import Usage

        return self._resource(Usage)


class AsyncKomo(AsyncClient):
    """Client of the Komo API: CRM records, people and company search, lists, campaigns, LinkedIn, mailboxes.

    Thread-safe. Use it as a context manager, or `close()` it. `with_options()` returns a copy that shares its
    connections.
    """

    _service = SERVICE

    def __init__(
        self,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        *,
        environment: Literal["production", "staging"] | None = None,
        base_url: str | None = None,
        auth: Literal["bearer", "x-api-key"] = "bearer",
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
        """All arguments but the key are keyword arguments. Keys are created at https://app.komo.ai/settings/api-keys.

        Parameters:
            api_key: The key, or a callable that returns it (called again once after a 401). Default: the
                environment variable `KOMO_API_KEY`.
            environment: One of production, staging. Default: the environment variable `KOMO_ENVIRONMENT`.
            base_url: Another URL; HTTPS, or loopback. Default: the environment variable `KOMO_BASE_URL`.
            auth: How the key is sent: bearer, x-api-key.
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
            auth=auth,
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
    def campaigns(self) -> AsyncCampaigns:
        """Messages to many contacts: prepare, launch, watch."""
        from .resources.campaigns import AsyncCampaigns

        return self._resource(AsyncCampaigns)

    @property
    def crm(self) -> AsyncCrm:
        """Records of companies and people."""
        from .resources.crm import AsyncCrm

        return self._resource(AsyncCrm)

    @property
    def inbox(self) -> AsyncInbox:
        """Connect mailboxes."""
        from .resources.inbox import AsyncInbox

        return self._resource(AsyncInbox)

    @property
    def linkedin(self) -> AsyncLinkedin:
        """Act through the connected LinkedIn account, within its safety caps."""
        from .resources.linkedin import AsyncLinkedin

        return self._resource(AsyncLinkedin)

    @property
    def lists(self) -> AsyncLists:
        """Lists of accounts or contacts."""
        from .resources.lists import AsyncLists

        return self._resource(AsyncLists)

    @property
    def search(self) -> AsyncSearch:
        """Find people and companies outside the CRM; most of it spends credits."""
        from .resources.search import AsyncSearch

        return self._resource(AsyncSearch)

    @property
    def usage(self) -> AsyncUsage:
        """Credits, the plan, and what is used of it."""
        from .resources.usage import AsyncUsage

        return self._resource(AsyncUsage)
