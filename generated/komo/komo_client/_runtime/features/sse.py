"""Parsers of streamed answers: server-sent events as the WHATWG HTML standard defines them, and lines of JSON.

They are fed bytes as they arrive and do no I/O.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any, NamedTuple

from ..util.server_text import integer, parse_json

MOST_OF_ITEM = 16 << 20
"""Bytes of one event or line, unless the caller has raised the bound of answers."""

_LINE = re.compile(r"\r\n|\n|\r")


class ItemTooLarge(ValueError):
    """An event or a line is larger than the caller wants to read.

    Parameters:
        partial: its beginning.
    """

    def __init__(self, most: int, partial: str) -> None:
        super().__init__(f"more than {most} bytes of one item")
        self.partial = partial


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
    """Parses a ``text/event-stream``: an event ends with an empty line, and is none without it; see `unended`.

    Parameters:
        most: characters of one event.
    """

    def __init__(self, most: int = MOST_OF_ITEM) -> None:
        self._most = most
        self._size = 0
        """Characters of the event's data, and of the line that is not whole."""
        self.last_id = ""
        """The value of ``Last-Event-ID`` for a request that continues this stream."""
        self.retry: int | None = None
        """Milliseconds that the server asks to wait before that request; None when it does not say."""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = StringIO()
        """The line that is not whole."""
        self._returned = False
        """Whether the last chunk ended in a carriage return, so that a line feed that follows belongs to it."""
        self._begun = False
        self._data: list[str] = []
        self._event = ""

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that *chunk* completes; raises `ItemTooLarge` after them."""
        text = self._decode(chunk)
        if not self._begun and text:
            self._begun, text = True, text.removeprefix("\ufeff")
        text = "\r" * self._returned + text
        self._returned = text.endswith("\r")
        *lines, rest = _LINE.split(text[:-1] if self._returned else text)
        for line in lines:
            yield from self._line(self._whole(line))
        self._rest.write(rest)
        self._bound(len(rest))

    def end(self) -> Iterator[ServerSentEvent]:
        """The events that the end of the stream completes."""
        if self._returned:
            yield from self._line(self._whole(""))
        self._rest.write(self._decode(b"", final=True))

    def unended(self) -> ServerSentEvent | None:
        """After `end`: the event whose data had begun and that was not ended, or None."""
        field, _, value = self._whole("").partition(":")
        if field and "data".startswith(field):  # the line, or even the name, may be cut off
            self._data.append(value.removeprefix(" "))
        return self._made() if self._data else None

    def _whole(self, last: str) -> str:
        """The line that ends with *last*."""
        self._rest.write(last)
        line = self._rest.getvalue()
        self._size -= len(line) - len(last)
        self._rest = StringIO()
        return line

    def _bound(self, more: int) -> None:
        """Raise `ItemTooLarge` if the event, with *more* characters, is too large."""
        self._size += more
        if self._size > self._most:
            raise ItemTooLarge(self._most, "\n".join([*self._data, self._rest.getvalue()])[: self._most])

    def _made(self) -> ServerSentEvent:
        return ServerSentEvent("\n".join(self._data), self._event or "message", self.last_id)

    def _line(self, line: str) -> Iterator[ServerSentEvent]:
        if not line:
            if self._data:
                yield self._made()
            self._data, self._event, self._size = [], "", 0
            return
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
            self._bound(len(line) + 1)
        elif field == "event":
            self._event = value
        elif field == "id" and "\0" not in value:
            self.last_id = value
        elif field == "retry" and (milliseconds := integer(value)) is not None:
            self.retry = milliseconds


class LineParser:
    """Parses lines of JSON: the last need not end (see `unended`), empty ones and record separators are left out.

    Parameters:
        most: bytes of one line.
    """

    last_id = ""
    retry = None

    def __init__(self, most: int = MOST_OF_ITEM) -> None:
        self._most = most
        self._rest = bytearray()
        """The line that is not whole."""

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The lines that *chunk* completes; raises `ItemTooLarge` after them."""
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            yield from self._line(line)
        self._rest += rest
        self._bound()

    def end(self) -> Iterator[str]:
        """Nothing: what `unended` returns is left."""
        yield from ()

    def unended(self) -> str | None:
        """The last line, which need not end."""
        return next(self._line(b""), None)

    def _line(self, last: bytes) -> Iterator[str]:
        self._rest += last
        self._bound()
        text = self._rest.decode("utf-8", "replace").strip(" \t\r\x1e\ufeff")
        self._rest.clear()
        if text:
            yield text

    def _bound(self) -> None:
        """Raise `ItemTooLarge` if the line is too large."""
        if len(self._rest) > self._most:
            raise ItemTooLarge(self._most, self._rest[: self._most].decode("utf-8", "replace"))


class ByteParser:
    """Passes bytes on as they arrive; they have no items, and so no bound.

    Parameters:
        most: is not looked at.
    """

    last_id = ""
    retry = None

    def __init__(self, most: int = MOST_OF_ITEM) -> None:
        pass

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
