# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `Context`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..context import QUERY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models import QueryMatch


class ContextRaw(RawResource):
    """`Context`, returning a `Response` with each value."""

    def query(
        self,
        *,
        query: str,
        source_ids: Sequence[str] | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[list[QueryMatch]]:
        """See `Context.query`."""
        return self._call(QUERY, Given(body={"query": query, "source_ids": source_ids, "limit": limit}), options)


class AsyncContextRaw(AsyncRawResource):
    """`AsyncContext`, returning a `Response` with each value."""

    async def query(
        self,
        *,
        query: str,
        source_ids: Sequence[str] | Unset = UNSET,
        limit: int | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[list[QueryMatch]]:
        """See `AsyncContext.query`."""
        return await self._call(QUERY, Given(body={"query": query, "source_ids": source_ids, "limit": limit}), options)
