# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `CampaignsLeads`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..campaigns_leads import CREATE, LIST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models import Added, CampaignLead


class CampaignsLeadsRaw(RawResource):
    """`CampaignsLeads`, returning a `Response` with each value."""

    def list(
        self,
        campaign_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[CampaignLead]]:
        """See `CampaignsLeads.list`."""
        return self._page(LIST, Given((campaign_id,), query={"limit": limit, "offset": offset}), options)

    def create(
        self, campaign_id: str, *, contact_ids: Sequence[str], **options: Unpack[CallOptions]
    ) -> Response[Added]:
        """See `CampaignsLeads.create`."""
        return self._call(CREATE, Given((campaign_id,), body={"contact_ids": contact_ids}), options)


class AsyncCampaignsLeadsRaw(AsyncRawResource):
    """`AsyncCampaignsLeads`, returning a `Response` with each value."""

    async def list(
        self,
        campaign_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[CampaignLead]]:
        """See `AsyncCampaignsLeads.list`."""
        return await self._page(LIST, Given((campaign_id,), query={"limit": limit, "offset": offset}), options)

    async def create(
        self, campaign_id: str, *, contact_ids: Sequence[str], **options: Unpack[CallOptions]
    ) -> Response[Added]:
        """See `AsyncCampaignsLeads.create`."""
        return await self._call(CREATE, Given((campaign_id,), body={"contact_ids": contact_ids}), options)
