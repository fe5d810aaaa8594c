"""Waits of a request on a shared connection, which no timeout of a socket bounds: others read and write there, too."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from typing import Any

from ...util.async_library import AsyncLibrary, TimeLimit

_PIECE = 1 << 16
"""Bytes; a timeout is for so many of a body, however long it takes as a whole."""


class WaitLimit:
    """Moves the limit of an attempt: each of its waits has a timeout of its own, and all of them its end.

    Parameters:
        limit: of the attempt.
        timeout: seconds for each kind of wait.
        end: of the attempt, in monotonic seconds.
    """

    def __init__(
        self, library: AsyncLibrary, limit: TimeLimit, timeout: Mapping[str, float | None], end: float
    ) -> None:
        self._library = library
        self._limit = limit
        self._timeout = timeout
        self._end = end
        self._kind = ""
        self.refused = False
        """Whether the server has not seen the request, and will not."""

    def begin(self, kind: str = "") -> None:
        """Another wait begins: ``connect``, ``write``, ``read``, or one that only the attempt's end bounds."""
        if self.refused:
            return
        seconds, rest = self._timeout.get(kind), self._end - time.monotonic()
        if seconds is None or seconds >= rest:
            kind, seconds = "", rest
        self._kind = kind
        self._library.move_limit(self._limit, seconds)

    def refuse(self) -> None:
        """End the attempt: the server will not answer."""
        self.refused = True
        self._library.move_limit(self._limit, 0.0)

    def error(self, engine: Any) -> Exception | None:
        """The engine's exception for what ended the attempt; None if it was its end, or another exception."""
        if self.refused:
            return unavailable(engine)
        return late(engine, self._kind) if self._kind and self._limit.expired() else None


def unavailable(engine: Any) -> Exception:
    """The engine's exception for a request that the server has not seen."""
    found: Exception = engine.ConnectionNotAvailable("the server goes away, and has not seen the request")
    return found


def late(engine: Any, kind: str) -> Exception:
    """The engine's exception for a wait of *kind* that was too long."""
    found: Exception = getattr(engine, f"{kind.capitalize()}Timeout")("nothing happened on the connection in time")
    return found


class BodyPieces:
    """A body that tells when another piece of it is about to be sent."""

    __slots__ = ("_begin", "_body", "_chunk")

    def __init__(self, body: AsyncIterable[bytes], begin: Callable[[str], None]) -> None:
        self._body = aiter(body)
        self._begin = begin
        self._chunk = memoryview(b"")

    def __aiter__(self) -> BodyPieces:
        return self

    async def __anext__(self) -> bytes:
        if not self._chunk:
            self._begin("")  # whoever makes the body may take the time that the attempt has
            self._chunk = memoryview(await anext(self._body))
        piece, self._chunk = bytes(self._chunk[:_PIECE]), self._chunk[_PIECE:]
        self._begin("write")
        return piece


async def timed(
    body: AsyncIterable[bytes], library: AsyncLibrary, engine: Any, seconds: float | None
) -> AsyncIterator[bytes]:
    """*body*, each chunk of which may take so many *seconds*."""
    chunks = aiter(body)
    while True:
        limit = library.time_limit(seconds)
        try:
            async with limit:
                chunk = await anext(chunks, None)
        except TimeoutError:
            if limit.expired():
                raise late(engine, "read") from None
            raise
        if chunk is None:
            return
        yield chunk
