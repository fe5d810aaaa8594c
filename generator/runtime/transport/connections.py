"""Settings of a client's own connections, the engine they name, and how many calls may use at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..errors import ConfigurationError
from ..util.fork import renew_after_fork
from ..util.typeguards import is_tuple
from .deadlines import AttemptTimeout
from .header_logs import hide_headers

if TYPE_CHECKING:
    from ssl import SSLContext

    from ..util.async_library import AsyncEvent, AsyncLibrary
    from .commands import Slot

# Quoted, so that naming a type imports nothing.
Certificate: TypeAlias = "str | PathLike[str] | tuple[str | PathLike[str], ...]"

NO_CONNECTION = "no connection became free before the deadline"


class Connections(NamedTuple):
    """How a client connects; passed to its constructor as ``connections``.

    Parameters:
        limit: connections at once; further calls wait in the order in which they came, until their deadline.
        http2: whether HTTP/2 is used where the server offers it; needs the package h2. Tasks of one event loop share a
            connection; threads do not, because the engine's connections are not safe between them.
        proxy: URL of a proxy: ``http://``, ``https://`` or ``socks5://`` (which needs the package socksio), with user
            and password if it wants them. ``""``: no proxy. None: as the environment variables ``HTTPS_PROXY``,
            ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` say.
        verify: which certificates servers are verified with. True: those that ``SSL_CERT_FILE`` or ``SSL_CERT_DIR``
            names, else those of the engine. A path: those of a file or a folder. An `ssl.SSLContext`: as it says; the
            protocols that it offers are set to those that the client speaks. False: servers are not verified.
        cert: the client's own certificate: a path, or paths of certificate and key, and the key's password.
        engine: the library that speaks HTTP: ``httpcore`` (the default), or ``httpcore2`` where it is installed.
    """

    limit: int = 100
    http2: bool = False
    proxy: str | None = None
    verify: bool | str | PathLike[str] | SSLContext = True
    cert: Certificate | None = None
    engine: str | None = None

    def __repr__(self) -> str:
        """Without the passwords of the proxy and of the certificate's key."""
        shown = dict(self._asdict())
        if self.proxy:
            scheme, mark, rest = self.proxy.rpartition("://")
            shown["proxy"] = scheme + mark + rest.rpartition("@")[2]
        if is_tuple(self.cert):
            shown["cert"] = self.cert[:2]
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


class ConnectionSlot:
    """The right to use one connection of an async client."""

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


class ThreadSlot:
    """The right to use one connection of a sync client.

    An interruption such as Ctrl-C can end a call between any two of its steps, so a slot that is dropped is released.
    """

    __slots__ = ("_limit", "held", "turn")

    def __init__(self, limit: ConnectionLimit) -> None:
        self._limit = limit
        self.held = False
        self.turn: threading.Lock | None = None
        """Released when it is handed over to the thread that waits for it."""

    def release(self) -> None:
        """Let another call have it; doing so again changes nothing."""
        if self.held:
            self._limit.give_back(self)

    __del__ = release


def load_engine(connections: Connections) -> Any:
    """The module that *connections* name; raises `ConfigurationError` if it, or h2, is not installed."""
    name = ENGINES[connections.engine]
    try:
        engine = import_module(name)
    except ImportError:
        raise ConfigurationError(f"connections: engine: {name} is not installed; pip install {name}") from None
    if connections.http2:
        try:
            import_module("h2")
        except ImportError:
            raise ConfigurationError("connections: http2: h2 is not installed; pip install h2") from None
        hide_headers()
    return engine


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
        self._lock = threading.RLock()  # reentrant, because a dropped slot may be collected anywhere
        self._held = 0
        self._waiting: deque[ThreadSlot] = deque()

    def take(self) -> ThreadSlot | None:
        """A slot, if one is free now."""
        slot = ThreadSlot(self)
        with self._lock:
            if self._held < self._number:
                self._held += 1
                slot.held = True
                return slot
        return None

    @property
    def free(self) -> int:
        """Slots that no call has."""
        return self._number - self._held

    def acquire(self, seconds: float | None, on_wait: Callable[[], None]) -> ThreadSlot:
        """A slot; raises `AttemptTimeout` if none is free after *seconds*."""
        slot = ThreadSlot(self)
        try:
            turn = self._enter(slot)
            if turn is not None:
                on_wait()
                if not turn.acquire(timeout=-1 if seconds is None else min(max(0.0, seconds), threading.TIMEOUT_MAX)):
                    raise AttemptTimeout(NO_CONNECTION)
        except BaseException:
            self._leave(slot)
            raise
        return slot

    def _enter(self, slot: ThreadSlot) -> threading.Lock | None:
        """None where *slot* is held now, else what is released once it is."""
        turn = threading.Lock()
        turn.acquire()
        # Without a call between them, no signal is handled between two assignments.
        with self._lock:
            if self._held < self._number:
                self._held += 1
                slot.held = True
                return None
            slot.turn = turn
            self._waiting.append(slot)
            return turn

    def _leave(self, slot: ThreadSlot) -> None:
        """Wait no longer; a slot that was handed over meanwhile is handed on."""
        with self._lock:
            if slot in self._waiting:
                self._waiting.remove(slot)
        slot.release()

    def give_back(self, slot: ThreadSlot) -> None:
        """Hand *slot* over to the thread that waits longest."""
        with self._lock:
            if not slot.held:
                return
            slot.held = False
            if not self._waiting:
                self._held = max(0, self._held - 1)  # a call that forked gives back in both processes
                return
            first = self._waiting[0]
            first.held = True
            del self._waiting[0]
            turn = first.turn
            assert turn is not None
            turn.release()


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
        self._held = 0
        self._queue = _AsyncQueue(library)
        self._turns = _AsyncQueue(library)
        self._turn_taken = False

    @property
    def free(self) -> int:
        """Slots that no call has."""
        return 0 if self._number is None else self._number - self._held

    def take(self) -> Slot | None:
        """A slot, if one is free now and nobody waits for it."""
        if self._number is None:
            return UNLIMITED
        if self._held < self._number and not self._queue:
            self._held += 1
            return ConnectionSlot(self._release)
        return None

    async def acquire(self, seconds: float | None, on_wait: Callable[[], None]) -> Slot:
        """A slot; raises `AttemptTimeout` if none is free after *seconds*."""
        slot = self.take()
        if slot is None:
            on_wait()
            await self._queue.wait(seconds, self._release)
            slot = ConnectionSlot(self._release)
        return slot

    def _release(self) -> None:
        if self._queue:
            self._queue.wake()
        else:
            self._held -= 1

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
    for name, (fits, expected) in _KINDS.items():
        value: Any = getattr(settings, name)
        if not fits(value):
            got = "empty text" if value == "" else type(value).__name__
            raise ConfigurationError(f"connections: {name}: expected {expected}, got {got}")
    if settings.engine not in ENGINES:
        known = ", ".join(repr(name) for name in ENGINES if name)
        raise ConfigurationError(f"connections: engine: expected one of {known}, got {settings.engine!r}")
    return settings


def _is_path(value: object) -> bool:
    return isinstance(value, (str, PathLike)) and value != ""


def _is_certificate(value: object) -> bool:
    chain = value if is_tuple(value) else (value,)
    return 1 <= len(chain) <= 3 and all(map(_is_path, chain))


_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "http2": (lambda value: isinstance(value, bool), "True or False"),
    "proxy": (lambda value: isinstance(value, str | None), "a URL"),
    "verify": (
        lambda value: isinstance(value, bool) or _is_path(value) or hasattr(value, "wrap_bio"),
        "a path, True, False or an SSLContext",
    ),
    "cert": (
        lambda value: value is None or _is_certificate(value),
        "a path, or paths of certificate and key, and the key's password",
    ),
    "engine": (lambda value: isinstance(value, str | None), "a name"),
}
"""Settings → whether a value can be one, and what is expected."""

ENGINES = {
    None: "httpcore",
    "httpcore": "httpcore",
    "httpx": "httpcore",
    "httpcore2": "httpcore2",
    "httpx2": "httpcore2",
}
"""Names of the engine → its module."""
