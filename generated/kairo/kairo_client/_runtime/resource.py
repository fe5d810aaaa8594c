"""Base classes of rendered resources, whose methods are one line each: an operation and its arguments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, TypeVar

from .pipeline.context import Session
from .pipeline.dispatch import send, send_async
from .protocol.request import Given
from .util.lazy import ResourceParent

if TYPE_CHECKING:
    from .facts import Follower, Operation, Waiter
    from .features.downloads import AsyncDownload, Download
    from .features.pages import AsyncPage, AsyncPages, Page
    from .features.streaming import AsyncStream, Stream
    from .options import CallOptions
    from .response import Response
    from .transport.commands import AsyncTransport, Transport

P = TypeVar("P", bound="Transport | AsyncTransport")
T = TypeVar("T")


class _BaseResource(ResourceParent[Session[P]]):
    """Operations of one client."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._session!r}>"


class Resource(_BaseResource["Transport"]):
    """Operations that return values."""

    def _call(self, operation: Operation[T], given: Given, options: CallOptions) -> T:
        return send(self._session, operation, given, options).value

    def _page(self, operation: Operation[T], given: Given, options: CallOptions) -> Page[T]:
        from .features.pages import first_page

        return first_page(self._session, operation, given, options).value

    def _stream(self, operation: Operation[T], given: Given, options: CallOptions) -> Stream[T]:
        from .features.streaming import Stream

        return Stream(self._session, operation, given, options)

    def _download(self, operation: Operation[bytes], given: Given, options: CallOptions) -> Download:
        from .features.downloads import Download

        return Download(self._session, operation, given, options)

    def _wait(
        self,
        waiter: Waiter[T],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> T:
        from .features.waiters import wait

        return wait(self._session, waiter, path, on_timeout, options)

    def _wait_all(
        self,
        waiter: Waiter[T],
        ids: Iterable[str],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> list[T]:
        from .features.wait_all import wait_all

        return wait_all(self._session, waiter, ids, path, on_timeout, options)

    def _follow(self, follower: Follower[T], *path: object, options: CallOptions) -> Iterator[T]:
        from .features.log_follower import follow

        return follow(self._session, follower, path, options)


class RawResource(_BaseResource["Transport"]):
    """Operations that return a `Response` around each value."""

    def _call(self, operation: Operation[T], given: Given, options: CallOptions) -> Response[T]:
        return send(self._session, operation, given, options)

    def _page(self, operation: Operation[T], given: Given, options: CallOptions) -> Response[Page[T]]:
        from .features.pages import first_page

        return first_page(self._session, operation, given, options)


class AsyncResource(_BaseResource["AsyncTransport"]):
    """Operations that return values when awaited."""

    async def _call(self, operation: Operation[T], given: Given, options: CallOptions) -> T:
        return (await send_async(self._session, operation, given, options)).value

    def _page(self, operation: Operation[T], given: Given, options: CallOptions) -> AsyncPages[T]:
        from .features.pages import AsyncPages

        return AsyncPages(self._session, operation, given, options)

    def _stream(self, operation: Operation[T], given: Given, options: CallOptions) -> AsyncStream[T]:
        from .features.streaming import AsyncStream

        return AsyncStream(self._session, operation, given, options)

    def _download(self, operation: Operation[bytes], given: Given, options: CallOptions) -> AsyncDownload:
        from .features.downloads import AsyncDownload

        return AsyncDownload(self._session, operation, given, options)

    async def _wait(
        self,
        waiter: Waiter[T],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> T:
        from .features.waiters import wait_async

        return await wait_async(self._session, waiter, path, on_timeout, options)

    async def _wait_all(
        self,
        waiter: Waiter[T],
        ids: Iterable[str],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> list[T]:
        from .features.wait_all import wait_all_async

        return await wait_all_async(self._session, waiter, ids, path, on_timeout, options)

    def _follow(self, follower: Follower[T], *path: object, options: CallOptions) -> AsyncIterator[T]:
        from .features.log_follower import follow_async

        return follow_async(self._session, follower, path, options)


class AsyncRawResource(_BaseResource["AsyncTransport"]):
    """Operations that return a `Response` around each value when awaited."""

    async def _call(self, operation: Operation[T], given: Given, options: CallOptions) -> Response[T]:
        return await send_async(self._session, operation, given, options)

    async def _page(self, operation: Operation[T], given: Given, options: CallOptions) -> Response[AsyncPage[T]]:
        from .features.pages import AsyncPages

        return await AsyncPages(self._session, operation, given, options).raw()
