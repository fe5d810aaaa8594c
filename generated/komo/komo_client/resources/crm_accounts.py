# Code generated from specs/komo. DO NOT EDIT.
"""Companies."""

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
    from ..models import Account, Activity
    from .raw.crm_accounts import AsyncCrmAccountsRaw, CrmAccountsRaw

LIST: Operation[Account] = Operation(
    "crm.accounts.list",
    "GET",
    "/crm/accounts",
    safe,
    returns="Account",
    envelope="AccountPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "paging"),
)
CREATE: Operation[Account] = Operation(
    "crm.accounts.create",
    "POST",
    "/crm/accounts",
    once,
    returns="Account",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits",),
)
RETRIEVE: Operation[Account] = Operation(
    "crm.accounts.retrieve",
    "GET",
    "/crm/accounts/{account_id}",
    safe,
    returns="Account",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits",),
)
UPDATE: Operation[Account] = Operation(
    "crm.accounts.update",
    "PATCH",
    "/crm/accounts/{account_id}",
    once,
    returns="Account",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits",),
)
ENRICH: Operation[Account] = Operation(
    "crm.accounts.enrich",
    "POST",
    "/crm/accounts/{account_id}/enrich",
    once,
    returns="Account",
    limit="expensive",
    errors=(401, 402, 409, 422, 429),
    credits="about 20 per record",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "limit"),
)
ACTIVITY: Operation[Activity] = Operation(
    "crm.accounts.activity",
    "GET",
    "/crm/accounts/{account_id}/activity",
    safe,
    returns="Activity",
    envelope="ActivityPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "paging"),
)
CREATE_RECIPE: Recipe[Account] = Recipe(list=LIST, match=("name", "domain"), created="created_at")


class CrmAccounts(Resource):
    """Companies."""

    @property
    def with_raw_response(self) -> CrmAccountsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.crm_accounts import CrmAccountsRaw

        return self._resource(CrmAccountsRaw)

    def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[Account]:
        """List accounts.

        - *search*: Words to find in name, company or email.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"search": search, "limit": limit, "offset": offset}), options)

    def create(
        self,
        *,
        name: str,
        domain: str | None | Unset = UNSET,
        website: str | None | Unset = UNSET,
        industry: str | None | Unset = UNSET,
        notes: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Account:
        """Create an account.

        Fields that the record does not have are refused; the answer lists those it has.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `crm.accounts.list` for what was created
        since, by `name` and `domain`, which is inferred, not documented; the request is not sent again.

        - *name*: What the company is called.
        - *domain*: Its domain, e.g. `example.com`.
        - *website*: Address of its site.
        - *industry*: What it does.
        - *notes*: Whatever should be remembered.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            CREATE,
            Given(body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes}),
            options,
        )

    def retrieve(self, account_id: str, **options: Unpack[CallOptions]) -> Account:
        """Fetch one account.

        With all its fields.

        - *account_id*: The account.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((account_id,)), options)

    def update(
        self,
        account_id: str,
        *,
        name: str | Unset = UNSET,
        domain: str | None | Unset = UNSET,
        website: str | None | Unset = UNSET,
        industry: str | None | Unset = UNSET,
        notes: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Account:
        """Change an account.

        Only the fields that are sent are changed.

        - *account_id*: The account.
        - *name*: What the company is called.
        - *domain*: Its domain, e.g. `example.com`.
        - *website*: Address of its site.
        - *industry*: What it does.
        - *notes*: Whatever should be remembered.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            UPDATE,
            Given(
                (account_id,),
                body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes},
            ),
            options,
        )

    def enrich(self, account_id: str, **options: Unpack[CallOptions]) -> Account:
        """Fill in what is known of a company elsewhere.

        Credits are reserved before the search begins and given back if it fails.

        - *account_id*: The account.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 20 per record, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return self._call(ENRICH, Given((account_id,)), options)

    def activity(
        self,
        account_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[Activity]:
        """Read what happened with an account.

        Emails, LinkedIn touches and notes.

        - *account_id*: The account.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._page(ACTIVITY, Given((account_id,), query={"limit": limit, "offset": offset}), options)


class AsyncCrmAccounts(AsyncResource):
    """Companies."""

    @property
    def with_raw_response(self) -> AsyncCrmAccountsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.crm_accounts import AsyncCrmAccountsRaw

        return self._resource(AsyncCrmAccountsRaw)

    def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[Account]:
        """List accounts.

        - *search*: Words to find in name, company or email.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"search": search, "limit": limit, "offset": offset}), options)

    async def create(
        self,
        *,
        name: str,
        domain: str | None | Unset = UNSET,
        website: str | None | Unset = UNSET,
        industry: str | None | Unset = UNSET,
        notes: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Account:
        """Create an account.

        Fields that the record does not have are refused; the answer lists those it has.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `crm.accounts.list` for what was created
        since, by `name` and `domain`, which is inferred, not documented; the request is not sent again.

        - *name*: What the company is called.
        - *domain*: Its domain, e.g. `example.com`.
        - *website*: Address of its site.
        - *industry*: What it does.
        - *notes*: Whatever should be remembered.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            CREATE,
            Given(body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes}),
            options,
        )

    async def retrieve(self, account_id: str, **options: Unpack[CallOptions]) -> Account:
        """Fetch one account.

        With all its fields.

        - *account_id*: The account.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((account_id,)), options)

    async def update(
        self,
        account_id: str,
        *,
        name: str | Unset = UNSET,
        domain: str | None | Unset = UNSET,
        website: str | None | Unset = UNSET,
        industry: str | None | Unset = UNSET,
        notes: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Account:
        """Change an account.

        Only the fields that are sent are changed.

        - *account_id*: The account.
        - *name*: What the company is called.
        - *domain*: Its domain, e.g. `example.com`.
        - *website*: Address of its site.
        - *industry*: What it does.
        - *notes*: Whatever should be remembered.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            UPDATE,
            Given(
                (account_id,),
                body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes},
            ),
            options,
        )

    async def enrich(self, account_id: str, **options: Unpack[CallOptions]) -> Account:
        """Fill in what is known of a company elsewhere.

        Credits are reserved before the search begins and given back if it fails.

        - *account_id*: The account.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 20 per record, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return await self._call(ENRICH, Given((account_id,)), options)

    def activity(
        self,
        account_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[Activity]:
        """Read what happened with an account.

        Emails, LinkedIn touches and notes.

        - *account_id*: The account.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._page(ACTIVITY, Given((account_id,), query={"limit": limit, "offset": offset}), options)
