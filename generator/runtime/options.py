"""Options of one call, or of a copy of the client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict

from .errors import ConfigurationError
from .util.typeguards import is_mapping
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
    """Seconds of silence after which an attempt is lost, or an `httpx.Timeout`. Without a deadline, an attempt also
    ends after 120 s, or after the longest of these seconds if that is more; None: after 120 s alone."""
    deadline: float | None
    """Seconds for the whole call: connecting, attempts, waits and retries together. The last 20 ms (a twentieth of a
    short one) are kept for ending it."""
    max_retries: int
    """Attempts after the first."""
    max_response_bytes: int
    """Bytes of an answer, without its content encoding, above which it is a `ResponseTooLarge`; 256 MiB unless given.
    Streams and downloads have no such bound; one item of a stream may have as many bytes, but without a bound above
    256 MiB, no more than 16 MiB."""
    extra_headers: Mapping[str, str]
    """Sent in addition to the operation's own, or instead of those of the same name."""
    extra_query: Mapping[str, Any]
    """Query parameters that the document does not list."""


class ClientOptions(TypedDict, total=False):
    """Options that `with_options` can change; the copy shares all else, connections and rate limits included."""

    timeout: Timeout
    deadline: float | None
    max_retries: int
    max_response_bytes: int
    default_headers: Mapping[str, str]
    strict: bool
    on_event: EventHandler | None


CONNECT_TIMEOUT = 5.0
"""Seconds to connect, unless the caller's timeout is shorter."""


DEFAULT_TIMEOUT = 30.0
"""Seconds of silence after which an attempt is lost."""


MOST_OF_ANSWER = 256 << 20
"""Bytes of an answer that is read as a whole, unless the caller gives another bound."""

LONGEST = 2_000_000.0
"""Seconds; the system's timeouts overflow not far beyond."""

PHASES = ("connect", "read", "write", "pool")


def check_options(options: CallOptions) -> None:
    """Raise `ConfigurationError` for a value that is no option's; names, headers and queries are checked elsewhere."""
    if "timeout" in options:
        phase_timeouts(options["timeout"])
    if "deadline" in options:
        whole_seconds(options["deadline"])
    if "max_retries" in options:
        retries(options["max_retries"])
    if "max_response_bytes" in options:
        response_bytes(options["max_response_bytes"])


def phase_timeouts(timeout: Timeout | Unset) -> Mapping[str, float | None]:
    """Seconds of silence by phase, as httpx takes them; raises `ConfigurationError` for any other value."""
    if isinstance(timeout, Unset):
        timeout = DEFAULT_TIMEOUT
    if timeout is None:
        return {"connect": CONNECT_TIMEOUT, "read": None, "write": None, "pool": None}
    if isinstance(timeout, (int, float)):
        seconds = _seconds("timeout", timeout)
        return {"connect": min(CONNECT_TIMEOUT, seconds), "read": seconds, "write": seconds, "pool": seconds}
    phases: Any = timeout.as_dict() if hasattr(timeout, "as_dict") and not isinstance(timeout, type) else None
    if not is_mapping(phases) or not phases.keys() >= set(PHASES):
        raise ConfigurationError(f"timeout: expected seconds, an httpx.Timeout, or None, got {brief(timeout)}")
    return {phase: None if phases[phase] is None else _seconds(f"timeout ({phase})", phases[phase]) for phase in PHASES}


def whole_seconds(deadline: Any) -> float | None:
    """*deadline*, if it can be one."""
    return None if deadline is None else _seconds("deadline", deadline)


def pause_seconds(argument: str, value: Any) -> float:
    """*value*, if it can be waited for; 0 is no wait."""
    return 0.0 if type(value) in (int, float) and value == 0 else _seconds(argument, value)


def retries(number: Any) -> int:
    """*number*, if it can be one of retries."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ConfigurationError(f"max_retries: expected a whole number from 0, got {brief(number)}")
    return number


def response_bytes(number: Any) -> int:
    """*number*, if it can be one of bytes of an answer."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ConfigurationError(f"max_response_bytes: expected a whole number from 1, got {brief(number)}")
    return number


def _seconds(argument: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= LONGEST:
        raise ConfigurationError(
            f"{argument}: expected seconds above 0, at most {LONGEST:.0f}, got {brief(value)}; None switches it off"
        )
    return value


def unknown_option(function: str, names: Iterable[str], known: Iterable[str]) -> TypeError:
    """The error for keyword arguments of *function* that are not *known*, as Python words it."""
    name = min(names)
    return TypeError(f"{function}() got an unexpected keyword argument {name!r}{nearest(name, known)}")


def nearest(name: object, known: Iterable[str]) -> str:
    """The end of a message about an unknown *name*: the name that may be meant, and all that are known."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(str(name), names, 1)
    return (f"; did you mean {close[0]!r}?" if close else "") + f" (known: {', '.join(names) or 'none'})"


def brief(value: object) -> str:
    """*value* in a message: as in source, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # more digits than Python writes
        text = type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."
