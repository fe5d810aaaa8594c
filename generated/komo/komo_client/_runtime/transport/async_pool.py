"""Connections of an async client: one set for each event loop, because sockets belong to their loop."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from .adapter import async_tracer, begin, error_of, outcome, request_for, scrubbed, tls
from .body_streams import AsyncBodyStream
from .commands import Send
from .deadlines import AttemptTimeout
from .messages import AttemptResult
from .network import httpcore_pools
from .pool import BasePool

if TYPE_CHECKING:
    import asyncio


class _LoopClient(NamedTuple):
    """The HTTP client of one event loop in one process."""

    process: int
    client: Any
    opened: AsyncGenerator[None, None]


class AsyncPool(BasePool):
    """Connections of an async client."""

    def __init__(self, scrub: Callable[[bytes], bytes], given: Any = None) -> None:
        super().__init__(scrub, given)
        self._made: dict[asyncio.AbstractEventLoop, _LoopClient] = {}
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def ready(self, seconds: float | None) -> None:
        """Make the running loop's HTTP client, and wait for the calls that came before.

        One call goes on in each turn of the loop. If many began to send in the same turn, none of their answers would
        be read before all were sent, and each permit of a rate limit would be held for as long.

        Raises:
            AttemptTimeout: the *seconds* are over.
        """
        import asyncio

        loop = asyncio.get_running_loop()
        await self._client(loop)
        gate = self._gates.setdefault(loop, asyncio.Lock())
        try:
            async with asyncio.timeout(seconds):
                await gate.acquire()
        except TimeoutError:
            raise AttemptTimeout("other calls were before it until the deadline") from None
        loop.call_soon(gate.release)

    async def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        import asyncio

        end = time.monotonic() + command.seconds
        client = await self._client(asyncio.get_running_loop())
        progress = command.progress
        progress.traced = None not in httpcore_pools(client)
        request = request_for(command, client, async_tracer(progress), own=self._given_headers(client))
        unsigned = request.headers, request.url, request.stream
        limit = asyncio.timeout(end - time.monotonic())
        try:
            async with limit:
                for signer in command.signers:
                    signer.sign(request)
                if not progress.traced:
                    progress.phase = "sent"
                response = await client.send(request, stream=True, follow_redirects=False)
                begin(response, progress)
                if command.stream and progress.status < 300:
                    stream = AsyncBodyStream(response, partial(error_of, traced=progress.traced))
                    return progress.result()._replace(stream=stream)
                try:
                    async for chunk in response.aiter_raw() if progress.coded else response.aiter_bytes():
                        progress.chunks.append(chunk)
                finally:
                    await response.aclose()
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            late = AttemptTimeout("the attempt's time is over") if limit.expired() else None
            return scrubbed(progress.result(late) if late else outcome(error, progress), self._scrub)
        finally:
            request.headers, request.url, request.stream = unsigned
        return scrubbed(progress.result(), self._scrub)

    async def _client(self, loop: asyncio.AbstractEventLoop) -> Any:
        self._check_open()
        if self._given is not None:
            return self._given
        made = self._made.get(loop)
        if made is None or made.process != os.getpid():
            import httpx

            for other in [other for other in self._made if other.is_closed()]:
                del self._made[other]  # a loop that did not end properly; without it, its sockets cannot be closed
            client = httpx.AsyncClient(verify=tls(), timeout=None)  # noqa: S113 - each request brings its own
            made = self._made[loop] = _LoopClient(os.getpid(), client, self._open(client, loop))
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
