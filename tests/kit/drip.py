"""A server on loopback whose answers come in pieces, when a test lets them, and that notices when it is hung up on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple


class Asked(NamedTuple):
    """One request."""

    target: str
    headers: dict[str, str]
    body: bytes


class Drip:
    """Sends *pieces* as chunks of one answer; with *held*, the answer does not end by itself."""

    def __init__(self, pieces: Sequence[bytes], media_type: str, *, held: bool = False, broken: bool = False) -> None:
        self.pieces, self.media_type, self.held, self.broken = pieces, media_type, held, broken
        self.status = "200 OK"
        self.fail = 0
        """So many answers are failures."""
        self.forget = False
        """Bodies are counted, not kept."""
        self.asked: list[Asked] = []
        self.hung_up = threading.Event()
        self.open = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self.open += 1
        with suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
            while self._answer(connection, stream):
                pass
        self.open -= 1
        self.hung_up.set()

    def _answer(self, connection: socket.socket, stream: object) -> bool:
        line = stream.readline().decode()  # type: ignore[attr-defined]
        if not line:
            return False
        headers: dict[str, str] = {}
        while said := stream.readline().decode().strip():  # type: ignore[attr-defined]
            name, _, value = said.partition(":")
            headers[name.lower()] = value.strip()
        body = _count(stream, headers) if self.forget else _body(stream, headers)
        self.asked.append(Asked(line.split()[1], headers, body))
        status, self.fail = ("503 X", self.fail - 1) if self.fail else (self.status, 0)
        head = f"HTTP/1.1 {status}\r\ncontent-type: {self.media_type}\r\ntransfer-encoding: chunked\r\n\r\n"
        connection.sendall(head.encode())
        for piece in self.pieces:
            connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if self.held:
            connection.recv(1)  # until the other side hangs up
            return False
        if not self.broken:
            connection.sendall(b"0\r\n\r\n")
        return not self.broken


def _count(stream: object, headers: dict[str, str]) -> bytes:
    """Read a body of known length, and forget it."""
    left = int(headers.get("content-length", 0))
    while left:
        left -= len(stream.read(min(left, 65536)))  # type: ignore[attr-defined]
    return b""


def _body(stream: object, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return stream.read(int(headers.get("content-length", 0)))  # type: ignore[attr-defined,no-any-return]
    parts = []
    while size := int(stream.readline(), 16):  # type: ignore[attr-defined]
        parts.append(stream.read(size))  # type: ignore[attr-defined]
        stream.readline()  # type: ignore[attr-defined]
    stream.readline()  # type: ignore[attr-defined]
    return b"".join(parts)


@contextmanager
def dripping(*pieces: bytes, media_type: str = "text/event-stream", **how: bool) -> Iterator[Drip]:
    """A running server."""
    server = Drip(pieces, media_type, **how)
    try:
        yield server
    finally:
        server.close()
