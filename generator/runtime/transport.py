"""One attempt over httpx: sign, send, read with an eye on the clock, unsign; and the pools that connections live in.

httpx is imported here, by the first call or by whoever made the client it is given. What goes wrong comes back as a
value without tracebacks, because the transport's frames hold what was on the wire.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from .errors import ConfigurationError
from .bounded import Late, ends, guard, within
from .exchange import Heard, Outgoing, Send, Trail

if TYPE_CHECKING:
    import asyncio

    from .credentials import Credentials

CONNECTIONS = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}


class Reading:
    """What has been read of an answer so far."""

    __slots__ = ("chunks", "headers", "status")

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: list[bytes] = []

    def begin(self, response: Any, trail: Trail) -> None:
        trail.phase = "answered"
        self.status = response.status_code
        headers = self.headers
        for raw, value in response.headers.raw:
            name = raw.decode("latin-1").lower()
            text = value.decode("latin-1")
            headers[name] = f"{headers[name]}, {text}" if name in headers else text

    def heard(self, trail: Trail, error: Exception | None = None) -> Heard:
        return Heard(trail.phase, self.status, self.headers, b"".join(self.chunks), error)


class _Pools:
    """What both pools have in common: the library of the client that is used, and requests in its terms."""

    def __init__(self, credentials: Credentials, given: Any) -> None:
        self._credentials = credentials
        self._given = given
        self._closed = False
        self._lock = threading.Lock()

    def _request(self, client: Any, command: Send, trace: Any) -> Any:
        """The client's own kind of request; its parts are prepared, so nothing is parsed or encoded twice."""
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        library = _library(client)
        method, url, headers, body, _ = command.request
        if self._given is not None:
            headers = {**_own_headers(client, library), **headers}
        extensions: dict[str, Any] = {"timeout": dict(command.timeout), "trace": trace}
        return library.Request(
            method, _url(library, url), headers=headers, stream=library.ByteStream(body), extensions=extensions
        )


class Pool(_Pools):
    """Connections of a sync client; a forked child gets its own."""

    def __init__(self, credentials: Credentials, given: Any = None) -> None:
        super().__init__(credentials, given)
        self._made: tuple[int, Any] | None = None
        self._guarded: dict[int, bool] = {}

    def send(self, command: Send) -> Heard:
        """One attempt; returns whatever happened, and raises only what is not the transport's to raise."""
        client = self._client()
        guarded = self._guarded[id(client)]
        command.trail.traced = guarded
        if guarded or not command.guarded:
            return self._exchange(client, command)
        try:  # a transport that cannot be told about time is left behind in a thread when time is over
            return within(command.seconds, lambda: self._exchange(client, command))
        except Late as late:
            return Heard(command.trail.phase, error=late.with_traceback(None))

    def _exchange(self, client: Any, command: Send) -> Heard:
        trail, reading, outgoing = command.trail, Reading(), command.request
        request = self._request(client, command, _tracer(trail))
        end = ends.moment = time.monotonic() + command.seconds
        try:
            if not outgoing.public:
                self._credentials.sign(request)
            if not trail.traced:
                trail.phase = "sent"
            response = client.send(request, stream=True, follow_redirects=False)
            try:
                reading.begin(response, trail)
                for chunk in response.iter_bytes():
                    reading.chunks.append(chunk)
                    if time.monotonic() > end:
                        raise Late("the attempt's time is over")
            finally:
                response.close()
        except BaseException as error:
            return _outcome(error, reading, trail)
        finally:
            ends.moment = None
            if not outgoing.public:
                self._credentials.unsign(request, outgoing)
        return reading.heard(trail)

    def _client(self) -> Any:
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
                client = httpx.Client(verify=_tls(), timeout=None, limits=httpx.Limits(**CONNECTIONS))
                self._guarded[id(client)] = guard(client)
                self._made = (os.getpid(), client)
            return self._made[1]

    def close(self) -> None:
        """Close the connections, a caller's own client excepted."""
        self._closed = True
        made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            made[1].close()


