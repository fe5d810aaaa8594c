"""Answers that are used while they come: typed events, lines of JSON, bytes.

What is to be done is written once, in `Session`; the four classes only drive it, each from a generator that closes the
connection when it is done, broken off, or dropped.
"""

# Client, calls, resources, streams and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncGenerator, Generator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..diagnostics.drift import Misfit
from ..errors import ConfigurationError, OutcomeUnknown
from ..pipeline import failures
from ..pipeline.dispatch import begin, finished, run, run_async, surprised, traced
from ..transport.commands import Invoke
from .sse import Chunks, Events, Lines, ServerSentEvent

if TYPE_CHECKING:
    from os import PathLike
    from types import TracebackType
    from typing import Self

    from ..client import AsyncClient, BaseClient, Client
    from ..facts import Operation
    from ..options import CallOptions
    from ..pipeline.pipeline import Call
    from ..protocol.request import Arguments
    from ..response import Response
    from ..transport.body_streams import AsyncBodyStream, BodyStream, Chunk
    from ..transport.commands import Command


T = TypeVar("T")

DONE = "[DONE]"
"""What some servers send as the data of a last event: it is none."""

PARSERS: Mapping[str, type[Events | Lines | Chunks]] = {"sse": Events, "event": Events, "lines": Lines, "bytes": Chunks}


class _End:
    """There is no further item."""


END = _End()


class Session(Generic[T]):
    """One answer that comes piece by piece; its methods are the steps of a driver."""

    def __init__(self, client: BaseClient, operation: Operation[T], given: Arguments, options: CallOptions) -> None:
        self._client = client
        self._start = (operation, given, options)
        self._parser = PARSERS[operation.stream]()
        self._ready: deque[Any] = deque()
        self._count = 0
        self._ended = False
        self._call: Call
        self._flow: BodyStream | AsyncBodyStream
        self.response: Response[None] | None = None

    @property
    def last_id(self) -> str:
        """The last id that an event told."""
        return self._parser.last_id

    @property
    def retry(self) -> float | None:
        """Seconds that the server asks to wait before it is asked again."""
        return None if self._parser.retry is None else self._parser.retry / 1000

    def open(self) -> Generator[Command, Any, None]:
        """Send the request; retries end where the answer begins."""
        call = self._call = begin(self._client, *self._start)
        reply = yield from traced(self._client, call, call.steps())
        assert reply.heard.flow is not None
        self._flow = reply.heard.flow
        try:
            self.response = finished(self._client, call, reply, None, [])
        except BaseException:
            yield Invoke(self._flow.close)
            raise

    def next(self) -> Generator[Command, Any, T | _End]:
        """The next item, or `END`; raises where the answer breaks off or the deadline passes."""
        while not self._ready:
            if self._ended:
                return END
            piece: Chunk = yield Invoke(lambda: self._flow.read(self._call.left))
            if piece.error is not None:
                raise self._broken(piece.error) from piece.error
            self._ended = piece.ended
            self._ready.extend(self._parser.end() if piece.ended else self._parser.feed(piece.data))
        return self._item(self._ready.popleft())

    def close(self) -> Generator[Command, Any, None]:
        """Hang up, unless the answer has ended."""
        self._ended = True
        self._ready.clear()
        yield Invoke(self._flow.close)

    def _item(self, raw: Any) -> T | _End:
        self._count += 1
        operation = self._call.operation
        if operation.stream == "bytes" or operation.returns == ServerSentEvent.__name__:
            return cast("T", raw)
        event = raw if isinstance(raw, ServerSentEvent) else ServerSentEvent(raw)
        text = event.data
        if text.strip() == DONE:
            self._ended = True
            self._ready.clear()
            return END
        misfits: list[Misfit] = []
        decoded: Any = text
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            misfits.append(Misfit("wrong_type", "$", "expected JSON, got text"))
        else:
            decoded = _whole(event, value) if operation.stream == "event" else value
            if operation.returns != "Any":
                decoded = self._client._core.codec.decode(operation.returns, decoded, misfits.append)
        if misfits:
            surprised(self._call, decoded, misfits, strict=self._client._settings.strict)
        return cast("T", decoded)

    def _broken(self, error: Exception) -> Exception:
        call = self._call
        if call.left is not None and call.left <= 0:
            return failures.late(call, f"the deadline passed after {self._count} items")
        why = f"the answer broke off after {self._count} items: {failures.cause(error)}"
        return failures.build(call, OutcomeUnknown, why, maybe_executed=True)


