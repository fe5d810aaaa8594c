"""Commands of the pipeline to its driver: send a request, sleep, invoke a function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from .messages import AttemptProgress, PreparedRequest


class Signer(Protocol):
    """Puts a credential on a request."""

    def sign(self, request: Any, /) -> None:
        """Put the credential on *request*, the transport's own object, which is about to be sent."""
        ...


class Send(NamedTuple):
    """Send *request*; the result is an `AttemptResult`."""

    request: PreparedRequest
    signers: tuple[Signer, ...]
    timeout: Mapping[str, float | None]
    """Seconds of silence by phase: connect, read, write, pool."""
    seconds: float
    """After these the attempt is over."""
    has_deadline: bool
    """Whether the caller gave a deadline, which is then kept also over transports that have no timeouts."""
    progress: AttemptProgress
    stream: bool = False
    """Whether the body of a success is left unread."""


class Sleep(NamedTuple):
    """Wait; the result is None."""

    seconds: float


class Invoke(NamedTuple):
    """Call *function*; the result is what it returns, awaited if it is awaitable."""

    function: Callable[[], Awaitable[Any] | Any]
    blocking: bool = False
    """Whether it may wait for a disk or a network: then it runs in a thread, at most for *seconds*."""
    seconds: float | None = None
    """After these the thread is abandoned and `AttemptTimeout` is raised."""
    shielded: bool = False
    """Whether a task that was cancelled waits for it all the same; *seconds* bound the wait."""


Command = Send | Sleep | Invoke
