# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `InboxAccounts`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..inbox_accounts import DELETE, LIST

if TYPE_CHECKING:
    import builtins

    from ...models import InboxAccount


class InboxAccountsRaw(RawResource):
    """`InboxAccounts`, returning a `Response` with each value."""

    def list(self, **options: Unpack[CallOptions]) -> Response[builtins.list[InboxAccount]]:
        """See `InboxAccounts.list`."""
        return self._call(LIST, Given(), options)

    def delete(self, account_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `InboxAccounts.delete`."""
        return self._call(DELETE, Given((account_id,)), options)


class AsyncInboxAccountsRaw(AsyncRawResource):
    """`AsyncInboxAccounts`, returning a `Response` with each value."""

    async def list(self, **options: Unpack[CallOptions]) -> Response[builtins.list[InboxAccount]]:
        """See `AsyncInboxAccounts.list`."""
        return await self._call(LIST, Given(), options)

    async def delete(self, account_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncInboxAccounts.delete`."""
        return await self._call(DELETE, Given((account_id,)), options)
