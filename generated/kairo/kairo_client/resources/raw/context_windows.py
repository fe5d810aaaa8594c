# Code generated from specs/kairo. DO NOT EDIT.
"""`ContextWindows`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..context_windows import RETRIEVE

if TYPE_CHECKING:
    from ...models import ContextWindow


class ContextWindowsRaw(RawResource):
    """`ContextWindows` with the response around each value."""

    def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[ContextWindow]:
        """See `ContextWindows.retrieve`."""
        return self._call(RETRIEVE, Given((agent_id,)), options)


class AsyncContextWindowsRaw(AsyncRawResource):
    """`AsyncContextWindows` with the response around each value."""

    async def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Response[ContextWindow]:
        """See `AsyncContextWindows.retrieve`."""
        return await self._call(RETRIEVE, Given((agent_id,)), options)
