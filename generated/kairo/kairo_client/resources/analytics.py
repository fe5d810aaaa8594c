# Code generated from specs/kairo. DO NOT EDIT.
"""What was used, what it cost, how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Resource, Unset, safe

if TYPE_CHECKING:
    from datetime import datetime

    from ..models import CostReport, LatencyReport, TokenReport, UsageReport
    from .analytics_traces import AnalyticsTraces, AsyncAnalyticsTraces
    from .raw.analytics import AnalyticsRaw, AsyncAnalyticsRaw

USAGE: Operation[UsageReport] = Operation(
    "analytics.usage",
    "GET",
    "/analytics/usage",
    safe,
    returns="UsageReport",
    errors=(400, 401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
COSTS: Operation[CostReport] = Operation(
    "analytics.costs",
    "GET",
    "/analytics/costs",
    safe,
    returns="CostReport",
    errors=(400, 401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
TOKENS: Operation[TokenReport] = Operation(
    "analytics.tokens",
    "GET",
    "/analytics/tokens",
    safe,
    returns="TokenReport",
    errors=(400, 401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
LATENCY: Operation[LatencyReport] = Operation(
    "analytics.latency",
    "GET",
    "/analytics/latency",
    safe,
    returns="LatencyReport",
    errors=(400, 401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)


class Analytics(Resource):
    """What was used, what it cost, how long it took."""

    @property
    def traces(self) -> AnalyticsTraces:
        """Every run, step by step."""
        from .analytics_traces import AnalyticsTraces

        return self._resource(AnalyticsTraces)

    @property
    def with_raw_response(self) -> AnalyticsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.analytics import AnalyticsRaw

        return self._resource(AnalyticsRaw)

    def usage(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> UsageReport:
        """Count requests and runs.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(USAGE, Given(query={"start": start, "end": end, "interval": interval}), options)

    def costs(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> CostReport:
        """Report what was spent.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(COSTS, Given(query={"start": start, "end": end, "interval": interval}), options)

    def tokens(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> TokenReport:
        """Count tokens.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(TOKENS, Given(query={"start": start, "end": end, "interval": interval}), options)

    def latency(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> LatencyReport:
        """Measure how long runs take.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(LATENCY, Given(query={"start": start, "end": end, "interval": interval}), options)


class AsyncAnalytics(AsyncResource):
    """What was used, what it cost, how long it took."""

    @property
    def traces(self) -> AsyncAnalyticsTraces:
        """Every run, step by step."""
        from .analytics_traces import AsyncAnalyticsTraces

        return self._resource(AsyncAnalyticsTraces)

    @property
    def with_raw_response(self) -> AsyncAnalyticsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.analytics import AsyncAnalyticsRaw

        return self._resource(AsyncAnalyticsRaw)

    async def usage(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> UsageReport:
        """Count requests and runs.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(USAGE, Given(query={"start": start, "end": end, "interval": interval}), options)

    async def costs(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> CostReport:
        """Report what was spent.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(COSTS, Given(query={"start": start, "end": end, "interval": interval}), options)

    async def tokens(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> TokenReport:
        """Count tokens.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(TOKENS, Given(query={"start": start, "end": end, "interval": interval}), options)

    async def latency(
        self,
        *,
        start: datetime | Unset = UNSET,
        end: datetime | Unset = UNSET,
        interval: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> LatencyReport:
        """Measure how long runs take.

        - *start*: Nothing before this moment.
        - *end*: Nothing from this moment on.
        - *interval*: How finely to divide the span: `hour`, `day` or `month`. The server assumes 'day'.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError`
        (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(LATENCY, Given(query={"start": start, "end": end, "interval": interval}), options)
