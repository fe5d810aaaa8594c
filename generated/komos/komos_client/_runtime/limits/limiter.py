"""Interfaces of rate limiters and stores, and how a call uses them without blocking its event loop.

`sliding_window` decides when a request may be sent. `MemoryStore` keeps that state for the threads, tasks and event
loops of one process, `FileStore` for the processes of one machine, `RedisStore` for many machines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..transport.commands import Command, Invoke
from ..transport.deadlines import AttemptTimeout

if TYPE_CHECKING:
    from ..facts import Limit
    from .sliding_window import RateLimitInfo
    from .slots import Slots


T = TypeVar("T")

RELEASE_TIMEOUT = 0.02
"""Seconds that releasing something may delay a call that has no time left. The release itself goes on after that."""


class Permit:
    """Permission for one request, which draws from one or more rate limits at once."""

    __slots__ = ("blocked_for", "cancelled", "id", "names")

    names: tuple[str, ...]
    """Names of the rate limits: the route's own first, the key's last."""
    blocked_for: float
    """Set by `RateLimiter.acquire`: seconds for which the server refuses every request."""
    id: str
    """Identifies the permit in a store that several processes share; set by the limiter."""
    cancelled: bool
    """Whether the caller gave up: an `acquire` that still runs in another thread must not take anything."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.blocked_for = 0.0
        self.id = ""
        self.cancelled = False

    @property
    def closed(self) -> float:
        """Deprecated name of `blocked_for`."""
        return self.blocked_for

    @closed.setter
    def closed(self, seconds: float) -> None:
        self.blocked_for = seconds

    @property
    def name(self) -> str:
        """Deprecated name of `id`."""
        return self.id

    @name.setter
    def name(self, text: str) -> None:
        self.id = text

    @property
    def over(self) -> bool:
        """Deprecated name of `cancelled`."""
        return self.cancelled

    @over.setter
    def over(self, value: bool) -> None:
        self.cancelled = value


class RateLimiter(Protocol):
    """Grants permits. All methods may be called from any thread."""

    blocking: bool
    """Whether a method may wait for a disk or a network."""

    def acquire(self, permit: Permit, /) -> float:
        """Take *permit*, or queue for it.

        Returns:
            0.0: it is taken, send the request. Else the seconds after which to call again; until then the permit keeps
            its position in the queue.

        Raises:
            StoreUnavailable: the state cannot be read or written now, so the request must not be sent.
        """
        ...

    def release(self, permit: Permit, info: RateLimitInfo | None = None, /) -> None:
        """The request has ended; others may use its permit one period from now. *info*: what the response said."""
        ...

    def cancel(self, permit: Permit, /) -> None:
        """The request was not sent, or the caller stopped waiting; others may use its permit, or its position, now."""
        ...


class Store(Protocol):
    """Keeps rate limits and run slots; passed to a client as ``rate_limit``."""

    def limiter(self, owner: Callable[[], str], known_limits: Mapping[str, Limit], /) -> RateLimiter:
        """The rate limiter of *owner*; *known_limits*: those that the API documents, by name."""
        ...

    def slots(self, owner: Callable[[], str], number: int, /) -> Slots | None:
        """The *number* run slots of *owner*; None: the store keeps none, and the client uses those of its process."""
        ...


class StoreUnavailable(Exception):
    """State that several processes share cannot be read or written; the message names the store and the cause."""


class StoreWarning(UserWarning):
    """A store of rate limits has lost its state, is in danger of it, or could not be written after an answer."""


class LegacyLimiter:
    """A `RateLimiter` made of an object with the methods of earlier versions: ``ask``, ``done``, ``cancel``."""

    def __init__(self, limiter: Any) -> None:
        import warnings

        words = "rate_limit: the methods ask and done are deprecated: call them acquire and release"
        warnings.warn(words, DeprecationWarning, stacklevel=2)
        self._limiter = limiter
        self.blocking: bool = limiter.blocking

    def acquire(self, permit: Permit) -> float:
        wait: float = self._limiter.ask(permit)
        return wait

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        self._limiter.done(permit, info)

    def cancel(self, permit: Permit) -> None:
        self._limiter.cancel(permit)


def taken_notices(store: RateLimiter | Slots) -> Iterator[str]:
    """The texts that *store* has to tell, each once: that it has lost its state, say. Stores of a caller's own need not
    have ``notices``."""
    notices: deque[str] | None = getattr(store, "notices", None)
    while notices:
        with suppress(IndexError):  # another thread has taken it
            yield notices.popleft()


def run_off_loop(
    store: RateLimiter | Slots, function: Callable[[], T], timeout: float | None
) -> Generator[Command, Any, T]:
    """The result of *function*, a method of *store*; run beside the event loop where the store may block.

    Raises:
        AttemptTimeout: there was no result within *timeout* seconds.
    """
    result: T = (yield Invoke(function, blocking=True, seconds=timeout)) if store.blocking else function()
    return result


def release_off_loop(
    store: RateLimiter | Slots,
    function: Callable[[], None],
    timeout: float | None,
    tell: Callable[[Exception], None],
    error: BaseException | None = None,
) -> Generator[Command, Any, None]:
    """Run *function*, which releases something in *store*, and wait for it no longer than *timeout*.

    What a store that may block raises is told and does not fail the call: an answer must not be lost because a file is
    locked. What is raised in one of memory is an interruption.

    Parameters:
        tell: is told what *function* raises; in its thread, where the call did not wait for it.
        error: what ends the call; then it is waited for only a moment, also where the call was cancelled.
    """
    if not store.blocking:
        function()
        return
    release = Release(function, tell)
    if isinstance(error, GeneratorExit):  # a generator that is being closed may not yield
        release()
    else:
        seconds = RELEASE_TIMEOUT if error is not None else None if timeout is None else max(timeout, RELEASE_TIMEOUT)
        try:
            yield Invoke(release, blocking=True, seconds=seconds, shielded=error is not None)
        except AttemptTimeout:
            pass
        except BaseException:
            release.left()
            raise
    release.left()


class Release:
    """A function that releases something in a store, and tells what it raises: in the thread of the call, as long as
    that waits, because that is where observers of a call expect to be called."""

    def __init__(self, function: Callable[[], None], tell: Callable[[Exception], None]) -> None:
        self._function = function
        self._tell = tell
        self._faults: list[Exception] = []
        self._left = False

    def __call__(self) -> None:
        try:
            self._function()
        except Exception as fault:  # noqa: BLE001 - whatever a store raises, the call is not its own
            self._faults.append(fault)
        if self._left:
            self._tell_all()

    def left(self) -> None:
        """The call waits no more."""
        self._left = True
        self._tell_all()

    def _tell_all(self) -> None:
        while self._faults:
            with suppress(IndexError):  # the other thread has told it
                self._tell(self._faults.pop())
