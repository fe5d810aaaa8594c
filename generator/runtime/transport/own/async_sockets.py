"""Sockets of asyncio as the engine takes them: each operation may take the rest of the attempt, never more."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from ...util.async_library import running_library
from ..deadlines import ATTEMPT_OVER, AttemptTimeout
from ..watch import ConnectionWatch
from .frames import FrameReader, wanted
from .socket_steps import MOST_AHEAD, READ, SOCKET_OPTIONS, is_final, ready, tls_failure, without_dot
from .sockets import is_address

WRITTEN_AT_ONCE = 1 << 16
"""Bytes; a timeout is for so many of a body, however long it takes as a whole."""

_NEVER = float("inf")


class AsyncioBackend:
    """Opens the sockets of one connection.

    Parameters:
        engine: whose exceptions are raised.
        watch: sees what is written and read.
    """

    def __init__(self, engine: Any, watch: ConnectionWatch) -> None:
        self._engine = engine
        self._watch = watch
        self.stream: AsyncioStream | None = None
        """The socket that was opened."""
        self.end = float("inf")
        """The moment at which the attempt must be over, in monotonic seconds."""

    def remaining(self, timeout: float | None) -> float | None:
        """*timeout*, or the rest of the attempt if that is less; raises `AttemptTimeout` without a rest."""
        rest = self.end - time.monotonic()
        if rest <= 0:
            raise AttemptTimeout(ATTEMPT_OVER)
        return (None if rest == float("inf") else rest) if timeout is None else min(timeout, rest)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncioStream:
        """A socket that is connected to *host*."""
        loop = asyncio.get_running_loop()
        source = None if local_address is None else (local_address, 0)
        limit = asyncio.timeout(self.remaining(timeout))
        try:
            async with limit:
                _, stream = await loop.create_connection(
                    lambda: AsyncioStream(self, loop, self._engine, self._watch),
                    host,
                    port,
                    local_addr=source,
                    happy_eyeballs_delay=None if is_address(host) else 0.25,
                )
        except TimeoutError as error:
            self.remaining(None)
            kind = self._engine.ConnectTimeout if limit.expired() else self._engine.ConnectError
            raise kind(str(error) or "not connected in time") from error
        except OSError as error:
            raise self._engine.ConnectError(str(error)) from error
        self.stream = stream
        sock = stream.get_extra_info("socket")
        for option in (*SOCKET_OPTIONS, *(socket_options or ())):
            sock.setsockopt(*option)
        return stream

    def abort(self) -> None:
        """Close the socket, if it was opened."""
        if self.stream is not None:
            self.stream.abort()

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        return self.stream is None or bool(self.stream.get_extra_info("is_readable"))

    def is_cut(self) -> bool:
        """Whether frames could not be sent."""
        return self.stream is not None and self.stream.cut


class AsyncioStream(asyncio.Protocol):
    """One connected socket, plain or with TLS; it is its own protocol, so that a read costs one future."""

    def __init__(
        self, backend: AsyncioBackend, loop: asyncio.AbstractEventLoop, engine: Any, watch: ConnectionWatch
    ) -> None:
        self._backend = backend
        self._loop = loop
        self._engine = engine
        self._watch = watch
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._ended = False
        self._paused = False
        """Whether the server has to wait."""
        self._full = False
        """Whether we have to."""
        self._fault: BaseException | None = None
        self._reading = _Wait(loop)
        self._writing = _Wait(loop)
        self._frames = FrameReader(watch.goes_away, watch.beside, watch.answered, watch.was_reset)
        self.cut = False
        """Whether frames could not be sent: then none is sent any more, and what has come is still read."""

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is connected, or TLS begins."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        self._received += data
        if len(self._received) > MOST_AHEAD and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """The server sends nothing more."""
        self._ended = True
        tls = None if self._transport is None else self._transport.get_extra_info("ssl_object")
        if tls is not None and not _said_goodbye(tls):
            self._fault = ConnectionResetError("TLS ended without close_notify: the answer may be cut off")
        self._wake()
        return False

    def pause_writing(self) -> None:
        """The socket takes no more."""
        self._full = True

    def resume_writing(self) -> None:
        """It does again."""
        self._full = False
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed."""
        self._ended, self._fault = True, self._fault or exc
        self._full = False
        self._wake()

    # What the engine calls.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end."""
        while not (data := self._next(max_bytes)):
            if self._ended:
                if self._fault is not None:
                    raise self._engine.ReadError(str(self._fault)) from self._fault
                return b""
            seen = len(self._received)
            come = lambda seen=seen: self._ended or len(self._received) > seen  # noqa: E731
            if not await self._until(self._reading, come, timeout):
                raise self._engine.ReadTimeout("nothing was received in time")
        if self._paused and len(self._received) < MOST_AHEAD // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        self._watch.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*; a server that answers instead of reading has no use for the rest."""
        if self._watch.framed:
            await self._take_in()
        if self._watch.unwanted:
            buffer = wanted(buffer, self._watch.unwanted)
        if not buffer or self.cut:
            return
        try:
            await self._write(buffer, timeout)
        except self._engine.WriteError:
            if not self._watch.framed:
                raise
            self.cut = True

    async def _write(self, buffer: bytes, timeout: float | None) -> None:
        transport, watch = self._transport, self._watch
        closed = transport is None or transport.is_closing()
        if not watch.begun and not watch.framed and (closed or self._ended or self._received):
            # Not a WriteError, after which the engine looks for an answer.
            raise self._engine.ConnectError("the server closed the connection before the request was sent")
        if transport is None or closed:
            raise self._engine.WriteError(str(self._fault or "the connection is closed"))
        watch.wrote()
        view = memoryview(buffer)
        size = len(buffer) if watch.framed else WRITTEN_AT_ONCE  # what followed half a frame could not be read
        for start in range(0, len(buffer), size):
            transport.write(view[start : start + size])
            while self._full:
                before = len(self._received)
                changed = lambda seen=before: not self._full or len(self._received) > seen or self._ended  # noqa: E731
                if not await self._until(self._writing, changed, timeout):
                    raise self._engine.WriteTimeout("nothing could be written in time")
                if self._full and not watch.framed and (self._ended or is_final(self._received)):
                    raise self._engine.WriteError("the server answered before it had read the request")
            if self._fault is not None:
                raise self._engine.WriteError(str(self._fault)) from self._fault

    async def _take_in(self) -> None:
        """Let the loop read what has come: a transport that cannot write takes in nothing more."""
        transport = self._transport
        while transport is not None and not (self._paused or self._ended or transport.is_closing()):
            if not ready(transport.get_extra_info("socket"), READ)[0]:
                return
            await running_library().sleep(0)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncioStream:
        """The same connection with TLS."""
        assert self._transport is not None
        if self._received:  # without TLS anybody may have said it
            self.abort()
            raise self._engine.ConnectError("the server sent more than the answer that TLS should follow")
        limit = asyncio.timeout(self._backend.remaining(timeout))
        try:
            async with limit:
                made = await self._loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=without_dot(server_hostname)
                )
        except BaseException as error:
            self.abort()
            if isinstance(error, TimeoutError) and limit.expired():
                self._backend.remaining(None)
                raise self._engine.ConnectTimeout("no TLS in time") from error
            if isinstance(error, OSError):
                raise self._engine.ConnectError(tls_failure(error)) from error
            raise
        if made is None:
            raise self._engine.ConnectError("the server closed the connection instead of TLS")
        self._transport = made
        self._watch.restart()
        self._watch.framed = made.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
        return self

    async def aclose(self) -> None:
        """Close it."""
        self.abort()

    def abort(self) -> None:
        """Close it now: what is not sent yet is not sent."""
        self.cut = self._watch.framed
        self._reading.stop()
        self._writing.stop()
        if self._transport is not None:
            self._transport.abort()

    def get_extra_info(self, info: str) -> Any:
        """``is_readable``: whether it has ended, or holds bytes that nobody has asked for."""
        transport = self._transport
        if info == "is_readable":
            if transport is None or transport.is_closing() or self._ended:
                return True
            if self._received and not (self._watch.framed and self._frames.leaves_usable(self._received)):
                return True
            return ready(transport.get_extra_info("socket"), READ)[0]
        if transport is None:
            return None
        return transport.get_extra_info("ssl_object" if info == "ssl_object" else info)

    async def _until(self, wait: _Wait, done: Callable[[], bool], timeout: float | None) -> bool:
        """Wait until *done*, for *timeout* seconds at most; whether it is."""
        rest = self._backend.remaining(self._watch.patience if timeout is None else timeout)
        if await wait.until(done, _NEVER if rest is None else self._loop.time() + rest):
            return True
        self._backend.remaining(None)
        return False

    def _next(self, most: int) -> bytes:
        """Received bytes that can be handed on, *most* at once."""
        received = self._received
        if self._watch.framed:
            return self._frames.next(received, most)
        data = bytes(received) if len(received) <= most else bytes(received[:most])
        del received[: len(data)]
        return data

    def _wake(self) -> None:
        self._reading.wake()
        self._writing.wake()


