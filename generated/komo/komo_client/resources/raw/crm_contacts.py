# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `CrmContacts`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..crm_contacts import ACTIVITY, CREATE, ENRICH, LIST, RETRIEVE, UPDATE

if TYPE_CHECKING:
    from ...models import Activity, Contact


class CrmContactsRaw(RawResource):
    """`CrmContacts`, returning a `Response` with each value."""

    def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[Contact]]:
        """See `CrmContacts.list`."""
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
    ) -> Response[Contact]:
        """See `CrmContacts.create`."""
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

    def retrieve(self, contact_id: str, **options: Unpack[CallOptions]) -> Response[Contact]:
        """See `CrmContacts.retrieve`."""
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
    ) -> Response[Contact]:
        """See `CrmContacts.update`."""
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

    def enrich(self, contact_id: str, **options: Unpack[CallOptions]) -> Response[Contact]:
        """See `CrmContacts.enrich`."""
        return self._call(ENRICH, Given((contact_id,)), options)

    def activity(
        self,
        contact_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[Activity]]:
        """See `CrmContacts.activity`."""
        return self._page(ACTIVITY, Given((contact_id,), query={"limit": limit, "offset": offset}), options)


class AsyncCrmContactsRaw(AsyncRawResource):
    """`AsyncCrmContacts`, returning a `Response` with each value."""

    async def list(
        self,
        *,
        search: str | None | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[Contact]]:
        """See `AsyncCrmContacts.list`."""
        return await self._page(LIST, Given(query={"search": search, "limit": limit, "offset": offset}), options)

    async def create(
        self,
        *,
        name: str,
        email: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        company_name: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Contact]:
        """See `AsyncCrmContacts.create`."""
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

    async def retrieve(self, contact_id: str, **options: Unpack[CallOptions]) -> Response[Contact]:
        """See `AsyncCrmContacts.retrieve`."""
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
    ) -> Response[Contact]:
        """See `AsyncCrmContacts.update`."""
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

    async def enrich(self, contact_id: str, **options: Unpack[CallOptions]) -> Response[Contact]:
        """See `AsyncCrmContacts.enrich`."""
        return await self._call(ENRICH, Given((contact_id,)), options)

    async def activity(
        self,
        contact_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[Activity]]:
        """See `AsyncCrmContacts.activity`."""
        return await self._page(ACTIVITY, Given((contact_id,), query={"limit": limit, "offset": offset}), options)
