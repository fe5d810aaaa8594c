"""Servers on loopback that take their time in every way there is: what a deadline is measured against."""

from __future__ import annotations

import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PACE = 0.02
"""Seconds between two pieces of what is trickled."""

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-api-version: 1\r\n"

Talk = Callable[[socket.socket], None]
"""What a server does with one connection."""


@contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """The port of a server that does *talk* with every connection, and then keeps it open."""
    over = threading.Event()
    connections: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def serve(connection: socket.socket) -> None:
        with suppress(OSError):
            talk(connection)

    def accept() -> None:
        while not over.is_set():
            with suppress(OSError):
                connection, _ = listener.accept()
                connections.append(connection)
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    door = threading.Thread(target=accept, daemon=True)
    door.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        _end(listener)
        door.join(timeout=5.0)  # what it has just let in is among the connections now
        for connection in connections:
            _end(connection)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for it
    one.close()


@contextmanager
def deaf() -> Iterator[int]:
    """A port whose connections are never accepted: its queue is full, so that connecting hangs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            with suppress(OSError):
                filler.connect(listener.getsockname())
            fillers.append(filler)
        time.sleep(0.05)
        try:
            yield listener.getsockname()[1]
        finally:
            for filler in fillers:
                filler.close()


@contextmanager
def held_file() -> Iterator[Path]:
    """A file of rate limits that another process does not release."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budgets"
        holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield path
        finally:
            holder.execute("ROLLBACK")
            holder.close()


def silence(connection: socket.socket) -> None:
    """Nothing is read, nothing said."""


def trickle(begin: bytes, piece: bytes, *, heard: bool = True) -> Talk:
    """Say *begin* at once, once a request is *heard* (or without one), and one *piece* after the other for ever."""

    def talk(connection: socket.socket) -> None:
        if heard:
            _request(connection)
        connection.sendall(begin)
        while True:
            connection.sendall(piece)
            time.sleep(PACE)

    return talk


def saying(answer: bytes, *, after: float = 0.0) -> Talk:
    """Give the same *answer* to each request, some seconds *after* it."""

    def talk(connection: socket.socket) -> None:
        while _request(connection):
            time.sleep(after)
            connection.sendall(answer)

    return talk


def sip(connection: socket.socket) -> None:
    """Read what is sent, a little at a time."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while connection.recv(1024):
        time.sleep(PACE)


def _request(connection: socket.socket) -> bytes:
    """The head of the next request; a body comes along with it or is left unread."""
    head = b""
    while b"\r\n\r\n" not in head and (data := connection.recv(65536)):
        head += data
    return head
