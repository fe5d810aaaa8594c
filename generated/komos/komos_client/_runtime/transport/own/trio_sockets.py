"""Sockets of trio as the engine takes them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TypeVar

import trio

from ..watch import ConnectionWatch
from .socket_steps import SOCKET_OPTIONS, Interest, SteppedSocket, Steps

T = TypeVar("T")


class TrioBackend:
    """Opens the sockets of one connection.

    Parameters:
        engine: whose exceptions are raised.
        watch: sees what is written and read.
    """

    def __init__(self, engine: Any, watch: ConnectionWatch) -> None:
        self._engine = engine
        self._watch = watch
        self.stream: TrioStream | None = None
        """The socket that was opened."""
        self.end = float("inf")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> TrioStream:
        """A socket that is connected to *host*."""
        try:
            with trio.fail_after(float("inf") if timeout is None else timeout):
                made = await trio.open_tcp_stream(host, port, local_address=local_address)
        except trio.TooSlowError as error:
            raise self._engine.ConnectTimeout("not connected in time") from error
        except OSError as error:
            raise self._engine.ConnectError(_reason(error)) from error
        sock = socket.socket(fileno=made.socket.detach())
        sock.setblocking(False)
        self.stream = TrioStream(sock, self._engine, self._watch)
        for option in (*SOCKET_OPTIONS, *(socket_options or ())):
            sock.setsockopt(*option)
        return self.stream

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


def _reason(error: OSError) -> str:
    """The first of the reasons that trio has collected, one for each address of a name."""
    cause = error.__cause__
    return str(next(iter(getattr(cause, "exceptions", ())), cause or error))


class TrioStream(SteppedSocket):
    """A socket for tasks of trio."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end."""
        return await self._run(self.reading(max_bytes), timeout, self._engine.ReadTimeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*."""
        if not buffer or self.cut:
            return
        if self._plain and not self._watch.begun and self._has_ended():
            raise self._engine.ConnectError("the server closed the connection before the request was sent")
        try:
            await self._run(self.writing(buffer), timeout, self._engine.WriteTimeout)
        except BaseException:
            if self._watch.framed:  # what follows half a frame cannot be read
                self.abort()
            raise

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> TrioStream:
        """The same connection with TLS."""
        try:
            await self._run(self.wrapping(ssl_context, server_hostname), timeout, self._engine.ConnectTimeout)
        except BaseException:
            self.abort()
            raise
        return self

    async def _run(self, steps: Steps[T], timeout: float | None, late: type[Exception]) -> T:
        """The result of *steps*, each of which may wait for *timeout* seconds."""
        await trio.lowlevel.checkpoint()
        timeout = self._watch.patience if timeout is None else timeout
        try:
            interest, found = next(steps), (False, False)
            while True:
                with trio.move_on_after(float("inf") if timeout is None else timeout) as limit:
                    found = await _ready(self._socket, interest)
                if limit.cancelled_caught:
                    raise late("nothing happened on the connection in time")
                interest = steps.send(found)
        except StopIteration as end:
            result: T = end.value
            return result
        except trio.ClosedResourceError as error:
            raise self._engine.ReadError("the connection is closed") from error

    async def aclose(self) -> None:
        """Close it."""
        self.abort()

    def abort(self) -> None:
        """Close it now."""
        self.cut = self._watch.framed
        with suppress(RuntimeError):  # outside of trio nobody waits for it
            trio.lowlevel.notify_closing(self._socket)
        self._socket.close()


async def _ready(sock: Any, interest: Interest) -> tuple[bool, bool]:
    """Whether *sock* can be read and written, as soon as either can that is asked for."""
    if not interest.write:
        await trio.lowlevel.wait_readable(sock)
        return True, False
    if not interest.read:
        await trio.lowlevel.wait_writable(sock)
        return False, True
    found = [False, False]

    async def wait(index: int, until: Any) -> None:
        await until(sock)
        found[index] = True
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(wait, 0, trio.lowlevel.wait_readable)
        nursery.start_soon(wait, 1, trio.lowlevel.wait_writable)
    return found[0], found[1]
