"""A caller's own httpx client as a table of ways of sending, and the scene in which one of them is tried.

A scene has a real server on loopback, or a mock in its place, that counts what it executes. Most ways are written once
for sync and async code, as generators that yield each request that they send and are sent its response.
"""

from __future__ import annotations

import asyncio
import importlib
import ssl
from collections.abc import Awaitable, Callable, Generator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

import pytest
from kairo_client import AsyncKairo, Kairo

from tests.runtime.sample import KEY, Time
from tests.runtime.server import Reaction, Seen, Server, serving, unused

Scene = Literal["lost", "refused", "answered", "lost and gone", "answered and gone"]
"""``lost``: the work is done and the line is cut. ``refused``: nothing listens. ``gone``: so it is for the first
request, and from then on nothing listens."""

AGENT = {"id": "agent_1", "name": "n", "status": "active", "created_at": "2026-01-15T10:30:00Z"}
BODY = b'{"id": "agent_1", "name": "n", "status": "active", "created_at": "2026-01-15T10:30:00Z"}'
READ = "the body of the request"
"""What a flow yields to read the body."""

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""A context that loads no certificates, which is most of the time that making a client takes."""

Flow = Callable[["Setting", Any], Generator[Any, Any, Any]]
"""What a transport or client does with a request."""


class Way(NamedTuple):
    """One way of sending."""

    make: Callable[[Setting], Any]
    """Makes the caller's client."""
    provable: bool | None
    """Whether a refused connection proves that nothing was sent; None where either answer is safe."""
    lost: int = 1
    """How often the way itself has the work done by one attempt whose answer is lost."""
    answered: int = 1
    """The same for an attempt that is answered."""
    modes: tuple[str, ...] = ("sync", "async")
    libraries: tuple[str, ...] = ("httpx", "httpx2")
    own_error: bool = False
    """Whether it raises what only a caller's own code raises: that is not wrapped, and has the verdict as its cause."""
    leaks: bool = False
    """Whether httpcore itself leaves a socket that could not connect to be closed by the collector of garbage."""


WAYS: dict[str, Way] = {}


def way(*, provable: bool | None, **more: Any) -> Callable[[Callable[[Setting], Any]], Callable[[Setting], Any]]:
    """Puts the function that makes a client into the table, by its name."""

    def register(make: Callable[[Setting], Any]) -> Callable[[Setting], Any]:
        WAYS[make.__name__.strip("_").replace("_", " ")] = Way(make, provable, **more)
        return make

    return register


def transport_way(*, provable: bool | None, **more: Any) -> Callable[[Flow], Flow]:
    """Puts a client into the table whose transport does what the flow says."""

    def register(flow: Flow) -> Flow:
        WAYS[flow.__name__.replace("_", " ")] = Way(
            lambda setting: setting.client(setting.wrapping(flow)), provable, **more
        )
        return flow

    return register


class Ending(NamedTuple):
    """What came of one call."""

    value: Any
    error: Any
    executed: int


