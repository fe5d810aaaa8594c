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
from ..attempt import error_of, seal
from ..body_streams import BodyStream, decoded
from ..commands import Send, Slot
from ..connections import ConnectionLimit, Connections, load_engine
from ..deadlines import attempt_end, begin_attempt, remaining
from ..messages import AttemptResult
from ..watch import ConnectionWatch
from .connection import Connection, ConnectionRoute, IdleConnections
from .environment import proxy_for, tls_context
from .exchange import Exchange
from .sockets import SocketBackend
from .target import Target


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
        for connection in self._idle.clear():
            connection.backend.abort()

    def warm_up(self, url: str) -> None:
        """Import the engine, and load certificates if *url* needs them."""
        self._engine = self._engine or load_engine(self._settings)
        if url.startswith("https:"):
            tls_context(self._engine, self._settings)

    def try_reserve(self, *, paced: bool) -> Slot | None:  # noqa: ARG002 - threads take turns anyway
        """A connection to use, if one is free now."""
        self._check_open()
        return self._limit.take()

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:  # noqa: ARG002 - threads take turns anyway
        """A connection to use, in the order in which calls asked."""
        self._check_open()
        return self._limit.acquire(seconds, on_wait)

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds
        self._engine = self._engine or load_engine(self._settings)
        try:
            return self._exchange(command, end)
        except BaseException as error:
            seal(error)
            raise

    def _exchange(self, command: Send, end: float) -> AttemptResult:
        exchange = Exchange(command, self._scrub)
        outer = begin_attempt(end)
        try:
            connection = exchange.connection = self._connection(self._route(exchange.target), command.timeout)
            request = exchange.request_on(self._engine, connection, asynchronous=False)
            response = self._response(exchange, connection, request)
            encoding = exchange.answered(response)
            if command.stream and response.status < 300:
                exchange.whole = not connection.watch.framed
                body = decoded(response.stream, encoding)
                close = partial(self._close_body, exchange, connection, response)
                return exchange.streamed(BodyStream(body, close, error_of, bounded=True))
            progress, body = exchange.progress, response.stream
            if encoding:
                body = decoded(body, encoding, lambda: time.monotonic() > end, expands=progress.expands)
            for chunk in body:
                if progress.receive(chunk):
                    remaining(None)
            response.close()
            exchange.connection, exchange.whole = None, True
            self._keep(connection, exchange.ended_exactly(connection))
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return exchange.failed(error)
        finally:
            attempt_end.moment = outer
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

    def _response(self, exchange: Exchange, connection: Connection, request: Any) -> Any:
        """The engine's response to *request*, its body unread."""
        try:
            return connection.http.handle_request(request)
        except Exception as error:  # noqa: BLE001 - told as it is, or as what it means
            raise exchange.unanswered(self._engine, error) from error.__cause__

    def _connection(self, route: ConnectionRoute, timeout: Any) -> Connection:
        """An idle connection on *route*, else a new one."""
        with self._lock:
            connection, stale = self._idle.take(route)
            if connection is None:
                stale += self._idle.overdue(self._limit.free)
        for one in stale:
            one.http.close()
        return connection or self._open(route, timeout)

    def _open(self, route: ConnectionRoute, timeout: Any) -> Connection:
        engine, settings, target = self._engine, self._settings, route.target
        watch = ConnectionWatch()
        backend = SocketBackend(engine, watch)
        seconds = timeout.get("connect")
        origin = engine.Origin(target.scheme.encode(), target.host.encode(), target.port)
        if route.proxy is not None:
            watch.patience = seconds
            http = proxied(engine.HTTPProxy, engine.SOCKSProxy, engine, route, origin, settings, backend)
            return Connection(route, origin, http, backend, watch, traced=True)
        try:
            stream = backend.connect_tcp(target.host, target.port, seconds)
            if target.scheme == "https":
                stream = stream.start_tls(tls_context(engine, settings), target.host, seconds)
        except BaseException:
            backend.abort()
            raise
        if watch.framed:  # one for each thread: the engine's are not safe between threads
            http = engine.HTTP2Connection(origin=origin, stream=stream)
        else:
            http = engine.HTTP11Connection(origin=origin, stream=stream)
        return Connection(route, origin, http, backend, watch, traced=watch.framed)

    def _keep(self, connection: Connection, usable: bool) -> None:
        """Keep *connection* for the next request if it is *usable*, else close it."""
        with self._lock:
            kept = not self._closed and self._idle.put_back(connection, usable=usable)
        if not kept:
            connection.http.close()

    def _close_body(self, exchange: Exchange, connection: Connection, response: Any) -> None:
        """End an answer that was streamed."""
        try:
            response.close()
            self._keep(connection, exchange.ended_exactly(connection))
        except BaseException:
            self._give_up(connection)
            raise
        finally:
            exchange.command.slot.release()

    @staticmethod
    def _give_up(connection: Connection | None) -> None:
        """Close a connection whose answer was not read to its end."""
        if connection is not None:
            connection.backend.abort()

    def close(self) -> None:
        """Close all connections that no call uses; the others are closed when their call ends."""
        with self._lock:
            self._closed = True
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
    own = settings._replace(http2=False, cert=None)  # the certificate is for the server behind the proxy
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
            proxy_ssl_context=tls_context(engine, own) if proxy.scheme == "https" else None,
            http2=settings.http2,
            network_backend=backend,
        )
    return pool.create_connection(origin)


def _close_in_process(idle: IdleConnections, process: int) -> None:
    if process == os.getpid():
        for connection in idle.clear():
            connection.http.close()
