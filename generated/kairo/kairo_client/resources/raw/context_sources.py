# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `ContextSources`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..context_sources import CREATE, LIST, REFRESH, RETRIEVE, UPDATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ...models import ContextSource


class ContextSourcesRaw(RawResource):
    """`ContextSources`, returning a `Response` with each value."""

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[ContextSource]]:
        """See `ContextSources.list`."""
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    def create(
        self, *, name: str, type: str, config: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[ContextSource]:
        """See `ContextSources.create`."""
        return self._call(CREATE, Given(body={"name": name, "type": type, "config": config}), options)

    def retrieve(self, source_id: str, **options: Unpack[CallOptions]) -> Response[ContextSource]:
        """See `ContextSources.retrieve`."""
        return self._call(RETRIEVE, Given((source_id,)), options)

    def update(
        self,
        source_id: str,
        *,
        name: str | Unset = UNSET,
        config: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[ContextSource]:
        """See `ContextSources.update`."""
        return self._call(UPDATE, Given((source_id,), body={"name": name, "config": config}), options)

    def refresh(self, source_id: str, **options: Unpack[CallOptions]) -> Response[ContextSource]:
        """See `ContextSources.refresh`."""
        return self._call(REFRESH, Given((source_id,)), options)


class AsyncContextSourcesRaw(AsyncRawResource):
    """`AsyncContextSources`, returning a `Response` with each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[ContextSource]]:
        """See `AsyncContextSources.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self, *, name: str, type: str, config: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[ContextSource]:
        """See `AsyncContextSources.create`."""
        return await self._call(CREATE, Given(body={"name": name, "type": type, "config": config}), options)

    async def retrieve(self, source_id: str, **options: Unpack[CallOptions]) -> Response[ContextSource]:
        """See `AsyncContextSources.retrieve`."""
        return await self._call(RETRIEVE, Given((source_id,)), options)

    async def update(
        self,
        source_id: str,
        *,
        name: str | Unset = UNSET,
        config: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[ContextSource]:
        """See `AsyncContextSources.update`."""
        return await self._call(UPDATE, Given((source_id,), body={"name": name, "config": config}), options)

    async def refresh(self, source_id: str, **options: Unpack[CallOptions]) -> Response[ContextSource]:
        """See `AsyncContextSources.refresh`."""
        return await self._call(REFRESH, Given((source_id,)), options)
