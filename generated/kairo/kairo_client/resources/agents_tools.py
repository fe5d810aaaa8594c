# Code generated from specs/kairo. DO NOT EDIT.
"""The tools that one agent may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import UNSET, AsyncResource, CallOptions, Given, Operation, Resource, Unset, idempotent, once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..models import Tool
    from .raw.agents_tools import AgentsToolsRaw, AsyncAgentsToolsRaw

ADD: Operation[Tool] = Operation(
    "agents.tools.add",
    "POST",
    "/agents/{agent_id}/tools",
    once,
    returns="Tool",
    errors=(400, 401, 403, 404, 409, 422, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)
REMOVE: Operation[None] = Operation(
    "agents.tools.remove",
    "DELETE",
    "/agents/{agent_id}/tools/{tool_id}",
    idempotent,
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)


class AgentsTools(Resource):
    """The tools that one agent may use."""

    @property
    def with_raw_response(self) -> AgentsToolsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents_tools import AgentsToolsRaw

        return self._resource(AgentsToolsRaw)

    def add(
        self,
        agent_id: str,
        *,
        name: str,
        description: str | Unset = UNSET,
        url: str | Unset = UNSET,
        parameters: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Tool:
        """Give an agent a tool.

        - *agent_id*: The agent.
        - *name*: What the agent calls it.
        - *description*: What it does: the agent decides by this when to use it.
        - *url*: Where it is called.
        - *parameters*: What it takes, as a JSON Schema.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409),
        `ValidationFailed` (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return self._call(
            ADD,
            Given((agent_id,), body={"name": name, "description": description, "url": url, "parameters": parameters}),
            options,
        )

    def remove(self, agent_id: str, tool_id: str, **options: Unpack[CallOptions]) -> None:
        """Take a tool from an agent.

        - *agent_id*: The agent.
        - *tool_id*: The tool.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        self._call(REMOVE, Given((agent_id, tool_id)), options)


class AsyncAgentsTools(AsyncResource):
    """The tools that one agent may use."""

    @property
    def with_raw_response(self) -> AsyncAgentsToolsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.agents_tools import AsyncAgentsToolsRaw

        return self._resource(AsyncAgentsToolsRaw)

    async def add(
        self,
        agent_id: str,
        *,
        name: str,
        description: str | Unset = UNSET,
        url: str | Unset = UNSET,
        parameters: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Tool:
        """Give an agent a tool.

        - *agent_id*: The agent.
        - *name*: What the agent calls it.
        - *description*: What it does: the agent decides by this when to use it.
        - *url*: Where it is called.
        - *parameters*: What it takes, as a JSON Schema.

        Raises `BadRequest` (400), `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `Conflict` (409),
        `ValidationFailed` (422), `RateLimited` (429), `ServerError` (500).

        Not retried once it may have arrived · inferred, not documented by the vendor
        """
        return await self._call(
            ADD,
            Given((agent_id,), body={"name": name, "description": description, "url": url, "parameters": parameters}),
            options,
        )

    async def remove(self, agent_id: str, tool_id: str, **options: Unpack[CallOptions]) -> None:
        """Take a tool from an agent.

        - *agent_id*: The agent.
        - *tool_id*: The tool.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        await self._call(REMOVE, Given((agent_id, tool_id)), options)
