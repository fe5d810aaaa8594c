# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `ContextSourcesDocuments`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..context_sources_documents import INGEST, LIST

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ...models import Document, NewDocument


class ContextSourcesDocumentsRaw(RawResource):
    """`ContextSourcesDocuments`, returning a `Response` with each value."""

    def list(
        self, source_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[Document]]:
        """See `ContextSourcesDocuments.list`."""
        return self._page(LIST, Given((source_id,), query={"limit": limit, "cursor": cursor}), options)

    def ingest(
        self, source_id: str, *, documents: Sequence[NewDocument | Mapping[str, Any]], **options: Unpack[CallOptions]
    ) -> Response[builtins.list[Document]]:
        """See `ContextSourcesDocuments.ingest`."""
        return self._call(INGEST, Given((source_id,), body={"documents": documents}), options)


class AsyncContextSourcesDocumentsRaw(AsyncRawResource):
    """`AsyncContextSourcesDocuments`, returning a `Response` with each value."""

    async def list(
        self, source_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[Document]]:
        """See `AsyncContextSourcesDocuments.list`."""
        return await self._page(LIST, Given((source_id,), query={"limit": limit, "cursor": cursor}), options)

    async def ingest(
        self, source_id: str, *, documents: Sequence[NewDocument | Mapping[str, Any]], **options: Unpack[CallOptions]
    ) -> Response[builtins.list[Document]]:
        """See `AsyncContextSourcesDocuments.ingest`."""
        return await self._call(INGEST, Given((source_id,), body={"documents": documents}), options)
