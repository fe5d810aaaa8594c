# Code generated from specs/komo. DO NOT EDIT.
"""Invitations to connect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Resource, Unset, once

if TYPE_CHECKING:
    from ..models import SentConnectionRequest
    from .raw.linkedin_connection_requests import AsyncLinkedinConnectionRequestsRaw, LinkedinConnectionRequestsRaw

CREATE: Operation[SentConnectionRequest] = Operation(
    "linkedin.connection_requests.create",
    "POST",
    "/linkedin/connection-requests",
    once,
    returns="SentConnectionRequest",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("contacts_people",),
)


class LinkedinConnectionRequests(Resource):
    """Invitations to connect."""

    @property
    def with_raw_response(self) -> LinkedinConnectionRequestsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_connection_requests import LinkedinConnectionRequestsRaw

        return self._resource(LinkedinConnectionRequestsRaw)

    def create(
        self, *, linkedin_url: str, note: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> SentConnectionRequest:
        """Invite somebody to connect.

        - *linkedin_url*: Profile of the person.
        - *note*: A few words that go with it.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Contacts real people (inferred) · not retried once it may have arrived · inferred, not documented by the
        vendor
        """
        return self._call(CREATE, Given(body={"linkedin_url": linkedin_url, "note": note}), options)


class AsyncLinkedinConnectionRequests(AsyncResource):
    """Invitations to connect."""

    @property
    def with_raw_response(self) -> AsyncLinkedinConnectionRequestsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.linkedin_connection_requests import AsyncLinkedinConnectionRequestsRaw

        return self._resource(AsyncLinkedinConnectionRequestsRaw)

    async def create(
        self, *, linkedin_url: str, note: str | None | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> SentConnectionRequest:
        """Invite somebody to connect.

        - *linkedin_url*: Profile of the person.
        - *note*: A few words that go with it.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Contacts real people (inferred) · not retried once it may have arrived · inferred, not documented by the
        vendor
        """
        return await self._call(CREATE, Given(body={"linkedin_url": linkedin_url, "note": note}), options)
