"""Attempts over own connections, blocking; safe between threads, and usable in a forked child."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any
from weakref import finalize

from ...errors import ConfigurationError
from ...util.fork import renew_after_fork
from ..attempt import error_of, scrubbed, seal
from ..body_streams import BodyStream, decoded
from ..commands import Send, Slot
from ..connections import ConnectionLimit, Connections
from ..deadlines import AttemptTimeout, attempt_end, remaining, run_within
from ..messages import AttemptResult
from .connection import Connection, ConnectionRoute, IdleConnections
from .engine import load_engine
from .environment import proxy_for, tls_context
from .exchange import Exchange
from .sockets import SocketBackend
from .target import Target
from .watch import ConnectionWatch


class ConnectionPool:
    """The connections of a sync client.

    Parameters:
        settings: how it connects.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, settings: Connections, scrub: Callable[[bytes], bytes]) -> None:
        self._settings = settings
        self._scrub = scrub
        self._limit = ConnectionLimit(settings.limit)
        self._idle = IdleConnections()
        self._engine: Any = None
        self._routes: dict[Target, ConnectionRoute] = {}
        self._closed = False
        renew_after_fork(self)
        self.renew()
        finalize(self, _close_in_process, self._idle, os.getpid())  # for callers that neither close nor use `with`

    def renew(self) -> None:
        """In a forked child, the thread that held the lock is gone, and the connections are the parent's."""
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        for connection in self._idle.clear():
            connection.backend.abort()

    def warm_up(self, url: str) -> None:
        """Import the engine, and load certificates if *url* needs them."""
        self._engine = self._engine or load_engine(self._settings)
        if url.startswith("https:"):
            tls_context(self._engine, self._settings)

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:  # noqa: ARG002 - threads take turns anyway
        """A connection to use, in the order in which calls asked."""
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        return self._limit.acquire(seconds, on_wait)

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds
        self._engine = self._engine or load_engine(self._settings)
        try:
            if not self._settings.http2:
                return self._exchange(command, end)
            # Streams of one connection wait for each other, which takes no timeout.
            return run_within(command.seconds, lambda: self._exchange(command, end), _close_stream)
        except AttemptTimeout:
            return scrubbed(command.progress.result(AttemptTimeout(command.late)), self._scrub)
        except BaseException as error:
            seal(error)
            raise

    def _exchange(self, command: Send, end: float) -> AttemptResult:
        exchange = Exchange(command, self._scrub)
        attempt_end.moment = end
        try:
            connection = exchange.connection = self._connection(self._route(exchange.target), command.timeout)
            request = exchange.request_on(self._engine, connection, asynchronous=False)
            response = connection.http.handle_request(request)
            encoding = exchange.answered(response)
            if command.stream and response.status < 300:
                body = decoded(response.stream, encoding)
                close = partial(self._close_body, exchange, connection, response)
                return exchange.streamed(BodyStream(body, close, error_of, bounded=True))
            body = decoded(response.stream, encoding, lambda: time.monotonic() > end) if encoding else response.stream
            exchange.progress.chunks.extend(body)
            response.close()
            exchange.connection = None
            self._keep(connection, exchange.ended_exactly(connection))
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return exchange.failed(error)
        finally:
            attempt_end.moment = None
            exchange.forget()
            if not exchange.unread:
                self._give_up(exchange.connection)
                command.slot.release()
        return exchange.result()

    def _route(self, target: Target) -> ConnectionRoute:
        """How *target* is reached; the environment is read once."""
        known = self._routes.get(target)
        if known is None:
            known = self._routes[target] = ConnectionRoute(target, proxy_for(target, self._settings))
        return known

    def _connection(self, route: ConnectionRoute, timeout: Any) -> Connection:
        """An idle connection on *route*, else a new one."""
        if not self._settings.http2:
            return self._idle_connection(route) or self._open(route, timeout)
        rest = remaining(None)  # who opens one may find that others can share it
        if not self._opening.acquire(timeout=-1 if rest is None else rest):
            raise AttemptTimeout("another call has not connected in time")
        try:
            connection = self._idle_connection(route) or self._open(route, timeout)
            if connection.shared:
                self._keep(connection, True)
            return connection
        finally:
            self._opening.release()

    def _idle_connection(self, route: ConnectionRoute) -> Connection | None:
        with self._lock:
            connection, stale = self._idle.take(route)
            if connection is None:
                stale += self._idle.overdue(self._settings.limit - 1)
        for one in stale:
            one.http.close()
        return connection

    def _open(self, route: ConnectionRoute, timeout: Any) -> Connection:
        engine, settings, target = self._engine, self._settings, route.target
        watch = ConnectionWatch()
        backend = SocketBackend(engine, watch)
        seconds = timeout.get("connect")
        origin = engine.Origin(target.scheme.encode(), target.host.encode(), target.port)
        if route.proxy is not None:
            http = proxied(engine.HTTPProxy, engine.SOCKSProxy, engine, route, origin, settings, backend)
            return Connection(route, origin, http, backend, watch, traced=True)
        stream = backend.connect_tcp(target.host, target.port, seconds)
        if target.scheme == "https":
            stream = stream.start_tls(tls_context(engine, settings), target.host, seconds)
        tls = stream.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == "h2":
            stream.shared = True
            http = engine.HTTP2Connection(origin=origin, stream=stream)
            return Connection(route, origin, http, backend, watch, traced=True, shared=True)
        return Connection(route, origin, engine.HTTP11Connection(origin=origin, stream=stream), backend, watch)

    def _keep(self, connection: Connection, usable: bool) -> None:
        """Keep *connection* for the next request if it is *usable*, else close it."""
        usable = connection.http.is_available() if connection.shared else usable and connection.http.is_idle()
        if usable and not self._closed:
            with self._lock:
                self._idle.put(connection)
        elif not connection.shared:
            connection.http.close()

    def _close_body(self, exchange: Exchange, connection: Connection, response: Any) -> None:
        """End an answer that was streamed."""
        try:
            response.close()
            self._keep(connection, exchange.ended_exactly(connection))
        finally:
            exchange.command.slot.release()

    @staticmethod
    def _give_up(connection: Connection | None) -> None:
        """Close a connection whose answer was not read to its end."""
        if connection is not None and not connection.shared:
            connection.http.close()

    def close(self) -> None:
        """Close all connections that no call uses; the others are closed when their call ends."""
        self._closed = True
        with self._lock:
            gone = self._idle.clear()
        for connection in gone:
            connection.http.close()


