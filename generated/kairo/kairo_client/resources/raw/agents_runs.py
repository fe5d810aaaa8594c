# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `AgentsRuns`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..agents_runs import CREATE, LIST, RETRIEVE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ...models import AgentRun


class AgentsRunsRaw(RawResource):
    """`AgentsRuns`, returning a `Response` with each value."""

    def list(
        self, agent_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[AgentRun]]:
        """See `AgentsRuns.list`."""
        return self._page(LIST, Given((agent_id,), query={"limit": limit, "cursor": cursor}), options)

    def create(
        self, agent_id: str, *, input: str | Mapping[str, Any], **options: Unpack[CallOptions]
    ) -> Response[AgentRun]:
        """See `AgentsRuns.create`."""
        return self._call(CREATE, Given((agent_id,), body={"input": input}), options)

    def retrieve(self, agent_id: str, run_id: str, **options: Unpack[CallOptions]) -> Response[AgentRun]:
        """See `AgentsRuns.retrieve`."""
        return self._call(RETRIEVE, Given((agent_id, run_id)), options)


class AsyncAgentsRunsRaw(AsyncRawResource):
    """`AsyncAgentsRuns`, returning a `Response` with each value."""

    async def list(
        self, agent_id: str, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[AgentRun]]:
        """See `AsyncAgentsRuns.list`."""
        return await self._page(LIST, Given((agent_id,), query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self, agent_id: str, *, input: str | Mapping[str, Any], **options: Unpack[CallOptions]
    ) -> Response[AgentRun]:
        """See `AsyncAgentsRuns.create`."""
        return await self._call(CREATE, Given((agent_id,), body={"input": input}), options)

    async def retrieve(self, agent_id: str, run_id: str, **options: Unpack[CallOptions]) -> Response[AgentRun]:
        """See `AsyncAgentsRuns.retrieve`."""
        return await self._call(RETRIEVE, Given((agent_id, run_id)), options)
