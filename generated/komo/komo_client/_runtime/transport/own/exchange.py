"""A request as the engine takes it, and the connections that are kept for the next one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..messages import AttemptProgress, OutgoingRequest
    from .environment import ProxyServer
    from .target import Target
    from .watch import ConnectionWatch

KEEP_ALIVE = 4.0
"""Seconds for which an idle connection is kept: less than the 5 s after which common servers close it."""


class ConnectionRoute(NamedTuple):
    """How connections to a server are made."""

    target: Target
    proxy: ProxyServer | None


def engine_request(
    engine: Any,
    target: Target,
    method: str,
    path: bytes,
    outgoing: OutgoingRequest,
    extensions: Mapping[str, Any],
) -> Any:
    """*outgoing* as an object of the engine."""
    url = engine.URL(scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=path)
    return engine.Request(method.encode(), url, headers=outgoing.headers, content=outgoing.body, extensions=extensions)


class Tracer:
    """Marks an attempt as sent when its headers are about to be, where the socket is not its alone."""

    __slots__ = ("_progress", "_watch")

    def __init__(self, progress: AttemptProgress, watch: ConnectionWatch) -> None:
        self._progress = progress
        self._watch = watch

    def hear(self, name: str, info: dict[str, Any]) -> None:
        """One event of the engine's ``trace`` extension."""
        if name.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self._progress.phase = "sent"
            self._watch.restart()

    async def hear_async(self, name: str, info: dict[str, Any]) -> None:
        """The same for async connections."""
        self.hear(name, info)


class Backend(Protocol):
    """Opens the socket of one connection."""

    def abort(self) -> None:
        """Close it at once, without a word to the server; nothing, if it has not been opened."""
        ...

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        ...


class Connection:
    """One connection to one server.

    Parameters:
        http: the engine's connection.
        backend: what opened its socket.
        traced: whether only the engine knows when a request begins: a proxy's connection, or one of many streams.
        shared: whether several requests use it at once.
    """

    __slots__ = ("backend", "expires", "http", "route", "shared", "traced", "watch")

    def __init__(
        self,
        route: ConnectionRoute,
        http: Any,
        backend: Backend,
        watch: ConnectionWatch,
        *,
        traced: bool = False,
        shared: bool = False,
    ) -> None:
        self.route = route
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
