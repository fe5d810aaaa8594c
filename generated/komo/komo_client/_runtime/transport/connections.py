"""Settings of a client's own connections, and the number of them that calls may use at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..errors import ConfigurationError
from ..util.fork import renew_after_fork
from .deadlines import AttemptTimeout

if TYPE_CHECKING:
    from ssl import SSLContext

    from ..util.async_library import AsyncEvent, AsyncLibrary
    from .commands import Slot

# Quoted, so that naming a type imports nothing.
Certificate: TypeAlias = "str | PathLike[str] | tuple[str | PathLike[str], ...]"

NO_CONNECTION = "no connection became free before the deadline"


class Connections(NamedTuple):
    """How a client connects; passed to its constructor as ``connections``."""

    limit: int = 100
    """Connections at once; further calls wait in the order in which they came, until their deadline."""
    http2: bool = False
    """Whether HTTP/2 is used where the server offers it; needs the package h2."""
    proxy: str | None = None
    """URL of a proxy: ``http://``, ``https://`` or ``socks5://``, with user and password if it wants them; ``""``: no
    proxy. None: as the environment variables ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` say."""
    verify: bool | str | PathLike[str] | SSLContext = True
    """True: certificates as ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` say, else those of the engine. A path: of a
    file or folder of certificates. False: the server is not verified."""
    cert: Certificate | None = None
    """The client's own certificate: a path, or paths of certificate and key, and the key's password."""
    engine: str | None = None
    """``httpcore`` (the default), or ``httpcore2`` where it is installed."""

    def __repr__(self) -> str:
        """Without the passwords of the proxy and of the certificate's key."""
        account, at, place = (self.proxy or "").rpartition("@")
        shown = {**self._asdict(), "proxy": f"{account.partition('://')[0]}://…@{place}" if at else self.proxy}
        if isinstance(self.cert, tuple):
            shown["cert"] = (*self.cert[:2], *("…" for _ in self.cert[2:]))
        return f"Connections({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


class ConnectionSlot:
    """The right to use one connection of a client."""

    __slots__ = ("_release",)

    def __init__(self, release: Callable[[], None]) -> None:
        self._release: Callable[[], None] | None = release

    def release(self) -> None:
        """Let another call have it; doing so again changes nothing."""
        release, self._release = self._release, None
        if release is not None:
            release()


class Unlimited:
    """A slot of what has no limit, or its own."""

    def release(self) -> None:
        """Nothing."""


UNLIMITED = Unlimited()


class ConnectionLimit:
    """The slots of a sync client: threads wait for them in the order in which they came.

    Parameters:
        number: of slots.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        renew_after_fork(self)
        self.renew()

    def renew(self) -> None:
        """In a forked child, the threads that had slots are gone."""
        self._lock = threading.Lock()
        self._used = 0
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, seconds: float | None, on_wait: Callable[[], None]) -> ConnectionSlot:
        """A slot; raises `AttemptTimeout` if none is free after *seconds*."""
        turn = self._enter()
        if turn is not None:
            try:
                on_wait()
                if not turn.wait(seconds):
                    raise AttemptTimeout(NO_CONNECTION)
            except BaseException:
                self._leave(turn)
                raise
        return ConnectionSlot(self._release)

    def _enter(self) -> threading.Event | None:
        """None with a slot, else what is set once there is one."""
        with self._lock:
            if self._used < self._number:
                self._used += 1
                return None
            turn = threading.Event()
            self._waiting.append(turn)
            return turn

    def _leave(self, turn: threading.Event) -> None:
        """Wait no longer; a slot that was handed over meanwhile is handed on."""
        with self._lock:
            if not turn.is_set():
                self._waiting.remove(turn)
                return
        self._release()

    def _release(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._used -= 1


class _AsyncQueue:
    """Tasks of one event loop that wait for something, in the order in which they came."""

    def __init__(self, library: AsyncLibrary) -> None:
        self._library = library
        self._waiting: deque[AsyncEvent] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self, seconds: float | None, hand_on: Callable[[], object]) -> None:
        """Wait to be woken; *hand_on* is called instead where a task is woken that has stopped waiting.

        Raises:
            AttemptTimeout: the *seconds* passed before.
        """
        turn = self._library.event()
        self._waiting.append(turn)
        limit = self._library.time_limit(seconds)
        try:
            async with limit:
                await turn.wait()
        except BaseException:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:
                hand_on()
            if limit.expired():
                raise AttemptTimeout(NO_CONNECTION) from None
            raise

    def wake(self) -> None:
        """Wake the first."""
        self._waiting.popleft().set()


class AsyncConnectionLimit:
    """The slots of an async client on one event loop.

    Parameters:
        number: of slots; None: no limit.
    """

    def __init__(self, number: int | None, library: AsyncLibrary) -> None:
        self._number = number
        self._library = library
        self._used = 0
        self._queue = _AsyncQueue(library)
        self._turns = _AsyncQueue(library)
        self._turn_taken = False

    async def acquire(self, seconds: float | None, on_wait: Callable[[], None]) -> Slot:
        """A slot; raises `AttemptTimeout` if none is free after *seconds*."""
        if self._number is None:
            return UNLIMITED
        if self._used < self._number and not self._queue:
            self._used += 1
        else:
            on_wait()
            await self._queue.wait(seconds, self._release)
        return ConnectionSlot(self._release)

    def _release(self) -> None:
        if self._queue:
            self._queue.wake()
        else:
            self._used -= 1

    async def take_turn(self, seconds: float | None) -> None:
        """Go on in a turn of the loop in which no other call does.

        If many calls began to send in the same turn, none of their answers would be read before all were sent, and
        each permit of a rate limit would be held for as long.

        Raises:
            AttemptTimeout: the *seconds* passed before.
        """
        if self._turn_taken:
            await self._turns.wait(seconds, lambda: None)
        else:
            self._turn_taken = True
            self._library.call_soon(self._next_turn)

    def _next_turn(self) -> None:
        if self._turns:
            self._turns.wake()
            self._library.call_soon(self._next_turn)
        else:
            self._turn_taken = False


def checked(settings: Connections) -> Connections:
    """*settings*, if they can be used; raises `ConfigurationError` where a value is of the wrong kind."""
    given: Any = settings  # callers without a type checker pass anything
    if not isinstance(given, Connections):
        raise ConfigurationError(f"connections: expected Connections(…), got {type(given).__name__}")
    limit: Any = settings.limit
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise ConfigurationError(f"connections: limit: expected a whole number from 1, got {limit!r}")
    for name in ("http2", "proxy", "engine"):
        value = getattr(settings, name)
        if not isinstance(value, bool if name == "http2" else str | None):
            raise ConfigurationError(f"connections: {name}: expected {_KINDS[name]}, got {type(value).__name__}")
    if settings.engine not in ENGINES:
        known = ", ".join(repr(name) for name in ENGINES if name)
        raise ConfigurationError(f"connections: engine: expected one of {known}, got {settings.engine!r}")
    return settings


_KINDS = {"http2": "True or False", "proxy": "a URL", "engine": "a name"}

ENGINES = {
    None: "httpcore",
    "httpcore": "httpcore",
    "httpx": "httpcore",
    "httpcore2": "httpcore2",
    "httpx2": "httpcore2",
}
"""Names of the engine → its module."""
