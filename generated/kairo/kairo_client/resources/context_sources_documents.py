# Code generated from specs/kairo. DO NOT EDIT.
"""The documents of one data source."""

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
    import builtins
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..models import Document, NewDocument
    from .raw.context_sources_documents import AsyncContextSourcesDocumentsRaw, ContextSourcesDocumentsRaw

LIST: Operation[Document] = Operation(
    "context.sources.documents.list",
    "GET",
    "/context/sources/{source_id}/documents",
    safe,
    returns="Document",
    envelope="DocumentList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
INGEST: Operation[list[Document]] = Operation(
    "context.sources.documents.ingest",
    "POST",
    "/context/sources/{source_id}/documents",
    once,
    returns="list[Document]",
    unwrap="documents",
    envelope="IngestedDocuments",
    errors=(400, 401, 403, 404, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("unwrap",),
)


class ContextSourcesDocuments(Resource):
    """The documents of one data source."""

    @property
    def with_raw_response(self) -> ContextSourcesDocumentsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context_sources_documents import ContextSourcesDocumentsRaw

        return self._resource(ContextSourcesDocumentsRaw)

    def list(
        self, source_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[Document]:
        """List a source's documents.

        Newest first.

        - *source_id*: The data source.
        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((source_id,), query={"limit": limit, "cursor": cursor}), options)

    def ingest(
        self, source_id: str, *, documents: Sequence[NewDocument | Mapping[str, Any]], **options: Unpack[CallOptions]
    ) -> builtins.list[Document]:
        """Ingest documents into a source.

        They can be queried once their status is `ready`.

        - *source_id*: The data source.
        - *documents*: Each with a text or an address. At least 1 items.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(INGEST, Given((source_id,), body={"documents": documents}), options)


class AsyncContextSourcesDocuments(AsyncResource):
    """The documents of one data source."""

    @property
    def with_raw_response(self) -> AsyncContextSourcesDocumentsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context_sources_documents import AsyncContextSourcesDocumentsRaw

        return self._resource(AsyncContextSourcesDocumentsRaw)

    def list(
        self, source_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[Document]:
        """List a source's documents.

        Newest first.

        - *source_id*: The data source.
        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((source_id,), query={"limit": limit, "cursor": cursor}), options)

    async def ingest(
        self, source_id: str, *, documents: Sequence[NewDocument | Mapping[str, Any]], **options: Unpack[CallOptions]
    ) -> builtins.list[Document]:
        """Ingest documents into a source.

        They can be queried once their status is `ready`.

        - *source_id*: The data source.
        - *documents*: Each with a text or an address. At least 1 items.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(INGEST, Given((source_id,), body={"documents": documents}), options)
