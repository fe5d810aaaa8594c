"""Lists that come in pages: an object that iterates over all items and fetches pages as it goes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ..codec.decoders import type_misfit
from ..errors import ApiError, UnexpectedResponse
from ..pipeline import tracing
from ..pipeline.dispatch import begin, finished_call, response, run, run_async
from ..protocol.response import unwrapped
from ..transport.commands import Invoke
from ..util.server_text import SLICED, integer
from ..util.typeguards import is_array, is_object
from .page_styles import ListBreaksOff, NextPage, PageSeen, first_number, next_page_of

if TYPE_CHECKING:
    from typing import Unpack

    from ..codec.codec import Codec
    from ..diagnostics.drift import Misfit
    from ..facts import Operation
    from ..options import CallOptions
    from ..pipeline.call import CallState
    from ..pipeline.context import AnySession, AsyncSession, SyncSession
    from ..pipeline.pipeline import Reply
    from ..protocol.request import Given
    from ..response import Response
    from ..transport.commands import Command

T = TypeVar("T")

MOST_EMPTY_PAGES = 1000
"""In a row; a list with more of them is not followed further."""


class _Position(NamedTuple):
    """The position of a page in its list."""

    next: NextPage | None = None
    fault: UnexpectedResponse | None = None
    """Why there is no way to the next page although this is not known to be the last."""
    visited: frozenset[Any] = frozenset()
    """The places of all pages so far."""
    number: int = 0
    """The number of pages so far."""
    seen: int = 0
    """Items up to and with this page."""
    empty: int = 0
    """Pages without items, up to this one."""
    from_start: bool = True
    """Whether the first page that was asked for is the list's first."""
    body_hash: int = 0
    """Of the page as the server sent it, where pages are counted: a server that ignores the count repeats itself."""


class _Request(NamedTuple):
    """The call that fetches a page."""

    operation: Operation[Any]
    given: Given
    options: CallOptions

    def turned(self, next_page: NextPage, replaced: CallOptions) -> _Request:
        """The request for *next_page*, with the options that are *replaced*."""
        operation, given, _ = self
        options: CallOptions = {**self.options, **replaced}
        if next_page.url:
            return _Request(operation._replace(path=next_page.value), given._replace(path=(), query=None), options)
        assert operation.paging is not None
        query = {**(given.query or {}), operation.paging.parameter: next_page.value}
        return _Request(operation, given._replace(query=query), options)


class _Page(Generic[T]):
    """One page, without the way to the next."""

    def __init__(self, items: list[T], total: int | None, position: _Position, request: _Request) -> None:
        self.items = items
        self.total = total
        """Number of all items, where the server tells it."""
        self._position = position
        self._request = request

    @property
    def has_next(self) -> bool:
        """True when there is another page, and where the server does not show that this is the last."""
        return self._position.next is not None or self._position.fault is not None

    @property
    def cursor(self) -> Any:
        """The place of the next page (a cursor, an offset, a page number, a URL); None after the last page.

        Raises:
            UnexpectedResponse: the list goes on, but this page does not lead to the next.
        """
        following = self._following()
        return None if following is None else following.value

    def _following(self) -> NextPage | None:
        if self._position.fault is not None:
            raise copy(self._position.fault)
        return self._position.next

    def __repr__(self) -> str:
        more = ", has_next" if self.has_next else ""
        return f"<{type(self).__name__} of {len(self.items)} items{more}>"


