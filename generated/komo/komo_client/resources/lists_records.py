# Code generated from specs/komo. DO NOT EDIT.
"""What is in one list."""

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
    idempotent,
    once,
    safe,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models import Added, ListRecord
    from .raw.lists_records import AsyncListsRecordsRaw, ListsRecordsRaw

LIST: Operation[ListRecord] = Operation(
    "lists.records.list",
    "GET",
    "/lists/{list_id}/records",
    safe,
    returns="ListRecord",
    envelope="ListRecordPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("paging",),
)
CREATE: Operation[Added] = Operation(
    "lists.records.create",
    "POST",
    "/lists/{list_id}/records",
    once,
    returns="Added",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
DELETE: Operation[None] = Operation(
    "lists.records.delete",
    "DELETE",
    "/lists/{list_id}/records/{record_id}",
    idempotent,
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)


class ListsRecords(Resource):
    """What is in one list."""

    @property
    def with_raw_response(self) -> ListsRecordsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.lists_records import ListsRecordsRaw

        return self._resource(ListsRecordsRaw)

    def list(
        self, list_id: str, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[ListRecord]:
        """List the records of a list.

        - *list_id*: The list.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((list_id,), query={"limit": limit, "offset": offset}), options)

    def create(self, list_id: str, *, record_ids: Sequence[str], **options: Unpack[CallOptions]) -> Added:
        """Put records into a list.

        Those that are in it already are skipped.

        - *list_id*: The list.
        - *record_ids*: Accounts or contacts, whichever the list holds.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CREATE, Given((list_id,), body={"record_ids": record_ids}), options)

    def delete(self, list_id: str, record_id: str, **options: Unpack[CallOptions]) -> None:
        """Take a record out of a list.

        The record itself stays.

        - *list_id*: The list.
        - *record_id*: The account or contact.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(DELETE, Given((list_id, record_id)), options)


class AsyncListsRecords(AsyncResource):
    """What is in one list."""

    @property
    def with_raw_response(self) -> AsyncListsRecordsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.lists_records import AsyncListsRecordsRaw

        return self._resource(AsyncListsRecordsRaw)

    def list(
        self, list_id: str, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[ListRecord]:
        """List the records of a list.

        - *list_id*: The list.
        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((list_id,), query={"limit": limit, "offset": offset}), options)

    async def create(self, list_id: str, *, record_ids: Sequence[str], **options: Unpack[CallOptions]) -> Added:
        """Put records into a list.

        Those that are in it already are skipped.

        - *list_id*: The list.
        - *record_ids*: Accounts or contacts, whichever the list holds.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CREATE, Given((list_id,), body={"record_ids": record_ids}), options)

    async def delete(self, list_id: str, record_id: str, **options: Unpack[CallOptions]) -> None:
        """Take a record out of a list.

        The record itself stays.

        - *list_id*: The list.
        - *record_id*: The account or contact.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(DELETE, Given((list_id, record_id)), options)
