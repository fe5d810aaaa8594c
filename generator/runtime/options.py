"""What a caller may say about one call, or about a copy of the client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

if TYPE_CHECKING:
    import httpx

    from .events import Event
    from .limits import Home, Limit

# Quoted, so that naming a type imports nothing.
Timeout: TypeAlias = "float | httpx.Timeout | None"
RateLimit: TypeAlias = "Limit | Mapping[str, Limit] | Home | None"
EventHandler: TypeAlias = "Callable[[Event], object]"


class CallOptions(TypedDict, total=False):
    """Options that every method takes, all optional."""

    timeout: Timeout
    """Seconds of silence until an attempt counts as lost, or an `httpx.Timeout`; None: the attempt's 120 s alone."""
    deadline: float | None
    """Seconds for the whole call: connecting, attempts, waits and retries together."""
    max_retries: int
    """Attempts after the first."""
    extra_headers: Mapping[str, str]
    """Sent besides, and instead of, the operation's own."""
    extra_query: Mapping[str, Any]
    """Query parameters the document does not list."""


class ClientOptions(TypedDict, total=False):
    """What `with_options` can change; everything else, connections and budgets included, is shared with the original."""

    timeout: Timeout
    deadline: float | None
    max_retries: int
    default_headers: Mapping[str, str]
    strict: bool
    on_event: EventHandler | None
