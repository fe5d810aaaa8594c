"""The transports of clients that were given none: own connections, unless something intercepts httpx."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from importlib import import_module
from typing import Any

from ..util.async_library import running_library
from .commands import Send, Slot
from .connections import ENGINES, Connections, load_engine
from .given.async_client import AsyncGivenTransport
from .given.client import GivenTransport
from .interception import LIBRARIES, is_intercepted
from .messages import AttemptResult
from .own.async_pool import AsyncConnectionPool
from .own.environment import tls_context
from .own.pool import ConnectionPool


class DefaultTransport:
    """Sends over own connections; over an httpx client with the same settings while httpx is intercepted.

    Parameters:
        settings: how it connects.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, settings: Connections, scrub: Callable[[bytes], bytes]) -> None:
        self._settings = settings
        self._scrub = scrub
        self._engine = ENGINES[settings.engine]
        self._own = ConnectionPool(settings, scrub)
        self._clients: dict[int, Any] = {}
        """By process: a forked child must not use its parent's."""

    def warm_up(self, url: str) -> None:
        """Import the engine, and load certificates if *url* needs them."""
        self._own.warm_up(url)

    def try_reserve(self, *, paced: bool) -> Slot | None:
        """A connection to use, if one is free now."""
        return self._own.try_reserve(paced=paced)

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """A connection to use, in the order in which calls asked."""
        return self._own.reserve(seconds, on_wait, paced=paced)

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        if not is_intercepted(self._engine, asynchronous=False):
            return self._own.send(command)
        client = self._clients.get(os.getpid())
        if client is None:
            client = self._clients[os.getpid()] = httpx_client(self._settings, asynchronous=False)
        return GivenTransport(client, self._scrub).send(command)

    def close(self) -> None:
        """Close all connections that no call uses; the others are closed when their call ends."""
        self._own.close()
        client = self._clients.pop(os.getpid(), None)
        if client is not None:
            client.close()


class AsyncDefaultTransport:
    """The same for coroutines.

    Parameters:
        settings: how it connects.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, settings: Connections, scrub: Callable[[bytes], bytes]) -> None:
        self._settings = settings
        self._scrub = scrub
        self._engine = ENGINES[settings.engine]
        self._own = AsyncConnectionPool(settings, scrub)
        self._clients: dict[Hashable, tuple[int, Any, AsyncGenerator[None, None]]] = {}
        """By event loop."""

    def warm_up(self, url: str) -> None:
        """Import the engine, and load certificates if *url* needs them."""
        self._own.warm_up(url)

    def try_reserve(self, *, paced: bool) -> Slot | None:
        """A connection to use, if one is free now."""
        return self._own.try_reserve(paced=paced)

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Awaitable[Slot]:
        """A connection to use, in the order in which calls asked; *paced* calls take turns of the loop."""
        return self._own.reserve(seconds, on_wait, paced=paced)

    def send(self, command: Send) -> Awaitable[AttemptResult]:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        if not is_intercepted(self._engine, asynchronous=True):
            return self._own.send(command)
        return self._send_intercepted(command)

    async def _send_intercepted(self, command: Send) -> AttemptResult:
        loop = running_library().loop()
        known = self._clients.get(loop)
        if known is None or known[0] != os.getpid():
            client = httpx_client(self._settings, asynchronous=True)
            opened = self._open(client, loop)
            known = self._clients[loop] = (os.getpid(), client, opened)
            await anext(opened)
        return await AsyncGivenTransport(known[1], self._scrub).send(command)

    async def _open(self, client: Any, loop: Hashable) -> AsyncGenerator[None, None]:
        """Keeps *client* open. A loop that ends finishes its async generators while sockets can still be closed."""
        try:
            yield
        finally:
            self._clients.pop(loop, None)
            await client.aclose()

    async def close(self) -> None:
        """Close the running loop's connections; those of other loops end with them."""
        await self._own.close()
        known = self._clients.pop(running_library().loop(), None)
        if known is not None and known[0] == os.getpid():
            await known[2].aclose()


def httpx_client(settings: Connections, *, asynchronous: bool) -> Any:
    """A client of the engine's library that connects as *settings* say."""
    library = import_module(LIBRARIES[ENGINES[settings.engine]][""])
    kind = library.AsyncClient if asynchronous else library.Client
    return kind(
        verify=tls_context(load_engine(settings), settings),
        timeout=None,  # each request brings its own
        http2=settings.http2,
        proxy=settings.proxy or None,
        trust_env=settings.proxy is None,
        limits=library.Limits(max_connections=settings.limit, max_keepalive_connections=settings.limit),
    )
