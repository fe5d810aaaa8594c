# Code generated from specs/kairo. DO NOT EDIT.
"""Executions of one agent: start them, watch them."""

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

    from ..models import AgentRun
    from .raw.agents_runs import AgentsRunsRaw, AsyncAgentsRunsRaw

LIST: Operation[AgentRun] = Operation(
    "agents.runs.list",
    "GET",
    "/agents/{agent_id}/runs",
    safe,
    returns="AgentRun",
    envelope="AgentRunList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
CREATE: Operation[AgentRun] = Operation(
    "agents.runs.create",
    "POST",
    "/agents/{agent_id}/runs",
    once,
    returns="AgentRun",
    slot=True,
    errors=(400, 401, 403, 404, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("slot",),
)
RETRIEVE: Operation[AgentRun] = Operation(
    "agents.runs.retrieve",
    "GET",
    "/agents/{agent_id}/runs/{run_id}",
    safe,
    returns="AgentRun",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
WAIT: Waiter[AgentRun] = Waiter(
    "agents.runs.wait",
    RETRIEVE,
    status="status",
    completed=("succeeded",),
    failed=("failed",),
    cancelled=("cancelled",),
    pending=("queued", "running"),
    list=LIST,
)
CREATE_RECIPE: Recipe[AgentRun] = Recipe(list=LIST, match=("input",), created="created_at")


class AgentsRuns(Resource):
    """Executions of one agent: start them, watch them."""

    @property
    def with_raw_response(self) -> AgentsRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents_runs import AgentsRunsRaw

        return self._resource(AgentsRunsRaw)

    def list(
        self, agent_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[AgentRun]:
        """List an agent's runs.

        Newest first.

        - *agent_id*: The agent.
        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((agent_id,), query={"limit": limit, "cursor": cursor}), options)

    def create(self, agent_id: str, *, input: str | Mapping[str, Any], **options: Unpack[CallOptions]) -> AgentRun:
        """Start a run of an agent.

        The run is queued and comes back at once; watch it until its status is final. It takes one of the plan's
        concurrent runs until then.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `agents.runs.list` for what was created
        since, by `input`, which is inferred, not documented; the request is not sent again.

        - *agent_id*: The agent.
        - *input*: The task: a text, or values that the agent understands.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(CREATE, Given((agent_id,), body={"input": input}), options)

    def retrieve(self, agent_id: str, run_id: str, **options: Unpack[CallOptions]) -> AgentRun:
        """Fetch one run of an agent.

        Poll it until the status is `succeeded`, `failed` or `cancelled`.

        - *agent_id*: The agent.
        - *run_id*: The run.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((agent_id, run_id)), options)

    def wait(self, agent_id: str, run_id: str, **options: Unpack[CallOptions]) -> AgentRun:
        """Poll a run until it has ended, and return it when it is completed.

        Polls at growing intervals, within the rate limits, until the state is one of `succeeded`, `failed`,
        `cancelled`.

        *deadline* (seconds) limits the whole wait; there is no limit by default.

        Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.

        The states of a run are inferred, not documented by the vendor.
        """
        return self._wait(WAIT, agent_id, run_id, options=options)

    def wait_all(self, agent_id: str, ids: Iterable[str], **options: Unpack[CallOptions]) -> builtins.list[AgentRun]:
        """Poll several runs until all have ended, and return them in the order of *ids*.

        Their states are read from the pages of `agents.runs.list`; a run that is not listed is retrieved by itself.

        *deadline* (seconds) limits the whole wait.

        Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.

        The states of a run are inferred, not documented by the vendor.
        """
        return self._wait_all(WAIT, ids, agent_id, options=options)


class AsyncAgentsRuns(AsyncResource):
    """Executions of one agent: start them, watch them."""

    @property
    def with_raw_response(self) -> AsyncAgentsRunsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents_runs import AsyncAgentsRunsRaw

        return self._resource(AsyncAgentsRunsRaw)

    def list(
        self, agent_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[AgentRun]:
        """List an agent's runs.

        Newest first.

        - *agent_id*: The agent.
        - *limit*: How many to return at once. 1 to 100. The server assumes 20.
        - *cursor*: Where to go on: the `next_cursor` of the page before.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._page(LIST, Given((agent_id,), query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self, agent_id: str, *, input: str | Mapping[str, Any], **options: Unpack[CallOptions]
    ) -> AgentRun:
        """Start a run of an agent.

        The run is queued and comes back at once; watch it until its status is final. It takes one of the plan's
        concurrent runs until then.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `agents.runs.list` for what was created
        since, by `input`, which is inferred, not documented; the request is not sent again.

        - *agent_id*: The agent.
        - *input*: The task: a text, or values that the agent understands.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(CREATE, Given((agent_id,), body={"input": input}), options)

    async def retrieve(self, agent_id: str, run_id: str, **options: Unpack[CallOptions]) -> AgentRun:
        """Fetch one run of an agent.

        Poll it until the status is `succeeded`, `failed` or `cancelled`.

        - *agent_id*: The agent.
        - *run_id*: The run.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((agent_id, run_id)), options)

    async def wait(self, agent_id: str, run_id: str, **options: Unpack[CallOptions]) -> AgentRun:
        """Poll a run until it has ended, and return it when it is completed.

        Polls at growing intervals, within the rate limits, until the state is one of `succeeded`, `failed`,
        `cancelled`.

        *deadline* (seconds) limits the whole wait; there is no limit by default.

        Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.

        The states of a run are inferred, not documented by the vendor.
        """
        return await self._wait(WAIT, agent_id, run_id, options=options)

    async def wait_all(
        self, agent_id: str, ids: Iterable[str], **options: Unpack[CallOptions]
    ) -> builtins.list[AgentRun]:
        """Poll several runs until all have ended, and return them in the order of *ids*.

        Their states are read from the pages of `agents.runs.list`; a run that is not listed is retrieved by itself.

        *deadline* (seconds) limits the whole wait.

        Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.

        The states of a run are inferred, not documented by the vendor.
        """
        return await self._wait_all(WAIT, ids, agent_id, options=options)
