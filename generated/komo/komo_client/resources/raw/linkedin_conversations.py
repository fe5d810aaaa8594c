# Code generated from specs/komo. DO NOT EDIT.
"""`LinkedinConversations`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..linkedin_conversations import LIST

if TYPE_CHECKING:
    from ...models import Conversation


class LinkedinConversationsRaw(RawResource):
    """`LinkedinConversations` with the response around each value."""

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[Conversation]]:
        """See `LinkedinConversations.list`."""
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)


class AsyncLinkedinConversationsRaw(AsyncRawResource):
    """`AsyncLinkedinConversations` with the response around each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[Conversation]]:
        """See `AsyncLinkedinConversations.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)
