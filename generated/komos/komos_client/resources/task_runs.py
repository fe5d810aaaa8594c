# Code generated from specs/komos. DO NOT EDIT.
"""Single runs: how they stand, what they logged, and how to stop them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import (
    UNSET,
    AsyncResource,
    CallOptions,
    Follower,
    Given,
    Operation,
    Resource,
    Unset,
    Waiter,
    idempotent,
    safe,
)
from . import tasks_runs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from typing import Literal

    from ..models import LogEntry, Run, RunLogs
    from .raw.task_runs import AsyncTaskRunsRaw, TaskRunsRaw

RETRIEVE: Operation[Run] = Operation(
    "task_runs.retrieve",
    "GET",
    "/public/v1/task-runs/{run_id}",
    safe,
    returns="Run",
    unwrap="run",
    envelope="RunEnvelope",
    errors=(400, 401, 404),
    documented=True,
    source="https://docs.komos.ai/api-reference/task-runs/get",
)
LOGS: Operation[RunLogs] = Operation(
    "task_runs.logs",
    "GET",
    "/public/v1/task-runs/{run_id}/logs",
    safe,
    returns="RunLogs",
    errors=(400, 401, 404),
    documented=True,
    source="https://docs.komos.ai/api-reference/task-runs/logs",
)
CANCEL: Operation[Run] = Operation(
    "task_runs.cancel",
    "POST",
    "/public/v1/task-runs/{run_id}/cancel",
    idempotent,
    returns="Run",
    unwrap="run",
    envelope="RunEnvelope",
    optional_body=True,
    errors=(400, 401, 404),
    documented=True,
    source="https://docs.komos.ai/api-reference/task-runs/cancel",
    inferred=("unwrap",),
)
WAIT: Waiter[Run] = Waiter(
    "task_runs.wait",
    RETRIEVE,
    status="status",
    completed=("COMPLETED",),
    failed=("FAILED",),
    cancelled=("CANCELLED",),
    pending=("PENDING", "RUNNING"),
    cancel=CANCEL,
    list=tasks_runs.LIST,
)
FOLLOW_LOGS: Follower[LogEntry] = Follower("task_runs.follow_logs", LOGS, entries="log_entries", until=WAIT)


class TaskRuns(Resource):
    """Single runs: how they stand, what they logged, and how to stop them."""

    @property
    def with_raw_response(self) -> TaskRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.task_runs import TaskRunsRaw

        return self._resource(TaskRunsRaw)

    def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> Run:
        """Fetch one run as it stands now.

        Poll it until the status is `COMPLETED`, `FAILED` or `CANCELLED`; these are final.

        - *run_id*: The run, by the id that queueing or listing gave; a UUID.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/get
        """
        return self._call(RETRIEVE, Given((run_id,)), options)

    def logs(self, run_id: str, **options: Unpack[CallOptions]) -> RunLogs:
        """Read what a run has logged so far.

        Oldest entry first. While the run goes on, new entries appear moments after they are written.

        - *run_id*: The run, by the id that queueing or listing gave; a UUID.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/logs
        """
        return self._call(LOGS, Given((run_id,)), options)

    def cancel(self, run_id: str, *, reason: str | Unset = UNSET, **options: Unpack[CallOptions]) -> Run:
        """Ask for a pending or running run to stop.

        The run stops later, so watch it until its status is final. A run that has already ended is returned
        unchanged, so asking twice does no harm.

        - *run_id*: The run, by the id that queueing or listing gave; a UUID.
        - *reason*: Kept on the run, for whoever audits it. At most 1,024 characters.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/cancel
        """
        return self._call(CANCEL, Given((run_id,), body={"reason": reason}), options)

    def wait(
        self, run_id: str, *, on_timeout: Literal["leave", "cancel"] = "leave", **options: Unpack[CallOptions]
    ) -> Run:
        """Poll a run until it has ended, and return it when it is completed.

        Polls at growing intervals, within the rate limits, until the state is one of `COMPLETED`, `FAILED`,
        `CANCELLED`.

        *deadline* (seconds) limits the whole wait; there is no limit by default.

        - *on_timeout*: whether a run that is not finished at the deadline is left running or asked to stop
          (`"cancel"`).

        Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.

        The states of a run are documented by the vendor.
        """
        return self._wait(WAIT, run_id, on_timeout=on_timeout, options=options)

    def wait_all(
        self,
        task_id: str,
        ids: Iterable[str],
        *,
        on_timeout: Literal["leave", "cancel"] = "leave",
        **options: Unpack[CallOptions],
    ) -> list[Run]:
        """Poll several runs until all have ended, and return them in the order of *ids*.

        Their states are read from the pages of `tasks.runs.list`; a run that is not listed is retrieved by itself.

        *deadline* (seconds) limits the whole wait.

        - *on_timeout*: whether a run that is not finished at the deadline is left running or asked to stop
          (`"cancel"`).

        Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.

        The states of a run are documented by the vendor.
        """
        return self._wait_all(WAIT, ids, task_id, on_timeout=on_timeout, options=options)

    def follow_logs(self, run_id: str, **options: Unpack[CallOptions]) -> Iterator[LogEntry]:
        """Yield the entries of a run's log, each once and in order, until the run has ended.

        *deadline* (seconds) limits the whole time. The end of a log does not tell whether the run failed: retrieve
        it.
        """
        return self._follow(FOLLOW_LOGS, run_id, options=options)


class AsyncTaskRuns(AsyncResource):
    """Single runs: how they stand, what they logged, and how to stop them."""

    @property
    def with_raw_response(self) -> AsyncTaskRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.task_runs import AsyncTaskRunsRaw

        return self._resource(AsyncTaskRunsRaw)

    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> Run:
        """Fetch one run as it stands now.

        Poll it until the status is `COMPLETED`, `FAILED` or `CANCELLED`; these are final.

        - *run_id*: The run, by the id that queueing or listing gave; a UUID.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/get
        """
        return await self._call(RETRIEVE, Given((run_id,)), options)

    async def logs(self, run_id: str, **options: Unpack[CallOptions]) -> RunLogs:
        """Read what a run has logged so far.

        Oldest entry first. While the run goes on, new entries appear moments after they are written.

        - *run_id*: The run, by the id that queueing or listing gave; a UUID.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/logs
        """
        return await self._call(LOGS, Given((run_id,)), options)

    async def cancel(self, run_id: str, *, reason: str | Unset = UNSET, **options: Unpack[CallOptions]) -> Run:
        """Ask for a pending or running run to stop.

        The run stops later, so watch it until its status is final. A run that has already ended is returned
        unchanged, so asking twice does no harm.

        - *run_id*: The run, by the id that queueing or listing gave; a UUID.
        - *reason*: Kept on the run, for whoever audits it. At most 1,024 characters.

        Raises `BadRequest` (400), `Unauthorized` (401), `NotFound` (404).

        Safe to retry · documented: https://docs.komos.ai/api-reference/task-runs/cancel
        """
        return await self._call(CANCEL, Given((run_id,), body={"reason": reason}), options)

    async def wait(
        self, run_id: str, *, on_timeout: Literal["leave", "cancel"] = "leave", **options: Unpack[CallOptions]
    ) -> Run:
        """Poll a run until it has ended, and return it when it is completed.

        Polls at growing intervals, within the rate limits, until the state is one of `COMPLETED`, `FAILED`,
        `CANCELLED`.

        *deadline* (seconds) limits the whole wait; there is no limit by default.

        - *on_timeout*: whether a run that is not finished at the deadline is left running or asked to stop
          (`"cancel"`).

        Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.

        The states of a run are documented by the vendor.
        """
        return await self._wait(WAIT, run_id, on_timeout=on_timeout, options=options)

    async def wait_all(
        self,
        task_id: str,
        ids: Iterable[str],
        *,
        on_timeout: Literal["leave", "cancel"] = "leave",
        **options: Unpack[CallOptions],
    ) -> list[Run]:
        """Poll several runs until all have ended, and return them in the order of *ids*.

        Their states are read from the pages of `tasks.runs.list`; a run that is not listed is retrieved by itself.

        *deadline* (seconds) limits the whole wait.

        - *on_timeout*: whether a run that is not finished at the deadline is left running or asked to stop
          (`"cancel"`).

        Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.

        The states of a run are documented by the vendor.
        """
        return await self._wait_all(WAIT, ids, task_id, on_timeout=on_timeout, options=options)

    def follow_logs(self, run_id: str, **options: Unpack[CallOptions]) -> AsyncIterator[LogEntry]:
        """Yield the entries of a run's log, each once and in order, until the run has ended.

        *deadline* (seconds) limits the whole time. The end of a log does not tell whether the run failed: retrieve
        it.
        """
        return self._follow(FOLLOW_LOGS, run_id, options=options)
