# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `WorkflowsRuns`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..workflows_runs import CREATE, LIST, RETRIEVE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ...models import WorkflowRun


class WorkflowsRunsRaw(RawResource):
    """`WorkflowsRuns`, returning a `Response` with each value."""

    def list(
        self,
        workflow_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Page[WorkflowRun]]:
        """See `WorkflowsRuns.list`."""
        return self._page(LIST, Given((workflow_id,), query={"limit": limit, "cursor": cursor}), options)

    def create(
        self, workflow_id: str, *, input: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[WorkflowRun]:
        """See `WorkflowsRuns.create`."""
        return self._call(CREATE, Given((workflow_id,), body={"input": input}), options)

    def retrieve(self, workflow_id: str, run_id: str, **options: Unpack[CallOptions]) -> Response[WorkflowRun]:
        """See `WorkflowsRuns.retrieve`."""
        return self._call(RETRIEVE, Given((workflow_id, run_id)), options)


class AsyncWorkflowsRunsRaw(AsyncRawResource):
    """`AsyncWorkflowsRuns`, returning a `Response` with each value."""

    async def list(
        self,
        workflow_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[AsyncPage[WorkflowRun]]:
        """See `AsyncWorkflowsRuns.list`."""
        return await self._page(LIST, Given((workflow_id,), query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self, workflow_id: str, *, input: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[WorkflowRun]:
        """See `AsyncWorkflowsRuns.create`."""
        return await self._call(CREATE, Given((workflow_id,), body={"input": input}), options)

    async def retrieve(self, workflow_id: str, run_id: str, **options: Unpack[CallOptions]) -> Response[WorkflowRun]:
        """See `AsyncWorkflowsRuns.retrieve`."""
        return await self._call(RETRIEVE, Given((workflow_id, run_id)), options)
