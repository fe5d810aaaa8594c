# Code generated from specs/komo. DO NOT EDIT.
"""The contacts of one campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import (
    UNSET,
    AsyncPages,
    AsyncResource,
    CallOptions,
    Given,
    Operation,
    Page,
    Paging,
    Resource,
    Unset,
    once,
    safe,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models import Added, CampaignLead
    from .raw.campaigns_leads import AsyncCampaignsLeadsRaw, CampaignsLeadsRaw

LIST: Operation[CampaignLead] = Operation(
    "campaigns.leads.list",
    "GET",
    "/campaigns/{campaign_id}/leads",
    safe,
    returns="CampaignLead",
    envelope="CampaignLeadPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("paging",),
)
CREATE: Operation[Added] = Operation(
    "campaigns.leads.create",
    "POST",
    "/campaigns/{campaign_id}/leads",
    once,
    returns="Added",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)


class CampaignsLeads(Resource):
    """The contacts of one campaign."""

    @property
    def with_raw_response(self) -> CampaignsLeadsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.campaigns_leads import CampaignsLeadsRaw

        return self._resource(CampaignsLeadsRaw)

    def list(
        self,
        campaign_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[CampaignLead]:
        """List the leads of a campaign.

        - *campaign_id*: The campaign.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((campaign_id,), query={"limit": limit, "offset": offset}), options)

    def create(self, campaign_id: str, *, contact_ids: Sequence[str], **options: Unpack[CallOptions]) -> Added:
        """Put contacts into a campaign.

        When the campaign is running, they may be written to at once.

        - *campaign_id*: The campaign.
        - *contact_ids*: The contacts.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CREATE, Given((campaign_id,), body={"contact_ids": contact_ids}), options)


class AsyncCampaignsLeads(AsyncResource):
    """The contacts of one campaign."""

    @property
    def with_raw_response(self) -> AsyncCampaignsLeadsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.campaigns_leads import AsyncCampaignsLeadsRaw

        return self._resource(AsyncCampaignsLeadsRaw)

    def list(
        self,
        campaign_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[CampaignLead]:
        """List the leads of a campaign.

        - *campaign_id*: The campaign.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((campaign_id,), query={"limit": limit, "offset": offset}), options)

    async def create(self, campaign_id: str, *, contact_ids: Sequence[str], **options: Unpack[CallOptions]) -> Added:
        """Put contacts into a campaign.

        When the campaign is running, they may be written to at once.

        - *campaign_id*: The campaign.
        - *contact_ids*: The contacts.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CREATE, Given((campaign_id,), body={"contact_ids": contact_ids}), options)