class AsyncPool(_Pools):
    """Connections of an async client: one set per running event loop, because sockets belong to their loop."""

    def __init__(self, credentials: Credentials, given: Any = None) -> None:
        super().__init__(credentials, given)
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, _Made] = WeakKeyDictionary()

    async def send(self, command: Send) -> Heard:
        """One attempt; returns whatever happened, and raises only what is not the transport's to raise."""
        import asyncio

        client = await self._client(asyncio.get_running_loop())
        trail, reading, outgoing = command.trail, Reading(), command.request
        trail.traced = hasattr(client._transport, "_pool")
        request = self._request(client, command, _async_tracer(trail))
        try:
            async with asyncio.timeout(command.seconds) as limit:
                if not outgoing.public:
                    self._credentials.sign(request)
                if not trail.traced:
                    trail.phase = "sent"
                response = await client.send(request, stream=True, follow_redirects=False)
                try:
                    reading.begin(response, trail)
                    async for chunk in response.aiter_bytes():
                        reading.chunks.append(chunk)
                finally:
                    await response.aclose()
        except BaseException as error:
            if limit.expired():
                return reading.heard(trail, Late("the attempt's time is over"))
            return _outcome(error, reading, trail)
        finally:
            if not outgoing.public:
                self._credentials.unsign(request, outgoing)
        return reading.heard(trail)

    async def _client(self, loop: asyncio.AbstractEventLoop) -> Any:
        if self._given is not None:
            return self._given
        made = self._made.get(loop)
        if made is None or made.process != os.getpid():
            import httpx

            client = httpx.AsyncClient(verify=_tls(), timeout=None, limits=httpx.Limits(**CONNECTIONS))
            made = _Made(os.getpid(), client, _open(client))
            with self._lock:
                self._made[loop] = made
            await anext(made.opened)
        return made.client

    async def close(self) -> None:
        """Close the running loop's connections, a caller's own client excepted; those of other loops end with them."""
        import asyncio

        self._closed = True
        made = self._made.pop(asyncio.get_running_loop(), None)
        if made is not None and made.process == os.getpid():
            await made.opened.aclose()


class _Made(NamedTuple):
    """A client of one event loop in one process."""

    process: int
    client: Any
    opened: AsyncGenerator[None, None]


async def _open(client: Any) -> AsyncGenerator[None, None]:
    """Keeps *client* open. A loop that ends finishes its async generators while sockets can still be closed properly."""
    try:
        yield
    finally:
        await client.aclose()


def bare(error: BaseException) -> BaseException:
    """*error* and all that led to it, without tracebacks: their frames hold the bytes on the wire."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        current = todo.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = None
        todo += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            todo += current.exceptions
    return error


_TRANSPORT = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "anyio", "trio", "ssl", "socket"})


def _outcome(error: BaseException, reading: Reading, trail: Trail) -> Heard:
    """What the transport raised, as a value; raises what is not its doing: an interruption, a bug in a caller's hook."""
    if not isinstance(error, Exception):
        raise bare(error)
    roots = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    if not isinstance(error, (OSError, EOFError)) and not roots & _TRANSPORT:
        raise bare(error) if trail.traced else error  # an in-process transport's bug should show its own lines
    bare(error)
    return reading.heard(trail, error)


def _tracer(trail: Trail) -> Callable[[str, dict[str, Any]], None]:
    def trace(name: str, info: dict[str, Any]) -> None:
        if name.endswith("send_request_headers.started") and not _tunnel(info):
            trail.phase = "sent"

    return trace


def _async_tracer(trail: Trail) -> Callable[[str, dict[str, Any]], Awaitable[None]]:
    trace = _tracer(trail)

    async def trace_async(name: str, info: dict[str, Any]) -> None:
        trace(name, info)

    return trace_async


def _tunnel(info: dict[str, Any]) -> bool:
    """A CONNECT to a proxy: not yet our request."""
    return getattr(info.get("request"), "method", b"") == b"CONNECT"


def _library(client: Any) -> Any:
    """The module *client* comes from, httpx or one that looks like it."""
    for kind in type(client).__mro__:
        module = sys.modules.get(kind.__module__.partition(".")[0])
        if module is not None and hasattr(module, "ByteStream") and hasattr(module, "Request"):
            return module
    raise ConfigurationError("http_client: not an httpx client; pass an httpx.Client or httpx.AsyncClient")


@lru_cache(maxsize=512)
def _url(library: Any, url: str) -> Any:
    """A parsed URL; parsing costs as much as all our decisions, and polling asks for the same ones."""
    return library.URL(url)


@lru_cache(maxsize=1)
def _tls() -> Any:
    """One TLS context per process: loading the certificates is the slowest part of making a client."""
    import httpx

    return httpx.create_ssl_context()


def _own_headers(client: Any, library: Any) -> dict[str, str]:
    """Headers and cookies a caller has set on his own client, without those httpx sets on every one."""
    usual: Iterable[str] = ("accept", "accept-encoding", "connection", "user-agent")
    headers = {name: value for name, value in client.headers.items() if name not in usual}
    if len(client.cookies):
        headers["cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
    return headers