class _Hidden(bytes):
    """Bytes that the engine can send, and that its log does not show."""

    def __repr__(self) -> str:
        return "<hidden>"


def proxied(
    http_proxy: Any,
    socks_proxy: Any,
    engine: Any,
    route: ConnectionRoute,
    origin: Any,
    settings: Connections,
    backend: Any,
) -> Any:
    """A connection through a proxy, which is opened by its first request.

    Parameters:
        http_proxy, socks_proxy: the engine's classes, sync or async.
        backend: opens the sockets.
    """
    proxy, target = route.proxy, route.target
    assert proxy is not None
    context = tls_context(engine, settings) if target.scheme == "https" else None
    if proxy.scheme.startswith("socks"):
        try:
            import_module("socksio")
        except ImportError:
            raise ConfigurationError(f"{proxy.source}: a SOCKS proxy needs socksio; pip install socksio") from None
        pool = socks_proxy(
            proxy.url,
            proxy_auth=None if proxy.auth is None else tuple(_Hidden(part.encode()) for part in proxy.auth),
            ssl_context=context,
            http2=settings.http2,
            network_backend=backend,
        )
    else:
        pool = http_proxy(
            proxy.url,
            proxy_auth=proxy.auth,
            ssl_context=context,
            proxy_ssl_context=tls_context(engine, settings) if proxy.scheme == "https" else None,
            http2=settings.http2,
            network_backend=backend,
        )
    return pool.create_connection(origin)


def _close_stream(result: AttemptResult) -> None:
    """Close the body of an answer that came too late."""
    if result.stream is not None:
        result.stream.close()


def _close_in_process(idle: IdleConnections, process: int) -> None:
    if process == os.getpid():
        for connection in idle.clear():
            connection.http.close()
