"""Blocking sockets as the engine takes them: each operation may take the rest of the attempt, never more.

A server that trickles resets a timeout for each silence; the attempt's end is not moved by anything. The sockets do not
block; a thread that has to wait does so for all that can happen.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, TypeVar

from ..deadlines import remaining, run_within
from .watch import ConnectionWatch

T = TypeVar("T")

SOCKET_OPTIONS: tuple[tuple[int, int, int], ...] = (
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),  # a long-running call may be silent for longer than a router waits
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5))
        if hasattr(socket, name)
    ),
)
"""Options of every socket, besides the caller's."""

WRITTEN_AT_ONCE = 1 << 16
"""Bytes; a timeout is for so many of a body, however long it takes as a whole."""

_AGAIN = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_RECORD = 1 << 14
_FINAL = (b"2", b"3", b"4", b"5")


def is_final(head: bytes | bytearray) -> bool:
    """Whether *head* begins an answer that is not an interim one."""
    return head.startswith(b"HTTP/1.") and head[9:10] in _FINAL


def ready(file: Any, *, read: bool = False, write: bool = False, seconds: float | None = 0) -> tuple[bool, bool]:
    """Whether *file* can be read and written, as soon as either can that is asked for; both False after *seconds*."""
    descriptor = file.fileno()
    if descriptor < 0:
        return True, True
    if not hasattr(select, "poll"):
        readable, writable, failed = select.select([file] * read, [file] * write, [file], seconds)
        return bool(readable or failed), bool(writable)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN * read | select.POLLOUT * write)
    found = poll.poll(None if seconds is None else max(0, int(seconds * 1000) + 1) if seconds else 0)
    events = found[0][1] if found else 0
    return bool(events & ~select.POLLOUT), bool(events & (select.POLLOUT | select.POLLHUP | select.POLLERR))


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
        """The socket that was opened last, or wrapped in TLS."""
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
            if rest is None or _is_address(host):
                made = connect()
            else:  # name resolution takes no timeout, and each address of a name would get the whole of it
                made = run_within(rest, connect, lambda late: late.close())
        except TimeoutError as error:
            remaining(None)
            raise self._engine.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise self._engine.ConnectError(str(error)) from error
        for option in (*SOCKET_OPTIONS, *(socket_options or ())):
            made.setsockopt(*option)
        made.setblocking(False)
        self.stream = SocketStream(self, made, self._engine, self._watch)
        return self.stream

    def abort(self) -> None:
        """Close the socket, if it was opened."""
        if self.stream is not None:
            self.stream.close()

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        return self.stream is None or bool(self.stream.get_extra_info("is_readable"))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class SocketStream:
    """One connected socket, plain or with TLS."""

    def __init__(self, backend: SocketBackend, sock: Any, engine: Any, watch: ConnectionWatch) -> None:
        self._backend = backend
        self._socket = sock
        self._engine = engine
        self._watch = watch
        self._ahead = b""
        """Read while writing."""
        self.shared = False
        """Whether several requests use it at once."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end."""
        data, self._ahead = self._ahead, b""
        if not data:
            receive = lambda: self._socket.recv(max_bytes)  # noqa: E731
            data = self._do(receive, timeout, self._engine.ReadTimeout, self._engine.ReadError, wait=True)
        self._watch.received(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*; a server that answers instead of reading has no use for the rest."""
        if not buffer:
            return
        self._watch.wrote()
        view = memoryview(buffer)
        while view:
            try:
                sent = self._socket.send(view)
            except _AGAIN as again:
                self._wait_to_write(again, timeout)
            except OSError as error:
                raise self._engine.WriteError(str(error)) from error
            else:
                view = view[sent:]

    def _wait_to_write(self, again: BaseException, timeout: float | None) -> None:
        reading = isinstance(again, ssl.SSLWantReadError)
        look = not self.shared and not reading
        readable, writable = ready(self._socket, read=look or reading, write=not reading, seconds=remaining(timeout))
        if not readable and not writable:
            remaining(None)
            raise self._engine.WriteTimeout("nothing could be written in time")
        if readable and look and not writable:
            self._read_ahead()

    def _read_ahead(self) -> None:
        """Look at what came while we were writing: it may be an answer already."""
        try:
            data = self._socket.recv(_RECORD)
        except _AGAIN:
            return
        except OSError as error:
            raise self._engine.WriteError(str(error)) from error
        self._ahead += data
        if not data or is_final(self._ahead):
            raise self._engine.WriteError("the server answered before it had read the request")

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> SocketStream:
        """The same connection with TLS."""
        try:
            if isinstance(self._socket, ssl.SSLSocket):
                wrapped: Any = _TlsInTls(self._socket, ssl_context, server_hostname)
            else:
                wrapped = ssl_context.wrap_socket(
                    self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
                )
            stream = SocketStream(self._backend, wrapped, self._engine, self._watch)
            self._socket = wrapped  # which has taken the socket over
            engine = self._engine
            stream._do(wrapped.do_handshake, timeout, engine.ConnectTimeout, engine.ConnectError)
        except BaseException:
            self.close()
            raise
        self._watch.restart()
        self._backend.stream = stream
        return stream

    def _do(
        self,
        action: Callable[[], T],
        timeout: float | None,
        late: type[Exception],
        broken: type[Exception],
        *,
        wait: bool = False,
    ) -> T:
        """The result of *action*, which is tried whenever the socket is ready; *wait*: it is not at first."""
        wait = wait and not isinstance(self._socket, ssl.SSLSocket | _TlsInTls)
        write = False
        while True:
            if wait and not any(ready(self._socket, read=not write, write=write, seconds=remaining(timeout))):
                remaining(None)
                raise late("no data came in time")
            wait = True
            try:
                return action()
            except _AGAIN as again:
                write = isinstance(again, ssl.SSLWantWriteError)
            except OSError as error:
                raise broken(str(error)) from error

    def close(self) -> None:
        """Close it."""
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """``is_readable``: whether it has ended, or holds bytes that nobody has asked for."""
        if info == "is_readable":
            return self._has_ended()
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket | _TlsInTls) else None
        if info == "socket":
            return self._socket
        return None

    def _has_ended(self) -> bool:
        if self._ahead:
            return True
        if not ready(self._socket, read=True)[0]:
            return False
        if not isinstance(self._socket, ssl.SSLSocket):
            return True
        try:  # it may be a session ticket
            self._ahead = self._socket.recv(1)
        except _AGAIN:
            return False
        except OSError:
            pass
        return True


class _TlsInTls:
    """TLS to a server inside of TLS to its proxy, which ``SSLContext.wrap_socket`` cannot make."""

    def __init__(self, sock: Any, context: ssl.SSLContext, server_hostname: str | None) -> None:
        self._socket = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self._unsent = memoryview(b"")
        self.fileno = sock.fileno
        self.close = sock.close
        self.selected_alpn_protocol = self._object.selected_alpn_protocol

    def do_handshake(self) -> None:
        self._pump(self._object.do_handshake)

    def recv(self, size: int) -> bytes:
        try:
            return self._pump(lambda: self._object.read(size))
        except ssl.SSLZeroReturnError:
            return b""

    def send(self, data: memoryview) -> int:
        self._flush()
        return self._pump(lambda: self._object.write(data[:_RECORD]))

    def _pump(self, action: Callable[[], T]) -> T:
        """The result of *action*; raises as a socket that does not block."""
        while True:
            try:
                result = action()
            except ssl.SSLWantReadError:
                self._flush()
                data = self._socket.recv(_RECORD)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                with suppress(*_AGAIN):  # the rest goes before what is sent or awaited next
                    self._flush()
                return result

    def _flush(self) -> None:
        """Send what is encrypted; raises where the socket takes no more."""
        while self._unsent or self._outgoing.pending:
            self._unsent = self._unsent or memoryview(self._outgoing.read())
            self._unsent = self._unsent[self._socket.send(self._unsent) :]
