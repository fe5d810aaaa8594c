# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `Campaigns`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..campaigns import CREATE, LAUNCH, LIST, PAUSE, RESUME, RETRIEVE, STATS, UPDATE

if TYPE_CHECKING:
    from ...models import Campaign, CampaignStats


class CampaignsRaw(RawResource):
    """`Campaigns`, returning a `Response` with each value."""

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[Campaign]]:
        """See `Campaigns.list`."""
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    def create(
        self, *, name: str, list_id: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Campaign]:
        """See `Campaigns.create`."""
        return self._call(CREATE, Given(body={"name": name, "list_id": list_id}), options)

    def retrieve(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `Campaigns.retrieve`."""
        return self._call(RETRIEVE, Given((campaign_id,)), options)

    def update(
        self,
        campaign_id: str,
        *,
        name: str | Unset = UNSET,
        list_id: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Campaign]:
        """See `Campaigns.update`."""
        return self._call(UPDATE, Given((campaign_id,), body={"name": name, "list_id": list_id}), options)

    def launch(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `Campaigns.launch`."""
        return self._call(LAUNCH, Given((campaign_id,)), options)

    def pause(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `Campaigns.pause`."""
        return self._call(PAUSE, Given((campaign_id,)), options)

    def resume(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `Campaigns.resume`."""
        return self._call(RESUME, Given((campaign_id,)), options)

    def stats(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[CampaignStats]:
        """See `Campaigns.stats`."""
        return self._call(STATS, Given((campaign_id,)), options)


class AsyncCampaignsRaw(AsyncRawResource):
    """`AsyncCampaigns`, returning a `Response` with each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[Campaign]]:
        """See `AsyncCampaigns.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    async def create(
        self, *, name: str, list_id: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Campaign]:
        """See `AsyncCampaigns.create`."""
        return await self._call(CREATE, Given(body={"name": name, "list_id": list_id}), options)

    async def retrieve(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `AsyncCampaigns.retrieve`."""
        return await self._call(RETRIEVE, Given((campaign_id,)), options)

    async def update(
        self,
        campaign_id: str,
        *,
        name: str | Unset = UNSET,
        list_id: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Campaign]:
        """See `AsyncCampaigns.update`."""
        return await self._call(UPDATE, Given((campaign_id,), body={"name": name, "list_id": list_id}), options)

    async def launch(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `AsyncCampaigns.launch`."""
        return await self._call(LAUNCH, Given((campaign_id,)), options)

    async def pause(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `AsyncCampaigns.pause`."""
        return await self._call(PAUSE, Given((campaign_id,)), options)

    async def resume(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[Campaign]:
        """See `AsyncCampaigns.resume`."""
        return await self._call(RESUME, Given((campaign_id,)), options)

    async def stats(self, campaign_id: str, **options: Unpack[CallOptions]) -> Response[CampaignStats]:
        """See `AsyncCampaigns.stats`."""
        return await self._call(STATS, Given((campaign_id,)), options)
