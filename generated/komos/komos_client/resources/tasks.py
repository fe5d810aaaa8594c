# Code generated from specs/komos. DO NOT EDIT.
"""The organization's saved browser automations."""

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
    safe,
)

if TYPE_CHECKING:
    from typing import Literal

    from ..models import Task, TaskStatus
    from .raw.tasks import AsyncTasksRaw, TasksRaw
    from .tasks_runs import AsyncTasksRuns, TasksRuns

LIST: Operation[Task] = Operation(
    "tasks.list",
    "GET",
    "/public/v1/tasks",
    safe,
    returns="Task",
    envelope="TaskList",
    paging=Paging(style="offset", items="tasks", parameter="offset", total="total", size="limit"),
    errors=(400, 401),
    source="https://pipedream.com/apps/komos/actions/list-tasks.md",
    inferred=("paging",),
)


class Tasks(Resource):
    """The organization's saved browser automations."""

    @property
    def runs(self) -> TasksRuns:
        """Runs of one task: queue another, or list the newest."""
        from .tasks_runs import TasksRuns

        return self._resource(TasksRuns)

    @property
    def with_raw_response(self) -> TasksRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.tasks import TasksRaw

        return self._resource(TasksRaw)

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        search: str | Unset = UNSET,
        status: TaskStatus | Literal["DRAFT", "PROCESSING", "NEEDS_REVIEW", "READY", "ERROR"] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Page[Task]:
        """List the organization's tasks.

        Narrow the list by name or by state. Only a task in the state `READY` is certain to be runnable.

        The vendor's own integrations list tasks this way; the page that documents it could not be read, so its path
        and the fields of a task are inferred.

        - *limit*: How many tasks to return at once. 1 to 100. The server assumes 20.
        - *offset*: How many tasks to skip. The server assumes 0.
        - *search*: Part of a task's name; upper and lower case are the same.
        - *status*: Only tasks in this state.

        Raises `BadRequest` (400), `Unauthorized` (401).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(
            LIST, Given(query={"limit": limit, "offset": offset, "search": search, "status": status}), options
        )


class AsyncTasks(AsyncResource):
    """The organization's saved browser automations."""

    @property
    def runs(self) -> AsyncTasksRuns:
        """Runs of one task: queue another, or list the newest."""
        from .tasks_runs import AsyncTasksRuns

        return self._resource(AsyncTasksRuns)

    @property
    def with_raw_response(self) -> AsyncTasksRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.tasks import AsyncTasksRaw

        return self._resource(AsyncTasksRaw)

    def list(
        self,
        *,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        search: str | Unset = UNSET,
        status: TaskStatus | Literal["DRAFT", "PROCESSING", "NEEDS_REVIEW", "READY", "ERROR"] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> AsyncPages[Task]:
        """List the organization's tasks.

        Narrow the list by name or by state. Only a task in the state `READY` is certain to be runnable.

        The vendor's own integrations list tasks this way; the page that documents it could not be read, so its path
        and the fields of a task are inferred.

        - *limit*: How many tasks to return at once. 1 to 100. The server assumes 20.
        - *offset*: How many tasks to skip. The server assumes 0.
        - *search*: Part of a task's name; upper and lower case are the same.
        - *status*: Only tasks in this state.

        Raises `BadRequest` (400), `Unauthorized` (401).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(
            LIST, Given(query={"limit": limit, "offset": offset, "search": search, "status": status}), options
        )
