"""Connections to servers, and those of them that wait for the next request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from .environment import ProxyServer
    from .target import Target
    from .watch import ConnectionWatch

KEEP_ALIVE = 4.0
"""Seconds for which an idle connection is kept: less than the 5 s after which common servers close it."""


class ConnectionRoute(NamedTuple):
    """How connections to a server are made."""

    target: Target
    proxy: ProxyServer | None


class Backend(Protocol):
    """Opens the socket of one connection."""

    end: float
    """The moment at which the attempt must be over, in monotonic seconds, for those that keep it themselves."""

    def abort(self) -> None:
        """Close it at once, without a word to the server; nothing, if it has not been opened."""
        ...

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        ...

    def is_cut(self) -> bool:
        """Whether frames could not be sent: what has come is still read, but no request can be sent."""
        ...


class Connection:
    """One connection to one server.

    Parameters:
        origin: of its server, as the engine takes it.
        http: the engine's connection.
        backend: what opened its socket.
        traced: whether only the engine knows when a request begins: a proxy's connection, or one of HTTP/2.
        shared: whether several requests use it at once.
    """

    __slots__ = (
        "_streams", "backend", "expires", "http", "leaving", "on_begun", "origin", "retired", "route", "shared",
        "traced", "users", "watch",
    )  # fmt: skip

    def __init__(
        self,
        route: ConnectionRoute,
        origin: Any,
        http: Any,
        backend: Backend,
        watch: ConnectionWatch,
        *,
        traced: bool = False,
        shared: bool = False,
    ) -> None:
        self.route = route
        self.origin = origin
        self.http = http
        self.backend = backend
        self.watch = watch
        self.traced = traced
        self.shared = shared
        self.users = 0
        """Requests that use a shared one now."""
        self.on_begun: Callable[[], None] | None = None
        """Called when the first request of a shared one begins."""
        self.retired = False
        """Whether a shared one takes no further request: one that was given up leaves its window used up."""
        self.leaving = False
        """Whether the server takes no further request; it answers those that it has seen."""
        self._streams: dict[int, Callable[[], None]] = {}
        watch.on_goaway = self._leave
        self.expires = 0.0
        """The moment until which it may wait for a request, in monotonic seconds."""

    def begin_stream(self, stream: int, refuse: Callable[[], None]) -> None:
        """A request is about to be sent as *stream*; *refuse* is called if the server says that it has not seen it."""
        self._streams[stream] = refuse

    def end_stream(self, stream: int) -> None:
        """The request has its answer, or is given up."""
        self._streams.pop(stream, None)

    def _leave(self, last_stream: int) -> None:
        self.leaving = True
        for stream, refuse in list(self._streams.items()):
            if stream > last_stream:
                refuse()

    def is_usable(self, now: float) -> bool:
        """Whether another request may be sent on it; one that the server has ended is noticed before."""
        if self.retired or not self.is_open():
            return False
        return self.users > 0 or (now < self.expires and not self.backend.is_readable())

    def is_open(self) -> bool:
        """Whether nothing is known that keeps another request from being sent."""
        return self.http.is_available() and not self.leaving and not self.backend.is_cut()


class IdleConnections:
    """Connections that may take another request, the most recently used last."""

    def __init__(self) -> None:
        self._known: list[Connection] = []

    def __len__(self) -> int:
        return len(self._known)

    def take(self, route: ConnectionRoute) -> tuple[Connection | None, list[Connection]]:
        """A connection on *route* that can be used, and those that are to be closed."""
        now, stale = time.monotonic(), list[Connection]()
        while self._known and self._known[0].expires <= now and not self._known[0].users:
            stale.append(self._known.pop(0))
        for position in range(len(self._known) - 1, -1, -1):
            connection = self._known[position]
            if not connection.is_usable(now):
                del self._known[position]
                if not connection.users:
                    stale.append(connection)
            elif connection.route == route:
                if connection.shared:
                    connection.users += 1
                else:
                    del self._known[position]
                return connection, stale
        return None, stale

    def share(self, connection: Connection) -> None:
        """Let other requests use *connection*, which was opened for one of them."""
        self._known.append(connection)

    def put_back(self, connection: Connection, *, usable: bool) -> bool:
        """End a request on *connection*; False if it is to be closed now."""
        usable = usable and connection.is_open()
        if connection.shared:
            connection.users -= 1
            connection.retired = connection.retired or not usable
            if connection.retired:
                if connection in self._known:
                    self._known.remove(connection)
                return connection.users > 0
        elif usable and connection.http.is_idle():
            self._known.append(connection)
        else:
            return False
        connection.expires = time.monotonic() + KEEP_ALIVE
        return True

    def overdue(self, number: int) -> list[Connection]:
        """Those that must be closed so that no more than *number* wait, the least recently used first."""
        waiting = [connection for connection in self._known if not connection.users]
        gone = waiting[: max(0, len(waiting) - number)]
        if gone:
            self._known = [connection for connection in self._known if connection not in gone]
        return gone

    def clear(self) -> list[Connection]:
        """Keep none any longer; those are returned that are to be closed now."""
        known, self._known = self._known, []
        for connection in known:
            connection.retired = True
        return [connection for connection in known if not connection.users]
