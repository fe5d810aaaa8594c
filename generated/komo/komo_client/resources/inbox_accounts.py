# Code generated from specs/komo. DO NOT EDIT.
"""The connected mailboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import AsyncResource, CallOptions, Given, Operation, Resource, idempotent, safe

if TYPE_CHECKING:
    import builtins

    from ..models import InboxAccount
    from .raw.inbox_accounts import AsyncInboxAccountsRaw, InboxAccountsRaw

LIST: Operation[list[InboxAccount]] = Operation(
    "inbox.accounts.list",
    "GET",
    "/inbox/accounts",
    safe,
    returns="list[InboxAccount]",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/product/inbox",
)
DELETE: Operation[None] = Operation(
    "inbox.accounts.delete",
    "DELETE",
    "/inbox/accounts/{account_id}",
    idempotent,
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/product/inbox",
)


class InboxAccounts(Resource):
    """The connected mailboxes."""

    @property
    def with_raw_response(self) -> InboxAccountsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.inbox_accounts import InboxAccountsRaw

        return self._resource(InboxAccountsRaw)

    def list(self, **options: Unpack[CallOptions]) -> builtins.list[InboxAccount]:
        """List the connected mailboxes.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(LIST, Given(), options)

    def delete(self, account_id: str, **options: Unpack[CallOptions]) -> None:
        """Disconnect a mailbox.

        - *account_id*: The mailbox.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(DELETE, Given((account_id,)), options)


class AsyncInboxAccounts(AsyncResource):
    """The connected mailboxes."""

    @property
    def with_raw_response(self) -> AsyncInboxAccountsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.inbox_accounts import AsyncInboxAccountsRaw

        return self._resource(AsyncInboxAccountsRaw)

    async def list(self, **options: Unpack[CallOptions]) -> builtins.list[InboxAccount]:
        """List the connected mailboxes.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(LIST, Given(), options)

    async def delete(self, account_id: str, **options: Unpack[CallOptions]) -> None:
        """Disconnect a mailbox.

        - *account_id*: The mailbox.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(DELETE, Given((account_id,)), options)
