# Code generated from specs/komo. DO NOT EDIT.
"""Conversations of the connected account."""

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
    from ..models import Conversation
    from .linkedin_conversations_messages import AsyncLinkedinConversationsMessages, LinkedinConversationsMessages
    from .raw.linkedin_conversations import AsyncLinkedinConversationsRaw, LinkedinConversationsRaw

LIST: Operation[Conversation] = Operation(
    "linkedin.conversations.list",
    "GET",
    "/linkedin/conversations",
    safe,
    returns="Conversation",
    envelope="ConversationPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("paging",),
)


class LinkedinConversations(Resource):
    """Conversations of the connected account."""

    @property
    def messages(self) -> LinkedinConversationsMessages:
        """What was said in one conversation."""
        from .linkedin_conversations_messages import LinkedinConversationsMessages

        return self._resource(LinkedinConversationsMessages)

    @property
    def with_raw_response(self) -> LinkedinConversationsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_conversations import LinkedinConversationsRaw

        return self._resource(LinkedinConversationsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[Conversation]:
        """List conversations.

        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)


class AsyncLinkedinConversations(AsyncResource):
    """Conversations of the connected account."""

    @property
    def messages(self) -> AsyncLinkedinConversationsMessages:
        """What was said in one conversation."""
        from .linkedin_conversations_messages import AsyncLinkedinConversationsMessages

        return self._resource(AsyncLinkedinConversationsMessages)

    @property
    def with_raw_response(self) -> AsyncLinkedinConversationsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_conversations import AsyncLinkedinConversationsRaw

        return self._resource(AsyncLinkedinConversationsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[Conversation]:
        """List conversations.

        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)
