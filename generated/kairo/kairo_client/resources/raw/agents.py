# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `Agents`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncPage, AsyncRawResource, CallOptions, Given, Page, RawResource, Response, Unset
from ..agents import CREATE, DELETE, LIST, RETRIEVE, UPDATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...models import Agent


class AgentsRaw(RawResource):
    """`Agents`, returning a `Response` with each value."""

    def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[Page[Agent]]:
        """See `Agents.list`."""
        return self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    def create(
        self,
        *,
        name: str,
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Agent]:
        """See `Agents.create`."""
        return self._call(CREATE, Given(body={"name": name, "model": model, "context": context}), options)

    def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[Agent]:
        """See `Agents.retrieve`."""
        return self._call(RETRIEVE, Given((agent_id,)), options)

    def update(
        self,
        agent_id: str,
        *,
        name: str | Unset = UNSET,
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Agent]:
        """See `Agents.update`."""
        return self._call(UPDATE, Given((agent_id,), body={"name": name, "model": model, "context": context}), options)

    def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `Agents.delete`."""
        return self._call(DELETE, Given((agent_id,)), options)


class AsyncAgentsRaw(AsyncRawResource):
    """`AsyncAgents`, returning a `Response` with each value."""

    async def list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET, **options: Unpack[CallOptions]
    ) -> Response[AsyncPage[Agent]]:
        """See `AsyncAgents.list`."""
        return await self._page(LIST, Given(query={"limit": limit, "cursor": cursor}), options)

    async def create(
        self,
        *,
        name: str,
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Agent]:
        """See `AsyncAgents.create`."""
        return await self._call(CREATE, Given(body={"name": name, "model": model, "context": context}), options)

    async def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[Agent]:
        """See `AsyncAgents.retrieve`."""
        return await self._call(RETRIEVE, Given((agent_id,)), options)

    async def update(
        self,
        agent_id: str,
        *,
        name: str | Unset = UNSET,
        model: str | Unset = UNSET,
        context: Sequence[str] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Agent]:
        """See `AsyncAgents.update`."""
        return await self._call(
            UPDATE, Given((agent_id,), body={"name": name, "model": model, "context": context}), options
        )

    async def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncAgents.delete`."""
        return await self._call(DELETE, Given((agent_id,)), options)
