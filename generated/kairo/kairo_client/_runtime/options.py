"""Options of one call, or of a copy of the client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

from .errors import ConfigurationError
from .util.unset import Unset

if TYPE_CHECKING:
    from .diagnostics.events import Event


class TimeoutLike(Protocol):
    """An `httpx.Timeout`, or that of a library with the same interface."""

    def as_dict(self) -> dict[str, float | None]:
        """Seconds by phase: connect, read, write, pool."""
        ...


class HttpClient(Protocol):
    """An `httpx.Client`, or that of a library with the same interface; a Protocol, so that neither is imported."""

    def send(self, request: Any, *, stream: bool = False) -> Any:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close its connections."""
        ...


class AsyncHttpClient(Protocol):
    """An `httpx.AsyncClient`, or that of a library with the same interface."""

    async def send(self, request: Any, *, stream: bool = False) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


class TracerProvider(Protocol):
    """An OpenTelemetry tracer provider; a Protocol, because that package is optional."""

    def get_tracer(self, name: str, version: str | None = None, /) -> Any:
        """The tracer of one package."""
        ...


# Quoted, so that naming a type imports nothing.
Timeout: TypeAlias = "float | TimeoutLike | None"
EventHandler: TypeAlias = "Callable[[Event], object]"


class CallOptions(TypedDict, total=False):
    """Options that every method takes, all optional."""

    timeout: Timeout
    """Seconds of silence after which an attempt is lost, or an `httpx.Timeout`; None: only the attempt's 120 s hold."""
    deadline: float | None
    """Seconds for the whole call: connecting, attempts, waits and retries together. The last 20 ms (a twentieth of a
    short one) are kept for ending it."""
    max_retries: int
    """Attempts after the first."""
    extra_headers: Mapping[str, str]
    """Sent in addition to the operation's own, or instead of those of the same name."""
    extra_query: Mapping[str, Any]
    """Query parameters that the document does not list."""


class ClientOptions(TypedDict, total=False):
    """Options that `with_options` can change; the copy shares all else, connections and rate limits included."""

    timeout: Timeout
    deadline: float | None
    max_retries: int
    default_headers: Mapping[str, str]
    strict: bool
    on_event: EventHandler | None


CONNECT_TIMEOUT = 5.0
"""Seconds to connect, unless the caller's timeout is shorter."""


DEFAULT_TIMEOUT = 30.0
"""Seconds of silence after which an attempt is lost."""


def phase_timeouts(timeout: Timeout | Unset) -> Mapping[str, float | None]:
    """Seconds of silence by phase, as httpx takes them."""
    if isinstance(timeout, Unset):
        timeout = DEFAULT_TIMEOUT
    if timeout is None:
        return {"connect": CONNECT_TIMEOUT, "read": None, "write": None, "pool": None}
    if isinstance(timeout, (int, float)):
        if not timeout > 0:
            raise ConfigurationError(f"timeout: expected seconds above 0, got {timeout!r}; None switches it off")
        return {"connect": min(CONNECT_TIMEOUT, timeout), "read": timeout, "write": timeout, "pool": timeout}
    return timeout.as_dict()
