"""Where connections live, and one attempt over them: sign, send, read with an eye on the clock, unsign.

httpx is imported by the first call, or by whoever made the client that is given.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import AsyncGenerator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary, finalize

from .bounded import ends, guard, left, network_pools, within
from .errors import ConfigurationError
from .exchange import Heard, Late, Send
from .flows import AsyncFlow, Flow
from .forks import renew_after_fork
from .transport import async_tracer, begin, outcome, own_headers, request_for, scrubbed, sorted_out, tls, tracer

if TYPE_CHECKING:
    import asyncio

    from .keyring import Keyring


class _Pools:
    """What both pools have in common."""

    def __init__(self, keyring: Keyring, given: Any = None) -> None:
        self._keyring = keyring
        self._given = given
        self._closed = False
        self._raw: list[tuple[bytes, bytes]] = []
        self._own: dict[str, str] = {}

    def _own_headers(self, client: Any) -> dict[str, str]:
        """Headers of a caller's own client; looked at anew only when he has changed them."""
        if self._given is None:
            return {}
        raw = client.headers.raw
        if raw != self._raw or len(client.cookies):
            self._raw, self._own = raw, own_headers(client)
        return self._own

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")


class Pool(_Pools):
    """Connections of a sync client; a forked child gets its own."""

    def __init__(self, keyring: Keyring, given: Any = None) -> None:
        super().__init__(keyring, given)
        self._made: tuple[int, Any] | None = None
        self._lock = threading.Lock()
        self._guarded: dict[int, bool] = {}
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child, whoever held the lock is gone; the connections are told apart by the process's number."""
        self._lock = threading.Lock()

    def ready(self, left: float | None) -> None:  # noqa: ARG002 - the async one needs it
        """Make what requests are sent through; there is nothing to wait for, whatever is *left*."""
        self._client()

    def send(self, command: Send) -> Heard:
        """One attempt; returns whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds  # making the first client takes its time from the attempt
        client = self._client()
        guarded = self._guarded[id(client)]
        command.trail.traced = guarded
        if guarded or not command.guarded:
            return self._exchange(client, command, end)
        try:  # a transport that cannot be told about time is left behind in a thread when time is over
            return within(end - time.monotonic(), lambda: self._exchange(client, command, end), _hang_up)
        except Late as late:
            return scrubbed(command.trail.heard(late.with_traceback(None)), self._keyring.scrub)

    def _exchange(self, client: Any, command: Send, end: float) -> Heard:
        trail, outgoing = command.trail, command.request
        request = request_for(command, client, tracer(trail), own=self._own_headers(client))
        unsigned = request.headers, request.url, request.stream
        ends.moment = end
        try:
            # The wait for a free connection is not one of a socket's.
            request.extensions["timeout"]["pool"] = left(command.timeout.get("pool"))
            for signer in outgoing.signers:
                signer.sign(request)
            if not trail.traced:
                trail.phase = "sent"
            response = client.send(request, stream=True, follow_redirects=False)
            begin(response, trail)
            if command.streamed and trail.status < 300:
                flow = Flow(response, partial(sorted_out, traced=trail.traced), bounded=trail.traced)
                return trail.heard()._replace(flow=flow)
            try:
                for chunk in response.iter_raw() if trail.coded else response.iter_bytes():
                    trail.chunks.append(chunk)
                    if time.monotonic() > end:
                        raise Late("the attempt's time is over")
            finally:
                response.close()
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return scrubbed(outcome(error, trail), self._keyring.scrub)
        finally:
            ends.moment = None
            request.headers, request.url, request.stream = unsigned
        return scrubbed(trail.heard(), self._keyring.scrub)

    def _client(self) -> Any:
        self._check_open()
        if self._given is not None:
            client = self._given
        else:
            made = self._made
            client = made[1] if made is not None and made[0] == os.getpid() else self._make()
        if id(client) not in self._guarded:
            self._guarded[id(client)] = guard(client)
        return client

    def _make(self) -> Any:
        import httpx

        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                client = httpx.Client(verify=tls(), timeout=None)  # noqa: S113 - each request brings its own
                self._guarded[id(client)] = guard(client)
                self._made = (os.getpid(), client)
                finalize(self, _close_here, client, os.getpid())  # for those who neither close nor use `with`
            return self._made[1]

    def close(self) -> None:
        """Close the connections, a caller's own client excepted."""
        self._closed = True
        made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            made[1].close()


def _hang_up(heard: Heard) -> None:
    """Nobody waits for this answer any more."""
    if heard.flow is not None:
        heard.flow.close()


def _close_here(client: Any, process: int) -> None:
    if process == os.getpid():
        client.close()


class AsyncPool(_Pools):
    """Connections of an async client: one set per running event loop, because sockets belong to their loop."""

    def __init__(self, keyring: Keyring, given: Any = None) -> None:
        super().__init__(keyring, given)
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
            raise Late("others were before it until the deadline") from None
        loop.call_soon(gate.release)

    async def send(self, command: Send) -> Heard:
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
                    flow = AsyncFlow(response, partial(sorted_out, traced=trail.traced))
                    return trail.heard()._replace(flow=flow)
                try:
                    async for chunk in response.aiter_raw() if trail.coded else response.aiter_bytes():
                        trail.chunks.append(chunk)
                finally:
                    await response.aclose()
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            late = Late("the attempt's time is over") if limit.expired() else None
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
