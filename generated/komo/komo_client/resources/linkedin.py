# Code generated from specs/komo. DO NOT EDIT.
"""Act through the connected LinkedIn account, within its safety caps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import AsyncResource, CallOptions, Given, Operation, Resource, once, safe

if TYPE_CHECKING:
    from ..models import ConnectLink, LinkedInLimits, LinkedInSeat
    from .linkedin_connection_requests import AsyncLinkedinConnectionRequests, LinkedinConnectionRequests
    from .linkedin_conversations import AsyncLinkedinConversations, LinkedinConversations
    from .linkedin_messages import AsyncLinkedinMessages, LinkedinMessages
    from .raw.linkedin import AsyncLinkedinRaw, LinkedinRaw

SEAT: Operation[LinkedInSeat] = Operation(
    "linkedin.seat",
    "GET",
    "/linkedin/seat",
    safe,
    returns="LinkedInSeat",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
CONNECT: Operation[ConnectLink] = Operation(
    "linkedin.connect",
    "POST",
    "/linkedin/connect",
    once,
    returns="ConnectLink",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
LIMITS: Operation[LinkedInLimits] = Operation(
    "linkedin.limits",
    "GET",
    "/linkedin/limits",
    safe,
    returns="LinkedInLimits",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)


class Linkedin(Resource):
    """Act through the connected LinkedIn account, within its safety caps."""

    @property
    def connection_requests(self) -> LinkedinConnectionRequests:
        """Invitations to connect."""
        from .linkedin_connection_requests import LinkedinConnectionRequests

        return self._resource(LinkedinConnectionRequests)

    @property
    def conversations(self) -> LinkedinConversations:
        """Conversations of the connected account."""
        from .linkedin_conversations import LinkedinConversations

        return self._resource(LinkedinConversations)

    @property
    def messages(self) -> LinkedinMessages:
        """Messages to send."""
        from .linkedin_messages import LinkedinMessages

        return self._resource(LinkedinMessages)

    @property
    def with_raw_response(self) -> LinkedinRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin import LinkedinRaw

        return self._resource(LinkedinRaw)

    def seat(self, **options: Unpack[CallOptions]) -> LinkedInSeat:
        """See whether a LinkedIn account is connected.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(SEAT, Given(), options)

    def connect(self, **options: Unpack[CallOptions]) -> ConnectLink:
        """Begin to connect a LinkedIn account.

        A person has to open the address and sign in.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CONNECT, Given(), options)

    def limits(self, **options: Unpack[CallOptions]) -> LinkedInLimits:
        """See how far the safety caps are.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(LIMITS, Given(), options)


class AsyncLinkedin(AsyncResource):
    """Act through the connected LinkedIn account, within its safety caps."""

    @property
    def connection_requests(self) -> AsyncLinkedinConnectionRequests:
        """Invitations to connect."""
        from .linkedin_connection_requests import AsyncLinkedinConnectionRequests

        return self._resource(AsyncLinkedinConnectionRequests)

    @property
    def conversations(self) -> AsyncLinkedinConversations:
        """Conversations of the connected account."""
        from .linkedin_conversations import AsyncLinkedinConversations

        return self._resource(AsyncLinkedinConversations)

    @property
    def messages(self) -> AsyncLinkedinMessages:
        """Messages to send."""
        from .linkedin_messages import AsyncLinkedinMessages

        return self._resource(AsyncLinkedinMessages)

    @property
    def with_raw_response(self) -> AsyncLinkedinRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin import AsyncLinkedinRaw

        return self._resource(AsyncLinkedinRaw)

    async def seat(self, **options: Unpack[CallOptions]) -> LinkedInSeat:
        """See whether a LinkedIn account is connected.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(SEAT, Given(), options)

    async def connect(self, **options: Unpack[CallOptions]) -> ConnectLink:
        """Begin to connect a LinkedIn account.

        A person has to open the address and sign in.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CONNECT, Given(), options)

    async def limits(self, **options: Unpack[CallOptions]) -> LinkedInLimits:
        """See how far the safety caps are.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(LIMITS, Given(), options)
