# Code generated from specs/kairo. DO NOT EDIT.
"""Every run, step by step."""

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
    from datetime import datetime

    from ..models import Trace
    from .raw.analytics_traces import AnalyticsTracesRaw, AsyncAnalyticsTracesRaw

LIST: Operation[Trace] = Operation(
    "analytics.traces.list",
    "GET",
    "/analytics/traces",
    safe,
    returns="Trace",
    envelope="TraceList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(400, 401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
RETRIEVE: Operation[Trace] = Operation(
    "analytics.traces.retrieve",
    "GET",
    "/analytics/traces/{trace_id}",
    safe,
    returns="Trace",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)


class AnalyticsTraces(Resource):
    """Every run, step by step."""

    @property
    def with_raw_response(self) -> AnalyticsTracesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.analytics_traces import AnalyticsTracesRaw

        return self._resource(AnalyticsTracesRaw)

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        agent_id: str | Unset = UNSET,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[Trace]:
        """List traces.

        One trace for each run, newest first.

        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.
        - *agent_id*: Only traces of this agent.
        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(
            LIST,
            Given(query={"limit": limit, "cursor": cursor, "agent_id": agent_id, "start": start, "end": end}),
            options,
        )

    def retrieve(self, trace_id: str, **options: Unpack[CallOptions]) -> Trace:
        """Inspect one run, step by step.

        - *trace_id*: The trace.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((trace_id,)), options)


class AsyncAnalyticsTraces(AsyncResource):
    """Every run, step by step."""

    @property
    def with_raw_response(self) -> AsyncAnalyticsTracesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.analytics_traces import AsyncAnalyticsTracesRaw

        return self._resource(AsyncAnalyticsTracesRaw)

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        agent_id: str | Unset = UNSET,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[Trace]:
        """List traces.

        One trace for each run, newest first.

        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.
        - *agent_id*: Only traces of this agent.
        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(
            LIST,
            Given(query={"limit": limit, "cursor": cursor, "agent_id": agent_id, "start": start, "end": end}),
            options,
        )

    async def retrieve(self, trace_id: str, **options: Unpack[CallOptions]) -> Trace:
        """Inspect one run, step by step.

        - *trace_id*: The trace.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((trace_id,)), options)
