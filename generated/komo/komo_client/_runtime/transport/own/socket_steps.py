"""Steps on sockets that do not block, for a thread or a task of trio: each waits where a step says what for.

A thread or task that waits does so for all that can happen: a server may answer before it has read the request.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from ..watch import ConnectionWatch
from .frames import FrameReader, wanted

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

MOST_AHEAD = 1 << 18
"""Bytes that are received before anybody asks for them; then the server has to wait."""

_AGAIN = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_RECORD = 1 << 14
_FINAL = (b"2", b"3", b"4", b"5")


class Interest(NamedTuple):
    """Reason of a step to wait: until a socket can be read, or written, or either."""

    read: bool
    write: bool


READ, WRITE = Interest(read=True, write=False), Interest(read=False, write=True)

Steps = Generator[Interest, tuple[bool, bool], T]
"""Yields what is waited for, is sent whether the socket can be read and written, and returns the result."""


def is_final(data: bytes | bytearray) -> bool:
    """Whether *data* begins an answer that is not an interim one, after interim ones perhaps."""
    while data[9:10] == b"1" and (end := data.find(b"\r\n\r\n")) >= 0:
        data = data[end + 4 :]
    return data.startswith(b"HTTP/1.") and data[9:10] in _FINAL


def ready(file: Any, interest: Interest, seconds: float | None = 0) -> tuple[bool, bool]:
    """Whether *file* can be read and written, as soon as either can that is asked for; both False after *seconds*."""
    descriptor = file.fileno()
    if descriptor < 0:
        return True, True
    read, write = interest
    if not hasattr(select, "poll"):
        readable, writable, failed = select.select([file] * read, [file] * write, [file], seconds)
        return bool(readable or failed), bool(writable)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN * read | select.POLLOUT * write)
    found = poll.poll(None if seconds is None else max(0, int(seconds * 1000) + 1) if seconds else 0)
    events = found[0][1] if found else 0
    return bool(events & ~select.POLLOUT), bool(events & (select.POLLOUT | select.POLLHUP | select.POLLERR))


def tls_failure(error: OSError) -> str:
    """*error* of a TLS handshake in words, and the mend where a certificate is not trusted."""
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in _NOT_TRUSTED:
        return f"{error}; name the certificates to trust: connections=Connections(verify=path), or SSL_CERT_FILE"
    return str(error) or "the server closed the connection instead of TLS"


_NOT_TRUSTED = (18, 19, 20, 21)
"""OpenSSL's codes of a certificate whose issuer is not known."""


def without_dot(host: str | None) -> str | None:
    """*host* as certificates and SNI name it (RFC 6066, 3): the dot at the end of an absolute name is no part of it."""
    return host and host.rstrip(".")


class SteppedSocket:
    """One connected socket, plain or with TLS.

    Parameters:
        engine: whose exceptions are raised.
        watch: sees what is written and read.
    """

    def __init__(self, sock: Any, engine: Any, watch: ConnectionWatch) -> None:
        self._socket = sock
        self._engine = engine
        self._watch = watch
        self._plain = type(sock) is socket.socket
        self._ahead = bytearray()
        """Read before anybody asked for it."""
        self._frames = FrameReader(watch.goes_away, watch.beside, watch.answered, watch.was_reset)
        self.cut = False
        """Whether frames could not be sent: then none is sent any more, and what has come is still read."""

    def reading(self, max_bytes: int) -> Steps[bytes]:
        """The next bytes; empty at the end."""
        if self._watch.framed:
            return (yield from self._reading_frame(max_bytes))
        data = bytes(self._ahead)
        if data:
            self._ahead.clear()
        else:
            if self._plain:  # TLS may hold some that are decrypted
                yield READ
            data = yield from self._trying(lambda: self._socket.recv(max_bytes), self._engine.ReadError)
        self._watch.received(data)
        return data

    def _reading_frame(self, max_bytes: int) -> Steps[bytes]:
        while not (frame := self._frames.next(self._ahead, max_bytes)):
            data = yield from self._trying(lambda: self._socket.recv(max_bytes), self._engine.ReadError)
            if not data:
                return b""
            self._ahead += data
        return frame

    def writing(self, buffer: bytes) -> Steps[None]:
        """Send all of *buffer*; a server that answers instead of reading has no use for the rest."""
        if self.cut:
            return
        if self._watch.unwanted:
            buffer = wanted(buffer, self._watch.unwanted)
        first = self._plain and not self._watch.begun
        self._watch.wrote()
        view = memoryview(buffer)
        while view:
            try:
                sent = self._socket.send(view)
            except _AGAIN as again:
                yield from self._room(again)
            except OSError as error:
                if first and len(view) == len(buffer):
                    self._watch.wrote_nothing()
                    raise self._engine.ConnectError(str(error)) from error  # a WriteError may be followed by an answer
                if self._watch.framed:
                    self.cut = True
                    return
                raise self._engine.WriteError(str(error)) from error
            else:
                view = view[sent:]

    def _room(self, again: BaseException) -> Steps[None]:
        """Wait until more can be written, and look at what comes meanwhile."""
        if isinstance(again, ssl.SSLWantReadError):
            yield READ
            return
        look = not self._watch.framed and len(self._ahead) < MOST_AHEAD
        readable, writable = yield Interest(look, write=True)
        if readable and not writable and look:
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

    def wrapping(self, ssl_context: ssl.SSLContext, server_hostname: str | None) -> Steps[Any]:
        """The socket with TLS; this object is of no use afterwards."""
        host = without_dot(server_hostname)
        if self._plain:
            wrapped: Any = ssl_context.wrap_socket(
                self._socket, server_hostname=host, do_handshake_on_connect=False, suppress_ragged_eofs=False
            )
        else:
            wrapped = _TlsInTls(self._socket, ssl_context, host)
        self._socket, self._plain = wrapped, False  # which has taken the socket over
        yield from self._trying(wrapped.do_handshake, self._engine.ConnectError, tls_failure)
        self._watch.restart()
        self._watch.framed = wrapped.selected_alpn_protocol() == "h2"
        return wrapped

    @staticmethod
    def _trying(action: Callable[[], T], broken: type[Exception], words: Callable[[OSError], str] = str) -> Steps[T]:
        """The result of *action*, which is tried again whenever the socket is ready."""
        while True:
            try:
                return action()
            except _AGAIN as again:
                interest = WRITE if isinstance(again, ssl.SSLWantWriteError) else READ
            except OSError as error:
                raise broken(words(error)) from error
            yield interest

    def get_extra_info(self, info: str) -> Any:
        """``is_readable``: whether it has ended, or holds bytes that nobody has asked for."""
        if info == "is_readable":
            return self._has_ended()
        if info == "ssl_object":
            return None if self._plain else self._socket
        if info == "socket":
            return self._socket
        return None

    def _has_ended(self) -> bool:
        if self._plain:
            return bool(self._ahead) or ready(self._socket, READ)[0]
        framed = self._watch.framed
        while framed or not self._ahead:
            try:
                data = self._socket.recv(_RECORD)
            except _AGAIN:  # what came may be a session ticket
                return framed and not self._frames.leaves_usable(self._ahead)
            except OSError:
                return True
            self._ahead += data
            if not data or len(self._ahead) > MOST_AHEAD:
                return True
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
