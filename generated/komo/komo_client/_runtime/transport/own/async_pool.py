"""Attempts over own connections of an async client: one set for each event loop, because sockets belong to theirs."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Hashable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from ...errors import ConfigurationError
from ...util.async_library import AsyncEvent, AsyncLibrary, TimeLimit, running_library
from ..attempt import error_of, seal
from ..body_streams import AsyncBodyStream, decoded_async
from ..commands import Send, Slot
from ..connections import AsyncConnectionLimit, Connections, load_engine
from ..deadlines import AttemptTimeout
from ..messages import AttemptResult
from ..watch import ConnectionWatch
from .connection import Connection, ConnectionRoute, IdleConnections
from .environment import proxy_for, tls_context
from .exchange import Exchange
from .pool import proxied
from .target import Target
from .waits import WaitLimit, timed

MOST_DRAINED = 64
"""Pieces of an unread body that are taken from the engine."""


class _LoopConnections:
    """The connections of one event loop in one process."""

    def __init__(self, number: int, library: AsyncLibrary) -> None:
        self.process = os.getpid()
        self.async_library = library
        self.limit = AsyncConnectionLimit(number, library)
        self.idle = IdleConnections()
        self.opening: dict[ConnectionRoute, AsyncEvent] = {}
        """Set when others may share the connection that one task opens, or open their own."""
        self.opened: AsyncGenerator[None, None] | None = None

    def end_opening(self, route: ConnectionRoute) -> None:
        """Let those go on that wait for a connection on *route*."""
        opening = self.opening.pop(route, None)
        if opening is not None:
            opening.set()


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
        self._routes: dict[Target, ConnectionRoute] = {}
        self._closed = False
        self._unshared: set[ConnectionRoute] = set()
        """Routes whose servers do not speak HTTP/2."""
        self._loops: dict[Hashable, _LoopConnections] = {}

    def warm_up(self, url: str) -> None:
        """Import the engine, and load certificates if *url* needs them."""
        self._engine = self._engine or load_engine(self._settings)
        if url.startswith("https:"):
            tls_context(self._engine, self._settings)
        import_module(".async_sockets", __package__)  # here, where the event loop is not held up

    def try_reserve(self, *, paced: bool) -> Slot | None:
        """A connection to use, if one is free now; *paced* calls take turns of the loop."""
        self._check_open()
        known = None if paced else self._known()
        return None if known is None else known.limit.take()

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")

    async def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """A connection to use, in the order in which calls asked; *paced* calls take turns of the loop."""
        self._check_open()
        limit = (self._known() or await self._enter()).limit
        if paced:
            await limit.take_turn(seconds)
        return await limit.acquire(seconds, on_wait)

    def _known(self) -> _LoopConnections | None:
        """The connections of the running loop, if a call was made on it before."""
        known = self._loops.get(running_library().loop())
        return known if known is not None and known.process == os.getpid() else None

    async def _enter(self) -> _LoopConnections:
        """The connections of a loop on which no call was made before."""
        for other in [other for other in list(self._loops) if getattr(other, "is_closed", bool)()]:
            self._loops.pop(other, None)  # a loop that did not end properly; without it, its sockets cannot be closed
        library = running_library()
        loop = library.loop()
        known = self._loops[loop] = _LoopConnections(self._settings.limit, library)
        known.opened = _open(known, partial(self._loops.pop, loop, None))
        await anext(known.opened)
        return known

    async def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        self._engine = self._engine or load_engine(self._settings)
        loop = self._known() or await self._enter()
        exchange, end = Exchange(command, self._scrub), time.monotonic() + command.seconds
        limit: TimeLimit | None = None
        waits: WaitLimit | None = None
        try:
            try:
                if self._keeps_time(loop, exchange):
                    return await self._exchange(loop, exchange, end)
                limit = loop.async_library.time_limit(command.seconds)
                waits = WaitLimit(loop.async_library, limit, command.timeout, end) if self._settings.http2 else None
                async with limit:
                    return await self._exchange(loop, exchange, end, waits)
            except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
                self._end_broken(exchange.connection, error)
                if waits is not None and (known := waits.error(self._engine)) is not None:
                    if waits.refused and exchange.progress.phase == "sent":  # an answer says that it was seen
                        exchange.progress.phase = "unsent"
                    return exchange.failed(known)
                return exchange.failed(error, late=limit is not None and limit.expired())
            finally:
                exchange.forget()
                if not exchange.unread:
                    self._give_up(loop, exchange.connection)
                    command.slot.release()
        except BaseException as error:
            exchange.forget()
            seal(error)
            raise

    async def _exchange(
        self, loop: _LoopConnections, exchange: Exchange, end: float, waits: WaitLimit | None = None
    ) -> AttemptResult:
        command, breathe = exchange.command, partial(loop.async_library.sleep, 0)
        connection, response = await self._response(loop, exchange, end, waits)
        waits = waits if connection.shared else None
        encoding = exchange.answered(response)
        raw = aiter(response.stream)
        if command.stream and response.status < 300:
            if not connection.shared:
                connection.backend.end = float("inf")
            sources: list[AsyncIterator[bytes]] = [raw]
            if connection.shared:
                sources.insert(0, timed(raw, loop.async_library, self._engine, command.timeout.get("read")))
            if connection.watch.framed:
                sources.insert(0, _to_the_end(sources[0], exchange))
            exchange.whole = not connection.watch.framed  # as far as the engine knows
            body = decoded_async(sources[0], encoding, breathe=breathe)
            close = partial(self._close_body, loop, exchange, connection, response, raw, (body, *sources))
            return exchange.streamed(AsyncBodyStream(body, close, error_of))
        progress, body = exchange.progress, raw
        if encoding:
            body = decoded_async(raw, encoding, lambda: time.monotonic() > end, breathe, expands=progress.expands)
        try:
            async for chunk in body:
                if progress.receive(chunk):
                    await breathe()
                    if time.monotonic() > end:
                        raise AttemptTimeout(command.late)
                if waits is not None:
                    waits.begin("read")
        except BaseException:
            await _finish(connection, raw, (body,), abort=True)
            raise
        await response.aclose()
        exchange.connection, exchange.whole = None, True
        self._keep(loop, connection, exchange.ended_exactly(connection))
        return exchange.result()

    async def _response(
        self, loop: _LoopConnections, exchange: Exchange, end: float, waits: WaitLimit | None
    ) -> tuple[Connection, Any]:
        """The connection that was used, and the engine's response, its body unread.

        Who waits for a stream of a connection that takes no more goes on to another: nothing has been tried.
        """
        while True:
            if waits is not None:
                waits.begin("connect")
            connection = await self._connection(loop, self._route(exchange.target), exchange.command.timeout, end)
            exchange.connection = connection
            if waits is not None:
                waits.begin()
            shared = waits if connection.shared else None
            request = exchange.request_on(self._engine, connection, shared, asynchronous=True)
            try:
                return connection, await connection.http.handle_async_request(request)
            except Exception as error:  # noqa: BLE001 - told as it is, or as what it means
                waited = connection.shared and exchange.progress.phase == "unsent"
                if not waited or not isinstance(error, self._engine.ConnectionNotAvailable):
                    raise exchange.unanswered(self._engine, error) from error.__cause__
            exchange.connection = None
            self._give_up(loop, connection)

    def _end_broken(self, connection: Connection | None, error: BaseException) -> None:
        """Close a shared connection on which the server broke the protocol: the others would wait for its answers."""
        protocol = type(error).__module__.partition(".")[0] == "h2" or isinstance(
            error, self._engine.LocalProtocolError
        )
        reset = bool(error.args) and type(error.args[0]).__name__ == "StreamClosedError"  # of this request alone
        if connection is not None and connection.shared and protocol and not reset:
            connection.backend.abort()

    def _keeps_time(self, loop: _LoopConnections, exchange: Exchange) -> bool:
        """Whether the sockets keep the end of the attempt, so that no other limit, which costs time, is needed."""
        if loop.async_library.name != "asyncio" or self._settings.http2:
            return False
        return self._route(exchange.target).proxy is None

    def _route(self, target: Target) -> ConnectionRoute:
        """How *target* is reached; the environment is read once."""
        known = self._routes.get(target)
        if known is None:
            known = self._routes[target] = ConnectionRoute(target, proxy_for(target, self._settings))
        return known

    async def _connection(self, loop: _LoopConnections, route: ConnectionRoute, timeout: Any, end: float) -> Connection:
        """An idle connection on *route*, else a new one."""
        if not self._settings.http2 or route in self._unshared or route.proxy or route.target.scheme == "http":
            connection = self._idle_connection(loop, route)
            if connection is None:
                return await self._open(loop, route, timeout, end)
            if not connection.shared:
                connection.backend.end = end
            return connection
        while (connection := self._idle_connection(loop, route)) is None and route in loop.opening:
            await loop.opening[route].wait()
        if connection is not None:
            return connection
        loop.opening[route] = loop.async_library.event()
        try:
            connection = await self._open(loop, route, timeout, end)
        except BaseException:
            loop.end_opening(route)
            raise
        if connection.shared:
            connection.users = 1
            connection.on_begun = partial(_share, loop, connection)
        else:
            self._unshared.add(route)
            loop.end_opening(route)
        return connection

    def _idle_connection(self, loop: _LoopConnections, route: ConnectionRoute) -> Connection | None:
        connection, stale = loop.idle.take(route)
        if connection is None:
            stale += loop.idle.overdue(loop.limit.free)
        for one in stale:
            one.backend.abort()
        return connection

    async def _open(self, loop: _LoopConnections, route: ConnectionRoute, timeout: Any, end: float) -> Connection:
        engine, settings, target = self._engine, self._settings, route.target
        watch = ConnectionWatch()
        backend = _backend(loop.async_library, engine, watch)
        backend.end = end
        seconds = timeout.get("connect")
        origin = engine.Origin(target.scheme.encode(), target.host.encode(), target.port)
        if route.proxy is not None:
            watch.patience = seconds
            http = proxied(engine.AsyncHTTPProxy, engine.AsyncSOCKSProxy, engine, route, origin, settings, backend)
            return Connection(route, origin, http, backend, watch, traced=True)
        try:
            stream = await backend.connect_tcp(target.host, target.port, seconds)
            if target.scheme == "https":
                stream = await stream.start_tls(tls_context(engine, settings), target.host, seconds)
        except BaseException:
            backend.abort()
            raise
        if watch.framed:
            backend.end = float("inf")  # each of the requests has its own
            http = engine.AsyncHTTP2Connection(origin=origin, stream=stream)
        else:
            http = engine.AsyncHTTP11Connection(origin=origin, stream=stream)
        return Connection(route, origin, http, backend, watch, traced=watch.framed, shared=watch.framed)

    def _keep(self, loop: _LoopConnections, connection: Connection, usable: bool) -> None:
        """Keep *connection* for the next request if it is *usable*, else close it."""
        if connection.on_begun is not None:  # its first request has not
            loop.end_opening(connection.route)
        if not loop.idle.put_back(connection, usable=usable and not self._closed):
            connection.backend.abort()

    async def _close_body(
        self, loop: _LoopConnections, exchange: Exchange, connection: Connection, response: Any, raw: Any, wrappers: Any
    ) -> None:
        """End an answer that was streamed."""
        usable = False
        try:
            usable = exchange.ended_exactly(connection)
            await _finish(connection, raw, wrappers, abort=not usable)
            await response.aclose()
        finally:
            self._keep(loop, connection, usable)
            exchange.command.slot.release()

    def _give_up(self, loop: _LoopConnections, connection: Connection | None) -> None:
        """End the use of a connection whose answer was not read to its end."""
        if connection is not None:
            self._keep(loop, connection, usable=False)

    async def close(self) -> None:
        """Close the running loop's connections; those of other loops end with them."""
        self._closed = True
        known = self._loops.pop(running_library().loop(), None)
        if known is not None and known.process == os.getpid() and known.opened is not None:
            await known.opened.aclose()


