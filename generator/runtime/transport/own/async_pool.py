"""Attempts over own connections of an async client: one set for each event loop, because sockets belong to theirs."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Callable, Hashable
from functools import partial
from typing import Any

from ...errors import ConfigurationError
from ...util.async_library import AsyncLibrary, running_library
from ..attempt import error_of, outcome, scrubbed
from ..body_streams import AsyncBodyStream, decoded_async
from ..commands import Send, Slot
from ..connections import AsyncConnectionLimit, Connections
from ..deadlines import AttemptTimeout
from ..messages import AttemptResult, OutgoingRequest
from .engine import load_engine
from .environment import proxy_for, tls_context
from .exchange import Connection, ConnectionRoute, IdleConnections, Tracer, engine_request
from .pool import proxied
from .target import split_url
from .watch import ConnectionWatch


class _LoopConnections:
    """The connections of one event loop in one process."""

    def __init__(self, number: int, library: AsyncLibrary) -> None:
        self.process = os.getpid()
        self.library = library
        self.limit = AsyncConnectionLimit(number, library)
        self.idle = IdleConnections()
        self.opening = library.lock()
        self.opened: AsyncGenerator[None, None] | None = None


class AsyncConnectionPool:
    """The connections of an async client.

    Parameters:
        settings: how it connects.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, settings: Connections, scrub: Callable[[bytes], bytes]) -> None:
        self._settings = settings
        self._scrub = scrub
        self._engine: Any = None
        self._closed = False
        self._loops: dict[Hashable, _LoopConnections] = {}

    def warm_up(self, url: str) -> None:
        """Import the engine, and load certificates if *url* needs them."""
        self._engine = self._engine or load_engine(self._settings)
        if url.startswith("https:"):
            tls_context(self._engine, self._settings)

    async def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """A connection to use, in the order in which calls asked; *paced* calls take turns of the loop."""
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        limit = (await self._connections()).limit
        if paced:
            await limit.take_turn(seconds)
        return await limit.acquire(seconds, on_wait)

    async def _connections(self) -> _LoopConnections:
        """Those of the running loop."""
        library = running_library()
        loop = library.loop()
        known = self._loops.get(loop)
        if known is None or known.process != os.getpid():
            for other in [other for other in self._loops if getattr(other, "is_closed", bool)()]:
                del self._loops[other]  # a loop that did not end properly; without it, its sockets cannot be closed
            known = self._loops[loop] = _LoopConnections(self._settings.limit, library)
            known.opened = _open(known, partial(self._loops.pop, loop, None))
            await anext(known.opened)
        return known

    async def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds
        self._engine = self._engine or load_engine(self._settings)
        loop = await self._connections()
        progress, (method, url, *_) = command.progress, command.request
        outgoing = OutgoingRequest(command.request)
        connection = request = None
        unread = False
        limit = loop.library.time_limit(command.seconds)
        try:
            async with limit:
                target, _ = split_url(url)
                route = ConnectionRoute(target, proxy_for(target, self._settings))
                connection = await self._connection(loop, route, command.timeout)
                for signer in command.signers:
                    signer.sign(outgoing)
                connection.watch.begin(None if connection.traced else progress)
                extensions: dict[str, Any] = {"timeout": command.timeout}
                if connection.traced:
                    extensions["trace"] = Tracer(progress, connection.watch).hear_async
                path = split_url(url if outgoing.url is url else outgoing.url)[1]
                request = engine_request(self._engine, target, method, path, outgoing, extensions)
                response = await connection.http.handle_async_request(request)
                progress.answered(response.status, response.headers)
                encoding = progress.headers.get("content-encoding", "")
                breathe = partial(loop.library.sleep, 0)
                if command.stream and progress.status < 300:
                    unread = True
                    close = partial(
                        self._close_body, loop, connection, response, method, dict(progress.headers), command.slot
                    )
                    chunks = decoded_async(response.aiter_stream(), encoding, breathe=breathe)
                    return progress.result()._replace(stream=AsyncBodyStream(chunks, close, error_of))
                expired = lambda: time.monotonic() > end  # noqa: E731
                async for chunk in decoded_async(response.aiter_stream(), encoding, expired, breathe):
                    progress.chunks.append(chunk)
                await response.aclose()
                self._keep(loop, connection, connection.watch.ended_exactly(method, progress.status, progress.headers))
                connection = None
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            if limit.expired() or isinstance(error, AttemptTimeout):
                return scrubbed(progress.result(AttemptTimeout(command.late)), self._scrub)
            return scrubbed(outcome(error, progress), self._scrub)
        finally:
            outgoing.clear()
            if request is not None:
                request.headers = []
            if not unread:
                if connection is not None and not connection.shared:
                    connection.backend.abort()
                command.slot.release()
        return scrubbed(progress.result(), self._scrub)

    async def _connection(self, loop: _LoopConnections, route: ConnectionRoute, timeout: Any) -> Connection:
        """An idle connection on *route*, else a new one."""
        if not self._settings.http2:
            return self._idle_connection(loop, route) or await self._open(loop, route, timeout)
        async with loop.opening:  # who opens one may find that others can share it
            connection = self._idle_connection(loop, route) or await self._open(loop, route, timeout)
            if connection.shared:
                self._keep(loop, connection, True)
            return connection

    def _idle_connection(self, loop: _LoopConnections, route: ConnectionRoute) -> Connection | None:
        connection, stale = loop.idle.take(route)
        if connection is None:
            stale += loop.idle.overdue(self._settings.limit - 1)
        for one in stale:
            one.backend.abort()
        return connection

    async def _open(self, loop: _LoopConnections, route: ConnectionRoute, timeout: Any) -> Connection:
        engine, settings, target = self._engine, self._settings, route.target
        watch = ConnectionWatch()
        backend = _backend(loop.library, engine, watch)
        seconds = timeout.get("connect")
        if route.proxy is not None:
            http = proxied(engine.AsyncHTTPProxy, engine.AsyncSOCKSProxy, engine, route, settings, backend)
            return Connection(route, http, backend, watch, traced=True)
        try:
            stream = await backend.connect_tcp(target.host, target.port, seconds)
            if target.scheme == "https":
                stream = await stream.start_tls(tls_context(engine, settings), target.host, seconds)
        except BaseException:
            backend.abort()
            raise
        origin = engine.Origin(target.scheme.encode(), target.host.encode(), target.port)
        tls = stream.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == "h2":
            stream.shared = True
            http = engine.AsyncHTTP2Connection(origin=origin, stream=stream)
            return Connection(route, http, backend, watch, traced=True, shared=True)
        return Connection(route, engine.AsyncHTTP11Connection(origin=origin, stream=stream), backend, watch)

    def _keep(self, loop: _LoopConnections, connection: Connection, usable: bool) -> None:
        """Keep *connection* for the next request if it is *usable*, else close it."""
        usable = connection.http.is_available() if connection.shared else usable and connection.http.is_idle()
        if usable and not self._closed:
            loop.idle.put(connection)
        elif not connection.shared:
            connection.backend.abort()

    async def _close_body(
        self,
        loop: _LoopConnections,
        connection: Connection,
        response: Any,
        method: str,
        headers: dict[str, str],
        slot: Slot,
    ) -> None:
        """End an answer that was streamed."""
        try:
            await response.aclose()
            self._keep(loop, connection, connection.watch.ended_exactly(method, response.status, headers))
        except BaseException:
            connection.backend.abort()
            raise
        finally:
            slot.release()

    async def close(self) -> None:
        """Close the running loop's connections; those of other loops end with them."""
        self._closed = True
        known = self._loops.pop(running_library().loop(), None)
        if known is not None and known.process == os.getpid() and known.opened is not None:
            await known.opened.aclose()


async def _open(loop: _LoopConnections, forget: Callable[[], object]) -> AsyncGenerator[None, None]:
    """Keeps connections. A loop that ends finishes its async generators while sockets can still be closed."""
    try:
        yield
    finally:
        forget()
        for connection in loop.idle.clear():
            connection.backend.abort()
        await loop.library.sleep(0)  # sockets are closed in the loop's next turn


def _backend(library: AsyncLibrary, engine: Any, watch: ConnectionWatch) -> Any:
    if library.name == "trio":
        from .trio_sockets import TrioBackend

        return TrioBackend(engine, watch)
    from .async_sockets import AsyncioBackend

    return AsyncioBackend(engine, watch)
