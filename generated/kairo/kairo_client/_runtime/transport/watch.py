"""Watches the bytes of one connection: whether a request was begun, and whether its answer ended where it should.

Bytes beyond the end of an answer belong to no request. If the connection were used again, they would be taken for the
answer to the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .messages import AttemptProgress

LONGEST_LINE = 1 << 16
"""Bytes of a line between two chunks; a longer one is not looked at."""

LONGEST_HEAD = 1 << 17
"""Bytes of an answer's head, of which the engine takes fewer; the end of a longer one is not looked for."""


class ConnectionWatch:
    """Sees what a stream writes and reads."""

    __slots__ = (
        "_body",
        "_chunked",
        "_in_head",
        "_pending",
        "_progress",
        "begun",
        "framed",
        "on_goaway",
        "patience",
        "streams",
        "unwanted",
        "uploads",
    )

    def __init__(self) -> None:
        self.framed = False
        """Whether the bytes are frames of HTTP/2, which say themselves where an answer ends."""
        self.on_goaway: Callable[[int], None] | None = None
        """Called with the last stream of a server that goes away."""
        self.patience: float | None = None
        """Seconds for each wait for which the engine names none: it does not while it speaks with a proxy."""
        self.streams = 0
        """Requests of HTTP/2 that are under way."""
        self.uploads: dict[int, bool] = {}
        """Streams whose requests are not sent to their end, and whether they have their whole answer."""
        self.unwanted: set[int] = set()
        """Of those, the ones whose rest the server does not want."""
        self._progress: AttemptProgress | None = None
        self.restart()

    def begin(self, progress: AttemptProgress | None) -> None:
        """Expect another request; the phase of *progress* is set before its first byte is written."""
        self._progress = progress
        self.restart()

    def restart(self) -> None:
        """Forget what was read: it was not the answer to a request, but a proxy's."""
        self.begun = False
        """Whether a byte was written since."""
        self._pending: bytes = b""
        self._in_head = True
        self._body = 0
        self._chunked: _ChunkedBody | None = None

    def begin_after_answer(self) -> None:
        """Bytes are about to be written: after an answer, they begin another request."""
        if not self._in_head:
            self.restart()

    def goes_away(self, last_stream: int) -> None:
        """The server takes no request after *last_stream*."""
        if self.on_goaway is not None:
            self.on_goaway(last_stream)

    def beside(self) -> int:
        """Requests of HTTP/2 that are under way besides the one that reads."""
        return max(0, self.streams - 1)

    def answered(self, stream: int) -> None:
        """The answer on *stream* has ended."""
        if stream in self.uploads:
            self.uploads[stream] = True

    def was_reset(self, stream: int) -> bool:
        """Whether the reset of *stream* says no more than that the rest of its request is not wanted."""
        if not self.uploads.get(stream):
            return False
        self.unwanted.add(stream)
        return True

    def end_upload(self, stream: int) -> None:
        """The request on *stream* was sent, or is given up."""
        self.uploads.pop(stream, None)
        self.unwanted.discard(stream)

    def wrote(self) -> None:
        """Bytes are about to be written."""
        self.begun = True
        if self._progress is not None and self._progress.phase == "unsent":
            self._progress.begin()

    def wrote_nothing(self) -> None:
        """None of them was, nor any before."""
        self.begun = False
        if self._progress is not None and self._progress.phase == "sent":
            self._progress.phase = "unsent"

    def received(self, data: bytes) -> None:
        """*data* was read."""
        if self.framed:
            return
        if self._in_head:
            data = self._pending + data
            while (end := data.find(b"\r\n\r\n")) >= 0 and data[9:10] == b"1":  # an interim answer
                data = data[end + 4 :]
            if end < 0 and len(data) <= LONGEST_HEAD:
                self._pending = data
                return
            self._in_head, self._pending = False, b""
            if end < 0:
                self._body = -1  # it ends nowhere
                return
            if b"chunked" in data[:end].lower():
                self._chunked = _ChunkedBody()
            data = data[end + 4 :]
        elif self._body < 0:
            return
        self._body += len(data)
        if self._chunked is not None:
            self._chunked.feed(data)

    def ended_exactly(self, method: str, status: int, headers: Mapping[str, str]) -> bool:
        """Whether an answer that was read to its end is all that was read."""
        if self.framed:
            return True
        if self._in_head or self._body < 0:
            return False
        if method == "HEAD" or status in (204, 304):
            return not self._body
        if "transfer-encoding" in headers:  # with a length besides, two readers may disagree about the end
            return self._chunked is not None and self._chunked.ended_exactly and "content-length" not in headers
        return headers.get("content-length") == str(self._body)


class _ChunkedBody:
    """Finds the end of a body of chunks (RFC 9112, 7.1)."""

    __slots__ = ("_done", "_line", "_skip", "_surplus", "_trailers")

    def __init__(self) -> None:
        self._line = b""
        self._skip = 0
        """Bytes of the current chunk that are still to come, the line end after it included."""
        self._trailers = self._done = self._surplus = False

    @property
    def ended_exactly(self) -> bool:
        return self._done and not self._surplus

    def feed(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            if self._done:
                self._surplus = True
                return
            if self._skip:
                step = min(self._skip, len(data) - position)
                self._skip -= step
                position += step
                continue
            end = data.find(b"\n", position)
            if end < 0:
                self._line += data[position : position + LONGEST_LINE]
                return
            self._end_of_line((self._line + data[position:end]).strip())
            self._line = b""
            position = end + 1

    def _end_of_line(self, line: bytes) -> None:
        if self._trailers:
            self._done = not line
            return
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            self._done = self._surplus = True
            return
        self._trailers = size == 0
        self._skip = size + 2 if size > 0 else 0
