# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `CrmAccounts`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..crm_accounts import ACTIVITY, CREATE, ENRICH, LIST, RETRIEVE, UPDATE

if TYPE_CHECKING:
    from ...models import Account, Activity


class CrmAccountsRaw(RawResource):
    """`CrmAccounts`, returning a `Response` with each value."""

    def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[Account]]:
        """See `CrmAccounts.list`."""
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
    ) -> Response[Account]:
        """See `CrmAccounts.create`."""
        return self._call(
            CREATE,
            Given(body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes}),
            options,
        )

    def retrieve(self, account_id: str, **options: Unpack[CallOptions]) -> Response[Account]:
        """See `CrmAccounts.retrieve`."""
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
    ) -> Response[Account]:
        """See `CrmAccounts.update`."""
        return self._call(
            UPDATE,
            Given(
                (account_id,),
                body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes},
            ),
            options,
        )

    def enrich(self, account_id: str, **options: Unpack[CallOptions]) -> Response[Account]:
        """See `CrmAccounts.enrich`."""
        return self._call(ENRICH, Given((account_id,)), options)

    def activity(
        self,
        account_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[Activity]]:
        """See `CrmAccounts.activity`."""
        return self._page(ACTIVITY, Given((account_id,), query={"limit": limit, "offset": offset}), options)


class AsyncCrmAccountsRaw(AsyncRawResource):
    """`AsyncCrmAccounts`, returning a `Response` with each value."""

    async def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[Account]]:
        """See `AsyncCrmAccounts.list`."""
        return await self._page(LIST, Given(query={"search": search, "limit": limit, "offset": offset}), options)

    async def create(
        self,
        *,
        name: str,
        domain: str | None | Unset = UNSET,
        website: str | None | Unset = UNSET,
        industry: str | None | Unset = UNSET,
        notes: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Account]:
        """See `AsyncCrmAccounts.create`."""
        return await self._call(
            CREATE,
            Given(body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes}),
            options,
        )

    async def retrieve(self, account_id: str, **options: Unpack[CallOptions]) -> Response[Account]:
        """See `AsyncCrmAccounts.retrieve`."""
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
    ) -> Response[Account]:
        """See `AsyncCrmAccounts.update`."""
        return await self._call(
            UPDATE,
            Given(
                (account_id,),
                body={"name": name, "domain": domain, "website": website, "industry": industry, "notes": notes},
            ),
            options,
        )

    async def enrich(self, account_id: str, **options: Unpack[CallOptions]) -> Response[Account]:
        """See `AsyncCrmAccounts.enrich`."""
        return await self._call(ENRICH, Given((account_id,)), options)

    async def activity(
        self,
        account_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[Activity]]:
        """See `AsyncCrmAccounts.activity`."""
        return await self._page(ACTIVITY, Given((account_id,), query={"limit": limit, "offset": offset}), options)
