"""An answer whose body is still to come: read piece by piece, each within its time, and closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from .deadlines import AttemptTimeout, ends, within


class Chunk(NamedTuple):
    """What one reading gave."""

    data: bytes = b""
    ended: bool = False
    error: Exception | None = None
    """What broke the answer off, without its traceback."""


Sort = Callable[[BaseException], Exception]
"""Gives back what is the transport's to raise, without its traceback, and raises all else."""


class BodyStream:
    """The body of a sync answer. *bounded*: its transport can be told about time."""

    def __init__(self, response: Any, sort: Sort, *, bounded: bool) -> None:
        self._response = response
        self._chunks = response.iter_bytes()
        self._sort = sort
        self._bounded = bounded

    def read(self, seconds: float | None) -> Chunk:
        """The next piece, or what went wrong; *seconds* bound it, besides the request's own limit of silence."""
        if seconds is not None and seconds <= 0:
            return Chunk(error=AttemptTimeout("the deadline has passed"))
        try:
            if seconds is None or self._bounded:
                return self._next(None if seconds is None else time.monotonic() + seconds)
            return within(seconds, lambda: self._next(None))
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return Chunk(error=self._sort(error))

    def _next(self, end: float | None) -> Chunk:
        ends.moment = end
        try:
            data = next(self._chunks, None)
        finally:
            ends.moment = None
        return Chunk(ended=True) if data is None else Chunk(data)

    def close(self) -> None:
        """Give the connection back, or hang up if the answer has not ended."""
        self._response.close()


class AsyncBodyStream:
    """The body of an async answer."""

    def __init__(self, response: Any, sort: Sort) -> None:
        self._response = response
        self._chunks = response.aiter_bytes()
        self._sort = sort

    async def read(self, seconds: float | None) -> Chunk:
        """The next piece, or what went wrong; *seconds* bound it, besides the request's own limit of silence."""
        import asyncio

        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                data = await anext(self._chunks, None)
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return Chunk(error=AttemptTimeout("the deadline has passed") if limit.expired() else self._sort(error))
        return Chunk(ended=True) if data is None else Chunk(data)

    async def close(self) -> None:
        """Give the connection back, or hang up if the answer has not ended."""
        await self._response.aclose()
