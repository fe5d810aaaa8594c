"""A connection of the unruly server that speaks HTTP/2, over TLS."""

from __future__ import annotations

import gzip
import math
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, PingAckReceived, RequestReceived, StreamEnded
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings
from hyperframe.frame import GoAwayFrame

from tests.sweeps.faults.unruly import PATIENCE, Connection, Taken, Unruly
from tests.sweeps.framing import decoded
from tests.sweeps.tls import Secured, serving

FAREWELL = 0.02
"""Seconds between a GOAWAY and the end of its connection, in which streams that it leaves alone may end."""
OPEN = 65_535
"""Bytes by which a window is opened."""
HIGHEST = 2**31 - 1
"""The highest id of a stream."""


class _Request(NamedTuple):
    came: float
    headers: dict[str, str]
    body: bytearray


class Http2(Connection):
    """Streams side by side: a thread reads, and each stream is answered by one of its own."""

    def __init__(self, server: Unruly, plain: socket.socket) -> None:
        super().__init__(plain)
        self._server = server
        self._wire = Secured(plain, serving(("h2",)))
        self._made = server.next_step() if server.next_step().door == "anew" else None
        self.crippled = self._made is not None and self._made.window == math.inf
        self._state = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._lock = threading.Lock()
        self._requests: dict[int, _Request] = {}
        self._acknowledged = threading.Event()
        self._gone = threading.Event()
        self._highest = 0
        """Of the streams that were taken."""
        self._last = HIGHEST
        """Later streams are not looked at."""

    def talk(self) -> None:
        try:
            self._wire.handshake()
            self._introduce()
            while (data := self._wire.recv(65_536)) and self._heard(data):
                self._send()
        finally:
            self._gone.set()

    def leave(self) -> None:
        with suppress(OSError):
            self._go_away(self._highest, 0)

    def _introduce(self) -> None:
        made = self._made
        if made is not None and made.late:
            self._gone.wait(made.late)
        if made is not None and made.streams:
            self._state.local_settings = Settings(
                client=False, initial_values={SettingCodes.MAX_CONCURRENT_STREAMS: made.streams}
            )
        self._state.initiate_connection()
        if made is not None and made.window:
            self._state.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 0})
        self._send()

    def _heard(self, data: bytes) -> bool:
        with self._lock:
            try:
                events = self._state.receive_data(data)
            except ProtocolError:  # after a GOAWAY of the other side, say
                return False
        for event in events:
            self._happened(event)
        return True

    def _happened(self, event: Event) -> None:
        if isinstance(event, RequestReceived):
            self._requests[event.stream_id] = _Request(time.monotonic(), dict(event.headers), bytearray())
            if self._made is not None and 0 < self._made.window < math.inf:
                threading.Timer(self._made.window, self._open_window, (event.stream_id,)).start()
        elif isinstance(event, DataReceived):
            self._requests[event.stream_id].body.extend(event.data)
            with self._lock, suppress(ProtocolError):
                self._state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, StreamEnded):
            threading.Thread(target=self._one, args=(event.stream_id,), daemon=True).start()
        elif isinstance(event, PingAckReceived):
            self._acknowledged.set()

    def _open_window(self, stream: int) -> None:
        with suppress(ProtocolError, OSError, KeyError):  # the stream may be over
            with self._lock:
                self._state.increment_flow_control_window(OPEN, stream)
            self._send()

    def _one(self, stream: int) -> None:
        """Answer one request."""
        came, headers, body = self._requests.pop(stream)
        with self._server.lock:
            if stream > self._last:
                self._server.too_late(headers)
                return
            taken = self._server.take(headers, bytes(body), came, self)
            below = stream - 2 if self._highest < stream else self._highest
            if taken.step.work or "goaway" not in taken.step.end:
                self._highest = max(self._highest, stream)
            if "goaway" in taken.step.end:
                self._last = {"below": below, "stream": max(self._highest, stream), "above": HIGHEST}[taken.step.last]
            elif not taken.kept:
                self._last = self._highest
        with suppress(ProtocolError, OSError):
            self._reply(stream, taken)

    def _reply(self, stream: int, taken: Taken) -> None:
        step = taken.step
        body = gzip.compress(taken.body, mtime=0) if "gzip" in step.framing else taken.body
        length = max(0, len(body) + step.announced)
        if step.end == "goaway first":
            self._go_away(self._last, step.code)
        if not step.end or step.cut:
            head = {":status": str(taken.status), "content-type": "application/json", "x-api-version": "1"}
            head |= dict(line.split(": ", 1) for line in taken.headers)
            head |= {"content-encoding": "gzip"} if "gzip" in step.framing else {}
            head |= {} if "chunked" in step.framing else {"content-length": str(length)}
            with self._lock:
                self._state.send_headers(stream, list(head.items()))
            self._send()
        sent = b""
        for piece in _pieces(body[: int(len(body) * step.cut)] if step.end else body, taken, length):
            self._data(stream, piece)
            sent += piece
            if step.announced and len(sent) == min(length, len(body)):
                self._settle()  # the next frame contradicts Content-Length, and spoils what is unread
            if len(sent) <= length and step.end != "goaway first":  # the h2 library reads nothing behind a GOAWAY
                self._shown(taken, sent)
            if step.pace:
                time.sleep(step.pace)
        self._end(stream, taken)

    def _end(self, stream: int, taken: Taken) -> None:
        step = taken.step
        if step.end == "reset":
            self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.hang_up()
            self.plain.close()
        elif step.end == "silence":
            if self._gone.wait(PATIENCE):
                return
            self.hang_up()
        elif step.end == "reset stream":
            with self._lock:
                self._state.reset_stream(stream, step.code)
            self._send()
        elif step.end == "goaway":
            self._go_away(self._last, step.code)
            time.sleep(FAREWELL)
            self._stop()
        elif step.end == "hang up":
            self._stop()
        else:
            with self._lock:
                self._state.end_stream(stream)
            self._send()
        if step.end == "goaway first":
            self._stop()
        elif not taken.kept and step.end in ("", "reset stream"):
            time.sleep(FAREWELL)  # a client that reads an answer and GOAWAY at once may not get at the answer
            self.leave()
            self._stop()

    def _go_away(self, last: int, code: int) -> None:
        """Told as a frame of its own: the state machine would take it for the end."""
        self._last = min(self._last, last)
        frame = GoAwayFrame(0, last_stream_id=last, error_code=code)
        self._wire.sendall(frame.serialize())

    def _stop(self) -> None:
        """Hang up, so that what was sent arrives: what the other side still says is read and forgotten."""
        self._last = 0
        with suppress(OSError):
            self.plain.shutdown(socket.SHUT_WR)
        if not self._gone.wait(PATIENCE):
            self.hang_up()

    def _data(self, stream: int, piece: bytes) -> None:
        with self._lock:
            self._state.send_data(stream, piece)
        self._send()

    def _shown(self, taken: Taken, sent: bytes) -> None:
        if taken.shows and taken.token in decoded(sent, taken.step.framing):
            taken.show()

    def _settle(self) -> None:
        """Wait until the other side has taken in what was sent: it answers a PING."""
        self._acknowledged.clear()
        with self._lock:
            self._state.ping(b"heard it")
        self._send()
        if not self._acknowledged.wait(PATIENCE):
            raise OSError("hung up on")

    def _send(self) -> None:
        with self._lock:
            self._wire.sendall(self._state.data_to_send())


def _pieces(sent: bytes, taken: Taken, announced: int) -> Iterator[bytes]:
    """The payloads of DATA frames; one ends where Content-Length says that the body does."""
    size = 1 if taken.step.pace else 13 if "chunked" in taken.step.framing else 16_384
    for part in (sent[:announced], sent[announced:]):
        for start in range(0, len(part), size):
            yield part[start : start + size]
