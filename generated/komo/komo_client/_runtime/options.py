"""What a caller may say about one call, or about a copy of the client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

from .errors import ConfigurationError
from .util.unset import Unset

if TYPE_CHECKING:
    from .diagnostics.events import Event


class TimeoutLike(Protocol):
    """An `httpx.Timeout`, or one of a library that looks like it."""

    def as_dict(self) -> dict[str, float | None]:
        """Seconds by phase: connect, read, write, pool."""
        ...


class HttpClient(Protocol):
    """An `httpx.Client`, or one of a library that looks like it (named so that neither has to be imported)."""

    def send(self, request: Any, *, stream: bool = False) -> Any:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close its connections."""
        ...


class AsyncHttpClient(Protocol):
    """An `httpx.AsyncClient`, or one of a library that looks like it."""

    async def send(self, request: Any, *, stream: bool = False) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


class TracerProvider(Protocol):
    """An OpenTelemetry tracer provider (named so that the optional package need not be there)."""

    def get_tracer(self, name: str, version: str | None = None, /) -> Any:
        """What makes the spans of one package."""
        ...


# Quoted, so that naming a type imports nothing.
Timeout: TypeAlias = "float | TimeoutLike | None"
EventHandler: TypeAlias = "Callable[[Event], object]"


class CallOptions(TypedDict, total=False):
    """Options that every method takes, all optional."""

    timeout: Timeout
    """Seconds of silence until an attempt counts as lost, or an `httpx.Timeout`; None: the attempt's 120 s alone."""
    deadline: float | None
    """Seconds for the whole call: connecting, attempts, waits and retries together. The last 20 ms (a twentieth of a
    short one) are kept for ending it."""
    max_retries: int
    """Attempts after the first."""
    extra_headers: Mapping[str, str]
    """Sent besides, and instead of, the operation's own."""
    extra_query: Mapping[str, Any]
    """Query parameters the document does not list."""


class ClientOptions(TypedDict, total=False):
    """What `with_options` can change; all else, connections and budgets included, is shared with the original."""

    timeout: Timeout
    deadline: float | None
    max_retries: int
    default_headers: Mapping[str, str]
    strict: bool
    on_event: EventHandler | None


CONNECT = 5.0
"""Seconds to connect, unless the caller's timeout is shorter."""


def phase_timeouts(timeout: Timeout | Unset) -> Mapping[str, float | None]:
    """Seconds of silence by phase, as httpx takes them."""
    if isinstance(timeout, Unset):
        timeout = 30.0
    if timeout is None:
        return {"connect": CONNECT, "read": None, "write": None, "pool": None}
    if isinstance(timeout, (int, float)):
        if not timeout > 0:
            raise ConfigurationError(f"timeout: expected seconds above 0, got {timeout!r}; None switches it off")
        return {"connect": min(CONNECT, timeout), "read": timeout, "write": timeout, "pool": timeout}
    return timeout.as_dict()
