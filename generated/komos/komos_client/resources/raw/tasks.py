# Code generated from specs/komos. DO NOT EDIT.
"""The methods of `Tasks`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..tasks import LIST

if TYPE_CHECKING:
    from typing import Literal

    from ...models import Task, TaskStatus


class TasksRaw(RawResource):
    """`Tasks`, returning a `Response` with each value."""

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        search: str | Unset = UNSET,
        status: TaskStatus | Literal["DRAFT", "PROCESSING", "NEEDS_REVIEW", "READY", "ERROR"] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[Task]]:
        """See `Tasks.list`."""
        return self._page(
            LIST, Given(query={"limit": limit, "offset": offset, "search": search, "status": status}), options
        )


class AsyncTasksRaw(AsyncRawResource):
    """`AsyncTasks`, returning a `Response` with each value."""

    async def list(
        self,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        search: str | Unset = UNSET,
        status: TaskStatus | Literal["DRAFT", "PROCESSING", "NEEDS_REVIEW", "READY", "ERROR"] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[Task]]:
        """See `AsyncTasks.list`."""
        return await self._page(
            LIST, Given(query={"limit": limit, "offset": offset, "search": search, "status": status}), options
        )
