"""What rendered resources inherit: each method is one line that says which operation, with what, how."""

# Client, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .pipeline.dispatch import send, send_async
from .protocol.request import Arguments
from .util.unset import UNSET

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .facts import Follower, Operation, Waiter
    from .features.pages import AsyncPage, AsyncPages, Page
    from .features.streaming import AsyncDownload, AsyncStream, Download, Stream
    from .options import CallOptions
    from .response import Response


T = TypeVar("T")

Values = Mapping[str, Any] | None


class _Bound:
    """Operations of one client."""

    __slots__ = ("_client",)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"  # type: ignore[attr-defined]


class Resource(_Bound):
    """Operations that return what they are about."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def _call(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> T:
        return send(self._client, operation, Arguments(path, query, headers, cookies, body), options).value

    def _page(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Page[T]:
        from .features.pages import first

        return first(self._client, operation, Arguments(path, query, headers, cookies, body), options).value

    def _stream(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Stream[T]:
        from .features.streaming import Stream

        return Stream(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    def _download(
        self,
        operation: Operation[bytes],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Download:
        from .features.streaming import Download

        return Download(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    def _wait(
        self,
        waiter: Waiter[T],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> T:
        from .features.waiters import wait

        return wait(self._client, waiter, path, on_timeout, options)

    def _wait_all(
        self,
        waiter: Waiter[T],
        ids: Iterable[str],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> list[T]:
        from .features.wait_all import wait_all

        return wait_all(self._client, waiter, ids, path, on_timeout, options)

    def _follow(self, follower: Follower[T], *path: object, options: CallOptions) -> Iterator[T]:
        from .features.log_follower import follow

        return follow(self._client, follower, path, options)


class RawResource(_Bound):
    """The same operations with everything around their answers."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def _call(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Response[T]:
        return send(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    def _page(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Response[Page[T]]:
        from .features.pages import first

        return first(self._client, operation, Arguments(path, query, headers, cookies, body), options)


class AsyncResource(_Bound):
    """Operations that return what they are about, when awaited."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> T:
        return (
            await send_async(self._client, operation, Arguments(path, query, headers, cookies, body), options)
        ).value

    def _page(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> AsyncPages[T]:
        from .features.pages import AsyncPages

        return AsyncPages(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    def _stream(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> AsyncStream[T]:
        from .features.streaming import AsyncStream

        return AsyncStream(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    def _download(
        self,
        operation: Operation[bytes],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> AsyncDownload:
        from .features.streaming import AsyncDownload

        return AsyncDownload(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    async def _wait(
        self,
        waiter: Waiter[T],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> T:
        from .features.waiters import wait_async

        return await wait_async(self._client, waiter, path, on_timeout, options)

    async def _wait_all(
        self,
        waiter: Waiter[T],
        ids: Iterable[str],
        *path: object,
        on_timeout: Literal["leave", "cancel"] = "leave",
        options: CallOptions,
    ) -> list[T]:
        from .features.wait_all import wait_all_async

        return await wait_all_async(self._client, waiter, ids, path, on_timeout, options)

    def _follow(self, follower: Follower[T], *path: object, options: CallOptions) -> AsyncIterator[T]:
        from .features.log_follower import follow_async

        return follow_async(self._client, follower, path, options)


class AsyncRawResource(_Bound):
    """The same operations with everything around their answers, when awaited."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Response[T]:
        return await send_async(self._client, operation, Arguments(path, query, headers, cookies, body), options)

    async def _page(
        self,
        operation: Operation[T],
        *path: object,
        query: Values = None,
        headers: Values = None,
        cookies: Values = None,
        body: Any = UNSET,
        options: CallOptions,
    ) -> Response[AsyncPage[T]]:
        from .features.pages import AsyncPages

        return await AsyncPages(self._client, operation, Arguments(path, query, headers, cookies, body), options).raw()
