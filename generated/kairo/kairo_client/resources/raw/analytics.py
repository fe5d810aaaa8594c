# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `Analytics`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..analytics import COSTS, LATENCY, TOKENS, USAGE

if TYPE_CHECKING:
    from datetime import datetime

    from ...models import CostReport, LatencyReport, TokenReport, UsageReport


class AnalyticsRaw(RawResource):
    """`Analytics`, returning a `Response` with each value."""

    def usage(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[UsageReport]:
        """See `Analytics.usage`."""
        return self._call(USAGE, Given(query={"start": start, "end": end, "interval": interval}), options)

    def costs(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[CostReport]:
        """See `Analytics.costs`."""
        return self._call(COSTS, Given(query={"start": start, "end": end, "interval": interval}), options)

    def tokens(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[TokenReport]:
        """See `Analytics.tokens`."""
        return self._call(TOKENS, Given(query={"start": start, "end": end, "interval": interval}), options)

    def latency(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[LatencyReport]:
        """See `Analytics.latency`."""
        return self._call(LATENCY, Given(query={"start": start, "end": end, "interval": interval}), options)


class AsyncAnalyticsRaw(AsyncRawResource):
    """`AsyncAnalytics`, returning a `Response` with each value."""

    async def usage(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[UsageReport]:
        """See `AsyncAnalytics.usage`."""
        return await self._call(USAGE, Given(query={"start": start, "end": end, "interval": interval}), options)

    async def costs(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[CostReport]:
        """See `AsyncAnalytics.costs`."""
        return await self._call(COSTS, Given(query={"start": start, "end": end, "interval": interval}), options)

    async def tokens(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[TokenReport]:
        """See `AsyncAnalytics.tokens`."""
        return await self._call(TOKENS, Given(query={"start": start, "end": end, "interval": interval}), options)

    async def latency(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[LatencyReport]:
        """See `AsyncAnalytics.latency`."""
        return await self._call(LATENCY, Given(query={"start": start, "end": end, "interval": interval}), options)
