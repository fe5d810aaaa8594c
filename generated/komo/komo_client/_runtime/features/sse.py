"""Parsers of streamed answers: server-sent events as the WHATWG HTML standard defines them, and lines of JSON.

They are fed bytes as they arrive and do no I/O.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..util.server_text import integer, parse_json

_LINE = re.compile(r"\r\n|\n|\r")


class ServerSentEvent(NamedTuple):
    """One event of a ``text/event-stream``."""

    data: str
    event: str = "message"
    """The event's type."""
    id: str = ""
    """The last id that the server sent, with this event or one before it."""

    def json(self) -> Any:
        """The data as a JSON value; raises ValueError when it is not JSON."""
        return parse_json(self.data)


class EventParser:
    """Parses a ``text/event-stream``: an event ends with an empty line, and is none without it; see `unended`."""

    def __init__(self) -> None:
        self.last_id = ""
        """The value of ``Last-Event-ID`` for a request that continues this stream."""
        self.retry: int | None = None
        """Milliseconds that the server asks to wait before that request; None when it does not say."""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest: list[str] = []
        self._returned = False
        """Whether the last chunk ended in a carriage return, so that a line feed that follows belongs to it."""
        self._begun = False
        self._data: list[str] = []
        self._event = ""

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that *chunk* completes."""
        text = self._decode(chunk)
        if not self._begun and text:
            self._begun, text = True, text.removeprefix("\ufeff")
        text = "\r" * self._returned + text
        self._returned = text.endswith("\r")
        *lines, rest = _LINE.split(text[:-1] if self._returned else text)
        for line in lines:
            yield from self._line("".join([*self._rest, line]))
            self._rest.clear()
        self._rest.append(rest)

    def end(self) -> Iterator[ServerSentEvent]:
        """The events that the end of the stream completes."""
        if self._returned:
            yield from self._line("".join(self._rest))
            self._rest.clear()
        self._rest.append(self._decode(b"", final=True))

    def unended(self) -> ServerSentEvent | None:
        """After `end`: the event whose data had begun and that was not ended, or None."""
        field, _, value = "".join(self._rest).partition(":")
        if field and "data".startswith(field):  # the line, or even the name, may be cut off
            self._data.append(value.removeprefix(" "))
        return self._made() if self._data else None

    def _made(self) -> ServerSentEvent:
        return ServerSentEvent("\n".join(self._data), self._event or "message", self.last_id)

    def _line(self, line: str) -> Iterator[ServerSentEvent]:
        if not line:
            if self._data:
                yield self._made()
            self._data, self._event = [], ""
            return
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._event = value
        elif field == "id" and "\0" not in value:
            self.last_id = value
        elif field == "retry" and (milliseconds := integer(value)) is not None:
            self.retry = milliseconds


class LineParser:
    """Parses lines of JSON: the last need not end (see `unended`), empty ones and record separators are left out."""

    last_id = ""
    retry = None

    def __init__(self) -> None:
        self._rest: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The lines that *chunk* completes."""
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            yield from self._line(line)
        self._rest.append(rest)

    def end(self) -> Iterator[str]:
        """Nothing: what `unended` returns is left."""
        yield from ()

    def unended(self) -> str | None:
        """The last line, which need not end."""
        return next(self._line(b""), None)

    def _line(self, last: bytes) -> Iterator[str]:
        text = b"".join([*self._rest, last]).decode("utf-8", "replace").strip(" \t\r\x1e\ufeff")
        self._rest.clear()
        if text:
            yield text


class ByteParser:
    """Passes bytes on as they arrive."""

    last_id = ""
    retry = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The *chunk* itself."""
        if chunk:
            yield chunk

    def end(self) -> Iterator[bytes]:
        """Nothing."""
        yield from ()

    def unended(self) -> None:
        """Nothing."""
        return
