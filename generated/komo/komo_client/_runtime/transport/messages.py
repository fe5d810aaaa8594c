"""Values between decisions and I/O: a request that is ready to be sent, and the result of one attempt."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..util.server_text import integer
from .content_encoding import BodyTooLarge
from .deadlines import ATTEMPT_OVER, AttemptTimeout

if TYPE_CHECKING:
    from .body_streams import AsyncBodyStream, BodyStream
    from .uploads import Upload


Phase = Literal["unsent", "sent", "answered"]

MOST_OF_BROKEN = 1 << 20
"""Bytes of an answer that broke off which are kept: whoever is out of time does not copy and search all of it."""

MOST_OF_TOO_LARGE = 16 << 20
"""Bytes that are kept of an answer that is larger than the caller wants to read."""

SMALL = 4096
"""Bytes; of many smaller pieces, one larger one is made: each takes some dozens of bytes of its own."""

MANY_PIECES = 256
"""Pieces after which whoever reads looks at the clock, and lets other tasks run: many may come with one read."""

SHOWN = frozenset(
    "accept accept-encoding accept-language age allow cache-control content-encoding content-language content-length"
    " content-type date deprecation etag expires host last-modified link location prefer retry-after retry-after-ms"
    " server sunset transfer-encoding user-agent vary via warning".split()
)
"""Headers that may be shown in logs and errors; a list of what is allowed cannot forget a secret."""


def shown(headers: Mapping[str, str], also: frozenset[str] = frozenset()) -> dict[str, str]:
    """The *headers* that may be shown, besides those in *also*."""
    return {
        name: value
        for name, value in headers.items()
        if name in SHOWN
        or name in also
        or name.startswith(("x-ratelimit-", "ratelimit-"))
        or name.endswith("request-id")
    }


def request_id(headers: Mapping[str, str]) -> str | None:
    """The id that the server gave to the request."""
    for name in ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"):
        if name in headers:
            return headers[name]
    return None


def joined_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their name in lower case; repeated ones are joined with a comma."""
    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw]
    headers = dict(pairs)
    if len(headers) < len(pairs):
        values: dict[str, list[str]] = {}
        for name, text in pairs:
            values.setdefault(name, []).append(text)
        headers = {name: ", ".join(texts) for name, texts in values.items()}
    return headers


class PreparedRequest(NamedTuple):
    """One request, ready to be sent any number of times with the same bytes; credentials are not in it."""

    method: str
    url: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes | Upload
    cross_origin: bool = False
    """Whether it goes to another server than the API's own."""

    @property
    def sendable(self) -> bool:
        """Whether all of its body is still there."""
        return isinstance(self.body, bytes) or self.body.sendable


class BodyChunks:
    """A body in memory, to be iterated once, also by async code; an empty one has no chunks."""

    __slots__ = ("_chunks",)

    def __init__(self, body: bytes) -> None:
        self._chunks = [body] if body else []

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def __aiter__(self) -> BodyChunks:
        return self

    async def __anext__(self) -> bytes:
        if not self._chunks:
            raise StopAsyncIteration
        return self._chunks.pop()


