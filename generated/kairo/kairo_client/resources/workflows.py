# Code generated from specs/kairo. DO NOT EDIT.
"""Automations that chain agents."""

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
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..models import Schedule, Workflow, WorkflowStep
    from .raw.workflows import AsyncWorkflowsRaw, WorkflowsRaw
    from .workflows_runs import AsyncWorkflowsRuns, WorkflowsRuns

LIST: Operation[Workflow] = Operation(
    "workflows.list",
    "GET",
    "/workflows",
    safe,
    returns="Workflow",
    envelope="WorkflowList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
CREATE: Operation[Workflow] = Operation(
    "workflows.create",
    "POST",
    "/workflows",
    once,
    returns="Workflow",
    errors=(400, 401, 403, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
RETRIEVE: Operation[Workflow] = Operation(
    "workflows.retrieve",
    "GET",
    "/workflows/{workflow_id}",
    safe,
    returns="Workflow",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
REPLACE: Operation[Workflow] = Operation(
    "workflows.replace",
    "PUT",
    "/workflows/{workflow_id}",
    idempotent,
    returns="Workflow",
    errors=(400, 401, 403, 404, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
DELETE: Operation[None] = Operation(
    "workflows.delete",
    "DELETE",
    "/workflows/{workflow_id}",
    idempotent,
    errors=(401, 403, 404, 409, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
CREATE_RECIPE: Recipe[Workflow] = Recipe(list=LIST, match=("name",), created="created_at")


class Workflows(Resource):
    """Automations that chain agents."""

    @property
    def runs(self) -> WorkflowsRuns:
        """Executions of one workflow: start them, watch them."""
        from .workflows_runs import WorkflowsRuns

        return self._resource(WorkflowsRuns)

    @property
    def with_raw_response(self) -> WorkflowsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.workflows import WorkflowsRaw

        return self._resource(WorkflowsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[Workflow]:
        """List workflows.

        Newest first.

        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    def create(
        self,
        *,
        name: str,
        steps: Sequence[WorkflowStep | Mapping[str, Any]],
        description: str | Unset = UNSET,
        schedule: Schedule | Mapping[str, Any] | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Workflow:
        """Create a workflow.

        A workflow chains agents; its steps may branch, and a schedule may start it.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `workflows.list` for what was created since,
        by `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called.
        - *steps*: What is done, from the first step on. At least 1 items.
        - *description*: What it is for.
        - *schedule*: When it runs by itself; null or absent: only when asked.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            CREATE,
            Given(body={"name": name, "steps": steps, "description": description, "schedule": schedule}),
            options,
        )

    def retrieve(self, workflow_id: str, **options: Unpack[CallOptions]) -> Workflow:
        """Fetch one workflow.

        - *workflow_id*: The workflow.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
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
    ) -> Workflow:
        """Replace a workflow.

        The whole definition is replaced: what is left out is gone. Runs under way keep the old one.

        - *workflow_id*: The workflow.
        - *name*: What it is called.
        - *steps*: What is done, from the first step on. At least 1 items.
        - *description*: What it is for.
        - *schedule*: When it runs by itself; null or absent: only when asked.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(
            REPLACE,
            Given(
                (workflow_id,), body={"name": name, "steps": steps, "description": description, "schedule": schedule}
            ),
            options,
        )

    def delete(self, workflow_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete a workflow.

        Fails with 409 while a run of it is under way.

        - *workflow_id*: The workflow.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409), `RateLimited` (429),
        `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(DELETE, Given((workflow_id,)), options)


class AsyncWorkflows(AsyncResource):
    """Automations that chain agents."""

    @property
    def runs(self) -> AsyncWorkflowsRuns:
        """Executions of one workflow: start them, watch them."""
        from .workflows_runs import AsyncWorkflowsRuns

        return self._resource(AsyncWorkflowsRuns)

    @property
    def with_raw_response(self) -> AsyncWorkflowsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.workflows import AsyncWorkflowsRaw

        return self._resource(AsyncWorkflowsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[Workflow]:
        """List workflows.

        Newest first.

        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self,
        *,
        name: str,
        steps: Sequence[WorkflowStep | Mapping[str, Any]],
        description: str | Unset = UNSET,
        schedule: Schedule | Mapping[str, Any] | None | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Workflow:
        """Create a workflow.

        A workflow chains agents; its steps may branch, and a schedule may start it.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `workflows.list` for what was created since,
        by `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called.
        - *steps*: What is done, from the first step on. At least 1 items.
        - *description*: What it is for.
        - *schedule*: When it runs by itself; null or absent: only when asked.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            CREATE,
            Given(body={"name": name, "steps": steps, "description": description, "schedule": schedule}),
            options,
        )

    async def retrieve(self, workflow_id: str, **options: Unpack[CallOptions]) -> Workflow:
        """Fetch one workflow.

        - *workflow_id*: The workflow.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
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
    ) -> Workflow:
        """Replace a workflow.

        The whole definition is replaced: what is left out is gone. Runs under way keep the old one.

        - *workflow_id*: The workflow.
        - *name*: What it is called.
        - *steps*: What is done, from the first step on. At least 1 items.
        - *description*: What it is for.
        - *schedule*: When it runs by itself; null or absent: only when asked.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(
            REPLACE,
            Given(
                (workflow_id,), body={"name": name, "steps": steps, "description": description, "schedule": schedule}
            ),
            options,
        )

    async def delete(self, workflow_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete a workflow.

        Fails with 409 while a run of it is under way.

        - *workflow_id*: The workflow.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409), `RateLimited` (429),
        `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(DELETE, Given((workflow_id,)), options)
