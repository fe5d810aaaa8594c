# Code generated from specs/komos. DO NOT EDIT.
"""Runs of one task: queue another, or list the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Recipe, Resource, Unset, keyed, safe

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping
    from typing import Any

    from ..models import Run
    from .raw.tasks_runs import AsyncTasksRunsRaw, TasksRunsRaw

LIST: Operation[list[Run]] = Operation(
    "tasks.runs.list",
    "GET",
    "/public/v1/tasks/{task_id}/runs",
    safe,
    returns="list[Run]",
    unwrap="runs",
    envelope="RunList",
    errors=(400, 401, 404),
    documented=True,
    source="https://docs.komos.ai/api-reference/task-runs/list",
)
CREATE: Operation[Run] = Operation(
    "tasks.runs.create",
    "POST",
    "/public/v1/tasks/{task_id}/runs",
    keyed("clientRequestId"),
    returns="Run",
    unwrap="run",
    envelope="RunEnvelope",
    replayed=200,
    errors=(400, 401, 402, 404, 503),
    documented=True,
    source="https://docs.komos.ai/api-reference/task-runs/queue",
)
CREATE_RECIPE: Recipe[list[Run]] = Recipe(list=LIST, match=("inputs",), created="timestamps.createdAt", shows=50)


class TasksRuns(Resource):
    """Runs of one task: queue another, or list the newest."""

    @property
    def with_raw_response(self) -> TasksRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.tasks_runs import TasksRunsRaw

        return self._resource(TasksRunsRaw)

    def list(self, task_id: str, **options: Unpack[CallOptions]) -> builtins.list[Run]:
        """List the newest runs of a task.

        At most 50, newest first. There are no further pages and no filters: query parameters are ignored.

        - *task_id*: The task to run; a UUID. A malformed one is answered with 400 `invalid_task_id`.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/list
        """
        return self._call(LIST, Given((task_id,)), options)

    def create(
        self,
        task_id: str,
        *,
        inputs: Mapping[str, Any] | Unset = UNSET,
        client_request_id: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Run:
        """Queue a run of a task.

        The run starts later: it comes back as `PENDING`, with the id to watch it by.

        With a `clientRequestId` the call may be repeated safely: the same value for the same task returns the run
        that it made the first time (status 200 instead of 202).

        Pass a `client_request_id` of your own when the same job may be queued by another process, or again after a
        crash; otherwise one is made for this call. If its response is lost, `OutcomeUnknown.reconcile()` looks in
        `tasks.runs.list` for what was created since, by `inputs`, which is inferred, not documented; the request is
        not sent again.

        - *task_id*: The task to run; a UUID. A malformed one is answered with 400 `invalid_task_id`.
        - *inputs*: Values for the inputs that the task declares (strings, numbers, booleans, lists or objects).
          Those left out take the task's defaults.
        - *client_request_id*: A value of your own, unique within the task, that makes repeating the call harmless:
          the same value returns the run that it made the first time.

        Raises `BadRequest` (400), `Unauthorized` (401), `PaymentRequired` (402), `NotFound` (404), `ServerError`
        (503).

        Safe to retry with the same `client_request_id`, generated when absent · documented:
        https://docs.komos.ai/api-reference/task-runs/queue
        """
        return self._call(
            CREATE, Given((task_id,), body={"inputs": inputs, "clientRequestId": client_request_id}), options
        )


class AsyncTasksRuns(AsyncResource):
    """Runs of one task: queue another, or list the newest."""

    @property
    def with_raw_response(self) -> AsyncTasksRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.tasks_runs import AsyncTasksRunsRaw

        return self._resource(AsyncTasksRunsRaw)

    async def list(self, task_id: str, **options: Unpack[CallOptions]) -> builtins.list[Run]:
        """List the newest runs of a task.

        At most 50, newest first. There are no further pages and no filters: query parameters are ignored.

        - *task_id*: The task to run; a UUID. A malformed one is answered with 400 `invalid_task_id`.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/list
        """
        return await self._call(LIST, Given((task_id,)), options)

    async def create(
        self,
        task_id: str,
        *,
        inputs: Mapping[str, Any] | Unset = UNSET,
        client_request_id: str | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Run:
        """Queue a run of a task.

        The run starts later: it comes back as `PENDING`, with the id to watch it by.

        With a `clientRequestId` the call may be repeated safely: the same value for the same task returns the run
        that it made the first time (status 200 instead of 202).

        Pass a `client_request_id` of your own when the same job may be queued by another process, or again after a
        crash; otherwise one is made for this call. If its response is lost, `OutcomeUnknown.reconcile()` looks in
        `tasks.runs.list` for what was created since, by `inputs`, which is inferred, not documented; the request is
        not sent again.

        - *task_id*: The task to run; a UUID. A malformed one is answered with 400 `invalid_task_id`.
        - *inputs*: Values for the inputs that the task declares (strings, numbers, booleans, lists or objects).
          Those left out take the task's defaults.
        - *client_request_id*: A value of your own, unique within the task, that makes repeating the call harmless:
          the same value returns the run that it made the first time.

        Raises `BadRequest` (400), `Unauthorized` (401), `PaymentRequired` (402), `NotFound` (404), `ServerError`
        (503).

        Safe to retry with the same `client_request_id`, generated when absent · documented:
        https://docs.komos.ai/api-reference/task-runs/queue
        """
        return await self._call(
            CREATE, Given((task_id,), body={"inputs": inputs, "clientRequestId": client_request_id}), options
        )
