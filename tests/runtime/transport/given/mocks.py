"""What stands in for the network in this process: mock transports, applications, patched methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest_httpx  # noqa: F401 - its fixture is asked for by name
import respx

from tests.runtime.transport.given.setting import BODY, Setting, way


@way(provable=False)
def mock_transport(setting: Setting) -> Any:
    """It has the work, and calls what went wrong then a failure of connecting."""
    library = setting.http_library
    return setting.client(library.MockTransport(setting.either(setting.mock(library.ConnectError("refused")))))


@way(provable=False)
def mock_transport_with_os_errors(setting: Setting) -> Any:
    return setting.client(setting.http_library.MockTransport(setting.mock(ConnectionRefusedError("refused"))))


@way(provable=False)
def patched_transport(setting: Setting) -> Any:
    """httpx's own transport with another method, as pytest plugins leave it."""
    library, mock = setting.http_library, setting.either(setting.mock(setting.http_library.ReadTimeout("silence")))
    if setting.asynchronous:
        kind, method = library.AsyncHTTPTransport, "handle_async_request"
    else:
        kind, method = library.HTTPTransport, "handle_request"
    setting.monkeypatch.setattr(kind, method, lambda self, request: mock(request))
    return setting.client()


@way(provable=False)
def patched_send(setting: Setting) -> Any:
    """The client's own `send` is another one."""
    mock = setting.either(setting.mock(setting.http_library.ConnectTimeout("silence")))
    kind = setting.http_library.AsyncClient if setting.asynchronous else setting.http_library.Client
    setting.monkeypatch.setattr(kind, "send", lambda self, request, **_: mock(request))
    return setting.client()


@way(provable=False, libraries=("httpx",))
def with_pytest_httpx(setting: Setting) -> Any:
    setting.fixture("httpx_mock").add_callback(setting.mock(), is_reusable=True)
    return setting.client()


@way(provable=False, libraries=("httpx",))
def with_respx(setting: Setting) -> Any:
    """It patches httpcore."""
    setting.stack.enter_context(respx.mock()).route().mock(side_effect=setting.mock())
    return setting.client()


@way(provable=False, libraries=("httpx",))
def with_respx_in_httpx(setting: Setting) -> Any:
    """It patches the client's choice of a transport."""
    setting.stack.enter_context(respx.mock(using="httpx")).route().mock(side_effect=setting.mock())
    return setting.client()


@way(provable=None, libraries=("httpx",))
def respx_passes_through(setting: Setting) -> Any:
    """It reads the body before it lets the request go on."""
    setting.stack.enter_context(respx.mock()).route().pass_through()
    return setting.client()


def work(setting: Setting) -> None:
    """What an application in this process does, as the scene says."""
    if setting.scene == "refused":
        raise ConnectionRefusedError("the database is away")
    setting.mocked += 1
    if setting.scene == "lost":
        raise ConnectionResetError("the database is gone")


@way(provable=False, modes=("sync",))
def wsgi(setting: Setting) -> Any:
    def application(_: Any, start: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
        work(setting)
        start("200 OK", [("content-type", "application/json")])
        return [BODY]

    return setting.client(setting.http_library.WSGITransport(application))


@way(provable=False, modes=("async",))
def asgi(setting: Setting) -> Any:
    async def application(_: Any, receive: Any, send: Any) -> None:
        await receive()
        work(setting)
        head = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": BODY})

    return setting.client(setting.http_library.ASGITransport(application))
