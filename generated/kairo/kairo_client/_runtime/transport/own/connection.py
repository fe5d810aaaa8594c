"""Connections to servers, and those of them that wait for the next request."""

from __future__ import annotations

import time
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


class Connection:
    """One connection to one server.

    Parameters:
        origin: of its server, as the engine takes it.
        http: the engine's connection.
        backend: what opened its socket.
        traced: whether only the engine knows when a request begins: a proxy's connection, or one of many streams.
        shared: whether several requests use it at once.
    """

    __slots__ = ("backend", "expires", "http", "origin", "route", "shared", "traced", "watch")

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
        self.expires = 0.0
        """The moment until which it may wait for a request, in monotonic seconds."""

    def is_usable(self, now: float) -> bool:
        """Whether another request may be sent on it; one that the server has ended is noticed before."""
        if not self.http.is_available():
            return False
        return not self.http.is_idle() or (now < self.expires and not self.backend.is_readable())


class IdleConnections:
    """Connections that wait for a request, the most recently used last."""

    def __init__(self) -> None:
        self._known: list[Connection] = []

    def __len__(self) -> int:
        return len(self._known)

    def take(self, route: ConnectionRoute) -> tuple[Connection | None, list[Connection]]:
        """A connection on *route* that can be used, and those that are to be closed."""
        now, stale = time.monotonic(), list[Connection]()
        for position in range(len(self._known) - 1, -1, -1):
            connection = self._known[position]
            if not connection.is_usable(now):
                stale.append(self._known.pop(position))
            elif connection.route == route:
                return connection if connection.shared else self._known.pop(position), stale
        return None, stale

    def put(self, connection: Connection) -> None:
        """Keep *connection* for the next request."""
        connection.expires = time.monotonic() + KEEP_ALIVE
        if connection not in self._known:
            self._known.append(connection)

    def overdue(self, number: int) -> list[Connection]:
        """Those that must be closed so that no more than *number* are kept, the least recently used first."""
        surplus = max(0, len(self._known) - max(0, number))
        gone, self._known = self._known[:surplus], self._known[surplus:]
        return gone

    def clear(self) -> list[Connection]:
        """All of them, which are kept no longer."""
        gone, self._known = self._known, []
        return gone
