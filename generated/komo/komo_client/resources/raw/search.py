# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `Search`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..search import COMPANIES, IMPORT_SALES_NAV, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models import CompanySearchResult, PeopleSearchResult, SalesNavImportJob


class SearchRaw(RawResource):
    """`Search`, returning a `Response` with each value."""

    def people(
        self,
        *,
        titles: Sequence[str] | None | Unset = UNSET,
        seniorities: Sequence[str] | None | Unset = UNSET,
        locations: Sequence[str] | None | Unset = UNSET,
        companies: Sequence[str] | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[PeopleSearchResult]:
        """See `Search.people`."""
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
    ) -> Response[CompanySearchResult]:
        """See `Search.companies`."""
        return self._call(
            COMPANIES,
            Given(body={"industries": industries, "locations": locations, "keywords": keywords, "limit": limit}),
            options,
        )

    def import_sales_nav(
        self, *, url: str, list_id: str, **options: Unpack[CallOptions]
    ) -> Response[SalesNavImportJob]:
        """See `Search.import_sales_nav`."""
        return self._call(IMPORT_SALES_NAV, Given(body={"url": url, "list_id": list_id}), options)


class AsyncSearchRaw(AsyncRawResource):
    """`AsyncSearch`, returning a `Response` with each value."""

    async def people(
        self,
        *,
        titles: Sequence[str] | None | Unset = UNSET,
        seniorities: Sequence[str] | None | Unset = UNSET,
        locations: Sequence[str] | None | Unset = UNSET,
        companies: Sequence[str] | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[PeopleSearchResult]:
        """See `AsyncSearch.people`."""
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
    ) -> Response[CompanySearchResult]:
        """See `AsyncSearch.companies`."""
        return await self._call(
            COMPANIES,
            Given(body={"industries": industries, "locations": locations, "keywords": keywords, "limit": limit}),
            options,
        )

    async def import_sales_nav(
        self, *, url: str, list_id: str, **options: Unpack[CallOptions]
    ) -> Response[SalesNavImportJob]:
        """See `AsyncSearch.import_sales_nav`."""
        return await self._call(IMPORT_SALES_NAV, Given(body={"url": url, "list_id": list_id}), options)
