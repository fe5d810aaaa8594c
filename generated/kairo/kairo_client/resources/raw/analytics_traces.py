# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `AnalyticsTraces`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..analytics_traces import LIST, RETRIEVE

if TYPE_CHECKING:
    from datetime import datetime

    from ...models import Trace


class AnalyticsTracesRaw(RawResource):
    """`AnalyticsTraces`, returning a `Response` with each value."""

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        agent_id: str | Unset = UNSET,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[Trace]]:
        """See `AnalyticsTraces.list`."""
        return self._page(
            LIST,
            Given(query={"limit": limit, "cursor": cursor, "agent_id": agent_id, "start": start, "end": end}),
            options,
        )

    def retrieve(self, trace_id: str, **options: Unpack[CallOptions]) -> Response[Trace]:
        """See `AnalyticsTraces.retrieve`."""
        return self._call(RETRIEVE, Given((trace_id,)), options)


class AsyncAnalyticsTracesRaw(AsyncRawResource):
    """`AsyncAnalyticsTraces`, returning a `Response` with each value."""

    async def list(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        agent_id: str | Unset = UNSET,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[Trace]]:
        """See `AsyncAnalyticsTraces.list`."""
        return await self._page(
            LIST,
            Given(query={"limit": limit, "cursor": cursor, "agent_id": agent_id, "start": start, "end": end}),
            options,
        )

    async def retrieve(self, trace_id: str, **options: Unpack[CallOptions]) -> Response[Trace]:
        """See `AsyncAnalyticsTraces.retrieve`."""
        return await self._call(RETRIEVE, Given((trace_id,)), options)
