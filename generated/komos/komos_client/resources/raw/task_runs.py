# Code generated from specs/komos. DO NOT EDIT.
"""The methods of `TaskRuns`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..task_runs import CANCEL, LOGS, RETRIEVE

if TYPE_CHECKING:
    from ...models import Run, RunLogs


class TaskRunsRaw(RawResource):
    """`TaskRuns`, returning a `Response` with each value."""

    def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> Response[Run]:
        """See `TaskRuns.retrieve`."""
        return self._call(RETRIEVE, Given((run_id,)), options)

    def logs(self, run_id: str, **options: Unpack[CallOptions]) -> Response[RunLogs]:
        """See `TaskRuns.logs`."""
        return self._call(LOGS, Given((run_id,)), options)

    def cancel(self, run_id: str, *, reason: str | Unset = UNSET, **options: Unpack[CallOptions]) -> Response[Run]:
        """See `TaskRuns.cancel`."""
        return self._call(CANCEL, Given((run_id,), body={"reason": reason}), options)


class AsyncTaskRunsRaw(AsyncRawResource):
    """`AsyncTaskRuns`, returning a `Response` with each value."""

    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> Response[Run]:
        """See `AsyncTaskRuns.retrieve`."""
        return await self._call(RETRIEVE, Given((run_id,)), options)

    async def logs(self, run_id: str, **options: Unpack[CallOptions]) -> Response[RunLogs]:
        """See `AsyncTaskRuns.logs`."""
        return await self._call(LOGS, Given((run_id,)), options)

    async def cancel(
        self, run_id: str, *, reason: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Run]:
        """See `AsyncTaskRuns.cancel`."""
        return await self._call(CANCEL, Given((run_id,), body={"reason": reason}), options)
