# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `LinkedinConversations`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..linkedin_conversations import LIST

if TYPE_CHECKING:
    from ...models import Conversation


class LinkedinConversationsRaw(RawResource):
    """`LinkedinConversations`, returning a `Response` with each value."""

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[Conversation]]:
        """See `LinkedinConversations.list`."""
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)


class AsyncLinkedinConversationsRaw(AsyncRawResource):
    """`AsyncLinkedinConversations`, returning a `Response` with each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[Conversation]]:
        """See `AsyncLinkedinConversations.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)
