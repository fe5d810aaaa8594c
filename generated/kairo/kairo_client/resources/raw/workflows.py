# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `Workflows`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..workflows import CREATE, DELETE, LIST, REPLACE, RETRIEVE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ...models import Schedule, Workflow, WorkflowStep


class WorkflowsRaw(RawResource):
    """`Workflows`, returning a `Response` with each value."""

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[Workflow]]:
        """See `Workflows.list`."""
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    def create(
        self,
        *,
        name: str,
        steps: Sequence[WorkflowStep | Mapping[str, Any]],
        description: str | Unset = UNSET,
        schedule: Schedule | Mapping[str, Any] | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Workflow]:
        """See `Workflows.create`."""
        return self._call(
            CREATE,
            Given(body={"name": name, "steps": steps, "description": description, "schedule": schedule}),
            options,
        )

    def retrieve(self, workflow_id: str, **options: Unpack[CallOptions]) -> Response[Workflow]:
        """See `Workflows.retrieve`."""
        return self._call(RETRIEVE, Given((workflow_id,)), options)

    def replace(
        self,
        workflow_id: str,
        *,
        name: str,
        steps: Sequence[WorkflowStep | Mapping[str, Any]],
        description: str | Unset = UNSET,
        schedule: Schedule | Mapping[str, Any] | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Workflow]:
        """See `Workflows.replace`."""
        return self._call(
            REPLACE,
            Given(
                (workflow_id,), body={"name": name, "steps": steps, "description": description, "schedule": schedule}
            ),
            options,
        )

    def delete(self, workflow_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `Workflows.delete`."""
        return self._call(DELETE, Given((workflow_id,)), options)


class AsyncWorkflowsRaw(AsyncRawResource):
    """`AsyncWorkflows`, returning a `Response` with each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[Workflow]]:
        """See `AsyncWorkflows.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self,
        *,
        name: str,
        steps: Sequence[WorkflowStep | Mapping[str, Any]],
        description: str | Unset = UNSET,
        schedule: Schedule | Mapping[str, Any] | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Workflow]:
        """See `AsyncWorkflows.create`."""
        return await self._call(
            CREATE,
            Given(body={"name": name, "steps": steps, "description": description, "schedule": schedule}),
            options,
        )

    async def retrieve(self, workflow_id: str, **options: Unpack[CallOptions]) -> Response[Workflow]:
        """See `AsyncWorkflows.retrieve`."""
        return await self._call(RETRIEVE, Given((workflow_id,)), options)

    async def replace(
        self,
        workflow_id: str,
        *,
        name: str,
        steps: Sequence[WorkflowStep | Mapping[str, Any]],
        description: str | Unset = UNSET,
        schedule: Schedule | Mapping[str, Any] | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Workflow]:
        """See `AsyncWorkflows.replace`."""
        return await self._call(
            REPLACE,
            Given(
                (workflow_id,), body={"name": name, "steps": steps, "description": description, "schedule": schedule}
            ),
            options,
        )

    async def delete(self, workflow_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncWorkflows.delete`."""
        return await self._call(DELETE, Given((workflow_id,)), options)
