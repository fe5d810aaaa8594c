# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `LinkedinConversationsMessages`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..linkedin_conversations_messages import LIST

if TYPE_CHECKING:
    from ...models import LinkedInMessage


class LinkedinConversationsMessagesRaw(RawResource):
    """`LinkedinConversationsMessages`, returning a `Response` with each value."""

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
    """`AsyncLinkedinConversationsMessages`, returning a `Response` with each value."""

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
