"""Answers that are read while they arrive: typed events, lines of JSON.

The steps are written once, in `StreamReader`; `Stream`, `AsyncStream` and the classes of `downloads` drive it, each
from a generator that closes the connection when it ends, raises, or is dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..diagnostics.drift import Misfit
from ..errors import ApiError, ConfigurationError, DeadlineExceeded, OutcomeUnknown
from ..options import MOST_OF_ANSWER
from ..pipeline import failures, tracing
from ..pipeline.dispatch import begin, finished_call, report_misfits, response, run, run_async
from ..protocol.error_body import is_failure, says_error
from ..protocol.reading import LINES
from ..transport.attempt import scrub_words
from ..transport.commands import Invoke, Sleep
from ..util.server_text import SLICED, InvalidJSON, media_type, parse_json
from ..util.tracebacks import without_tracebacks
from ..util.typeguards import is_object
from .sse import MOST_OF_ITEM, ByteParser, EventParser, ItemTooLarge, LineParser, ServerSentEvent

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ..facts import Operation
    from ..options import CallOptions
    from ..pipeline.call import CallState
    from ..pipeline.context import AnySession, AsyncSession, SyncSession
    from ..protocol.request import Given
    from ..response import Response
    from ..transport.body_streams import AsyncBodyStream, BodyStream, Chunk
    from ..transport.commands import Command
    from ..transport.messages import AttemptResult


T = TypeVar("T")

PART = 1 << 16
"""Bytes that are parsed at once; in async code other tasks run before the next."""

DONE = "[DONE]"
"""The data of a last event that some servers send; it is not an item."""

ERROR = "error"
"""The type of an event that says that the answer failed, unless the document describes it."""

PARSERS: Mapping[str, type[EventParser | LineParser | ByteParser]] = {
    "sse": EventParser,
    "event": EventParser,
    "lines": LineParser,
    "bytes": ByteParser,
}


class _End:
    """Marks the end of the items."""


END = _End()


class StreamReader(Generic[T]):
    """Reads one streamed answer; its methods are steps for a driver."""

    def __init__(self, session: AnySession, operation: Operation[T], given: Given, options: CallOptions) -> None:
        self._session = session
        self._start = (operation, given, options)
        self._parser: EventParser | LineParser | ByteParser = PARSERS[operation.stream]()
        self._ready: deque[Any] = deque()
        self._unread = b""
        """The part of the last chunk that is not parsed."""
        self._fault: ApiError | None = None
        """Raised after the items that are ready."""
        self._count = 0
        """Items that were handed on; of a file, bytes."""
        self._ended = False
        self._unended: ServerSentEvent | str | None = None
        """What the answer stopped in."""
        self._call: CallState
        self._body: BodyStream | AsyncBodyStream
        self._begun: AttemptResult
        self.response: Response[None] | None = None

    @property
    def begun(self) -> bool:
        """Whether an item was taken, or the connection closed, so that the items to come are not all."""
        return self._count > 0 or self._ended

    @property
    def call(self) -> CallState:
        """The call whose answer it reads; it is there once `response` is."""
        return self._call

    @property
    def last_id(self) -> str:
        """The last id that the server sent."""
        return self._parser.last_id

    @property
    def retry(self) -> float | None:
        """Seconds that the server asks to wait before another request."""
        return None if self._parser.retry is None else self._parser.retry / 1000

    def open(self) -> Generator[Command, Any, None]:
        """Send the request; it is retried until an answer begins."""
        call = self._call = begin(self._session, *self._start)
        with tracing.span_of(call):
            reply = yield from finished_call(call, self._start[1])
        assert reply.result.stream is not None
        self._body = reply.result.stream
        self._begun = reply.result._replace(stream=None)
        self._parser = _parser(call, self._begun)
        try:
            self.response = response(call, reply, None, [])
        except BaseException:
            yield Invoke(self._body.close)
            raise

    def next(self) -> Generator[Command, Any, T | _End]:
        """The next item, or `END`; raises where the answer breaks off, says that it failed, or the deadline passes."""
        while not self._ready and not self._ended:
            yield from self._fill()
        if self._ready:
            item = yield from self._item(self._ready.popleft())
        elif self._fault is not None:
            item, self._fault = self._fault, None
        elif self._unended is not None:
            last, self._unended = self._unended, None
            item = yield from self._item(last, ended=False)
        else:
            return END
        if isinstance(item, ApiError):  # raised here, where no frame holds the text: it may repeat the credential
            self.stop()
            raise item
        self._count += len(item) if isinstance(item, bytes) else 1
        return item

    def _fill(self) -> Generator[Command, Any, None]:
        """Read one chunk, or parse a part of the last."""
        if self._unread:
            yield Sleep(0)
            self._check()
            return self._feed(self._unread)
        chunk: Chunk = yield Invoke(lambda: self._body.read(self._call.left))
        if chunk.error is not None:
            scrub_words(chunk.error, self._call.shared.credentials.scrub)
            raise self._broken(failures.cause(chunk.error)) from chunk.error
        if not chunk.ended:
            return self._feed(chunk.data)
        self._ended = True
        try:
            self._ready.extend(self._parser.end())
            self._unended = self._parser.unended()
        except ItemTooLarge as large:
            self._fault = self._too_large(large)
        return None

    def _feed(self, data: bytes) -> None:
        """Parse the next part of *data*."""
        size = len(data) if isinstance(self._parser, ByteParser) else PART
        part, self._unread = data[:size], data[size:]
        try:
            self._ready.extend(self._parser.feed(part))
        except ItemTooLarge as large:
            self._ended, self._fault = True, self._too_large(large)

    def _check(self) -> None:
        """Raise an error if the deadline has passed."""
        if self._call.left is not None and self._call.left <= 0:
            raise self._broken("")

    def close(self) -> Generator[Command, Any, None]:
        """Close the connection, unless the answer has ended."""
        self.stop()
        yield Invoke(self._body.close)

    def stop(self) -> None:
        """Hand no more items on."""
        self._ended, self._unended = True, None
        self._ready.clear()
        self._unread = b""

    def _item(self, raw: Any, *, ended: bool = True) -> Generator[Command, Any, T | _End | ApiError]:
        """The item in *raw*, or the error that it is; what was not *ended* is an item if it is whole all the same."""
        operation = self._call.operation
        if operation.stream == "bytes":
            return cast("T", raw)
        event = raw if isinstance(raw, ServerSentEvent) else ServerSentEvent(raw)
        failed = event.event.lower() == ERROR
        done = event.data.strip() == DONE and not failed
        if operation.returns == ServerSentEvent.__name__:
            if not ended and not done:
                return self._broken(_UNENDED)
            return self._failure(event) if failed and not operation.error_items else cast("T", event)
        if done:
            self.stop()
            return END
        misfits: list[Misfit] = []
        value: Any = None
        decoded: Any = event.data
        try:
            value = yield from self._unless_large(event, partial(parse_json, event.data, between=self._check))
        except InvalidJSON:
            if not ended:
                return self._broken(_UNENDED)
            misfits.append(Misfit("wrong_type", "$", "expected JSON, got text"))
        else:
            decoded = _whole(event, value) if operation.stream == "event" and event is raw else value
            if operation.returns != "Any":
                decode = partial(self._session.shared.codec.decode, operation.returns, decoded, misfits.append)
                decoded = yield from self._unless_large(event, decode)
        failed = failed or (bool(misfits) and (is_failure(event.event) or says_error(value, misfits)))
        if failed and not (operation.error_items and is_object(value)):
            return self._failure(event)
        if misfits:
            report_misfits(self._call, decoded, misfits)
        return cast("T", decoded)

    def _unless_large(self, event: ServerSentEvent, work: Callable[[], Any]) -> Generator[Command, Any, Any]:
        """The result of *work*, which is done beside the event loop if *event* is large."""
        if len(event.data) <= SLICED:
            return work()
        try:
            return (yield Invoke(work, self._session.asynchronous))
        except ApiError as error:
            without_tracebacks(error)  # the frames below hold the text
            raise

    def _too_large(self, large: ItemTooLarge) -> ApiError:
        partial, large.partial = large.partial.encode("utf-8", "replace"), ""
        return failures.item_too_large(self._call, self._begun, str(large), partial, self._count + len(self._ready))

    def _failure(self, event: ServerSentEvent) -> ApiError:
        return failures.error_in_stream(self._call, self._begun, event.data, self._count)

    def _broken(self, cause: str) -> ApiError:
        call = self._call
        so_far = f"{self._count} {'bytes' if call.operation.stream == 'bytes' else 'items'}"
        if call.left is not None and call.left <= 0:
            return call.error(DeadlineExceeded, f"the deadline passed after {so_far}", maybe_executed=True)
        return call.error(OutcomeUnknown, f"the answer broke off after {so_far}: {cause}", maybe_executed=True)


_UNENDED = "it ended within an item"


def _parser(call: CallState, begun: AttemptResult) -> EventParser | LineParser | ByteParser:
    """The parser for an answer: its own media type decides between events and lines."""
    name, kind = media_type(begun.headers.get("content-type", "")).name, call.operation.stream
    if kind == "lines" and name == "text/event-stream":
        kind = "sse"
    elif kind in ("sse", "event") and LINES.search(name):
        kind = "lines"
    return PARSERS[kind](call.most if call.most > MOST_OF_ANSWER else min(call.most, MOST_OF_ITEM))


def _whole(event: ServerSentEvent, data: Any) -> dict[str, Any]:
    """*event*, with its *data* parsed, as the object that the document describes."""
    known = {"event": event.event, "data": data}
    return known | ({"id": event.id} if event.id else {})


def _items(session: SyncSession, reader: StreamReader[Any]) -> Generator[Any, None, None]:
    """None once the answer has begun, then its items."""
    run(session, reader.open())
    try:
        yield None
        while not isinstance(item := run(session, reader.next()), _End):
            yield item
    finally:
        run(session, reader.close())


async def _async_items(session: AsyncSession, reader: StreamReader[Any]) -> AsyncGenerator[Any, None]:
    """None once the answer has begun, then its items."""
    await run_async(session, reader.open())
    try:
        yield None
        while not isinstance(item := await run_async(session, reader.next()), _End):
            yield item
    finally:
        await run_async(session, reader.close())


class _Opened(Generic[T]):
    """Status and headers of an answer that has begun."""

    _reader: StreamReader[T]

    @property
    def _response(self) -> Response[None]:
        if self._reader.response is None:
            raise ConfigurationError(f"{type(self).__name__}: it has not begun; await it, or use `async with`")
        return self._reader.response

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
        """The id that the server gave to the request."""
        return self._response.request_id

    @property
    def last_event_id(self) -> str:
        """The last id that the server sent; some servers continue after it when it is sent as ``Last-Event-ID``."""
        return self._reader.last_id

    @property
    def retry(self) -> float | None:
        """Seconds that the server asks to wait before a request that continues; None when it does not say."""
        return self._reader.retry


class Stream(_Opened[T]):
    """Items as they arrive: iterate over it.

    The connection is closed at the end, by `close()`, at the end of a ``with`` block, and when it is dropped.
    """

    def __init__(self, session: SyncSession, operation: Operation[T], given: Given, options: CallOptions) -> None:
        self._reader = StreamReader(session, operation, given, options)
        self._items = _items(session, self._reader)
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
    """Items as they arrive: ``async for`` over it; it begins there, or where it is awaited. The connection is closed at
    the end, by `close()`, at the end of an ``async with`` block, and when it is dropped."""

    def __init__(self, session: AsyncSession, operation: Operation[T], given: Given, options: CallOptions) -> None:
        self._reader = StreamReader(session, operation, given, options)
        self._items = _async_items(session, self._reader)
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
        """Read no further; one that has not begun does not begin any more."""
        self._begun = True
        self._reader.stop()
        await self._items.aclose()

    async def __aenter__(self) -> Self:
        return await self._open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
