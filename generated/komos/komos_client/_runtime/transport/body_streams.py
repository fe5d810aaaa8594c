"""The body of an answer, read chunk by chunk, each within its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from .deadlines import AttemptTimeout, attempt_end, run_within


class Chunk(NamedTuple):
    """The result of one read."""

    data: bytes = b""
    ended: bool = False
    error: Exception | None = None
    """The exception that ended the body early, without its traceback."""


ErrorFilter = Callable[[BaseException], Exception]
"""Returns an exception of the transport's without its traceback, and raises any other."""


class BodyStream:
    """The body of a sync answer.

    Parameters:
        bounded: whether its connection ends with the attempt; see `network.guard`.
    """

    def __init__(self, response: Any, error_filter: ErrorFilter, *, bounded: bool) -> None:
        self._response = response
        self._chunks = response.iter_bytes()
        self._error_filter = error_filter
        self._bounded = bounded

    def read(self, seconds: float | None) -> Chunk:
        """The next chunk, or what went wrong; *seconds* bound it, besides the request's read timeout."""
        if seconds is not None and seconds <= 0:
            return Chunk(error=AttemptTimeout("the deadline has passed"))
        try:
            if seconds is None or self._bounded:
                return self._next(None if seconds is None else time.monotonic() + seconds)
            return run_within(seconds, lambda: self._next(None))
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return Chunk(error=self._error_filter(error))

    def _next(self, end: float | None) -> Chunk:
        attempt_end.moment = end
        try:
            data = next(self._chunks, None)
        finally:
            attempt_end.moment = None
        return Chunk(ended=True) if data is None else Chunk(data)

    def close(self) -> None:
        """Give the connection back, or close it if the body has not ended."""
        self._response.close()


class AsyncBodyStream:
    """The body of an async answer."""

    def __init__(self, response: Any, error_filter: ErrorFilter) -> None:
        self._response = response
        self._chunks = response.aiter_bytes()
        self._error_filter = error_filter

    async def read(self, seconds: float | None) -> Chunk:
        """The next chunk, or what went wrong; *seconds* bound it, besides the request's read timeout."""
        import asyncio

        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                data = await anext(self._chunks, None)
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            late = AttemptTimeout("the deadline has passed") if limit.expired() else None
            return Chunk(error=late or self._error_filter(error))
        return Chunk(ended=True) if data is None else Chunk(data)

    async def close(self) -> None:
        """Give the connection back, or close it if the body has not ended."""
        await self._response.aclose()
