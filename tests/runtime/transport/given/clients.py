"""What callers set on a client or make of it: hooks, mounts, proxies, auth, subclasses."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from tests.runtime.server import Reaction, serving, unused
from tests.runtime.transport.given.setting import Setting, way
from tests.runtime.transport.given.transports import passes_on, rebuilds


def hooked(setting: Setting, event: str, hook: Any) -> Any:
    """A client with one event hook."""
    return setting.client(event_hooks={event: [setting.either(hook)]})


@way(provable=False)
def hook_replaces_trace(setting: Setting) -> Any:
    """httpx's own way to debug."""
    trace = setting.either(lambda name, info: None)
    return hooked(setting, "request", lambda request: request.extensions.update(trace=trace))


@way(provable=False)
def hook_drops_extensions(setting: Setting) -> Any:
    return hooked(setting, "request", lambda request: request.extensions.clear())


@way(provable=True)
def hook_extends_trace(setting: Setting) -> Any:
    """The trace that was there is told as before."""

    def hook(request: Any) -> None:
        before = request.extensions["trace"]
        if setting.asynchronous:

            async def trace(name: str, info: Any) -> None:
                await before(name, info)
        else:

            def trace(name: str, info: Any) -> None:
                before(name, info)

        request.extensions["trace"] = trace

    return hooked(setting, "request", hook)


@way(provable=False)
def hook_raises(setting: Setting) -> Any:
    """A hook that stands in for the network, as a circuit breaker does."""

    def hook(request: Any) -> None:
        if setting.scene != "answered":
            setting.mock(setting.http_library.ConnectTimeout("open"))(request)

    return hooked(setting, "request", hook)


@way(provable=True)
def response_hook_raises(setting: Setting) -> Any:
    """The answer is there, and a hook says that it is not."""
    lost = setting.scene == "lost"
    if lost:
        setting.scene = "answered"

    def hook(response: Any) -> None:
        if lost:
            raise setting.http_library.ConnectError("not what was expected")

    return hooked(setting, "response", hook)


@way(provable=True)
def mounts(setting: Setting) -> Any:
    return setting.client(mounts={"http://": setting.transport()})


@way(provable=True)
def mount_passes_on(setting: Setting) -> Any:
    return setting.client(mounts={"all://": setting.wrapping(passes_on)})


@way(provable=False)
def mount_rebuilds(setting: Setting) -> Any:
    """The client's main transport is not the one that is used."""
    return setting.client(mounts={"http://127.0.0.1": setting.wrapping(rebuilds)})


@way(provable=True)
def proxy(setting: Setting) -> Any:
    """The scene's server is the proxy; the API itself is nowhere."""
    between, setting.url = setting.url, unused()
    return setting.client(proxy=between)


@way(provable=True)
def proxy_mount(setting: Setting) -> Any:
    between, setting.url = setting.url, unused()
    return setting.client(mounts={"http://": setting.transport(proxy=between)})


@way(provable=True)
def tunnel(setting: Setting) -> Any:
    """Where nothing is to be delivered, the proxy is there and refuses to connect to the API."""
    if setting.scene == "refused":
        refusing = setting.stack.enter_context(serving(Reaction(status=403, body=b"")))
        setting.url = "https://kairo.invalid"
        return setting.client(proxy=refusing.url)
    return proxy(setting)


def sending_twice(setting: Setting) -> Any:
    """An auth flow that sends each request twice."""

    class Twice(setting.http_library.Auth):  # type: ignore[misc, name-defined]
        def auth_flow(self, request: Any) -> Generator[Any, Any, None]:
            yield request
            yield request

    return Twice()


@way(provable=True, answered=2)
def auth_flow_sends_twice(setting: Setting) -> Any:
    return setting.client(auth=sending_twice(setting))


@way(provable=True, lost=2, answered=1)
def subclass_sends_again(setting: Setting) -> Any:
    """`send` calls the one it overrides once more after a failure."""
    library = setting.http_library

    class Again(library.Client):  # type: ignore[misc]
        def send(self, request: Any, **options: Any) -> Any:
            try:
                return super().send(request, **options)
            except library.TransportError:
                return super().send(request, **options)

    class AsyncAgain(library.AsyncClient):  # type: ignore[misc]
        async def send(self, request: Any, **options: Any) -> Any:
            try:
                return await super().send(request, **options)
            except library.TransportError:
                return await super().send(request, **options)

    return setting.client(kind=AsyncAgain if setting.asynchronous else Again)


@way(provable=True, answered=2)
def subclass_sends_twice(setting: Setting) -> Any:
    """`send` calls the one it overrides twice, whatever comes of it."""
    library = setting.http_library

    class Twice(library.Client):  # type: ignore[misc]
        def send(self, request: Any, **options: Any) -> Any:
            super().send(request, **options).close()
            return super().send(request, **options)

    class AsyncTwice(library.AsyncClient):  # type: ignore[misc]
        async def send(self, request: Any, **options: Any) -> Any:
            await (await super().send(request, **options)).aclose()
            return await super().send(request, **options)

    return setting.client(kind=AsyncTwice if setting.asynchronous else Twice)
