# Code generated from specs/komo. DO NOT EDIT.
"""What was said in one conversation."""

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
    Resource,
    Unset,
    safe,
)

if TYPE_CHECKING:
    from ..models import LinkedInMessage
    from .raw.linkedin_conversations_messages import (
        AsyncLinkedinConversationsMessagesRaw,
        LinkedinConversationsMessagesRaw,
    )

LIST: Operation[LinkedInMessage] = Operation(
    "linkedin.conversations.messages.list",
    "GET",
    "/linkedin/conversations/{conversation_id}/messages",
    safe,
    returns="LinkedInMessage",
    envelope="LinkedInMessagePage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("paging",),
)


class LinkedinConversationsMessages(Resource):
    """What was said in one conversation."""

    @property
    def with_raw_response(self) -> LinkedinConversationsMessagesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_conversations_messages import LinkedinConversationsMessagesRaw

        return self._resource(LinkedinConversationsMessagesRaw)

    def list(
        self,
        conversation_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[LinkedInMessage]:
        """Read a conversation.

        - *conversation_id*: The conversation.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((conversation_id,), query={"limit": limit, "offset": offset}), options)


class AsyncLinkedinConversationsMessages(AsyncResource):
    """What was said in one conversation."""

    @property
    def with_raw_response(self) -> AsyncLinkedinConversationsMessagesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_conversations_messages import AsyncLinkedinConversationsMessagesRaw

        return self._resource(AsyncLinkedinConversationsMessagesRaw)

    def list(
        self,
        conversation_id: str,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[LinkedInMessage]:
        """Read a conversation.

        - *conversation_id*: The conversation.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((conversation_id,), query={"limit": limit, "offset": offset}), options)
