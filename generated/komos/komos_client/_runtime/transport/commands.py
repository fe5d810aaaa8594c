"""Commands of the pipeline to its driver, and the transports that carry them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .deadlines import ATTEMPT_OVER

if TYPE_CHECKING:
    from .messages import AttemptProgress, AttemptResult, OutgoingRequest, PreparedRequest


class Signer(Protocol):
    """Puts a credential on a request."""

    def sign(self, request: OutgoingRequest, /) -> None:
        """Put the credential on *request*, which is about to be sent."""
        ...


class Slot(Protocol):
    """The right to use one connection."""

    def release(self) -> None:
        """Let another call have it; doing so again changes nothing."""
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
    slot: Slot
    """Released when the answer has been read, or its stream closed."""
    stream: bool = False
    """Whether the body of a success is left unread."""
    late: str = ATTEMPT_OVER
    """Said when the *seconds* are over."""


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


class Transport(Protocol):
    """Sends requests, blocking."""

    def warm_up(self, url: str) -> None:
        """Import and load what a request to *url* needs; may be called from any thread, any number of times."""
        ...

    def try_reserve(self, *, paced: bool) -> Slot | None:
        """A connection to use, if one is free now; *paced*: the call will hold a permit of a rate limit."""
        ...

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """A connection to use, in the order in which calls asked.

        Parameters:
            on_wait: called when none is free at once.

        Raises:
            AttemptTimeout: the *seconds* passed before.
        """
        ...

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        ...

    def close(self) -> None:
        """Close the connections, those of a caller's own client excepted."""
        ...


class AsyncTransport(Protocol):
    """The same for coroutines, which asyncio or trio may run."""

    def warm_up(self, url: str) -> None:
        """Import and load what a request to *url* needs; may be called from any thread, any number of times."""
        ...

    def try_reserve(self, *, paced: bool) -> Slot | None:
        """A connection to use, if one is free now; *paced*: the call will hold a permit of a rate limit."""
        ...

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Awaitable[Slot]:
        """A connection to use, in the order in which calls asked.

        Parameters:
            on_wait: called when none is free at once.

        Raises:
            AttemptTimeout: the *seconds* passed before.
        """
        ...

    def send(self, command: Send) -> Awaitable[AttemptResult]:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        ...

    async def close(self) -> None:
        """Close the running loop's connections, those of a caller's own client excepted."""
        ...
