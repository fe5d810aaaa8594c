# Code generated from specs/komo. DO NOT EDIT.
"""Connect mailboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import AsyncResource, CallOptions, Given, Operation, Resource, once

if TYPE_CHECKING:
    from typing import Literal

    from ..models import ConnectLink, InboxProvider
    from .inbox_accounts import AsyncInboxAccounts, InboxAccounts
    from .raw.inbox import AsyncInboxRaw, InboxRaw

CONNECT: Operation[ConnectLink] = Operation(
    "inbox.connect",
    "POST",
    "/inbox/connect",
    once,
    returns="ConnectLink",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/product/inbox",
)


class Inbox(Resource):
    """Connect mailboxes."""

    @property
    def accounts(self) -> InboxAccounts:
        """The connected mailboxes."""
        from .inbox_accounts import InboxAccounts

        return self._resource(InboxAccounts)

    @property
    def with_raw_response(self) -> InboxRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.inbox import InboxRaw

        return self._resource(InboxRaw)

    def connect(
        self, *, provider: InboxProvider | Literal["gmail", "outlook"], **options: Unpack[CallOptions]
    ) -> ConnectLink:
        """Begin to connect a mailbox.

        A person has to open the address and sign in.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CONNECT, Given(body={"provider": provider}), options)


class AsyncInbox(AsyncResource):
    """Connect mailboxes."""

    @property
    def accounts(self) -> AsyncInboxAccounts:
        """The connected mailboxes."""
        from .inbox_accounts import AsyncInboxAccounts

        return self._resource(AsyncInboxAccounts)

    @property
    def with_raw_response(self) -> AsyncInboxRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.inbox import AsyncInboxRaw

        return self._resource(AsyncInboxRaw)

    async def connect(
        self, *, provider: InboxProvider | Literal["gmail", "outlook"], **options: Unpack[CallOptions]
    ) -> ConnectLink:
        """Begin to connect a mailbox.

        A person has to open the address and sign in.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CONNECT, Given(body={"provider": provider}), options)
