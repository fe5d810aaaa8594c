# Code generated from specs/kairo. DO NOT EDIT.
"""Executions of one workflow: start them, watch them."""

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
    Waiter,
    once,
    safe,
)

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ..models import WorkflowRun
    from .raw.workflows_runs import AsyncWorkflowsRunsRaw, WorkflowsRunsRaw

LIST: Operation[WorkflowRun] = Operation(
    "workflows.runs.list",
    "GET",
    "/workflows/{workflow_id}/runs",
    safe,
    returns="WorkflowRun",
    envelope="WorkflowRunList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
CREATE: Operation[WorkflowRun] = Operation(
    "workflows.runs.create",
    "POST",
    "/workflows/{workflow_id}/runs",
    once,
    returns="WorkflowRun",
    slot=True,
    errors=(400, 401, 403, 404, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("slot",),
)
RETRIEVE: Operation[WorkflowRun] = Operation(
    "workflows.runs.retrieve",
    "GET",
    "/workflows/{workflow_id}/runs/{run_id}",
    safe,
    returns="WorkflowRun",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
WAIT: Waiter[WorkflowRun] = Waiter(
    "workflows.runs.wait",
    RETRIEVE,
    status="status",
    completed=("succeeded",),
    failed=("failed",),
    cancelled=("cancelled",),
    pending=("queued", "running"),
    list=LIST,
)
CREATE_RECIPE: Recipe[WorkflowRun] = Recipe(list=LIST, match=("input",), created="created_at")


class WorkflowsRuns(Resource):
    """Executions of one workflow: start them, watch them."""

    @property
    def with_raw_response(self) -> WorkflowsRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.workflows_runs import WorkflowsRunsRaw

        return self._resource(WorkflowsRunsRaw)

    def list(
        self,
        workflow_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[WorkflowRun]:
        """List a workflow's runs.

        Newest first.

        - *workflow_id*: The workflow.
        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((workflow_id,), query={"limit": limit, "cursor": cursor}), options)

    def create(
        self, workflow_id: str, *, input: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> WorkflowRun:
        """Start a run of a workflow.

        The run is queued and comes back at once; watch it until its status is final. It takes one of the plan's
        concurrent runs until then.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `workflows.runs.list` for what was created
        since, by `input`, which is inferred, not documented; the request is not sent again.

        - *workflow_id*: The workflow.
        - *input*: What the first step is given.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CREATE, Given((workflow_id,), body={"input": input}), options)

    def retrieve(self, workflow_id: str, run_id: str, **options: Unpack[CallOptions]) -> WorkflowRun:
        """Fetch one run of a workflow.

        Poll it until the status is `succeeded`, `failed` or `cancelled`.

        - *workflow_id*: The workflow.
        - *run_id*: The run.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((workflow_id, run_id)), options)

    def wait(self, workflow_id: str, run_id: str, **options: Unpack[CallOptions]) -> WorkflowRun:
        """Poll a run until it has ended, and return it when it is completed.

        Polls at growing intervals, within the rate limits, until the state is one of `succeeded`, `failed`,
        `cancelled`.

        *deadline* (seconds) limits the whole wait; there is no limit by default.

        Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.

        The states of a run are inferred, not documented by the vendor.
        """
        return self._wait(WAIT, workflow_id, run_id, options=options)

    def wait_all(
        self, workflow_id: str, ids: Iterable[str], **options: Unpack[CallOptions]
    ) -> builtins.list[WorkflowRun]:
        """Poll several runs until all have ended, and return them in the order of *ids*.

        Their states are read from the pages of `workflows.runs.list`; a run that is not listed is retrieved by
        itself.

        *deadline* (seconds) limits the whole wait.

        Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.

        The states of a run are inferred, not documented by the vendor.
        """
        return self._wait_all(WAIT, ids, workflow_id, options=options)


class AsyncWorkflowsRuns(AsyncResource):
    """Executions of one workflow: start them, watch them."""

    @property
    def with_raw_response(self) -> AsyncWorkflowsRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.workflows_runs import AsyncWorkflowsRunsRaw

        return self._resource(AsyncWorkflowsRunsRaw)

    def list(
        self,
        workflow_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[WorkflowRun]:
        """List a workflow's runs.

        Newest first.

        - *workflow_id*: The workflow.
        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((workflow_id,), query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self, workflow_id: str, *, input: Mapping[str, Any] | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> WorkflowRun:
        """Start a run of a workflow.

        The run is queued and comes back at once; watch it until its status is final. It takes one of the plan's
        concurrent runs until then.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `workflows.runs.list` for what was created
        since, by `input`, which is inferred, not documented; the request is not sent again.

        - *workflow_id*: The workflow.
        - *input*: What the first step is given.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CREATE, Given((workflow_id,), body={"input": input}), options)

    async def retrieve(self, workflow_id: str, run_id: str, **options: Unpack[CallOptions]) -> WorkflowRun:
        """Fetch one run of a workflow.

        Poll it until the status is `succeeded`, `failed` or `cancelled`.

        - *workflow_id*: The workflow.
        - *run_id*: The run.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((workflow_id, run_id)), options)

    async def wait(self, workflow_id: str, run_id: str, **options: Unpack[CallOptions]) -> WorkflowRun:
        """Poll a run until it has ended, and return it when it is completed.

        Polls at growing intervals, within the rate limits, until the state is one of `succeeded`, `failed`,
        `cancelled`.

        *deadline* (seconds) limits the whole wait; there is no limit by default.

        Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.

        The states of a run are inferred, not documented by the vendor.
        """
        return await self._wait(WAIT, workflow_id, run_id, options=options)

    async def wait_all(
        self, workflow_id: str, ids: Iterable[str], **options: Unpack[CallOptions]
    ) -> builtins.list[WorkflowRun]:
        """Poll several runs until all have ended, and return them in the order of *ids*.

        Their states are read from the pages of `workflows.runs.list`; a run that is not listed is retrieved by
        itself.

        *deadline* (seconds) limits the whole wait.

        Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.

        The states of a run are inferred, not documented by the vendor.
        """
        return await self._wait_all(WAIT, ids, workflow_id, options=options)
