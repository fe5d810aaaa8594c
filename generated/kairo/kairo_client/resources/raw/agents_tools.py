# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `AgentsTools`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import UNSET, AsyncRawResource, CallOptions, Given, RawResource, Response, Unset
from ..agents_tools import ADD, REMOVE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ...models import Tool


class AgentsToolsRaw(RawResource):
    """`AgentsTools`, returning a `Response` with each value."""

    def add(
        self,
        agent_id: str,
        *,
        name: str,
        description: str | Unset = UNSET,
        url: str | Unset = UNSET,
        parameters: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Tool]:
        """See `AgentsTools.add`."""
        return self._call(
            ADD,
            Given((agent_id,), body={"name": name, "description": description, "url": url, "parameters": parameters}),
            options,
        )

    def remove(self, agent_id: str, tool_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AgentsTools.remove`."""
        return self._call(REMOVE, Given((agent_id, tool_id)), options)


class AsyncAgentsToolsRaw(AsyncRawResource):
    """`AsyncAgentsTools`, returning a `Response` with each value."""

    async def add(
        self,
        agent_id: str,
        *,
        name: str,
        description: str | Unset = UNSET,
        url: str | Unset = UNSET,
        parameters: Mapping[str, Any] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Response[Tool]:
        """See `AsyncAgentsTools.add`."""
        return await self._call(
            ADD,
            Given((agent_id,), body={"name": name, "description": description, "url": url, "parameters": parameters}),
            options,
        )

    async def remove(self, agent_id: str, tool_id: str, **options: Unpack[CallOptions]) -> Response[None]:
        """See `AsyncAgentsTools.remove`."""
        return await self._call(REMOVE, Given((agent_id, tool_id)), options)
