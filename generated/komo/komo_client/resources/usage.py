# Code generated from specs/komo. DO NOT EDIT.
"""Credits, the plan, and what is used of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import AsyncResource, CallOptions, Given, Operation, Resource, safe

if TYPE_CHECKING:
    from ..models import UsageSummary
    from .raw.usage import AsyncUsageRaw, UsageRaw

SUMMARY: Operation[UsageSummary] = Operation(
    "usage.summary",
    "GET",
    "/usage/summary",
    safe,
    returns="UsageSummary",
    errors=(401, 402, 409, 422, 429),
    credits="free",
    documented=True,
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("credits",),
)


class Usage(Resource):
    """Credits, the plan, and what is used of it."""

    @property
    def with_raw_response(self) -> UsageRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.usage import UsageRaw

        return self._resource(UsageRaw)

    def summary(self, **options: Unpack[CallOptions]) -> UsageSummary:
        """See what is left.

        The credit balance, the plan, and what is used of its limits. Ask it before spending credits.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · documented: https://docs.komo.ai/mcp/rest-api.md
        """
        return self._call(SUMMARY, Given(), options)


class AsyncUsage(AsyncResource):
    """Credits, the plan, and what is used of it."""

    @property
    def with_raw_response(self) -> AsyncUsageRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.usage import AsyncUsageRaw

        return self._resource(AsyncUsageRaw)

    async def summary(self, **options: Unpack[CallOptions]) -> UsageSummary:
        """See what is left.

        The credit balance, the plan, and what is used of its limits. Ask it before spending credits.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Free, inferred · safe to retry · documented: https://docs.komo.ai/mcp/rest-api.md
        """
        return await self._call(SUMMARY, Given(), options)
