# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `LinkedinConnectionRequests`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..linkedin_connection_requests import CREATE

if TYPE_CHECKING:
    from ...models import SentConnectionRequest


class LinkedinConnectionRequestsRaw(RawResource):
    """`LinkedinConnectionRequests`, returning a `Response` with each value."""

    def create(
        self, *, linkedin_url: str, note: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[SentConnectionRequest]:
        """See `LinkedinConnectionRequests.create`."""
        return self._call(CREATE, Given(body={"linkedin_url": linkedin_url, "note": note}), options)


class AsyncLinkedinConnectionRequestsRaw(AsyncRawResource):
    """`AsyncLinkedinConnectionRequests`, returning a `Response` with each value."""

    async def create(
        self, *, linkedin_url: str, note: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[SentConnectionRequest]:
        """See `AsyncLinkedinConnectionRequests.create`."""
        return await self._call(CREATE, Given(body={"linkedin_url": linkedin_url, "note": note}), options)
