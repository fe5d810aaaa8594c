# Code generated from specs/komo. DO NOT EDIT.
"""Messages to many contacts: prepare, launch, watch."""

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
    Recipe,
    Resource,
    Unset,
    once,
    safe,
)

if TYPE_CHECKING:
    from ..models import Campaign, CampaignStats
    from .campaigns_leads import AsyncCampaignsLeads, CampaignsLeads
    from .raw.campaigns import AsyncCampaignsRaw, CampaignsRaw

LIST: Operation[Campaign] = Operation(
    "campaigns.list",
    "GET",
    "/campaigns",
    safe,
    returns="Campaign",
    envelope="CampaignPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("paging",),
)
CREATE: Operation[Campaign] = Operation(
    "campaigns.create",
    "POST",
    "/campaigns",
    once,
    returns="Campaign",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
RETRIEVE: Operation[Campaign] = Operation(
    "campaigns.retrieve",
    "GET",
    "/campaigns/{campaign_id}",
    safe,
    returns="Campaign",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
UPDATE: Operation[Campaign] = Operation(
    "campaigns.update",
    "PATCH",
    "/campaigns/{campaign_id}",
    once,
    returns="Campaign",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
LAUNCH: Operation[Campaign] = Operation(
    "campaigns.launch",
    "POST",
    "/campaigns/{campaign_id}/launch",
    once,
    returns="Campaign",
    errors=(401, 402, 409, 422, 429),
    credits="for each message; how many is not documented",
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("contacts_people", "credits"),
)
PAUSE: Operation[Campaign] = Operation(
    "campaigns.pause",
    "POST",
    "/campaigns/{campaign_id}/pause",
    once,
    returns="Campaign",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
RESUME: Operation[Campaign] = Operation(
    "campaigns.resume",
    "POST",
    "/campaigns/{campaign_id}/resume",
    once,
    returns="Campaign",
    errors=(401, 402, 409, 422, 429),
    credits="for each message; how many is not documented",
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("contacts_people", "credits"),
)
STATS: Operation[CampaignStats] = Operation(
    "campaigns.stats",
    "GET",
    "/campaigns/{campaign_id}/stats",
    safe,
    returns="CampaignStats",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
CREATE_RECIPE: Recipe[Campaign] = Recipe(list=LIST, match=("name",), created="created_at")


class Campaigns(Resource):
    """Messages to many contacts: prepare, launch, watch."""

    @property
    def leads(self) -> CampaignsLeads:
        """The contacts of one campaign."""
        from .campaigns_leads import CampaignsLeads

        return self._resource(CampaignsLeads)

    @property
    def with_raw_response(self) -> CampaignsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.campaigns import CampaignsRaw

        return self._resource(CampaignsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[Campaign]:
        """List campaigns.

        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    def create(self, *, name: str, list_id: str | None | Unset = UNSET, **options: Unpack[CallOptions]) -> Campaign:
        """Create a campaign.

        It sends nothing before it is launched.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `campaigns.list` for what was created since,
        by `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called.
        - *list_id*: The list whose contacts become its leads.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CREATE, Given(body={"name": name, "list_id": list_id}), options)

    def retrieve(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Fetch one campaign.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((campaign_id,)), options)

    def update(
        self,
        campaign_id: str,
        *,
        name: str | Unset = UNSET,
        list_id: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Campaign:
        """Change a campaign.

        Only the fields that are sent are changed.

        - *campaign_id*: The campaign.
        - *name*: What it is called.
        - *list_id*: The list whose contacts become its leads.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(UPDATE, Given((campaign_id,), body={"name": name, "list_id": list_id}), options)

    def launch(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Launch a campaign.

        From then on its messages go out.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (for each message; how many is not documented, inferred) · contacts real people (inferred) ·
        not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(LAUNCH, Given((campaign_id,)), options)

    def pause(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Pause a campaign.

        No further messages go out until it is resumed.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(PAUSE, Given((campaign_id,)), options)

    def resume(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Go on with a paused campaign.

        Its messages go out again.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (for each message; how many is not documented, inferred) · contacts real people (inferred) ·
        not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(RESUME, Given((campaign_id,)), options)

    def stats(self, campaign_id: str, **options: Unpack[CallOptions]) -> CampaignStats:
        """See what a campaign has done so far.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(STATS, Given((campaign_id,)), options)


class AsyncCampaigns(AsyncResource):
    """Messages to many contacts: prepare, launch, watch."""

    @property
    def leads(self) -> AsyncCampaignsLeads:
        """The contacts of one campaign."""
        from .campaigns_leads import AsyncCampaignsLeads

        return self._resource(AsyncCampaignsLeads)

    @property
    def with_raw_response(self) -> AsyncCampaignsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.campaigns import AsyncCampaignsRaw

        return self._resource(AsyncCampaignsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[Campaign]:
        """List campaigns.

        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    async def create(
        self, *, name: str, list_id: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Campaign:
        """Create a campaign.

        It sends nothing before it is launched.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `campaigns.list` for what was created since,
        by `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called.
        - *list_id*: The list whose contacts become its leads.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CREATE, Given(body={"name": name, "list_id": list_id}), options)

    async def retrieve(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Fetch one campaign.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((campaign_id,)), options)

    async def update(
        self,
        campaign_id: str,
        *,
        name: str | Unset = UNSET,
        list_id: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Campaign:
        """Change a campaign.

        Only the fields that are sent are changed.

        - *campaign_id*: The campaign.
        - *name*: What it is called.
        - *list_id*: The list whose contacts become its leads.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(UPDATE, Given((campaign_id,), body={"name": name, "list_id": list_id}), options)

    async def launch(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Launch a campaign.

        From then on its messages go out.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (for each message; how many is not documented, inferred) · contacts real people (inferred) ·
        not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(LAUNCH, Given((campaign_id,)), options)

    async def pause(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Pause a campaign.

        No further messages go out until it is resumed.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(PAUSE, Given((campaign_id,)), options)

    async def resume(self, campaign_id: str, **options: Unpack[CallOptions]) -> Campaign:
        """Go on with a paused campaign.

        Its messages go out again.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (for each message; how many is not documented, inferred) · contacts real people (inferred) ·
        not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(RESUME, Given((campaign_id,)), options)

    async def stats(self, campaign_id: str, **options: Unpack[CallOptions]) -> CampaignStats:
        """See what a campaign has done so far.

        - *campaign_id*: The campaign.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(STATS, Given((campaign_id,)), options)