def _share(loop: _LoopConnections, connection: Connection) -> None:
    """Let other requests use *connection*; before, the engine's does not survive that the first one is cancelled."""
    connection.on_begun = None
    loop.idle.share(connection)
    loop.end_opening(connection.route)


async def _to_the_end(body: AsyncIterable[bytes], exchange: Exchange) -> AsyncIterator[bytes]:
    """*body*; then the answer of *exchange* is whole."""
    async for chunk in body:
        yield chunk
    exchange.whole = True


async def _open(loop: _LoopConnections, forget: Callable[[], object]) -> AsyncGenerator[None, None]:
    """Keeps connections. A loop that ends finishes its async generators while sockets can still be closed."""
    try:
        yield
    finally:
        forget()
        for connection in loop.idle.clear():
            connection.backend.abort()
        await loop.async_library.sleep(0)  # sockets are closed in the loop's next turn


async def _finish(connection: Connection, raw: Any, wrappers: tuple[Any, ...], *, abort: bool) -> None:
    """Let the generators of a body end, which may not have been read to its end: trio warns of those that do not.

    Parameters:
        raw: the engine's. wrappers: those around it, outermost first.
        abort: whether the connection is of no use afterwards; if not, all of its answer has been received.
    """
    for wrapper in wrappers:
        if wrapper is not raw:
            await wrapper.aclose()
    if connection.shared:
        await raw.aclose()
        return
    if abort:
        connection.backend.abort()
    with suppress(Exception):  # without its socket it ends soon, unless many tiny chunks came with one read
        left = MOST_DRAINED
        async for _ in raw:
            left -= 1
            if not left:
                break
        await raw.aclose()


def _backend(library: AsyncLibrary, engine: Any, watch: ConnectionWatch) -> Any:
    if library.name == "trio":
        from .trio_sockets import TrioBackend

        return TrioBackend(engine, watch)
    from .async_sockets import AsyncioBackend

    return AsyncioBackend(engine, watch)
