# Code generated from specs/komo. DO NOT EDIT.
"""`Inbox`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..inbox import CONNECT

if TYPE_CHECKING:
    from typing import Literal

    from ...models import ConnectLink, InboxProvider


class InboxRaw(RawResource):
    """`Inbox` with the response around each value."""

    def connect(
        self, *, provider: InboxProvider | Literal["gmail", "outlook"], **options: Unpack[CallOptions]
    ) -> Response[ConnectLink]:
        """See `Inbox.connect`."""
        return self._call(CONNECT, Given(body={"provider": provider}), options)


class AsyncInboxRaw(AsyncRawResource):
    """`AsyncInbox` with the response around each value."""

    async def connect(
        self, *, provider: InboxProvider | Literal["gmail", "outlook"], **options: Unpack[CallOptions]
    ) -> Response[ConnectLink]:
        """See `AsyncInbox.connect`."""
        return await self._call(CONNECT, Given(body={"provider": provider}), options)