def _whole(event: ServerSentEvent, data: Any) -> dict[str, Any]:
    """An event as the object that the document describes."""
    said = {"event": event.event, "data": data}
    return said | ({"id": event.id} if event.id else {})


def _steps(client: Client, session: Session[Any]) -> Generator[Any, None, None]:
    """First nothing, once the answer has begun; then its items."""
    run(client, session.open())
    try:
        yield None
        while not isinstance(item := run(client, session.next()), _End):
            yield item
    finally:
        run(client, session.close())


async def _async_steps(client: AsyncClient, session: Session[Any]) -> AsyncGenerator[Any, None]:
    """First nothing, once the answer has begun; then its items."""
    await run_async(client, session.open())
    try:
        yield None
        while not isinstance(item := await run_async(client, session.next()), _End):
            yield item
    finally:
        await run_async(client, session.close())


class _Opened(Generic[T]):
    """What is known once the answer has begun."""

    _session: Session[T]

    @property
    def _response(self) -> Response[None]:
        if self._session.response is None:
            raise ConfigurationError(f"{type(self).__name__}: it has not begun; await it, or use `async with`")
        return self._session.response

    @property
    def status_code(self) -> int:
        """The answer's status."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers, names in lower case."""
        return self._response.headers

    @property
    def request_id(self) -> str | None:
        """The server's name for the request."""
        return self._response.request_id

    @property
    def last_event_id(self) -> str:
        """The last id that an event told; some servers go on after it when it is sent as ``Last-Event-ID``."""
        return self._session.last_id

    @property
    def retry(self) -> float | None:
        """Seconds that the server asks to wait before it is asked to go on; None when it does not say."""
        return self._session.retry


class Stream(_Opened[T]):
    """Items as they come: iterate over it. The connection is closed at the end, by `close()`, at the end of a ``with``
    block, and when it is dropped."""

    def __init__(self, client: Client, operation: Operation[T], given: Arguments, options: CallOptions) -> None:
        self._session = Session(client, operation, given, options)
        self._items = _steps(client, self._session)
        next(self._items)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return cast("T", next(self._items))

    def close(self) -> None:
        """Read no further."""
        self._items.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncStream(_Opened[T]):
    """Items as they come: ``async for`` over it; it begins there, or where it is awaited. The connection is closed at
    the end, by `close()`, at the end of an ``async with`` block, and when it is dropped."""

    def __init__(self, client: AsyncClient, operation: Operation[T], given: Arguments, options: CallOptions) -> None:
        self._session = Session(client, operation, given, options)
        self._items = _async_steps(client, self._session)
        self._begun = False

    def __await__(self) -> Generator[Any, None, Self]:
        return self._open().__await__()

    async def _open(self) -> Self:
        if not self._begun:
            self._begun = True
            await anext(self._items)
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        await self._open()
        return cast("T", await anext(self._items))

    async def close(self) -> None:
        """Read no further."""
        await self._items.aclose()

    async def __aenter__(self) -> Self:
        return await self._open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class Download(Stream[bytes]):
    """A file as it comes: iterate over its pieces, or `stream_to()` a path; it is never in memory as a whole."""

    def iter_bytes(self) -> Self:
        """The pieces, decompressed, each as large as it came."""
        return self

    def read(self) -> bytes:
        """All that is left."""
        with self:
            return b"".join(self)

    def stream_to(self, path: str | PathLike[str]) -> int:
        """Write it to *path*, which is only replaced once all is there; the number of bytes."""
        part = _part(path)
        try:
            with self, part.open("wb") as file:
                size = sum(file.write(piece) for piece in self)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return size


class AsyncDownload(AsyncStream[bytes]):
    """A file as it comes: ``async for`` over its pieces, or `stream_to()` a path; it is never in memory as a whole."""

    def iter_bytes(self) -> Self:
        """The pieces, decompressed, each as large as it came."""
        return self

    async def read(self) -> bytes:
        """All that is left."""
        async with self:
            return b"".join([piece async for piece in self])

    async def stream_to(self, path: str | PathLike[str]) -> int:
        """Write it to *path*, which is only replaced once all is there; the number of bytes."""
        import asyncio

        part, size = _part(path), 0
        try:
            async with self:
                with await asyncio.to_thread(part.open, "wb") as file:
                    async for piece in self:
                        size += await asyncio.to_thread(file.write, piece)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return size


def _part(path: str | PathLike[str]) -> Path:
    """Where a file is written until it is whole."""
    whole = Path(path)
    return whole.with_name(f"{whole.name}.part")
