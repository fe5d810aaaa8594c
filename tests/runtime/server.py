"""A small server on loopback that misbehaves on request, for what only real sockets can prove."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

OK = b'{"run":{"id":"run_1","status":"RUNNING"}}'


class Seen(NamedTuple):
    """One request as it arrived."""

    at: float
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Reaction(NamedTuple):
    """What the server does with one request."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = OK
    delay: float = 0.0
    """Seconds before anything is sent."""
    drop: str = ""
    """``before``: hang up without doing the work; ``after``: do it, then hang up; ``read``: hang up before reading."""
    cut: int | None = None
    """Hang up after so many bytes of the body."""
    trickle: str = ""
    """``headers`` or ``body``: send that part byte by byte."""
    pace: float = 0.05
    """Seconds between trickled bytes."""


Script = Callable[[Seen, int], Reaction]


class Server:
    """Answers each request as *script* says; counts what was executed.

    Parameters:
        path: of a Unix socket, in place of a port.
    """

    def __init__(self, script: Script, path: Path | None = None) -> None:
        self.script = script
        self.seen: list[Seen] = []
        self.executed = self.connections = 0
        self._lock = threading.Lock()
        self._stopped = False
        self.host, self.port = "127.0.0.1", 0
        if path is None:
            self._listener = socket.create_server((self.host, 0), backlog=128)
            self.port = self._listener.getsockname()[1]
        else:
            self._listener = socket.create_server(str(path), family=socket.AF_UNIX, backlog=128)
        self.url = f"http://{self.host}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._stopped = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        if connection.family != socket.AF_UNIX:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
            while self._answer(connection, stream):
                pass

    def _answer(self, connection: socket.socket, stream: object) -> bool:
        line = stream.readline().decode()  # type: ignore[attr-defined]
        if not line:
            return False
        method, target, _ = line.split(" ")
        headers: dict[str, str] = {}
        while (line := stream.readline().decode().strip()) != "":  # type: ignore[attr-defined]
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        body = stream.read(length)  # type: ignore[attr-defined]
        if len(body) < length:
            return False
        seen = Seen(time.monotonic(), method, target, headers, body)
        with self._lock:
            self.seen.append(seen)
            number = len(self.seen)
        reaction = self.script(seen, number)
        if reaction.drop == "before":
            return False
        if reaction.status < 400:
            with self._lock:
                self.executed += 1
        if reaction.drop == "after":
            return False
        return self._reply(connection, reaction)

    def _reply(self, connection: socket.socket, reaction: Reaction) -> bool:
        self._pause(reaction.delay)
        head = [f"HTTP/1.1 {reaction.status} X", f"content-length: {len(reaction.body)}", "x-api-version: 1"]
        if not any(name.lower() == "content-type" for name, _ in reaction.headers):
            head.append("content-type: application/json")
        head += [f"{name}: {value}" for name, value in reaction.headers]
        start = ("\r\n".join(head) + "\r\n\r\n").encode()
        self._send(connection, start, reaction.pace if reaction.trickle == "headers" else 0.0)
        self._send(connection, reaction.body[: reaction.cut], reaction.pace if reaction.trickle == "body" else 0.0)
        return reaction.cut is None

    def _send(self, connection: socket.socket, data: bytes, pace: float) -> None:
        if not pace:
            connection.sendall(data)
            return
        for byte in data:
            connection.sendall(bytes([byte]))
            self._pause(pace)
            if self._stopped:
                raise OSError

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopped and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))


@contextmanager
def serving(script: Script | Reaction | None = None, path: Path | None = None) -> Iterator[Server]:
    """A running server that reacts as *script* says (or always the same way)."""
    reaction = script if isinstance(script, Reaction) else Reaction()
    server = Server(
        script if callable(script) and not isinstance(script, Reaction) else lambda seen, number: reaction, path
    )
    try:
        yield server
    finally:
        server.close()


def in_turn(*reactions: Reaction) -> Script:
    """The first request gets the first reaction, and so on; the last one stays."""
    return lambda seen, number: reactions[min(number, len(reactions)) - 1]


def unused() -> str:
    """A URL where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def endless(head: bytes, piece: bytes = b" " * 65536, *, after: bytes = b"") -> Iterator[str]:
    """A server whose answer never ends."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection = listener.accept()[0]
                with suppress(OSError), connection:
                    connection.recv(65536)
                    connection.sendall(head + after)
                    while piece or connection.recv(65536):
                        connection.sendall(piece)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
