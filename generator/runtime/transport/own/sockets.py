"""Blocking sockets as the engine takes them: each operation may take the rest of the attempt, never more.

A server that trickles resets a timeout for each silence; the attempt's end is not moved by anything.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, TypeVar

from ..deadlines import remaining, run_within
from ..watch import ConnectionWatch
from .socket_steps import SOCKET_OPTIONS, SteppedSocket, Steps, ready

T = TypeVar("T")


class SocketBackend:
    """Opens the sockets of one connection.

    Parameters:
        engine: whose exceptions are raised.
        watch: sees what is written and read.
    """

    def __init__(self, engine: Any, watch: ConnectionWatch) -> None:
        self._engine = engine
        self._watch = watch
        self.stream: SocketStream | None = None
        """The socket that was opened."""
        self.end = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> SocketStream:
        """A socket that is connected to *host*."""
        rest = remaining(timeout)
        source = None if local_address is None else (local_address, 0)

        def connect() -> socket.socket:
            return socket.create_connection((host, port), rest, source)

        try:
            if rest is None or is_address(host):
                made = connect()
            else:  # name resolution takes no timeout, and each address of a name would get the whole of it
                made = run_within(rest, connect, lambda late: late.close())
        except TimeoutError as error:
            remaining(None)
            raise self._engine.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise self._engine.ConnectError(str(error)) from error
        self.stream = SocketStream(made, self._engine, self._watch)
        for option in (*SOCKET_OPTIONS, *(socket_options or ())):
            made.setsockopt(*option)
        made.setblocking(False)
        return self.stream

    def abort(self) -> None:
        """Close the socket, if it was opened."""
        if self.stream is not None:
            self.stream.close()

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        return self.stream is None or bool(self.stream.get_extra_info("is_readable"))

    def is_cut(self) -> bool:
        """Whether frames could not be sent."""
        return self.stream is not None and self.stream.cut


def is_address(host: str) -> bool:
    """Whether *host* is an address, which needs no resolution."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class SocketStream(SteppedSocket):
    """A socket for a thread."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end."""
        return self._run(self.reading(max_bytes), timeout, self._engine.ReadTimeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*."""
        if buffer:
            self._run(self.writing(buffer), timeout, self._engine.WriteTimeout)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> SocketStream:
        """The same connection with TLS."""
        try:
            self._run(self.wrapping(ssl_context, server_hostname), timeout, self._engine.ConnectTimeout)
        except BaseException:
            self.close()
            raise
        return self

    def _run(self, steps: Steps[T], timeout: float | None, late: type[Exception]) -> T:
        """The result of *steps*, each of which may wait for *timeout* seconds."""
        remaining(None)
        timeout = self._watch.patience if timeout is None else timeout
        try:
            interest = next(steps)
            while True:
                found = ready(self._socket, interest, remaining(timeout))
                if not any(found):
                    remaining(None)
                    raise late("nothing happened on the connection in time")
                interest = steps.send(found)
        except StopIteration as end:
            result: T = end.value
            return result

    def close(self) -> None:
        """Close it."""
        self._socket.close()
