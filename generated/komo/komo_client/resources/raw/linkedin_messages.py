# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `LinkedinMessages`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..linkedin_messages import CREATE

if TYPE_CHECKING:
    from ...models import LinkedInMessage


class LinkedinMessagesRaw(RawResource):
    """`LinkedinMessages`, returning a `Response` with each value."""

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
    """`AsyncLinkedinMessages`, returning a `Response` with each value."""

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
