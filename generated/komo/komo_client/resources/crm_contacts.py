# Code generated from specs/komo. DO NOT EDIT.
"""People."""

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
    from ..models import Activity, Contact
    from .raw.crm_contacts import AsyncCrmContactsRaw, CrmContactsRaw

LIST: Operation[Contact] = Operation(
    "crm.contacts.list",
    "GET",
    "/crm/contacts",
    safe,
    returns="Contact",
    envelope="ContactPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "paging"),
)
CREATE: Operation[Contact] = Operation(
    "crm.contacts.create",
    "POST",
    "/crm/contacts",
    once,
    returns="Contact",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits",),
)
RETRIEVE: Operation[Contact] = Operation(
    "crm.contacts.retrieve",
    "GET",
    "/crm/contacts/{contact_id}",
    safe,
    returns="Contact",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits",),
)
UPDATE: Operation[Contact] = Operation(
    "crm.contacts.update",
    "PATCH",
    "/crm/contacts/{contact_id}",
    once,
    returns="Contact",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits",),
)
ENRICH: Operation[Contact] = Operation(
    "crm.contacts.enrich",
    "POST",
    "/crm/contacts/{contact_id}/enrich",
    once,
    returns="Contact",
    limit="expensive",
    errors=(401, 402, 409, 422, 429),
    credits="about 20 per record",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "limit"),
)
ACTIVITY: Operation[Activity] = Operation(
    "crm.contacts.activity",
    "GET",
    "/crm/contacts/{contact_id}/activity",
    safe,
    returns="Activity",
    envelope="ActivityPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    credits="free",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "paging"),
)
CREATE_RECIPE: Recipe[Contact] = Recipe(list=LIST, match=("name", "email"), created="created_at")


class CrmContacts(Resource):
    """People."""

    @property
    def with_raw_response(self) -> CrmContactsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.crm_contacts import CrmContactsRaw

        return self._resource(CrmContactsRaw)

    def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[Contact]:
        """List contacts.

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
        email: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        company_name: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Contact:
        """Create a contact.

        Fields that the record does not have are refused; the answer lists those it has.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `crm.contacts.list` for what was created
        since, by `name` and `email`, which is inferred, not documented; the request is not sent again.

        - *name*: What they are called.
        - *email*: Where mail reaches them.
        - *title*: What they are at work, e.g. `Head of Sales`.
        - *company_name*: Where they work.
        - *linkedin_url*: Their LinkedIn profile.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            CREATE,
            Given(
                body={
                    "name": name,
                    "email": email,
                    "title": title,
                    "company_name": company_name,
                    "linkedin_url": linkedin_url,
                }
            ),
            options,
        )

    def retrieve(self, contact_id: str, **options: Unpack[CallOptions]) -> Contact:
        """Fetch one contact.

        With all its fields.

        - *contact_id*: The contact.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((contact_id,)), options)

    def update(
        self,
        contact_id: str,
        *,
        name: str | Unset = UNSET,
        email: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        company_name: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Contact:
        """Change a contact.

        Only the fields that are sent are changed.

        - *contact_id*: The contact.
        - *name*: What they are called.
        - *email*: Where mail reaches them.
        - *title*: What they are at work, e.g. `Head of Sales`.
        - *company_name*: Where they work.
        - *linkedin_url*: Their LinkedIn profile.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            UPDATE,
            Given(
                (contact_id,),
                body={
                    "name": name,
                    "email": email,
                    "title": title,
                    "company_name": company_name,
                    "linkedin_url": linkedin_url,
                },
            ),
            options,
        )

    def enrich(self, contact_id: str, **options: Unpack[CallOptions]) -> Contact:
        """Fill in what is known of a person elsewhere.

        Credits are reserved before the search begins and given back if it fails.

        - *contact_id*: The contact.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 20 per record, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return self._call(ENRICH, Given((contact_id,)), options)

    def activity(
        self,
        contact_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[Activity]:
        """Read what happened with a contact.

        Emails, LinkedIn touches and notes.

        - *contact_id*: The contact.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._page(ACTIVITY, Given((contact_id,), query={"limit": limit, "offset": offset}), options)


class AsyncCrmContacts(AsyncResource):
    """People."""

    @property
    def with_raw_response(self) -> AsyncCrmContactsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.crm_contacts import AsyncCrmContactsRaw

        return self._resource(AsyncCrmContactsRaw)

    def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[Contact]:
        """List contacts.

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
        email: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        company_name: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Contact:
        """Create a contact.

        Fields that the record does not have are refused; the answer lists those it has.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `crm.contacts.list` for what was created
        since, by `name` and `email`, which is inferred, not documented; the request is not sent again.

        - *name*: What they are called.
        - *email*: Where mail reaches them.
        - *title*: What they are at work, e.g. `Head of Sales`.
        - *company_name*: Where they work.
        - *linkedin_url*: Their LinkedIn profile.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            CREATE,
            Given(
                body={
                    "name": name,
                    "email": email,
                    "title": title,
                    "company_name": company_name,
                    "linkedin_url": linkedin_url,
                }
            ),
            options,
        )

    async def retrieve(self, contact_id: str, **options: Unpack[CallOptions]) -> Contact:
        """Fetch one contact.

        With all its fields.

        - *contact_id*: The contact.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((contact_id,)), options)

    async def update(
        self,
        contact_id: str,
        *,
        name: str | Unset = UNSET,
        email: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        company_name: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Contact:
        """Change a contact.

        Only the fields that are sent are changed.

        - *contact_id*: The contact.
        - *name*: What they are called.
        - *email*: Where mail reaches them.
        - *title*: What they are at work, e.g. `Head of Sales`.
        - *company_name*: Where they work.
        - *linkedin_url*: Their LinkedIn profile.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            UPDATE,
            Given(
                (contact_id,),
                body={
                    "name": name,
                    "email": email,
                    "title": title,
                    "company_name": company_name,
                    "linkedin_url": linkedin_url,
                },
            ),
            options,
        )

    async def enrich(self, contact_id: str, **options: Unpack[CallOptions]) -> Contact:
        """Fill in what is known of a person elsewhere.

        Credits are reserved before the search begins and given back if it fails.

        - *contact_id*: The contact.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 20 per record, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return await self._call(ENRICH, Given((contact_id,)), options)

    def activity(
        self,
        contact_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[Activity]:
        """Read what happened with a contact.

        Emails, LinkedIn touches and notes.

        - *contact_id*: The contact.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · inferred, not documented by the vendor
        """
        return self._page(ACTIVITY, Given((contact_id,), query={"limit": limit, "offset": offset}), options)
