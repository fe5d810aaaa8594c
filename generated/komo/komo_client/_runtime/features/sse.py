"""Answers that come piece by piece, cut into their items: server-sent events as WHATWG has them, and lines of JSON.

Parsers are fed bytes as they arrive and do no I/O.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_LINE = re.compile(r"\r\n|\n|\r")


class ServerSentEvent(NamedTuple):
    """One event of a ``text/event-stream``, as it came."""

    data: str
    event: str = "message"
    """Its type."""
    id: str = ""
    """The last id that the server told, of this event or of one before it."""

    def json(self) -> Any:
        """The data as a JSON value; raises ValueError when it is none."""
        return json.loads(self.data)


class Events:
    """Cuts a ``text/event-stream``: an event is over at an empty line, and one that the stream breaks off is none."""

    def __init__(self) -> None:
        self.last_id = ""
        """What to send as ``Last-Event-ID`` to go on where it broke off."""
        self.retry: int | None = None
        """Milliseconds that the server asks to wait before that; None when it does not say."""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest: list[str] = []
        self._returned = False
        """The last piece ended in a carriage return: whether a line feed belongs to it is not known yet."""
        self._begun = False
        self._data: list[str] = []
        self._event = ""

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        """The events that are whole with *piece*."""
        text = self._decode(piece)
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
        """The events that are whole when nothing more comes."""
        if self._returned:
            yield from self._line("".join(self._rest))

    def _line(self, line: str) -> Iterator[ServerSentEvent]:
        if not line:
            if self._data:
                yield ServerSentEvent("\n".join(self._data), self._event or "message", self.last_id)
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
        elif field == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)


class Lines:
    """Cuts lines of JSON: the last one need not be ended, empty ones are none, and record separators are no part."""

    last_id = ""
    retry = None

    def __init__(self) -> None:
        self._rest: list[bytes] = []

    def feed(self, piece: bytes) -> Iterator[str]:
        """The lines that are whole with *piece*."""
        *lines, rest = piece.split(b"\n")
        for line in lines:
            yield from self._said(line)
        self._rest.append(rest)

    def end(self) -> Iterator[str]:
        """The line that nothing follows."""
        yield from self._said(b"")

    def _said(self, last: bytes) -> Iterator[str]:
        text = b"".join([*self._rest, last]).decode("utf-8", "replace").strip(" \t\r\x1e\ufeff")
        self._rest.clear()
        if text:
            yield text


class Chunks:
    """Leaves bytes as they come."""

    last_id = ""
    retry = None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The *piece* itself."""
        if piece:
            yield piece

    def end(self) -> Iterator[bytes]:
        """Nothing is left."""
        yield from ()
