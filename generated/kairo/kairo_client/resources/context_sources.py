# Code generated from specs/kairo. DO NOT EDIT.
"""Data sources, and refreshing what they hold."""

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
    once,
    safe,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..models import ContextSource
    from .context_sources_documents import AsyncContextSourcesDocuments, ContextSourcesDocuments
    from .raw.context_sources import AsyncContextSourcesRaw, ContextSourcesRaw

LIST: Operation[ContextSource] = Operation(
    "context.sources.list",
    "GET",
    "/context/sources",
    safe,
    returns="ContextSource",
    envelope="ContextSourceList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
CREATE: Operation[ContextSource] = Operation(
    "context.sources.create",
    "POST",
    "/context/sources",
    once,
    returns="ContextSource",
    errors=(400, 401, 403, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
RETRIEVE: Operation[ContextSource] = Operation(
    "context.sources.retrieve",
    "GET",
    "/context/sources/{source_id}",
    safe,
    returns="ContextSource",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
UPDATE: Operation[ContextSource] = Operation(
    "context.sources.update",
    "PATCH",
    "/context/sources/{source_id}",
    once,
    returns="ContextSource",
    errors=(400, 401, 403, 404, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
REFRESH: Operation[ContextSource] = Operation(
    "context.sources.refresh",
    "POST",
    "/context/sources/{source_id}/refresh",
    once,
    returns="ContextSource",
    errors=(401, 403, 404, 409, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)


class ContextSources(Resource):
    """Data sources, and refreshing what they hold."""

    @property
    def documents(self) -> ContextSourcesDocuments:
        """The documents of one data source."""
        from .context_sources_documents import ContextSourcesDocuments

        return self._resource(ContextSourcesDocuments)

    @property
    def with_raw_response(self) -> ContextSourcesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context_sources import ContextSourcesRaw

        return self._resource(ContextSourcesRaw)

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[ContextSource]:
        """List data sources.

        Newest first.

        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    def create(
        self, *, name: str, type: str, config: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> ContextSource:
        """Add a data source.

        - *name*: What it is called.
        - *type*: What kind of source it is, e.g. `crm`.
        - *config*: How it is reached.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CREATE, Given(body={"name": name, "type": type, "config": config}), options)

    def retrieve(self, source_id: str, **options: Unpack[CallOptions]) -> ContextSource:
        """Fetch one data source.

        - *source_id*: The data source.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((source_id,)), options)

    def update(
        self,
        source_id: str,
        *,
        name: str | Unset = UNSET,
        config: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> ContextSource:
        """Change a data source.

        Only the fields that are sent are changed.

        - *source_id*: The data source.
        - *name*: What it is called.
        - *config*: How it is reached.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(UPDATE, Given((source_id,), body={"name": name, "config": config}), options)

    def refresh(self, source_id: str, **options: Unpack[CallOptions]) -> ContextSource:
        """Fetch a source's live data again.

        The work goes on in the background; `refreshed_at` moves when it is done.

        - *source_id*: The data source.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409), `RateLimited` (429),
        `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(REFRESH, Given((source_id,)), options)


class AsyncContextSources(AsyncResource):
    """Data sources, and refreshing what they hold."""

    @property
    def documents(self) -> AsyncContextSourcesDocuments:
        """The documents of one data source."""
        from .context_sources_documents import AsyncContextSourcesDocuments

        return self._resource(AsyncContextSourcesDocuments)

    @property
    def with_raw_response(self) -> AsyncContextSourcesRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context_sources import AsyncContextSourcesRaw

        return self._resource(AsyncContextSourcesRaw)

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[ContextSource]:
        """List data sources.

        Newest first.

        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self, *, name: str, type: str, config: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> ContextSource:
        """Add a data source.

        - *name*: What it is called.
        - *type*: What kind of source it is, e.g. `crm`.
        - *config*: How it is reached.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CREATE, Given(body={"name": name, "type": type, "config": config}), options)

    async def retrieve(self, source_id: str, **options: Unpack[CallOptions]) -> ContextSource:
        """Fetch one data source.

        - *source_id*: The data source.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((source_id,)), options)

    async def update(
        self,
        source_id: str,
        *,
        name: str | Unset = UNSET,
        config: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> ContextSource:
        """Change a data source.

        Only the fields that are sent are changed.

        - *source_id*: The data source.
        - *name*: What it is called.
        - *config*: How it is reached.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(UPDATE, Given((source_id,), body={"name": name, "config": config}), options)

    async def refresh(self, source_id: str, **options: Unpack[CallOptions]) -> ContextSource:
        """Fetch a source's live data again.

        The work goes on in the background; `refreshed_at` moves when it is done.

        - *source_id*: The data source.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409), `RateLimited` (429),
        `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(REFRESH, Given((source_id,)), options)
