# Code generated from specs/kairo. DO NOT EDIT.
"""Data that agents read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Resource, Unset, once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models import QueryMatch
    from .context_sources import AsyncContextSources, ContextSources
    from .context_windows import AsyncContextWindows, ContextWindows
    from .raw.context import AsyncContextRaw, ContextRaw

QUERY: Operation[list[QueryMatch]] = Operation(
    "context.query",
    "POST",
    "/context/query",
    once,
    returns="list[QueryMatch]",
    unwrap="matches",
    envelope="QueryResult",
    errors=(400, 401, 403, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("unwrap",),
)


class Context(Resource):
    """Data that agents read."""

    @property
    def sources(self) -> ContextSources:
        """Data sources, and refreshing what they hold."""
        from .context_sources import ContextSources

        return self._resource(ContextSources)

    @property
    def windows(self) -> ContextWindows:
        """How full the agents' context windows are."""
        from .context_windows import ContextWindows

        return self._resource(ContextWindows)

    @property
    def with_raw_response(self) -> ContextRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context import ContextRaw

        return self._resource(ContextRaw)

    def query(
        self,
        *,
        query: str,
        source_ids: Sequence[str] | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> list[QueryMatch]:
        """Find passages by meaning.

        Compares the embedding of the query with those of all ingested passages.

        - *query*: A question or a few words.
        - *source_ids*: Only these sources; all of them when absent.
        - *limit*: At most so many passages. 1 to 100.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(QUERY, Given(body={"query": query, "source_ids": source_ids, "limit": limit}), options)


class AsyncContext(AsyncResource):
    """Data that agents read."""

    @property
    def sources(self) -> AsyncContextSources:
        """Data sources, and refreshing what they hold."""
        from .context_sources import AsyncContextSources

        return self._resource(AsyncContextSources)

    @property
    def windows(self) -> AsyncContextWindows:
        """How full the agents' context windows are."""
        from .context_windows import AsyncContextWindows

        return self._resource(AsyncContextWindows)

    @property
    def with_raw_response(self) -> AsyncContextRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context import AsyncContextRaw

        return self._resource(AsyncContextRaw)

    async def query(
        self,
        *,
        query: str,
        source_ids: Sequence[str] | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> list[QueryMatch]:
        """Find passages by meaning.

        Compares the embedding of the query with those of all ingested passages.

        - *query*: A question or a few words.
        - *source_ids*: Only these sources; all of them when absent.
        - *limit*: At most so many passages. 1 to 100.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(QUERY, Given(body={"query": query, "source_ids": source_ids, "limit": limit}), options)
