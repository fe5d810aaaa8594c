"""Lists that come in pages: one object that iterates over all items and fetches as it goes."""

# Client, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..client import AsyncClient
from ..codec.decoders import mismatch
from ..errors import ApiError, UnexpectedResponse
from ..facts import Operation
from ..pipeline import failures
from ..pipeline.dispatch import begin, finished, run, run_async, traced
from ..protocol.origins import origin, resolve
from ..protocol.response import unwrapped
from ..util.typeguards import is_array, is_object
from .page_styles import Turn, following

if TYPE_CHECKING:
    from ..client import BaseClient, Client
    from ..codec.codec import Codec
    from ..diagnostics.drift import Misfit
    from ..options import CallOptions
    from ..pipeline.pipeline import Call, Reply
    from ..protocol.request import Arguments
    from ..response import Response
    from ..transport.commands import Command


T = TypeVar("T")


class _Page(Generic[T]):
    """One page, without the way to the next."""

    def __init__(
        self, items: list[T], turn: Turn | None, total: int | None, visited: frozenset[Any], seen: int
    ) -> None:
        self.items = items
        self.total = total
        """Number of all items, where the server tells."""
        self._turn = turn
        self._visited = visited
        self._seen = seen

    @property
    def has_next(self) -> bool:
        """True when there is another page."""
        return self._turn is not None

    @property
    def cursor(self) -> Any:
        """What the next page is asked for with (a cursor, an offset, a page number, a URL); None after the last."""
        return None if self._turn is None else self._turn.value

    def __repr__(self) -> str:
        more = ", has_next" if self.has_next else ""
        return f"<{type(self).__name__} of {len(self.items)} items{more}>"


class Page(_Page[T]):
    """One page of a list. Iterating goes on to the following pages, fetching each when it is reached."""

    _source: tuple[Client, Operation[T], Arguments, CallOptions]

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
        """
        if self._turn is None:
            return None
        client, operation, given, options = self._source
        operation, given = turned(operation, given, self._turn)
        try:
            return first(client, operation, given, options, self).value
        except ApiError as error:
            error.cursor = self.cursor
            raise


class AsyncPage(_Page[T]):
    """One page of a list. ``async for`` goes on to the following pages, fetching each when it is reached."""

    _source: tuple[AsyncClient, Operation[T], Arguments, CallOptions]

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
        """
        if self._turn is None:
            return None
        client, operation, given, options = self._source
        operation, given = turned(operation, given, self._turn)
        try:
            return (await AsyncPages(client, operation, given, options, self).raw()).value
        except ApiError as error:
            error.cursor = self.cursor
            raise


class AsyncPages(Generic[T]):
    """What an async ``list()`` returns: ``await`` it for the first page, ``async for`` over it for all items."""

    def __init__(
        self,
        client: AsyncClient,
        operation: Operation[T],
        given: Arguments,
        options: CallOptions,
        before: AsyncPage[T] | None = None,
    ) -> None:
        self._source = (client, operation, given, options)
        self._before = before

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
        """The first page with everything around it."""
        client, operation, given, options = self._source
        call = begin(client, operation, given, options)
        steps = assembled(AsyncPage, client, call, given, self._before)
        page, response = await run_async(client, traced(client, call, steps))
        page._source = self._source
        return response

    async def _first(self) -> AsyncPage[T]:
        return (await self.raw()).value


def first(
    client: Client, operation: Operation[T], given: Arguments, options: CallOptions, before: Page[T] | None = None
) -> Response[Page[T]]:
    """The page *given* asks for, with everything around it."""
    call = begin(client, operation, given, options)
    page, response = run(client, traced(client, call, assembled(Page, client, call, given, before)))
    page._source = (client, operation, given, options)
    return response


def fetching(
    client: Client | AsyncClient,
    operation: Operation[Any],
    given: Arguments,
    options: CallOptions,
    before: _Page[Any] | None = None,
) -> Callable[[], Any]:
    """Asks for the first page, or for the one after *before*, with everything around it; awaitable if *client* is
    async."""
    if before is not None and before._turn is not None:
        operation, given = turned(operation, given, before._turn)
    if isinstance(client, AsyncClient):
        pages: AsyncPages[Any] = AsyncPages(client, operation, given, options, cast("AsyncPage[Any] | None", before))
        return pages.raw
    return lambda: first(client, operation, given, options, cast("Page[Any] | None", before))


def turned(operation: Operation[T], given: Arguments, turn: Turn) -> tuple[Operation[T], Arguments]:
    """The request for the page *turn* leads to."""
    if turn.url:
        return operation._replace(path=turn.value), given._replace(path=(), query=None)
    assert operation.paging is not None
    return operation, given._replace(query={**(given.query or {}), operation.paging.parameter: turn.value})


def assembled(
    kind: Any, client: BaseClient, call: Call, given: Arguments, before: _Page[Any] | None
) -> Generator[Command, Any, tuple[Any, Response[Any]]]:
    """A page of *kind*, and its response; raises where the server leads in circles or away."""
    reply = yield from call.steps()
    paging = call.operation.paging
    assert paging is not None
    misfits: list[Misfit] = []
    document, heard = reply.value, reply.heard
    items = _items(client._core.codec, call.operation, paging.items, document, misfits.append)
    seen = len(items) + (before._seen if before else 0)
    turn = following(paging, given.query or {}, document, len(items), seen, heard.headers)
    visited: frozenset[Any] = before._visited if before else frozenset()
    if turn is not None:
        turn = _checked(call, reply, turn, visited)
        visited |= {turn.value}
    total = document.get(paging.total) if is_object(document) else None
    page = kind(items, turn, total if isinstance(total, int) else None, visited, seen)
    return page, finished(client, call, reply, page, misfits)


def _items(codec: Codec, operation: Operation[Any], key: str, document: Any, report: Callable[[Misfit], None]) -> Any:
    """The items of one page, decoded with what stands beside them; whatever is in their place is made a list."""
    there = is_object(document) and key in document and (document[key] is None or is_array(document[key]))
    if operation.envelope and there:
        return codec.inside(operation.envelope, key, document, report) or []
    listed, report = unwrapped(document, key, report)
    name = f"list[{operation.returns}]"
    if not is_array(listed):
        if listed is not document or not key:
            report(mismatch(name, listed, ""))
        listed = [] if listed is None or listed is document else [listed]
    return codec.decode(name, listed, report)


def _checked(call: Call, reply: Reply, turn: Turn, visited: frozenset[Any]) -> Turn:
    if turn.url:
        turn = Turn(resolve(turn.value, call.outgoing.url), url=True)
        here, there = origin(call.outgoing.url), origin(turn.value)
        if here != there:
            raise failures.build(
                call, UnexpectedResponse, f"the next page is at {there}, not {here}; not fetched", reply.heard
            )
    if turn.value in visited or turn.value == call.outgoing.url:
        raise failures.build(
            call, UnexpectedResponse, f"the list leads in circles: {turn.value!r} came again", reply.heard
        )
    return turn
