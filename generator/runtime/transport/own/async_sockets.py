"""Sockets of asyncio as the engine takes them: each operation may take the rest of the attempt, never more."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from ..deadlines import ATTEMPT_OVER, AttemptTimeout
from .sockets import SOCKET_OPTIONS, WRITTEN_AT_ONCE, is_final, ready
from .watch import ConnectionWatch

MOST_BUFFERED = 1 << 18
"""Bytes that are received before anybody asks for them; then the server has to wait."""


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
                    happy_eyeballs_delay=0.25,
                )
        except TimeoutError as error:
            self.remaining(None)
            kind = self._engine.ConnectTimeout if limit.expired() else self._engine.ConnectError
            raise kind(str(error) or "not connected in time") from error
        except OSError as error:
            raise self._engine.ConnectError(str(error)) from error
        sock = stream.get_extra_info("socket")
        for option in (*SOCKET_OPTIONS, *(socket_options or ())):
            sock.setsockopt(*option)
        self.stream = stream
        return stream

    def abort(self) -> None:
        """Close the socket, if it was opened."""
        if self.stream is not None:
            self.stream.abort()

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        return self.stream is None or bool(self.stream.get_extra_info("is_readable"))


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
        self._waiter: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._end = 0.0
        self.shared = False
        """Whether several requests use it at once."""

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is connected, or TLS begins."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        self._received += data
        if len(self._received) > MOST_BUFFERED and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """The server sends nothing more."""
        self._ended = True
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
        self._ended, self._fault = True, exc
        self._full = False
        self._wake()

    # What the engine calls.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end."""
        if not self._received:
            await self._until(lambda: bool(self._received) or self._ended, timeout, self._engine.ReadTimeout)
            if not self._received and self._fault is not None:
                raise self._engine.ReadError(str(self._fault)) from self._fault
        data = bytes(self._received) if len(self._received) <= max_bytes else bytes(self._received[:max_bytes])
        del self._received[: len(data)]
        if self._paused and len(self._received) < MOST_BUFFERED // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        self._watch.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*; a server that answers instead of reading has no use for the rest."""
        if not buffer:
            return
        self._watch.wrote()
        if self._transport is None or self._transport.is_closing():
            raise self._engine.WriteError(str(self._fault or "the connection is closed"))
        view = memoryview(buffer)
        for start in range(0, len(buffer), WRITTEN_AT_ONCE):
            self._transport.write(view[start : start + WRITTEN_AT_ONCE])
            while self._full:
                before = len(self._received)
                changed = lambda seen=before: not self._full or len(self._received) > seen or self._ended  # noqa: E731
                await self._until(changed, timeout, self._engine.WriteTimeout)
                if self._full and not self.shared and (self._ended or is_final(self._received)):
                    raise self._engine.WriteError("the server answered before it had read the request")
            if self._fault is not None:
                raise self._engine.WriteError(str(self._fault)) from self._fault

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncioStream:
        """The same connection with TLS."""
        assert self._transport is not None
        limit = asyncio.timeout(self._backend.remaining(timeout))
        try:
            async with limit:
                made = await self._loop.start_tls(self._transport, self, ssl_context, server_hostname=server_hostname)
        except BaseException as error:
            self.abort()
            if isinstance(error, TimeoutError) and limit.expired():
                self._backend.remaining(None)
                raise self._engine.ConnectTimeout("no TLS in time") from error
            if isinstance(error, OSError):
                raise self._engine.ConnectError(str(error)) from error
            raise
        if made is None:
            raise self._engine.ConnectError("the server closed the connection instead of TLS")
        self._transport = made
        self._watch.restart()
        return self

    async def aclose(self) -> None:
        """Close it."""
        self.abort()

    def abort(self) -> None:
        """Close it now: what is not sent yet is not sent."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._transport is not None:
            self._transport.abort()

    def get_extra_info(self, info: str) -> Any:
        """``is_readable``: whether it has ended, or holds bytes that nobody has asked for."""
        transport = self._transport
        if info == "is_readable":
            if transport is None or transport.is_closing() or self._ended or self._received:
                return True
            return ready(transport.get_extra_info("socket"), read=True)[0]
        if transport is None:
            return None
        return transport.get_extra_info("ssl_object" if info == "ssl_object" else info)

    async def _until(self, done: Callable[[], bool], timeout: float | None, late: type[Exception]) -> None:
        """Wait until *done*, for *timeout* seconds at most."""
        rest = self._backend.remaining(timeout)
        end = float("inf") if rest is None else self._loop.time() + rest
        while not done():
            self._waiter = self._loop.create_future()
            self._set_alarm(end)
            try:
                await self._waiter
            finally:
                self._waiter = None
                self._end = float("inf")
            if not done() and self._loop.time() >= end:
                self._backend.remaining(None)
                raise late("nothing happened on the connection in time")

    def _set_alarm(self, end: float) -> None:
        """Wake the waiter at *end*. One timer serves all waits of a connection: most end long before."""
        self._end = end
        if self._alarm is not None and self._alarm.when() > end:
            self._alarm.cancel()
            self._alarm = None
        if self._alarm is None and end != float("inf"):
            self._alarm = self._loop.call_at(end, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._loop.time() >= self._end:
            self._wake()
        elif self._end != float("inf"):
            self._alarm = self._loop.call_at(self._end, self._ring)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
