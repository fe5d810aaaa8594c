# Code generated from specs/kairo. DO NOT EDIT.
"""The methods of `ContextWindows`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..context_windows import RETRIEVE

if TYPE_CHECKING:
    from ...models import ContextWindow


class ContextWindowsRaw(RawResource):
    """`ContextWindows`, returning a `Response` with each value."""

    def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[ContextWindow]:
        """See `ContextWindows.retrieve`."""
        return self._call(RETRIEVE, Given((agent_id,)), options)


class AsyncContextWindowsRaw(AsyncRawResource):
    """`AsyncContextWindows`, returning a `Response` with each value."""

    async def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[ContextWindow]:
        """See `AsyncContextWindows.retrieve`."""
        return await self._call(RETRIEVE, Given((agent_id,)), options)
