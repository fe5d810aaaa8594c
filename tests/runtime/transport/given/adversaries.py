"""Transports and clients that mislead: they batch, hedge, keep failures, forge the trace, send by other libraries."""

from __future__ import annotations

import asyncio
import threading
import urllib.error
import urllib.request
from collections.abc import Generator
from typing import Any

import pytest_httpx  # noqa: F401 - its fixture is asked for by name
import requests
import respx

from tests.runtime.server import Reaction, serving, unused
from tests.runtime.transport.given.clients import hooked
from tests.runtime.transport.given.setting import READ, Setting, transport_way, way

Steps = Generator[Any, Any, Any]


def rebuilt(setting: Setting, request: Any, body: bytes) -> Any:
    """The same request without its extensions."""
    return setting.http_library.Request(request.method, request.url, headers=request.headers, content=body)


def dead(setting: Setting, request: Any) -> Any:
    """The same request, heard as the call is, to a host that is not there."""
    url = setting.http_library.URL(unused()).join("/agents")
    return setting.http_library.Request(request.method, url, extensions=request.extensions)


@transport_way(provable=False)
def batches(setting: Setting, request: Any) -> Steps:
    """Requests are put into a queue, which is sent at once."""
    queue = [rebuilt(setting, request, (yield READ))]
    try:
        while queue:
            response = yield queue.pop()
    except setting.http_library.TransportError:
        raise setting.http_library.ConnectError("the batch was refused") from None
    return response