class Setting:
    """A library, a kind of client and a scene."""

    def __init__(self, library: str, mode: str, scene: Scene, request: pytest.FixtureRequest) -> None:
        self.http_library: Any = importlib.import_module(library)
        self.asynchronous = mode == "async"
        self.scene = scene
        self.fixture: Callable[[str], Any] = request.getfixturevalue
        self.monkeypatch: pytest.MonkeyPatch = self.fixture("monkeypatch")
        self.stack = ExitStack()
        self.mocked = 0
        """How often a mock did the work."""
        self.later: list[Callable[[], Awaitable[None] | None]] = []
        """What goes on after the call has ended."""
        self._server: Server | None = None
        self.url = unused() if scene == "refused" else self.serve()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def serve(self, path: Path | None = None) -> str:
        """The URL of the scene's server; it listens at *path*, a Unix socket, where one is given."""
        self._server = self.stack.enter_context(serving(self._react, path))
        return self._server.url

    def _react(self, seen: Seen, number: int) -> Reaction:
        if self.scene.endswith("gone") and self._server is not None:
            self._server.close()
        more = (("connection", "close"),) if self.scene.endswith("gone") else ()
        return Reaction(200, more, BODY, drop="" if self.scene.startswith("answered") else "after")

    def mock(self, lost: BaseException | None = None) -> Callable[[Any], Any]:
        """A function in place of the server, which takes httpx's request; where the answer is lost it raises *lost*."""

        def answer(request: Any) -> Any:
            if self.scene == "refused":
                raise self.http_library.ConnectError("refused")
            self.mocked += 1
            if self.scene == "lost":
                raise lost or self.http_library.ReadError("gone")
            return self.http_library.Response(200, json=AGENT)

        return answer

    def either(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """*function*, as a coroutine function in async code."""
        if not self.asynchronous:
            return function

        async def coroutine(*arguments: Any, **options: Any) -> Any:
            return function(*arguments, **options)

        return coroutine

    def transport(self, **options: Any) -> Any:
        """httpx's own transport."""
        kind = self.http_library.AsyncHTTPTransport if self.asynchronous else self.http_library.HTTPTransport
        return kind(verify=NO_TLS, **options)

    def client(self, transport: Any = None, kind: Any = None, **options: Any) -> Any:
        """A client of the library, or of a *kind* that it does not know."""
        kind = kind or (self.http_library.AsyncClient if self.asynchronous else self.http_library.Client)
        return kind(transport=transport, verify=NO_TLS, **options)

    def wrapping(self, flow: Flow, inner: Any = None) -> Any:
        """A transport that does what *flow* says over another one."""
        inner = inner or self.transport()
        setting = self

        class Wrapper(self.http_library.BaseTransport):  # type: ignore[misc, name-defined]
            def handle_request(self, request: Any) -> Any:
                return drive(flow(setting, request), request, inner)

            def close(self) -> None:
                inner.close()

        class AsyncWrapper(self.http_library.AsyncBaseTransport):  # type: ignore[misc, name-defined]
            async def handle_async_request(self, request: Any) -> Any:
                return await drive_async(flow(setting, request), request, inner)

            async def aclose(self) -> None:
                await inner.aclose()

        return AsyncWrapper() if self.asynchronous else Wrapper()

    def call(self, client: Any = None) -> Ending:
        """Create an agent, which is paid for, over the caller's *client*, if there is one; one retry is allowed."""
        kind: Any = AsyncKairo if self.asynchronous else Kairo
        timed = type("Timed", (kind,), {"_clock": Time().clock_of_client()})
        kairo = timed(KEY, base_url=self.url, http_client=client, rate_limit=None, max_retries=1)
        value = error = None
        try:
            value = (
                asyncio.run(self._async_call(kairo, client)) if self.asynchronous else self._sync_call(kairo, client)
            )
        except Exception as raised:  # noqa: BLE001 - the test looks at it
            error = raised
        return Ending(value, error, self.mocked + (self._server.executed if self._server else 0))

    def _sync_call(self, kairo: Any, client: Any) -> Any:
        with client or nullcontext(), kairo:
            try:
                return kairo.agents.create(name="n")
            finally:
                for late in self.later:
                    late()

    async def _async_call(self, kairo: Any, client: Any) -> Any:
        async with client or nullcontext(), kairo:
            try:
                return await kairo.agents.create(name="n")
            finally:
                for late in self.later:
                    await late()  # type: ignore[misc]


def drive(steps: Generator[Any, Any, Any], request: Any, inner: Any) -> Any:
    """Send what a flow yields through *inner*, a transport, or through the one it names; its response."""
    resume, value = steps.send, None
    while True:
        try:
            step = resume(value)
        except StopIteration as end:
            return end.value
        try:
            if step is READ:
                value = request.read()
            else:
                through, one = step if isinstance(step, tuple) else (inner, step)
                value = through.handle_request(one)
            resume = steps.send
        except Exception as error:  # noqa: BLE001 - the flow decides
            resume, value = steps.throw, error


async def drive_async(steps: Generator[Any, Any, Any], request: Any, inner: Any) -> Any:
    """The same in async code."""
    resume, value = steps.send, None
    while True:
        try:
            step = resume(value)
        except StopIteration as end:
            return end.value
        try:
            if step is READ:
                value = await request.aread()
            else:
                through, one = step if isinstance(step, tuple) else (inner, step)
                value = await through.handle_async_request(one)
            resume = steps.send
        except Exception as error:  # noqa: BLE001 - the flow decides
            resume, value = steps.throw, error