class Page(_Page[T]):
    """One page of a list. Iterating goes on to the following pages, fetching each when it is reached."""

    def __init__(
        self, items: list[T], total: int | None, position: _Position, request: _Request, session: SyncSession
    ) -> None:
        super().__init__(items, total, position, request)
        self._session = session

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """This page and all that follow."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def next_page(self) -> Page[T] | None:
        """The page after this one; None after the last.

        Raises:
            ApiError: it could not be fetched; `cursor` of the error says where to go on.
            UnexpectedResponse: the list goes on, but this page does not lead to the next.
        """
        answer = self.next_raw()
        return None if answer is None else answer.value

    def next_raw(self, **options: Unpack[CallOptions]) -> Response[Page[T]] | None:
        """The same with status, headers and attempts; *options* replace those of this page."""
        following = self._following()
        if following is None:
            return None
        try:
            request = self._request.turned(following, options)
            return run(self._session, _fetch(Page, self._session, request, self._position))
        except ApiError as error:
            error.cursor = following.value
            raise


class AsyncPage(_Page[T]):
    """One page of a list. ``async for`` goes on to the following pages, fetching each when it is reached."""

    def __init__(
        self, items: list[T], total: int | None, position: _Position, request: _Request, session: AsyncSession
    ) -> None:
        super().__init__(items, total, position, request)
        self._session = session

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and all that follow."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def next_page(self) -> AsyncPage[T] | None:
        """The page after this one; None after the last.

        Raises:
            ApiError: it could not be fetched; `cursor` of the error says where to go on.
            UnexpectedResponse: the list goes on, but this page does not lead to the next.
        """
        answer = await self.next_raw()
        return None if answer is None else answer.value

    async def next_raw(self, **options: Unpack[CallOptions]) -> Response[AsyncPage[T]] | None:
        """The same with status, headers and attempts; *options* replace those of this page."""
        following = self._following()
        if following is None:
            return None
        try:
            request = self._request.turned(following, options)
            return await run_async(self._session, _fetch(AsyncPage, self._session, request, self._position))
        except ApiError as error:
            error.cursor = following.value
            raise


class AsyncPages(Generic[T]):
    """The result of an async ``list()``: ``await`` it for the first page, ``async for`` over it for all items."""

    def __init__(self, session: AsyncSession, operation: Operation[T], given: Given, options: CallOptions) -> None:
        self._session = session
        self._request = _Request(operation, given, options)

    def __await__(self) -> Generator[Any, None, AsyncPage[T]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """All pages, fetched one by one."""
        async for page in (await self).pages():
            yield page

    async def raw(self) -> Response[AsyncPage[T]]:
        """The first page, with status, headers and attempts."""
        return await run_async(self._session, _fetch(AsyncPage, self._session, self._request, _Position()))

    async def _first(self) -> AsyncPage[T]:
        return (await self.raw()).value


def first_page(session: SyncSession, operation: Operation[T], given: Given, options: CallOptions) -> Response[Page[T]]:
    """The page that *given* asks for, with status, headers and attempts."""
    return run(session, _fetch(Page, session, _Request(operation, given, options), _Position()))


def fetching(session: AnySession, operation: Operation[Any], given: Given, options: CallOptions) -> Callable[[], Any]:
    """A function that fetches the first page, for `Invoke`; what it returns is awaitable if *session* is
    asynchronous."""
    if session.asynchronous:
        return AsyncPages[Any](session, operation, given, options).raw
    return partial(first_page, session, operation, given, options)


def _fetch(
    kind: Any, session: AnySession, request: _Request, before: _Position
) -> Generator[Command, Any, Response[Any]]:
    """A page of *kind* with its response."""
    call = begin(session, *request)
    with tracing.span_of(call):
        reply = yield from finished_call(call, request.given)
        paging = call.operation.paging
        assert paging is not None
        misfits: list[Misfit] = []
        decode = partial(_items, call.shared.codec, call.operation, paging.items, reply.value, misfits.append)
        is_large = len(reply.result.body) > SLICED
        items = (yield Invoke(decode, session.asynchronous)) if is_large else decode()
        position = _position(call, reply, request.given.query or {}, len(items), before)
        total = integer(reply.value.get(paging.total)) if paging.total and is_object(reply.value) else None
        return response(call, reply, kind(items, total, position, request, session), misfits)


def _items(codec: Codec, operation: Operation[Any], key: str, document: Any, report: Callable[[Misfit], None]) -> Any:
    """The items of one page, decoded together with the rest of the envelope; any other value becomes a list."""
    there = is_object(document) and key in document and (document[key] is None or is_array(document[key]))
    if operation.envelope and there:
        return codec.decode_envelope(operation.envelope, key, document, report) or []
    listed, report = unwrapped(document, key, report)
    name = f"list[{operation.returns}]"
    if not is_array(listed):
        if listed is not document or not key:
            report(type_misfit(name, listed, ""))
        listed = [] if listed is None or listed is document else [listed]
    return codec.decode(name, listed, report)


def _position(call: CallState, reply: Reply, query: Mapping[str, Any], count: int, before: _Position) -> _Position:
    """The position of a page of *count* items after the one at *before*."""
    paging, result = call.operation.paging, reply.result
    assert paging is not None
    counted = paging.style in ("offset", "page")
    here = _Position(
        number=before.number + 1,
        seen=before.seen + count,
        empty=0 if count else before.empty + 1,
        from_start=before.from_start if before.number else first_number(paging, query) <= 1,
        body_hash=hash(result.body) if counted else 0,
    )
    page = PageSeen(reply.value, result.headers, call.request.url, query, count, here.seen if here.from_start else None)
    try:
        if counted and count and before.body_hash == here.body_hash:
            raise ListBreaksOff("it is the same as the page before")
        following = next_page_of(paging, page)
        if following is None:
            return here
        if following.url:
            following = following._replace(value=call.unsigned(following.value))
        if following.value in before.visited or following.value == call.request.url:
            raise ListBreaksOff(f"the list leads in circles: {following.value!r} came again")
        if here.empty >= MOST_EMPTY_PAGES:
            raise ListBreaksOff(f"the last {here.empty} pages have no items")
    except ListBreaksOff as reason:
        told = call.scrubbed(str(reason).encode("utf-8", "replace")).decode("utf-8", "replace")
        why = f"the list breaks off after page {here.number}, with {here.seen} items: {told}"
        return here._replace(fault=call.error(UnexpectedResponse, why, result))
    return here._replace(next=following, visited=before.visited | {following.value})