@way(provable=None, lost=2, answered=2)
def hedges(setting: Setting) -> Any:
    """It is sent twice at the same time, and the first answer is taken."""
    inner, library = setting.transport(), setting.http_library

    class Hedging(library.BaseTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            ended: list[Any] = [None, None]

            def send(number: int) -> None:
                try:
                    ended[number] = inner.handle_request(request)
                except library.TransportError as error:
                    ended[number] = error

            threads = [threading.Thread(target=send, args=(number,)) for number in (0, 1)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return first(ended)

        def close(self) -> None:
            inner.close()

    class AsyncHedging(library.AsyncBaseTransport):  # type: ignore[misc]
        async def handle_async_request(self, request: Any) -> Any:
            both = (inner.handle_async_request(request), inner.handle_async_request(request))
            return first(await asyncio.gather(*both, return_exceptions=True))

        async def aclose(self) -> None:
            await inner.aclose()

    def first(ended: list[Any]) -> Any:
        answers = [one for one in ended if not isinstance(one, BaseException)]
        if not answers:
            raise ended[-1]
        return answers[0]

    return setting.client(AsyncHedging() if setting.asynchronous else Hedging())


@transport_way(provable=None)
def raises_the_failure_of_another_host(setting: Setting, request: Any) -> Steps:
    """One that the trace told of, in place of what became of the request."""
    failure = yield from failed(setting, request)
    try:
        return (yield rebuilt(setting, request, (yield READ)))
    except setting.http_library.TransportError:
        raise failure from None


@transport_way(provable=None)
def raises_from_the_failure_of_another_host(setting: Setting, request: Any) -> Steps:
    failure = yield from failed(setting, request)
    try:
        return (yield rebuilt(setting, request, (yield READ)))
    except setting.http_library.TransportError:
        raise setting.http_library.ReadTimeout("upstream") from failure


@transport_way(provable=None)
def asks_another_host_afterwards(setting: Setting, request: Any) -> Steps:
    """Whether it lives; the last thing heard is that it does not."""
    try:
        return (yield rebuilt(setting, request, (yield READ)))
    except setting.http_library.TransportError:
        failure = yield from failed(setting, request)
        raise failure from None


def failed(setting: Setting, request: Any) -> Steps:
    """The failure of connecting to a host that is not there, which the trace tells of."""
    try:
        yield dead(setting, request)
    except setting.http_library.ConnectError as failure:
        return failure
    raise AssertionError("it is there")


@transport_way(provable=False, modes=("sync",))
def invents_events(setting: Setting, request: Any) -> Steps:
    """A failure of connecting that never was."""
    trace = request.extensions["trace"]
    try:
        return (yield rebuilt(setting, request, (yield READ)))
    except setting.http_library.TransportError:
        failure = setting.http_library.ConnectError("refused")
        trace("connection.connect_tcp.failed", {"exception": failure})
        raise failure from None


@transport_way(provable=None, modes=("sync",))
def replays_events(setting: Setting, request: Any) -> Steps:
    """What was heard of a failure of before, after the request was sent."""
    trace, events = request.extensions["trace"], list[Any]()
    request.extensions["trace"] = lambda name, info: events.append((name, info))
    failure = yield from failed(setting, request)
    try:
        return (yield request)
    except setting.http_library.TransportError:
        for event in events:
            if "connect_tcp" in event[0]:
                trace(*event)
        raise failure from None


@transport_way(provable=True, modes=("sync",))
def forwards_events(setting: Setting, request: Any) -> Steps:
    """Each is written down, and told as before."""
    trace, seen = request.extensions["trace"], list[str]()

    def forward(name: str, info: Any) -> None:
        seen.append(name)
        trace(name, info)

    request.extensions["trace"] = forward
    return (yield request)


@transport_way(provable=False)
def hides_failures_from_the_trace(setting: Setting, request: Any) -> Steps:
    trace = request.extensions["trace"]
    if setting.asynchronous:

        async def begun(name: str, info: Any) -> None:
            if name.endswith("started"):
                await trace(name, info)
    else:

        def begun(name: str, info: Any) -> None:
            if name.endswith("started"):
                trace(name, info)

    request.extensions["trace"] = begun
    return (yield request)


@transport_way(provable=False)
def strips_the_trace_of_posts(setting: Setting, request: Any) -> Steps:
    if request.method == "POST":
        request.extensions = {name: value for name, value in request.extensions.items() if name != "trace"}
    return (yield request)


@transport_way(provable=None)
def puts_another_stream_in(setting: Setting, request: Any) -> Steps:
    """One that nobody watches."""
    body = yield READ
    request.stream = setting.http_library.ByteStream(body)
    return (yield request)


@transport_way(provable=None)
def logs_the_body(setting: Setting, request: Any) -> Steps:
    yield READ
    return (yield request)


@transport_way(provable=None, own_error=True)
def raises_a_group(setting: Setting, request: Any) -> Steps:
    """As task groups do."""
    try:
        return (yield request)
    except setting.http_library.TransportError as error:
        raise ExceptionGroup("sending", [error]) from None


@transport_way(provable=None)
def raises_connect_error_of_httpcore(setting: Setting, request: Any) -> Steps:
    import httpcore

    try:
        return (yield request)
    except setting.http_library.TransportError:
        raise httpcore.ConnectError("all attempts failed") from None


@way(provable=True)
def connects_three_times_more(setting: Setting) -> Any:
    for name in ("httpcore", "httpcore2"):
        for part in ("_sync", "_async"):
            setting.monkeypatch.setattr(f"{name}.{part}.connection.RETRIES_BACKOFF_FACTOR", 0)
    return setting.client(setting.transport(retries=3))


@way(provable=True)
def timeouts_of_the_client(setting: Setting) -> Any:
    """They are not ours."""
    return setting.client(timeout=setting.http_library.Timeout(0.0001))


@way(provable=True)
def follows_redirects(setting: Setting) -> Any:
    return setting.client(follow_redirects=True)


@way(provable=True)
def base_url_and_params(setting: Setting) -> Any:
    return setting.client(base_url=unused(), params={"x": "1"}, headers={"x-own": "1"}, cookies={"a": "b"})


@way(provable=True)
def basic_auth(setting: Setting) -> Any:
    return setting.client(auth=("user", "password"))


@way(provable=True)
def auth_asks_before(setting: Setting) -> Any:
    """The flow of the client's auth sends requests of its own before and after."""
    gate = setting.stack.enter_context(serving(Reaction())).url

    class Asking(setting.http_library.Auth):  # type: ignore[misc, name-defined]
        def auth_flow(self, request: Any) -> Generator[Any, Any, None]:
            yield setting.http_library.Request("GET", f"{gate}/token")
            request.headers["x-token"] = "t"
            yield request

    return setting.client(auth=Asking())


@way(provable=True)
def instance_with_another_send(setting: Setting) -> Any:
    """As a decorator that tries again leaves it; here it tries once."""
    client = setting.client()
    send = client.send

    def passed_on(request: Any, **options: Any) -> Any:
        return send(request, **options)

    client.send = passed_on
    return client


@way(provable=True, lost=2)
def instance_that_tries_again(setting: Setting) -> Any:
    client, library = setting.client(), setting.http_library
    send = client.send

    async def again_async(request: Any, **options: Any) -> Any:
        try:
            return await send(request, **options)
        except library.TransportError:
            return await send(request, **options)

    def again(request: Any, **options: Any) -> Any:
        try:
            return send(request, **options)
        except library.TransportError:
            return send(request, **options)

    client.send = again_async if setting.asynchronous else again
    return client


@way(provable=False, libraries=("httpx",))
def respx_of_later(setting: Setting) -> Any:
    """It begins when the client is there."""
    client = setting.client()
    setting.stack.enter_context(respx.mock()).route().mock(side_effect=setting.mock())
    return client


@way(provable=False)
def mounted_mock_of_later(setting: Setting) -> Any:
    """Put between, when the client is there."""
    client = setting.client()
    mock = setting.either(setting.mock(setting.http_library.ConnectError("refused")))
    client._transport = setting.http_library.MockTransport(mock)
    return client


@way(provable=False, modes=("sync",))
def hook_sends_by_urllib(setting: Setting) -> Any:
    """And says that connecting failed."""

    def hook(request: Any) -> None:
        if setting.scene == "answered":
            return
        again = urllib.request.Request(str(request.url), request.read(), dict(request.headers), method="POST")
        try:
            urllib.request.urlopen(again, timeout=5).close()
        except OSError as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            raise reason from None

    return hooked(setting, "request", hook)


@way(provable=False, modes=("sync",))
def transport_over_requests(setting: Setting) -> Any:
    """Sends by another library, whose errors it calls by our names."""
    library = setting.http_library

    class Other(library.BaseTransport):  # type: ignore[misc, name-defined]
        def handle_request(self, request: Any) -> Any:
            try:
                answer = requests.request(
                    request.method, str(request.url), data=request.read(), headers=dict(request.headers), timeout=5
                )
            except requests.ConnectionError as error:
                raise library.ConnectError(str(error)) from error
            kind = {"content-type": answer.headers["content-type"]}
            return library.Response(answer.status_code, headers=kind, content=answer.content)

    return setting.client(Other())


@way(provable=True)
def response_hook_raises_for_status(setting: Setting) -> Any:
    return hooked(setting, "response", lambda response: response.raise_for_status())
