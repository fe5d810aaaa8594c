# Code generated from specs/komo. DO NOT EDIT.
"""`LinkedinConversationsMessages`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..linkedin_conversations_messages import LIST

if TYPE_CHECKING:
    from ...models import LinkedInMessage


class LinkedinConversationsMessagesRaw(RawResource):
    """`LinkedinConversationsMessages` with the response around each value."""

    def list(
        self,
        conversation_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[LinkedInMessage]]:
        """See `LinkedinConversationsMessages.list`."""
        return self._page(LIST, Given((conversation_id,), query={"limit": limit, "offset": offset}), options)


class AsyncLinkedinConversationsMessagesRaw(AsyncRawResource):
    """`AsyncLinkedinConversationsMessages` with the response around each value."""

    async def list(
        self,
        conversation_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[LinkedInMessage]]:
        """See `AsyncLinkedinConversationsMessages.list`."""
        return await self._page(LIST, Given((conversation_id,), query={"limit": limit, "offset": offset}), options)
