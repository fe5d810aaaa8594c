# Code generated from specs/kairo. DO NOT EDIT.
"""AI agents, the models they use and the sources they read."""

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
    from collections.abc import Sequence

    from ..models import Agent
    from .agents_context import AgentsContext, AsyncAgentsContext
    from .agents_runs import AgentsRuns, AsyncAgentsRuns
    from .agents_tools import AgentsTools, AsyncAgentsTools
    from .raw.agents import AgentsRaw, AsyncAgentsRaw

LIST: Operation[Agent] = Operation(
    "agents.list",
    "GET",
    "/agents",
    safe,
    returns="Agent",
    envelope="AgentList",
    paging=Paging(style="cursor", items="data", parameter="cursor", next="next_cursor", more="has_more", size="limit"),
    errors=(401, 403, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
    inferred=("paging",),
)
CREATE: Operation[Agent] = Operation(
    "agents.create",
    "POST",
    "/agents",
    once,
    returns="Agent",
    errors=(400, 401, 403, 422, 429, 500),
    documented=True,
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
RETRIEVE: Operation[Agent] = Operation(
    "agents.retrieve",
    "GET",
    "/agents/{agent_id}",
    safe,
    returns="Agent",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
UPDATE: Operation[Agent] = Operation(
    "agents.update",
    "PATCH",
    "/agents/{agent_id}",
    once,
    returns="Agent",
    errors=(400, 401, 403, 404, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
DELETE: Operation[None] = Operation(
    "agents.delete",
    "DELETE",
    "/agents/{agent_id}",
    idempotent,
    errors=(401, 403, 404, 409, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
CREATE_RECIPE: Recipe[Agent] = Recipe(list=LIST, match=("name",), created="created_at")


class Agents(Resource):
    """AI agents, the models they use and the sources they read."""

    @property
    def context(self) -> AgentsContext:
        """The data sources that one agent reads."""
        from .agents_context import AgentsContext

        return self._resource(AgentsContext)

    @property
    def runs(self) -> AgentsRuns:
        """Executions of one agent: start them, watch them."""
        from .agents_runs import AgentsRuns

        return self._resource(AgentsRuns)

    @property
    def tools(self) -> AgentsTools:
        """The tools that one agent may use."""
        from .agents_tools import AgentsTools

        return self._resource(AgentsTools)

    @property
    def with_raw_response(self) -> AgentsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents import AgentsRaw

        return self._resource(AgentsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Page[Agent]:
        """List agents.

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
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Agent:
        """Create an agent.

        The agent is active at once: there is nothing to wait for. Context sources named here are attached on
        creation.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `agents.list` for what was created since, by
        `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called. That it is required is inferred.
        - *model*: `auto` picks the best model for each task. That it is the default is inferred, and other models
          are not listed.
        - *context*: Data sources to attach on creation.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · documented: https://fpsjago.github.io/kairo-template/api-reference
        """
        return self._call(CREATE, Given(body={"name": name, "model": model, "context": context}), options)

    def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Agent:
        """Fetch one agent.

        - *agent_id*: The agent.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((agent_id,)), options)

    def update(
        self,
        agent_id: str,
        *,
        name: str | Unset = UNSET,
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Agent:
        """Change an agent.

        Only the fields that are sent are changed.

        - *agent_id*: The agent.
        - *name*: What it is called.
        - *model*: The model to use; `auto` picks the best one for each task.
        - *context*: All data sources it reads, in place of those it has.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(UPDATE, Given((agent_id,), body={"name": name, "model": model, "context": context}), options)

    def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete an agent.

        Fails with 409 while the agent is at work.

        - *agent_id*: The agent.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409), `RateLimited` (429),
        `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(DELETE, Given((agent_id,)), options)


class AsyncAgents(AsyncResource):
    """AI agents, the models they use and the sources they read."""

    @property
    def context(self) -> AsyncAgentsContext:
        """The data sources that one agent reads."""
        from .agents_context import AsyncAgentsContext

        return self._resource(AsyncAgentsContext)

    @property
    def runs(self) -> AsyncAgentsRuns:
        """Executions of one agent: start them, watch them."""
        from .agents_runs import AsyncAgentsRuns

        return self._resource(AsyncAgentsRuns)

    @property
    def tools(self) -> AsyncAgentsTools:
        """The tools that one agent may use."""
        from .agents_tools import AsyncAgentsTools

        return self._resource(AsyncAgentsTools)

    @property
    def with_raw_response(self) -> AsyncAgentsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents import AsyncAgentsRaw

        return self._resource(AsyncAgentsRaw)

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> AsyncPages[Agent]:
        """List agents.

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
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Agent:
        """Create an agent.

        The agent is active at once: there is nothing to wait for. Context sources named here are attached on
        creation.

        If its response is lost, `OutcomeUnknown.reconcile()` looks in `agents.list` for what was created since, by
        `name`, which is inferred, not documented; the request is not sent again.

        - *name*: What it is called. That it is required is inferred.
        - *model*: `auto` picks the best model for each task. That it is the default is inferred, and other models
          are not listed.
        - *context*: Data sources to attach on creation.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `ValidationFailed` (422), `RateLimited`
        (429), `ServerError` (500).

        Not retried once it may have arrived · documented: https://fpsjago.github.io/kairo-template/api-reference
        """
        return await self._call(CREATE, Given(body={"name": name, "model": model, "context": context}), options)

    async def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Agent:
        """Fetch one agent.

        - *agent_id*: The agent.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((agent_id,)), options)

    async def update(
        self,
        agent_id: str,
        *,
        name: str | Unset = UNSET,
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Agent:
        """Change an agent.

        Only the fields that are sent are changed.

        - *agent_id*: The agent.
        - *name*: What it is called.
        - *model*: The model to use; `auto` picks the best one for each task.
        - *context*: All data sources it reads, in place of those it has.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `ValidationFailed`
        (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            UPDATE, Given((agent_id,), body={"name": name, "model": model, "context": context}), options
        )

    async def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete an agent.

        Fails with 409 while the agent is at work.

        - *agent_id*: The agent.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409), `RateLimited` (429),
        `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(DELETE, Given((agent_id,)), options)