class _Wait:
    """The wait of one task at a time. One timer serves all waits of a connection: most end long before."""

    __slots__ = ("_alarm", "_end", "_future", "_loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._future: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._end = _NEVER

    async def until(self, done: Callable[[], bool], end: float) -> bool:
        """Wait until *done*, and at most until the moment *end* of the loop's clock; whether it is."""
        while not done():
            self._future = self._loop.create_future()
            self._set_alarm(end)
            try:
                await self._future
            finally:
                self._future, self._end = None, _NEVER
            if not done() and self._loop.time() >= end:
                return False
        return True

    def wake(self) -> None:
        """Let the task look again."""
        if self._future is not None and not self._future.done():
            self._future.set_result(None)

    def stop(self) -> None:
        """Keep no timer."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _set_alarm(self, end: float) -> None:
        """Wake the task at *end*."""
        self._end = end
        if self._alarm is not None and self._alarm.when() > end:
            self.stop()
        if self._alarm is None and end != _NEVER:
            self._alarm = self._loop.call_at(end, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._loop.time() >= self._end:
            self.wake()
        elif self._end != _NEVER:
            self._alarm = self._loop.call_at(self._end, self._ring)


def _said_goodbye(tls: ssl.SSLObject) -> bool:
    """Whether the server ended TLS, so that nobody else can have cut the connection."""
    try:
        return tls.read(1) == b""
    except ssl.SSLError:
        return False
