# Code generated from specs/komo. DO NOT EDIT.
"""Lists of accounts or contacts."""

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
    Recipe,
    Resource,
    Unset,
    idempotent,
    once,
    safe,
)

if TYPE_CHECKING:
    from typing import Literal

    from ..models import RecordList, RecordType
    from .lists_records import AsyncListsRecords, ListsRecords
    from .raw.lists import AsyncListsRaw, ListsRaw

LIST: Operation[RecordList] = Operation(
    "lists.list",
    "GET",
    "/lists",
    safe,
    returns="RecordList",
    envelope="RecordListPage",
    paging=Paging(style="offset", items="items", parameter="offset", total="total", size="limit"),
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
    inferred=("paging",),
)
CREATE: Operation[RecordList] = Operation(
    "lists.create",
    "POST",
    "/lists",
    once,
    returns="RecordList",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
RETRIEVE: Operation[RecordList] = Operation(
    "lists.retrieve",
    "GET",
    "/lists/{list_id}",
    safe,
    returns="RecordList",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
UPDATE: Operation[RecordList] = Operation(
    "lists.update",
    "PATCH",
    "/lists/{list_id}",
    once,
    returns="RecordList",
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
DELETE: Operation[None] = Operation(
    "lists.delete",
    "DELETE",
    "/lists/{list_id}",
    idempotent,
    errors=(401, 402, 409, 422, 429),
    source="https://docs.komo.ai/mcp/rest-api.md",
)
CREATE_RECIPE: Recipe[RecordList] = Recipe(list=LIST, match=("name",), created="created_at")


class Lists(Resource):
    """Lists of accounts or contacts."""

    @property
    def records(self) -> ListsRecords:
        """What is in one list."""
        from .lists_records import ListsRecords

        return self._resource(ListsRecords)

    @property
    def with_raw_response(self) -> ListsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.lists import ListsRaw

        return self._resource(ListsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[RecordList]:
        """List lists.

        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    def create(
        self,
        *,
        name: str,
        record_type: RecordType | Literal["account", "contact"],
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> RecordList:
        """Create a list.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `lists.list` for what was created since, by
        `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called.
        - *description*: What it is for.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            CREATE, Given(body={"name": name, "record_type": record_type, "description": description}), options
        )

    def retrieve(self, list_id: str, **options: Unpack[CallOptions]) -> RecordList:
        """Fetch one list.

        - *list_id*: The list.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((list_id,)), options)

    def update(
        self,
        list_id: str,
        *,
        name: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> RecordList:
        """Change a list.

        Only the fields that are sent are changed.

        - *list_id*: The list.
        - *name*: What it is called.
        - *description*: What it is for.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(UPDATE, Given((list_id,), body={"name": name, "description": description}), options)

    def delete(self, list_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete a list.

        The records in it stay.

        - *list_id*: The list.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(DELETE, Given((list_id,)), options)


class AsyncLists(AsyncResource):
    """Lists of accounts or contacts."""

    @property
    def records(self) -> AsyncListsRecords:
        """What is in one list."""
        from .lists_records import AsyncListsRecords

        return self._resource(AsyncListsRecords)

    @property
    def with_raw_response(self) -> AsyncListsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.lists import AsyncListsRaw

        return self._resource(AsyncListsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[RecordList]:
        """List lists.

        - *limit*: How many to return at once. 1 to 100. The server assumes 50.
        - *offset*: How many to skip. The server assumes 0.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "offset": offset}), options)

    async def create(
        self,
        *,
        name: str,
        record_type: RecordType | Literal["account", "contact"],
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> RecordList:
        """Create a list.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `lists.list` for what was created since, by
        `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called.
        - *description*: What it is for.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            CREATE, Given(body={"name": name, "record_type": record_type, "description": description}), options
        )

    async def retrieve(self, list_id: str, **options: Unpack[CallOptions]) -> RecordList:
        """Fetch one list.

        - *list_id*: The list.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((list_id,)), options)

    async def update(
        self,
        list_id: str,
        *,
        name: str | Unset = UNSET,
        description: str | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> RecordList:
        """Change a list.

        Only the fields that are sent are changed.

        - *list_id*: The list.
        - *name*: What it is called.
        - *description*: What it is for.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(UPDATE, Given((list_id,), body={"name": name, "description": description}), options)

    async def delete(self, list_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete a list.

        The records in it stay.

        - *list_id*: The list.

        Raises `Unauthorized` (401), `PaymentRequired` (402), `Conflict` (409), `ValidationFailed` (422),
        `RateLimited` (429). More specific: `LinkedInNotConnected`, `InsufficientCredits`, `PlanGate`, `SafetyCap`.

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(DELETE, Given((list_id,)), options)
