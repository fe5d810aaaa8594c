"""Connections of an async client, one set per event loop."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from .adapter import async_tracer, begin, outcome, request_for, scrubbed, sorted_out, tls
from .body_streams import AsyncBodyStream
from .commands import Send
from .deadlines import AttemptTimeout
from .messages import AttemptResult
from .network import network_pools
from .pool import _Pools

if TYPE_CHECKING:
    import asyncio

    from ..auth.resolver import CredentialResolver


class AsyncPool(_Pools):
    """Connections of an async client: one set per running event loop, because sockets belong to their loop."""

    def __init__(self, credentials: CredentialResolver, given: Any = None) -> None:
        super().__init__(credentials, given)
        self._made: dict[asyncio.AbstractEventLoop, _Made] = {}
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def ready(self, left: float | None) -> None:
        """Make what the running loop's requests are sent through, and let those go that came before.

        One goes in each turn of the loop. If many began to send in the same one, none of their answers would be read
        before all were sent, and each place in a budget would be taken for as long.

        Raises:
            Late: the seconds that are *left* are over.
        """
        import asyncio

        loop = asyncio.get_running_loop()
        await self._client(loop)
        gate = self._gates.setdefault(loop, asyncio.Lock())
        try:
            async with asyncio.timeout(left):
                await gate.acquire()
        except TimeoutError:
            raise AttemptTimeout("others were before it until the deadline") from None
        loop.call_soon(gate.release)

    async def send(self, command: Send) -> AttemptResult:
        """One attempt; returns whatever happened, and raises only what is not the transport's to raise."""
        import asyncio

        end = time.monotonic() + command.seconds
        client = await self._client(asyncio.get_running_loop())
        trail, outgoing = command.trail, command.request
        trail.traced = None not in network_pools(client)
        request = request_for(command, client, async_tracer(trail), own=self._own_headers(client))
        unsigned = request.headers, request.url, request.stream
        limit = asyncio.timeout(end - time.monotonic())
        try:
            async with limit:
                for signer in outgoing.signers:
                    signer.sign(request)
                if not trail.traced:
                    trail.phase = "sent"
                response = await client.send(request, stream=True, follow_redirects=False)
                begin(response, trail)
                if command.streamed and trail.status < 300:
                    flow = AsyncBodyStream(response, partial(sorted_out, traced=trail.traced))
                    return trail.heard()._replace(flow=flow)
                try:
                    async for chunk in response.aiter_raw() if trail.coded else response.aiter_bytes():
                        trail.chunks.append(chunk)
                finally:
                    await response.aclose()
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            late = AttemptTimeout("the attempt's time is over") if limit.expired() else None
            return scrubbed(trail.heard(late) if late else outcome(error, trail), self._keyring.scrub)
        finally:
            request.headers, request.url, request.stream = unsigned
        return scrubbed(trail.heard(), self._keyring.scrub)

    async def _client(self, loop: asyncio.AbstractEventLoop) -> Any:
        self._check_open()
        if self._given is not None:
            return self._given
        made = self._made.get(loop)
        if made is None or made.process != os.getpid():
            import httpx

            for other in [other for other in self._made if other.is_closed()]:
                del self._made[other]  # one that was not ended properly; its sockets cannot be closed without it
            client = httpx.AsyncClient(verify=tls(), timeout=None)  # noqa: S113 - each request brings its own
            made = self._made[loop] = _Made(os.getpid(), client, self._open(client, loop))
            await anext(made.opened)
        return made.client

    async def close(self) -> None:
        """Close the running loop's connections, a caller's own client excepted; those of other loops end with them."""
        import asyncio

        self._closed = True
        made = self._made.pop(asyncio.get_running_loop(), None)
        if made is not None and made.process == os.getpid():
            await made.opened.aclose()

    async def _open(self, client: Any, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None, None]:
        """Keeps *client* open. A loop that ends finishes its async generators while sockets can still be closed."""
        try:
            yield
        finally:
            self._made.pop(loop, None)
            await client.aclose()


class _Made(NamedTuple):
    """A client of one event loop in one process."""

    process: int
    client: Any
    opened: AsyncGenerator[None, None]
