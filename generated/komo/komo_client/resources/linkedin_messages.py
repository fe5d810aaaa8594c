# Code generated from specs/komo. DO NOT EDIT.
"""Messages to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Resource, Unset, once

if TYPE_CHECKING:
    from ..models import LinkedInMessage
    from .raw.linkedin_messages import AsyncLinkedinMessagesRaw, LinkedinMessagesRaw

CREATE: Operation[LinkedInMessage] = Operation(
    "linkedin.messages.create",
    "POST",
    "/linkedin/messages",
    once,
    returns="LinkedInMessage",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("contacts_people",),
)


class LinkedinMessages(Resource):
    """Messages to send."""

    @property
    def with_raw_response(self) -> LinkedinMessagesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_messages import LinkedinMessagesRaw

        return self._resource(LinkedinMessagesRaw)

    def create(
        self,
        *,
        text: str,
        conversation_id: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> LinkedInMessage:
        """Send a message.

        - *text*: The message.
        - *conversation_id*: The conversation to go on with.
        - *linkedin_url*: Profile of the person, to begin one.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Contacts real people (inferred) · not retried once it may have arrived · inferred, not documented by the
        vendor
        """
        return self._call(
            CREATE,
            Given(body={"text": text, "conversation_id": conversation_id, "linkedin_url": linkedin_url}),
            options,
        )


class AsyncLinkedinMessages(AsyncResource):
    """Messages to send."""

    @property
    def with_raw_response(self) -> AsyncLinkedinMessagesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_messages import AsyncLinkedinMessagesRaw

        return self._resource(AsyncLinkedinMessagesRaw)

    async def create(
        self,
        *,
        text: str,
        conversation_id: str | None | Unset = UNSET,
        linkedin_url: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> LinkedInMessage:
        """Send a message.

        - *text*: The message.
        - *conversation_id*: The conversation to go on with.
        - *linkedin_url*: Profile of the person, to begin one.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Contacts real people (inferred) · not retried once it may have arrived · inferred, not documented by the
        vendor
        """
        return await self._call(
            CREATE,
            Given(body={"text": text, "conversation_id": conversation_id, "linkedin_url": linkedin_url}),
            options,
        )
