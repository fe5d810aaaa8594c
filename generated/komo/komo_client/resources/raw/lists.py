# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `Lists`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..lists import CREATE, DELETE, LIST, RETRIEVE, UPDATE

if TYPE_CHECKING:
    from typing import Literal

    from ...models import RecordList, RecordType


class ListsRaw(RawResource):
    """`Lists`, returning a `Response` with each value."""

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[RecordList]]:
        """See `Lists.list`."""
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    def create(
        self,
        *,
        name: str,
        record_type: RecordType | Literal["account", "contact"],
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[RecordList]:
        """See `Lists.create`."""
        return self._call(
            CREATE, Given(body={"name": name, "record_type": record_type, "description": description}), options
        )

    def retrieve(self, list_id: str, **options: Unpack[CallOptions]) -> Response[RecordList]:
        """See `Lists.retrieve`."""
        return self._call(RETRIEVE, Given((list_id,)), options)

    def update(
        self,
        list_id: str,
        *,
        name: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[RecordList]:
        """See `Lists.update`."""
        return self._call(UPDATE, Given((list_id,), body={"name": name, "description": description}), options)

    def delete(self, list_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `Lists.delete`."""
        return self._call(DELETE, Given((list_id,)), options)


class AsyncListsRaw(AsyncRawResource):
    """`AsyncLists`, returning a `Response` with each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[RecordList]]:
        """See `AsyncLists.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    async def create(
        self,
        *,
        name: str,
        record_type: RecordType | Literal["account", "contact"],
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[RecordList]:
        """See `AsyncLists.create`."""
        return await self._call(
            CREATE, Given(body={"name": name, "record_type": record_type, "description": description}), options
        )

    async def retrieve(self, list_id: str, **options: Unpack[CallOptions]) -> Response[RecordList]:
        """See `AsyncLists.retrieve`."""
        return await self._call(RETRIEVE, Given((list_id,)), options)

    async def update(
        self,
        list_id: str,
        *,
        name: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[RecordList]:
        """See `AsyncLists.update`."""
        return await self._call(UPDATE, Given((list_id,), body={"name": name, "description": description}), options)

    async def delete(self, list_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncLists.delete`."""
        return await self._call(DELETE, Given((list_id,)), options)
