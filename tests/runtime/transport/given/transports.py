"""Transports that callers write: they wrap, rebuild, repeat, delay, cache or rename."""

from __future__ import annotations

import asyncio
import errno
import importlib
import threading
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from tests.runtime.server import unused
from tests.runtime.transport.given.setting import READ, Setting, transport_way, way

Steps = Generator[Any, Any, Any]


@way(provable=True)
def plain(setting: Setting) -> Any:
    return setting.client()


@way(provable=True)
def connects_again(setting: Setting) -> Any:
    """httpx's own retries, which are for connections alone; the first comes at once."""
    return setting.client(setting.transport(retries=1))


@way(provable=True)
def local_address(setting: Setting) -> Any:
    return setting.client(setting.transport(local_address="127.0.0.1"))


@way(provable=True, leaks=True)
def unix_socket(setting: Setting) -> Any:
    path = setting.fixture("tmp_path") / "socket"
    if setting.scene != "refused":
        setting.serve(path)
    setting.url = "http://127.0.0.1"
    return setting.client(setting.transport(uds=str(path)))


@way(provable=False)
def subclass_rebuilds(setting: Setting) -> Any:
    """The usual shape of a transport that signs."""
    library = setting.http_library

    def again(request: Any, content: bytes) -> Any:
        return library.Request(request.method, request.url, headers=request.headers, content=content)

    class Signing(library.HTTPTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            return super().handle_request(again(request, request.read()))

    class AsyncSigning(library.AsyncHTTPTransport):  # type: ignore[misc]
        async def handle_async_request(self, request: Any) -> Any:
            return await super().handle_async_request(again(request, await request.aread()))

    return setting.client(AsyncSigning() if setting.asynchronous else Signing())


@transport_way(provable=False)
def rebuilds(setting: Setting, request: Any) -> Steps:
    body = yield READ
    return (yield setting.http_library.Request(request.method, request.url, headers=request.headers, content=body))


@transport_way(provable=None)
def rebuilds_with_extensions(setting: Setting, request: Any) -> Steps:
    body, headers = (yield READ), request.headers
    again = setting.http_library.Request(
        request.method, request.url, headers=headers, content=body, extensions=request.extensions
    )
    return (yield again)


@transport_way(provable=True)
def passes_on(setting: Setting, request: Any) -> Steps:
    return (yield request)


@transport_way(provable=False)
def drops_extensions(setting: Setting, request: Any) -> Steps:
    request.extensions = {}
    return (yield request)


@transport_way(provable=False)
def swallows_errors(setting: Setting, request: Any) -> Steps:
    """A gateway that answers for the server."""
    try:
        return (yield request)
    except setting.http_library.TransportError:
        return setting.http_library.Response(503)


@transport_way(provable=None)
def renames_errors(setting: Setting, request: Any) -> Steps:
    """Each failure is called one of connecting."""
    try:
        return (yield request)
    except setting.http_library.TransportError as error:
        raise setting.http_library.ConnectError("upstream") from error


@transport_way(provable=None)
def raises_what_the_system_reports(setting: Setting, request: Any) -> Steps:
    try:
        return (yield request)
    except setting.http_library.TransportError:
        raise OSError(errno.EHOSTUNREACH, "upstream") from None


@transport_way(provable=None, own_error=True)
def raises_os_error(setting: Setting, request: Any) -> Steps:
    try:
        return (yield request)
    except setting.http_library.TransportError:
        raise OSError("upstream") from None


@transport_way(provable=None, own_error=True)
def raises_timeout_error(setting: Setting, request: Any) -> Steps:
    try:
        return (yield request)
    except setting.http_library.TransportError:
        raise TimeoutError("upstream") from None


@transport_way(provable=None, own_error=True)
def raises_runtime_error(setting: Setting, request: Any) -> Steps:
    try:
        return (yield request)
    except setting.http_library.TransportError:
        raise RuntimeError("upstream") from None


@transport_way(provable=False)
def raises_refused_without_a_cause(setting: Setting, request: Any) -> Steps:
    """Sent by another channel, of which nothing is heard."""
    body = yield READ
    with_key = setting.http_library.Request(request.method, request.url, headers=request.headers, content=body)
    failed = False
    try:
        return (yield with_key)
    except setting.http_library.TransportError:
        failed = True
    assert failed
    raise ConnectionRefusedError("refused")


@transport_way(provable=True, lost=2)
def repeats(setting: Setting, request: Any) -> Steps:
    """Sent once more after any failure."""
    try:
        return (yield request)
    except setting.http_library.TransportError:
        return (yield request)


@transport_way(provable=None, lost=2)
def fails_over(setting: Setting, request: Any) -> Steps:
    """By another channel first, then as it was given."""
    body = yield READ
    try:
        return (yield setting.http_library.Request(request.method, request.url, headers=request.headers, content=body))
    except setting.http_library.TransportError:
        return (yield request)


@way(provable=None)
def fails_over_to_a_dead_standby(setting: Setting) -> Any:
    """The primary has the work; the standby, to which the request as it was given is sent, is not there."""
    standby = setting.http_library.URL(unused()).join("/agents")

    def flow(setting: Setting, request: Any) -> Steps:
        body = yield READ
        try:
            return (
                yield setting.http_library.Request(request.method, request.url, headers=request.headers, content=body)
            )
        except setting.http_library.TransportError:
            request.url = standby
            return (yield request)

    return setting.client(setting.wrapping(flow))


@way(provable=False)
def goes_on_after_it_gave_up(setting: Setting) -> Any:
    """One host is tried as the request says and found dead; another one gets it after the call has ended."""
    late = Late(setting)

    def flow(setting: Setting, request: Any) -> Steps:
        if setting.scene == "answered":
            return (yield request)
        alive, request.url = request.url, setting.http_library.URL(unused())
        try:
            yield request
        except setting.http_library.ConnectError:
            request.url = alive
            late.send(request)
        raise setting.http_library.ConnectTimeout("gave up")

    return setting.client(setting.wrapping(flow, late.inner))


@way(provable=False)
def gives_up_waiting(setting: Setting) -> Any:
    """The request is sent in the background, after its transport has given up on it."""
    late = Late(setting)

    def flow(setting: Setting, request: Any) -> Steps:
        if setting.scene == "answered":
            return (yield request)
        late.send(request)
        raise setting.http_library.ConnectTimeout("gave up")
        yield

    return setting.client(setting.wrapping(flow, late.inner))


class Late:
    """Sends requests after the call has ended, in threads or tasks."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.inner = setting.transport()

    def send(self, request: Any) -> None:
        if self._setting.asynchronous:
            self._send_in_task(request)
        else:
            self._send_in_thread(request)

    def _send_in_thread(self, request: Any) -> None:
        ended = threading.Event()

        def work() -> None:
            ended.wait(10)
            with suppress(self._setting.http_library.TransportError):  # nobody waits for it any more
                self.inner.handle_request(request).close()

        def finish() -> None:
            ended.set()
            thread.join(10)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self._setting.later.append(finish)

    def _send_in_task(self, request: Any) -> None:
        ended = asyncio.Event()

        async def work() -> None:
            await ended.wait()
            with suppress(self._setting.http_library.TransportError):
                await (await self.inner.handle_async_request(request)).aclose()

        async def finish() -> None:
            ended.set()
            await task

        task = asyncio.ensure_future(work())
        self._setting.later.append(finish)


@way(provable=True)
def caches(setting: Setting) -> Any:
    known: dict[Any, Any] = {}

    def flow(setting: Setting, request: Any) -> Steps:
        place = (request.method, str(request.url))
        if place not in known:
            known[place] = yield request
        return known[place]

    return setting.client(setting.wrapping(flow))


@way(provable=True)
def over_httpcore(setting: Setting) -> Any:
    """A transport of the caller's own over httpcore, whose exceptions nobody translates."""
    core = importlib.import_module(f"httpcore{setting.http_library.__name__.removeprefix('httpx')}")
    library = setting.http_library
    pool = core.AsyncConnectionPool() if setting.asynchronous else core.ConnectionPool()

    def translated(request: Any) -> Any:
        return core.Request(
            request.method,
            str(request.url),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )

    class Core(library.BaseTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            response = pool.handle_request(translated(request))
            content = response.read()
            response.close()
            return library.Response(response.status, headers=response.headers, content=content)

        def close(self) -> None:
            pool.close()

    class AsyncCore(library.AsyncBaseTransport):  # type: ignore[misc]
        async def handle_async_request(self, request: Any) -> Any:
            response = await pool.handle_async_request(translated(request))
            content = await response.aread()
            await response.aclose()
            return library.Response(response.status, headers=response.headers, content=content)

        async def aclose(self) -> None:
            await pool.aclose()

    return setting.client(AsyncCore() if setting.asynchronous else Core())
