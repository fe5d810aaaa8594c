"""Servers on loopback that take their time in every way there is: what a deadline is measured against."""

from __future__ import annotations

import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes
from hyperframe.frame import ContinuationFrame, DataFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, SettingsFrame

from tests.sweeps.tls import Secured, serving

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


class Stream:
    """A request that came by HTTP/2, and what a server may do about it."""

    def __init__(self, wire: Secured, state: H2Connection, id: int) -> None:
        self.wire, self.state, self.id = wire, state, id

    def frames(self, *frames: Frame) -> None:
        """Send frames as they are, past the state machine."""
        self.wire.sendall(b"".join(frame.serialize() for frame in frames))

    def head(self, status: int, headers: Mapping[str, str] = {}, *, last: bool = False) -> None:
        given = {":status": str(status), "content-type": "application/json", "x-api-version": "1", **headers}
        self.state.send_headers(self.id, list(given.items()), end_stream=last)
        self.send()

    def send(self) -> None:
        self.wire.sendall(self.state.data_to_send())


React = Callable[[Stream], None]
"""What a server does about the headers of a request by HTTP/2."""


def http2(react: React, *, streams: int = 100, greets: bool = True) -> Talk:
    """A server that speaks HTTP/2 over TLS; bodies are not read, so that their window stays as it is."""

    def talk(connection: socket.socket) -> None:
        wire = Secured(connection, serving(("h2",)))
        wire.handshake()
        if not greets:
            return
        state = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        state.initiate_connection()
        state.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: streams})
        with suppress(ProtocolError):
            wire.sendall(state.data_to_send())
            while data := wire.recv(65_536):
                requests = [event for event in state.receive_data(data) if isinstance(event, RequestReceived)]
                wire.sendall(state.data_to_send())
                for request in requests:
                    react(Stream(wire, state, request.stream_id))

    return talk


def endless(make: Callable[[int], Sequence[Frame]], *, answered: bool = False) -> React:
    """The same frames again and again, after the head of an answer or in place of it."""

    def react(stream: Stream) -> None:
        if answered:
            stream.head(200)
        while True:
            stream.frames(*make(stream.id))
            time.sleep(PACE)

    return react


def a_frame_in_sips(stream: Stream) -> None:
    """A frame of 100 bytes, of which each comes alone."""
    stream.head(200)
    for byte in DataFrame(stream.id, b" " * 100).serialize():
        stream.wire.sendall(bytes([byte]))
        time.sleep(PACE)


def a_header_block_without_end(stream: Stream) -> None:
    """HEADERS, and CONTINUATION after CONTINUATION."""
    stream.frames(HeadersFrame(stream.id, b"\x88"))
    while True:
        stream.frames(ContinuationFrame(stream.id, b""))
        time.sleep(PACE)


def a_window_in_sips(stream: Stream) -> None:
    """The window of a body grows a little at a time."""
    while True:
        for id in (0, stream.id):
            stream.state.increment_flow_control_window(1_024, id or None)
        stream.send()
        time.sleep(PACE)


def refusing(code: int, *, after: float) -> React:
    """Each stream is reset."""

    def react(stream: Stream) -> None:
        time.sleep(after)
        stream.state.reset_stream(stream.id, code)
        stream.send()

    return react


def answering(status: int, headers: Mapping[str, str] = {}, *, after: float = 0.0) -> React:
    """Each request is answered, without a body."""

    def react(stream: Stream) -> None:
        time.sleep(after)
        stream.head(status, headers, last=True)

    return react


def pings(stream: int) -> Sequence[Frame]:
    return [PingFrame(0, b"are you?")]


def settings(stream: int) -> Sequence[Frame]:
    return [SettingsFrame(0)]


def empty_data(stream: int) -> Sequence[Frame]:
    return [DataFrame(stream, b"")]


def little_data(stream: int) -> Sequence[Frame]:
    return [DataFrame(stream, b" ")]


def farewells(stream: int) -> Sequence[Frame]:
    return [GoAwayFrame(0, last_stream_id=stream)]


def interim(stream: Stream) -> None:
    """Interim answers without end."""
    while True:
        stream.head(103)
        time.sleep(PACE)


def nothing(stream: Stream) -> None:
    """No answer."""


def _request(connection: socket.socket) -> bytes:
    """The head of the next request; a body comes along with it or is left unread."""
    head = b""
    while b"\r\n\r\n" not in head and (data := connection.recv(65536)):
        head += data
    return head
