# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `ListsRecords`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..lists_records import CREATE, DELETE, LIST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models import Added, ListRecord


class ListsRecordsRaw(RawResource):
    """`ListsRecords`, returning a `Response` with each value."""

    def list(
        self, list_id: str, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[ListRecord]]:
        """See `ListsRecords.list`."""
        return self._page(LIST, Given((list_id,), query={"limit": limit, "offset": offset}), options)

    def create(self, list_id: str, *, record_ids: Sequence[str], **options: Unpack[CallOptions]) -> Response[Added]:
        """See `ListsRecords.create`."""
        return self._call(CREATE, Given((list_id,), body={"record_ids": record_ids}), options)

    def delete(self, list_id: str, record_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `ListsRecords.delete`."""
        return self._call(DELETE, Given((list_id, record_id)), options)


class AsyncListsRecordsRaw(AsyncRawResource):
    """`AsyncListsRecords`, returning a `Response` with each value."""

    async def list(
        self, list_id: str, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[ListRecord]]:
        """See `AsyncListsRecords.list`."""
        return await self._page(LIST, Given((list_id,), query={"limit": limit, "offset": offset}), options)

    async def create(
        self, list_id: str, *, record_ids: Sequence[str], **options: Unpack[CallOptions]
    ) -> Response[Added]:
        """See `AsyncListsRecords.create`."""
        return await self._call(CREATE, Given((list_id,), body={"record_ids": record_ids}), options)

    async def delete(self, list_id: str, record_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncListsRecords.delete`."""
        return await self._call(DELETE, Given((list_id, record_id)), options)
