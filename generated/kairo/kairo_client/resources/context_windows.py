# Code generated from specs/kairo. DO NOT EDIT.
"""How full the agents' context windows are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .._runtime import AsyncResource, CallOptions, Given, Operation, Resource, safe

if TYPE_CHECKING:
    from ..models import ContextWindow
    from .raw.context_windows import AsyncContextWindowsRaw, ContextWindowsRaw

RETRIEVE: Operation[ContextWindow] = Operation(
    "context.windows.retrieve",
    "GET",
    "/context/windows/{agent_id}",
    safe,
    returns="ContextWindow",
    errors=(401, 403, 404, 429, 500),
    source="https://fpsjago.github.io/kairo-template/api-reference",
)


class ContextWindows(Resource):
    """How full the agents' context windows are."""

    @property
    def with_raw_response(self) -> ContextWindowsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context_windows import ContextWindowsRaw

        return self._resource(ContextWindowsRaw)

    def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> ContextWindow:
        """See how full an agent's context window is.

        - *agent_id*: The agent.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return self._call(RETRIEVE, Given((agent_id,)), options)


class AsyncContextWindows(AsyncResource):
    """How full the agents' context windows are."""

    @property
    def with_raw_response(self) -> AsyncContextWindowsRaw:
        """The same methods, returning a `Response` with status, headers and attempts beside the value."""
        from .raw.context_windows import AsyncContextWindowsRaw

        return self._resource(AsyncContextWindowsRaw)

    async def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> ContextWindow:
        """See how full an agent's context window is.

        - *agent_id*: The agent.

        Raises `Unauthorized` (401), `Forbidden` (403), `NotFound` (404), `RateLimited` (429), `ServerError` (500).

        Safe to retry · inferred, not documented by the vendor
        """
        return await self._call(RETRIEVE, Given((agent_id,)), options)
