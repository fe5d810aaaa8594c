# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `AgentsContext`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..agents_context import ATTACH, DETACH

if TYPE_CHECKING:
    from ...models import Agent


class AgentsContextRaw(RawResource):
    """`AgentsContext`, returning a `Response` with each value."""

    def attach(self, agent_id: str, *, source_id: str, **options: Unpack[CallOptions]) -> Response[Agent]:
        """See `AgentsContext.attach`."""
        return self._call(ATTACH, Given((agent_id,), body={"source_id": source_id}), options)

    def detach(self, agent_id: str, source_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AgentsContext.detach`."""
        return self._call(DETACH, Given((agent_id, source_id)), options)


class AsyncAgentsContextRaw(AsyncRawResource):
    """`AsyncAgentsContext`, returning a `Response` with each value."""

    async def attach(self, agent_id: str, *, source_id: str, **options: Unpack[CallOptions]) -> Response[Agent]:
        """See `AsyncAgentsContext.attach`."""
        return await self._call(ATTACH, Given((agent_id,), body={"source_id": source_id}), options)

    async def detach(self, agent_id: str, source_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncAgentsContext.detach`."""
        return await self._call(DETACH, Given((agent_id, source_id)), options)
