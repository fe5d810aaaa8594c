# Code generated from specs/komo. DO NOT EDIT.
"""Find people and companies outside the CRM; most of it spends credits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Resource, Unset, once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models import CompanySearchResult, PeopleSearchResult, SalesNavImportJob
    from .raw.search import AsyncSearchRaw, SearchRaw

PEOPLE: Operation[PeopleSearchResult] = Operation(
    "search.people",
    "POST",
    "/search/people",
    once,
    returns="PeopleSearchResult",
    limit="expensive",
    errors=(401, 402, 409, 422, 429),
    credits="about 5 per result",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "limit"),
)
COMPANIES: Operation[CompanySearchResult] = Operation(
    "search.companies",
    "POST",
    "/search/companies",
    once,
    returns="CompanySearchResult",
    limit="expensive",
    errors=(401, 402, 409, 422, 429),
    credits="how many is not documented",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("limit",),
)
IMPORT_SALES_NAV: Operation[SalesNavImportJob] = Operation(
    "search.import_sales_nav",
    "POST",
    "/search/sales-nav/import",
    once,
    returns="SalesNavImportJob",
    limit="expensive",
    errors=(401, 402, 409, 422, 429),
    credits="about 5 per lead",
    source="https://docs.komo.ai/mcp/tools.md",
    inferred=("credits", "limit"),
)


class Search(Resource):
    """Find people and companies outside the CRM; most of it spends credits."""

    @property
    def with_raw_response(self) -> SearchRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.search import SearchRaw

        return self._resource(SearchRaw)

    def people(
        self,
        *,
        titles: Sequence[str] | None | Unset = UNSET,
        seniorities: Sequence[str] | None | Unset = UNSET,
        locations: Sequence[str] | None | Unset = UNSET,
        companies: Sequence[str] | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> PeopleSearchResult:
        """Find people.

        Searches a database of people at work by title, seniority, location and company.

        - *titles*: What they are at work, e.g. `Head of Sales`.
        - *seniorities*: How senior they are, e.g. `director`.
        - *locations*: Where they are.
        - *companies*: Where they work.
        - *limit*: At most so many results; each costs credits. 1 to 100.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 5 per result, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return self._call(
            PEOPLE,
            Given(
                body={
                    "titles": titles,
                    "seniorities": seniorities,
                    "locations": locations,
                    "companies": companies,
                    "limit": limit,
                }
            ),
            options,
        )

    def companies(
        self,
        *,
        industries: Sequence[str] | None | Unset = UNSET,
        locations: Sequence[str] | None | Unset = UNSET,
        keywords: Sequence[str] | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> CompanySearchResult:
        """Find companies.

        - *industries*: What they do.
        - *locations*: Where they are.
        - *keywords*: Words that describe them.
        - *limit*: At most so many results. 1 to 100.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (how many is not documented) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return self._call(
            COMPANIES,
            Given(body={"industries": industries, "locations": locations, "keywords": keywords, "limit": limit}),
            options,
        )

    def import_sales_nav(self, *, url: str, list_id: str, **options: Unpack[CallOptions]) -> SalesNavImportJob:
        """Import a LinkedIn Sales Navigator search into a list.

        The leads appear in the list as the import goes on.

        - *url*: Address of the search, copied from Sales Navigator.
        - *list_id*: The list that the leads go to.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 5 per lead, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return self._call(IMPORT_SALES_NAV, Given(body={"url": url, "list_id": list_id}), options)


class AsyncSearch(AsyncResource):
    """Find people and companies outside the CRM; most of it spends credits."""

    @property
    def with_raw_response(self) -> AsyncSearchRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.search import AsyncSearchRaw

        return self._resource(AsyncSearchRaw)

    async def people(
        self,
        *,
        titles: Sequence[str] | None | Unset = UNSET,
        seniorities: Sequence[str] | None | Unset = UNSET,
        locations: Sequence[str] | None | Unset = UNSET,
        companies: Sequence[str] | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> PeopleSearchResult:
        """Find people.

        Searches a database of people at work by title, seniority, location and company.

        - *titles*: What they are at work, e.g. `Head of Sales`.
        - *seniorities*: How senior they are, e.g. `director`.
        - *locations*: Where they are.
        - *companies*: Where they work.
        - *limit*: At most so many results; each costs credits. 1 to 100.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 5 per result, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return await self._call(
            PEOPLE,
            Given(
                body={
                    "titles": titles,
                    "seniorities": seniorities,
                    "locations": locations,
                    "companies": companies,
                    "limit": limit,
                }
            ),
            options,
        )

    async def companies(
        self,
        *,
        industries: Sequence[str] | None | Unset = UNSET,
        locations: Sequence[str] | None | Unset = UNSET,
        keywords: Sequence[str] | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> CompanySearchResult:
        """Find companies.

        - *industries*: What they do.
        - *locations*: Where they are.
        - *keywords*: Words that describe them.
        - *limit*: At most so many results. 1 to 100.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (how many is not documented) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return await self._call(
            COMPANIES,
            Given(body={"industries": industries, "locations": locations, "keywords": keywords, "limit": limit}),
            options,
        )

    async def import_sales_nav(self, *, url: str, list_id: str, **options: Unpack[CallOptions]) -> SalesNavImportJob:
        """Import a LinkedIn Sales Navigator search into a list.

        The leads appear in the list as the import goes on.

        - *url*: Address of the search, copied from Sales Navigator.
        - *list_id*: The list that the leads go to.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Spends credits (about 5 per lead, inferred) · not retried once it may have arrived · expensive rate class
        (20 requests per minute; that it applies here is inferred) · inferred, not documented by the vendor
        """
        return await self._call(IMPORT_SALES_NAV, Given(body={"url": url, "list_id": list_id}), options)
