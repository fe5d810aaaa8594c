"""The body of an answer, read chunk by chunk, each within its time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import NamedTuple

from .content_encoding import BodyTooLarge, content_decoder
from .deadlines import AttemptTimeout, attempt_end, begin_attempt, run_within

LATE = "the deadline has passed"

FREELY_EXPANDED = 32 << 20
"""Bytes that a body may have without its content encoding, however small it is with it."""

MOST_EXPANDED = 200
"""Times as large as it came that a larger one may be, unless the caller has raised the bound of answers."""

EXPANDED = (
    f"more than {MOST_EXPANDED} times as large without its content encoding; a larger max_response_bytes= allows it"
)


MANY_READS = 256
"""Reads after which other tasks run: many pieces may have come at once."""


class Chunk(NamedTuple):
    """The result of one read."""

    data: bytes = b""
    ended: bool = False
    error: Exception | None = None
    """The exception that ended the body early, without its traceback."""


ErrorFilter = Callable[[BaseException], Exception]
"""Returns an exception of the transport's without its traceback, and raises any other."""


def decoded(
    raw: Iterable[bytes], encoding: str, expired: Callable[[], bool] | None = None, *, expands: bool = True
) -> Iterator[bytes]:
    """The pieces of a body without its content encoding.

    Parameters:
        expired: whether the time for the whole body is over; None for one that is read as a stream.
        expands: whether it may be any number of times as large as it came.

    Raises:
        DecodingError: after the pieces before the damage. BodyTooLarge: after those that are too much.
        AttemptTimeout: the time has expired between two pieces.
    """
    decoder, came, size = content_decoder(encoding) if encoding else None, 0, 0
    for data in raw:
        came += len(data)
        for piece in (data,) if decoder is None else decoder.decode(data):
            yield piece
            size += len(piece)
            if not expands and _too_much(came, size):
                raise BodyTooLarge(EXPANDED)
            if expired is not None and expired():
                raise AttemptTimeout(LATE)
    if decoder is not None:
        decoder.finish()


async def decoded_async(
    raw: AsyncIterable[bytes],
    encoding: str,
    expired: Callable[[], bool] | None = None,
    breathe: Callable[[], Awaitable[object]] | None = None,
    *,
    expands: bool = True,
) -> AsyncIterator[bytes]:
    """The same; *breathe* lets other tasks run between two pieces of one read."""
    decoder, came, size = content_decoder(encoding) if encoding else None, 0, 0
    async for data in raw:
        came += len(data)
        if decoder is None:
            yield data
            continue
        for piece in decoder.decode(data):
            yield piece
            size += len(piece)
            if not expands and _too_much(came, size):
                raise BodyTooLarge(EXPANDED)
            if expired is not None and expired():
                raise AttemptTimeout(LATE)
            if breathe is not None and len(piece) > len(data):
                await breathe()
    if decoder is not None:
        decoder.finish()


def _too_much(came: int, size: int) -> bool:
    """Whether a body that came as so many bytes may not become *size* bytes."""
    return size > FREELY_EXPANDED and size > MOST_EXPANDED * came


class BodyStream:
    """The body of a sync answer.

    Parameters:
        chunks: the decoded body.
        close: gives the connection back, or closes it if the body has not ended.
        bounded: whether its sockets keep the end of the attempt; see `deadlines.attempt_end`.
    """

    def __init__(
        self, chunks: Iterator[bytes], close: Callable[[], object], error_filter: ErrorFilter, *, bounded: bool
    ) -> None:
        self._chunks = chunks
        self._close: Callable[[], object] | None = close
        self._error_filter = error_filter
        self._bounded = bounded

    def read(self, seconds: float | None) -> Chunk:
        """The next chunk, or what went wrong; *seconds* bound it, besides the request's read timeout."""
        if seconds is not None and seconds <= 0:
            return Chunk(error=AttemptTimeout(LATE))
        try:
            if seconds is None or self._bounded:
                return self._next(None if seconds is None else time.monotonic() + seconds)
            return run_within(seconds, lambda: self._next(None))
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return Chunk(error=self._error_filter(error))

    def _next(self, end: float | None) -> Chunk:
        outer = begin_attempt(end)
        try:
            data = next(self._chunks, None)
        finally:
            attempt_end.moment = outer
        if data is None:
            self.close()
            return Chunk(ended=True)
        return Chunk(data)

    def close(self) -> None:
        """Give the connection back, or close it if the body has not ended; doing so again changes nothing."""
        close, self._close = self._close, None
        if close is not None:
            close()


class AsyncBodyStream:
    """The body of an async answer."""

    def __init__(
        self, chunks: AsyncIterator[bytes], close: Callable[[], Awaitable[object]], error_filter: ErrorFilter
    ) -> None:
        self._chunks = chunks
        self._close: Callable[[], Awaitable[object]] | None = close
        self._error_filter = error_filter
        self._reads = 0

    async def read(self, seconds: float | None) -> Chunk:
        """The next chunk, or what went wrong; *seconds* bound it, besides the request's read timeout."""
        from ..util.async_library import running_library

        if seconds is not None and seconds <= 0:
            return Chunk(error=AttemptTimeout(LATE))
        library = running_library()
        limit = library.time_limit(seconds)
        self._reads += 1
        try:
            async with limit:
                if not self._reads % MANY_READS:
                    await library.sleep(0)
                data = await anext(self._chunks, None)
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            late = AttemptTimeout(LATE) if limit.expired() else None
            return Chunk(error=late or self._error_filter(error))
        if data is None:
            await self.close()
            return Chunk(ended=True)
        return Chunk(data)

    async def close(self) -> None:
        """Give the connection back, or close it if the body has not ended; doing so again changes nothing."""
        close, self._close = self._close, None
        if close is not None:
            await close()