class OutgoingRequest:
    """The request of one attempt, to which signers add credentials; empty again once the attempt is over."""

    __slots__ = ("body", "headers", "is_ascii", "url")

    def __init__(self, request: PreparedRequest) -> None:
        self.url = request.url
        self.is_ascii = True
        """Whether the headers of the request are ASCII."""
        try:
            self.headers = [(name.encode(), value.encode("ascii")) for name, value in request.headers.items()]
        except UnicodeEncodeError:
            self.is_ascii = False
            self.headers = [(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()]
        self.body = request.body

    def header(self, name: bytes) -> bytes | None:
        """The value of the header called *name*."""
        size, name = len(name), name.lower()
        for known, value in self.headers:
            if len(known) == size and known.lower() == name:
                return value
        return None

    def add(self, name: bytes, value: bytes) -> None:
        """Add the header called *name*, of which there is none."""
        self.headers = [*self.headers, (name, value)]

    def replace(self, name: bytes, value: bytes) -> None:
        """Set the one header called *name*."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        self.add(name, value)

    def clear(self) -> None:
        """Forget everything: a traceback may show this object."""
        self.url, self.headers, self.body = "", [], b""

    def __repr__(self) -> str:
        return "<OutgoingRequest>"


class AttemptResult(NamedTuple):
    """The result of one attempt."""

    phase: Phase
    status: int = 0
    headers: Mapping[str, str] = {}
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes = b""
    """The part of it that arrived."""
    error: Exception | None = None
    """The exception that ended the attempt, without its traceback: transport frames hold the credential."""
    stream: BodyStream | AsyncBodyStream | None = None
    """The body, where it is still to be read."""

    @property
    def complete(self) -> bool:
        """Whether an answer was read to its end."""
        return self.error is None


class AttemptProgress:
    """Progress of an attempt; it is known also when the attempt is interrupted from outside.

    Parameters:
        most: bytes of an answer that is read as a whole, without its content encoding.
        expands: whether a small body may become any number of times as large without its content encoding.
    """

    __slots__ = ("_most", "_over", "_pieces", "_size", "_small", "chunks", "expands", "headers", "phase", "status")

    def __init__(self, most: int = sys.maxsize, *, expands: bool = True) -> None:
        self._most = most
        self._size = self._pieces = 0
        self._small = bytearray()
        """Small pieces that are not among the `chunks` yet."""
        self.expands = expands
        self._over = False
        """Whether its result is known; what is not sent by then must not be sent."""
        self.phase: Phase = "unsent"
        self.status = 0
        self.headers: dict[str, str] = {}
        """Names in lower case."""
        self.chunks: list[bytes] = []
        """The part of the body that arrived, decoded."""

    def receive(self, data: bytes) -> bool:
        """Keep *data*, the next piece of a body that is read as a whole; returns whether to look at the clock now.

        Raises:
            BodyTooLarge: the body is larger than the bound, or is said to be by its first piece's headers.
        """
        if not self.chunks:
            length = self.headers.get("content-length", "")
            announced = integer(length) if len(length) > 8 or self._most < 10**8 else None
            if announced is not None and announced > self._most:
                self.chunks.append(data)
                raise BodyTooLarge(f"{announced} bytes are announced, more than max_response_bytes={self._most}")
        self._pieces += 1
        if len(data) < SMALL and self._pieces > MANY_PIECES:
            self._small += data
            if len(self._small) >= SMALL:
                self._gather()
        else:
            self._gather()
            self.chunks.append(data)
        self._size += len(data)
        if self._size > self._most:
            raise BodyTooLarge(f"it has more than max_response_bytes={self._most}")
        return not self._pieces % MANY_PIECES

    def _gather(self) -> None:
        """Make one chunk of the small pieces."""
        if self._small:
            self.chunks.append(bytes(self._small))
            self._small.clear()

    def begin(self) -> None:
        """Record that the request is about to be sent.

        Raises:
            AttemptTimeout: whoever waited for the attempt was told that it sent nothing. An abandoned thread, or a
                transport that goes on in the background, must not send then.
        """
        if self.phase == "unsent":
            self.phase = "sent"  # before the question, as `result` does it the other way round: one of both sees it
            if self._over:
                self.phase = "unsent"
                raise AttemptTimeout(ATTEMPT_OVER)

    def answered(self, status: int, raw_headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Record the head of an answer."""
        self.phase, self.status, self.headers = "answered", status, joined_headers(raw_headers)

    def result(self, error: Exception | None = None) -> AttemptResult:
        """The result, with which the attempt is over; *error* ended it.

        Headers and body are moved out: a traceback may show this object, and an answer may repeat the credential.
        """
        self._over = True
        self._gather()
        kept = min(self._most, MOST_OF_TOO_LARGE) if isinstance(error, BodyTooLarge) else MOST_OF_BROKEN
        chunks = self.chunks if error is None else _first(self.chunks, kept)
        body = b"".join(chunks)
        self.chunks.clear()
        headers, self.headers = self.headers, {}
        return AttemptResult(self.phase, self.status, headers, body, error)


def _first(chunks: list[bytes], size: int) -> list[bytes]:
    """The first *size* bytes of *chunks*."""
    kept: list[bytes] = []
    for chunk in chunks:
        if size <= 0:
            break
        kept.append(chunk[:size])
        size -= len(chunk)
    return kept
