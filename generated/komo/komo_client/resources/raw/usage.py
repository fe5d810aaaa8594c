# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `Usage`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..usage import SUMMARY

if TYPE_CHECKING:
    from ...models import UsageSummary


class UsageRaw(RawResource):
    """`Usage`, returning a `Response` with each value."""

    def summary(self, **options: Unpack[CallOptions]) -> Response[UsageSummary]:
        """See `Usage.summary`."""
        return self._call(SUMMARY, Given(), options)


class AsyncUsageRaw(AsyncRawResource):
    """`AsyncUsage`, returning a `Response` with each value."""

    async def summary(self, **options: Unpack[CallOptions]) -> Response[UsageSummary]:
        """See `AsyncUsage.summary`."""
        return await self._call(SUMMARY, Given(), options)
