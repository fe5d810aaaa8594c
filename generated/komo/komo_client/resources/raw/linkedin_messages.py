# Code generated from specs/komo. DO NOT EDIT.
"""`LinkedinMessages`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..linkedin_messages import CREATE

if TYPE_CHECKING:
    from ...models import LinkedInMessage


class LinkedinMessagesRaw(RawResource):
    """`LinkedinMessages` with the response around each value."""

    def create(
        self,
        *,
        text: str,
        conversation_id: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[LinkedInMessage]:
        """See `LinkedinMessages.create`."""
        return self._call(
            CREATE,
            Given(body={"text": text, "conversation_id": conversation_id, "linkedin_url": linkedin_url}),
            options,
        )


class AsyncLinkedinMessagesRaw(AsyncRawResource):
    """`AsyncLinkedinMessages` with the response around each value."""

    async def create(
        self,
        *,
        text: str,
        conversation_id: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[LinkedInMessage]:
        """See `AsyncLinkedinMessages.create`."""
        return await self._call(
            CREATE,
            Given(body={"text": text, "conversation_id": conversation_id, "linkedin_url": linkedin_url}),
            options,
        )
