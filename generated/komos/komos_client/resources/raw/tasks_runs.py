# Code generated from specs/komos. DO NOT EDIT.
"""The methods of `TasksRuns`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..tasks_runs import CREATE, LIST

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping
    from typing import Any

    from ...models import Run


class TasksRunsRaw(RawResource):
    """`TasksRuns`, returning a `Response` with each value."""

    def list(self, task_id: str, **options: Unpack[CallOptions]) -> Response[builtins.list[Run]]:
        """See `TasksRuns.list`."""
        return self._call(LIST, Given((task_id,)), options)

    def create(
        self,
        task_id: str,
        *,
        inputs: Mapping[str, Any] | Unset = UNSET,
        client_request_id: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Run]:
        """See `TasksRuns.create`."""
        return self._call(
            CREATE, Given((task_id,), body={"inputs": inputs, "clientRequestId": client_request_id}), options
        )


class AsyncTasksRunsRaw(AsyncRawResource):
    """`AsyncTasksRuns`, returning a `Response` with each value."""

    async def list(self, task_id: str, **options: Unpack[CallOptions]) -> Response[builtins.list[Run]]:
        """See `AsyncTasksRuns.list`."""
        return await self._call(LIST, Given((task_id,)), options)

    async def create(
        self,
        task_id: str,
        *,
        inputs: Mapping[str, Any] | Unset = UNSET,
        client_request_id: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Run]:
        """See `AsyncTasksRuns.create`."""
        return await self._call(
            CREATE, Given((task_id,), body={"inputs": inputs, "clientRequestId": client_request_id}), options
        )
