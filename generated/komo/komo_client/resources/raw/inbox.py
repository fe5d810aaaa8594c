# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `Inbox`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..inbox import CONNECT

if TYPE_CHECKING:
    from typing import Literal

    from ...models import ConnectLink, InboxProvider


class InboxRaw(RawResource):
    """`Inbox`, returning a `Response` with each value."""

    def connect(
        self, *, provider: InboxProvider | Literal["gmail", "outlook"], **options: Unpack[CallOptions]
    ) -> Response[ConnectLink]:
        """See `Inbox.connect`."""
        return self._call(CONNECT, Given(body={"provider": provider}), options)


class AsyncInboxRaw(AsyncRawResource):
    """`AsyncInbox`, returning a `Response` with each value."""

    async def connect(
        self, *, provider: InboxProvider | Literal["gmail", "outlook"], **options: Unpack[CallOptions]
    ) -> Response[ConnectLink]:
        """See `AsyncInbox.connect`."""
        return await self._call(CONNECT, Given(body={"provider": provider}), options)
