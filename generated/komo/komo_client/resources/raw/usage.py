# Code generated from specs/komo. DO NOT EDIT.
"""`Usage`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..usage import SUMMARY

if TYPE_CHECKING:
    from ...models import UsageSummary


class UsageRaw(RawResource):
    """`Usage` with the response around each value."""

    def summary(self, **options: Unpack[CallOptions]) -> Response[UsageSummary]:
        """See `Usage.summary`."""
        return self._call(SUMMARY, Given(), options)


class AsyncUsageRaw(AsyncRawResource):
    """`AsyncUsage` with the response around each value."""

    async def summary(self, **options: Unpack[CallOptions]) -> Response[UsageSummary]:
        """See `AsyncUsage.summary`."""
        return await self._call(SUMMARY, Given(), options)
