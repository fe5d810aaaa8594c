# Code generated from specs/kairo. DO NOT EDIT.
"""The data sources that one agent reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import AsyncResource, CallOptions, Given, Operation, Resource, idempotent, once

if TYPE_CHECKING:
    from ..models import Agent
    from .raw.agents_context import AgentsContextRaw, AsyncAgentsContextRaw

ATTACH: Operation[Agent] = Operation(
    "agents.context.attach",
    "POST",
    "/agents/{agent_id}/context",
    once,
    returns="Agent",
    errors=(400, 401, 403, 404, 409, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
DETACH: Operation[None] = Operation(
    "agents.context.detach",
    "DELETE",
    "/agents/{agent_id}/context/{source_id}",
    idempotent,
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)


class AgentsContext(Resource):
    """The data sources that one agent reads."""

    @property
    def with_raw_response(self) -> AgentsContextRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents_context import AgentsContextRaw

        return self._resource(AgentsContextRaw)

    def attach(self, agent_id: str, *, source_id: str, **options: Unpack[CallOptions]) -> Agent:
        """Attach a context source to an agent.

        From then on the agent reads it. Fails with 409 when it is attached already.

        - *agent_id*: The agent.
        - *source_id*: The source, by id or by a name such as `crm`.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409),
        `ValidationFailed` (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(ATTACH, Given((agent_id,), body={"source_id": source_id}), options)

    def detach(self, agent_id: str, source_id: str, **options: Unpack[CallOptions]) -> None:
        """Detach a context source from an agent.

        The source itself stays.

        - *agent_id*: The agent.
        - *source_id*: The data source.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(DETACH, Given((agent_id, source_id)), options)


class AsyncAgentsContext(AsyncResource):
    """The data sources that one agent reads."""

    @property
    def with_raw_response(self) -> AsyncAgentsContextRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents_context import AsyncAgentsContextRaw

        return self._resource(AsyncAgentsContextRaw)

    async def attach(self, agent_id: str, *, source_id: str, **options: Unpack[CallOptions]) -> Agent:
        """Attach a context source to an agent.

        From then on the agent reads it. Fails with 409 when it is attached already.

        - *agent_id*: The agent.
        - *source_id*: The source, by id or by a name such as `crm`.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409),
        `ValidationFailed` (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(ATTACH, Given((agent_id,), body={"source_id": source_id}), options)

    async def detach(self, agent_id: str, source_id: str, **options: Unpack[CallOptions]) -> None:
        """Detach a context source from an agent.

        The source itself stays.

        - *agent_id*: The agent.
        - *source_id*: The data source.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(DETACH, Given((agent_id, source_id)), options)
