"""A caller's own client beside ours: what it sends later, what it has of its own, when it is full or closed."""

from __future__ import annotations

import asyncio
import ssl
import threading
import urllib.request
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import partial
from typing import Any
from weakref import finalize

import h2.connection
import httpx
import httpx2
import kairo_client
import pytest

from generator.runtime import ApiError, ConfigurationError, ConnectionFailed, Operation, OutcomeUnknown, once
from generator.runtime.protocol.request import Given
from generator.runtime.transport.given import client as given_client
from tests.runtime.http2_server import Reply, answer, go_away, hang_up, refuse_all, reset, serving_http2
from tests.runtime.sample import CREATE, KEY, QUEUE, RETRIEVE, Time, async_sample, call, run, sample
from tests.runtime.server import Reaction, serving, unused
from tests.runtime.transport.given.setting import Flow, Scene, Setting
from tests.runtime.transport.test_given_transports import NOT_DELIVERED, both, verdict

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
START: Operation[Any] = Operation("runs.start", "POST", "/start", once, returns="Run", unwrap="run")
"""It has no body."""
MAKES = {
    "httpx sync": (sample, httpx.Client),
    "httpx async": (async_sample, httpx.AsyncClient),
    "httpx2 sync": (sample, httpx2.Client),
    "httpx2 async": (async_sample, httpx2.AsyncClient),
}
makes = pytest.mark.parametrize(("make", "kind"), MAKES.values(), ids=MAKES)


def over(make: Any, kind: Any, url: str, *, client: dict[str, Any] | None = None, **options: Any) -> Any:
    """A resource of a client that was given one of *kind*."""
    own = kind(verify=NO_TLS, **(client or {}))
    resource = make(base_url=url, time=Time(), rate_limit=None, http_client=own, **options)
    if make is sample:
        finalize(resource._client._session.shared.transport, own.close)
    return resource


# Sent after the call has ended


def later(setting: Setting, inner: Any, request: Any) -> None:
    """Send *request* through *inner* when the call has ended."""
    if setting.asynchronous:

        async def finish() -> None:
            with suppress(Exception):
                await (await inner.handle_async_request(request)).aclose()

        setting.later.append(finish)
    else:

        def finish_sync() -> None:
            with suppress(Exception):
                inner.handle_request(request).close()

        setting.later.append(finish_sync)


def hedge(setting: Setting, request: Any, inner: Any, *, heard: bool) -> Generator[Any, Any, Any]:
    """Two hosts are asked; the dead one fails first, and the other one gets the request after the call has ended."""
    alive, extensions = request.url, request.extensions if heard else {}
    other = setting.http_library.Request(
        request.method, alive, headers=request.headers, stream=request.stream, extensions=extensions
    )
    later(setting, inner, other)
    request.url = setting.http_library.URL(unused())
    return (yield request)


@both
@pytest.mark.parametrize("heard", [True, False], ids=["heard", "unheard"])
def test_what_counts_as_unsent_is_not_sent_later(
    heard: bool, library: str, mode: str, request: pytest.FixtureRequest
) -> None:
    """A transport that goes on in the background is not given the body, nor may it write the headers."""
    with Setting(library, mode, "answered", request) as setting:
        inner = setting.transport()
        flow: Flow = partial(_hedge, inner=inner, heard=heard)
        ending = setting.call(setting.client(setting.wrapping(flow, inner)))
    assert verdict(ending.error) == NOT_DELIVERED
    assert ending.executed == 0


def _hedge(setting: Setting, request: Any, inner: Any, heard: bool) -> Generator[Any, Any, Any]:
    return (yield from hedge(setting, request, inner, heard=heard))


@both
@pytest.mark.parametrize("scene", ["lost", "refused"])
def test_a_failure_that_is_raised_again(scene: Scene, library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """A circuit breaker keeps the first failure; for the second attempt it is no proof."""
    kept: list[Exception] = []

    def breaker(setting: Setting, request: Any) -> Generator[Any, Any, Any]:
        if kept:
            raise kept[0]
        try:
            return (yield request)
        except setting.http_library.TransportError as error:
            kept.append(error)
            raise

    with Setting(library, mode, scene, request) as setting:
        ending = setting.call(setting.client(setting.wrapping(breaker)))
    told = verdict(ending.error)
    assert (told.kind, told.maybe_executed) == (kairo_client.OutcomeUnknown, True)
    assert told.attempts == (1 if scene == "lost" else 2)
    assert ending.executed == (scene == "lost")


@makes
def test_an_abandoned_thread_that_has_not_begun(make: Any, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is over before it does anything, and then it sends: nobody said that nothing was sent."""
    executed: list[Any] = []

    def handler(request: Any) -> Any:
        executed.append(request.read())
        return library.Response(200, json={"run": {"id": "run_1"}})

    def abandoned(seconds: float, work: Callable[[], Any], discard: Any = None) -> Any:
        pending.append(work)
        raise given_client.AttemptTimeout("late")

    library = httpx if "httpx2" not in kind.__module__ else httpx2
    pending: list[Callable[[], Any]] = []
    if make is async_sample:
        pytest.skip("async attempts have no threads")
    monkeypatch.setattr(given_client, "run_within", abandoned)
    resource = make(http_client=library.Client(transport=library.MockTransport(handler)), rate_limit=None)
    with pytest.raises(ApiError) as caught:
        resource._call(CREATE, Given(body={}), {"deadline": 10})
    pending[0]()
    assert (len(executed), caught.value.maybe_executed) == (1, True)


# A request without a body


def send_by_urllib(request: Any) -> None:
    """Whatever comes of it."""
    again = urllib.request.Request(str(request.url), headers=dict(request.headers), method="POST")
    with suppress(OSError):
        urllib.request.urlopen(again, timeout=5).close()


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_hook_that_sends_a_request_without_a_body(library: Any) -> None:
    """It reads nothing that we could watch; that the request itself was refused proves nothing then."""

    def hook(request: Any) -> None:
        send_by_urllib(request)
        request.url = library.URL(unused())

    with serving(Reaction(drop="after")) as server:
        resource = over(sample, library.Client, server.url, client={"event_hooks": {"request": [hook]}})
        with pytest.raises(OutcomeUnknown) as caught:
            call(resource, START)
        assert (server.executed, len(caught.value.attempts)) == (1, 1)


@makes
def test_a_request_without_a_body_that_is_refused(make: Any, kind: Any) -> None:
    """Over a client that sends as its library does, this is proof."""
    with pytest.raises(ConnectionFailed) as caught:
        call(over(make, kind, unused(), max_retries=1), START)
    assert (len(caught.value.attempts), caught.value.maybe_executed) == (2, False)


# What is the client's own


BASIC = {"auth": ("user", "password")}
HEADER = {"headers": {"Authorization": "Bearer mine", "X-Api-Key": "mine", "X-More": "1"}}


@makes
@pytest.mark.parametrize("auth", ["bearer", "basic", "x-api-key"])
@pytest.mark.parametrize("own", [BASIC, HEADER], ids=["auth", "headers"])
def test_the_clients_own_credential_does_not_replace_ours(make: Any, kind: Any, auth: str, own: Any) -> None:
    """Neither its auth nor its headers; what is in nobody's way is sent too."""
    with serving() as server:
        call(over(make, kind, server.url, client=own, auth=auth), CREATE, body={})
        call(over(make, kind, server.url, auth=auth), CREATE, body={})
        mixed, ours = (one.headers for one in server.seen)
    name = "x-api-key" if auth == "x-api-key" else "authorization"
    assert mixed[name] == ours[name]
    assert "mine" not in mixed[name]
    assert mixed.get("x-more") == ("1" if own is HEADER else None)


@makes
def test_the_clients_auth_goes_with_a_call_without_a_credential(make: Any, kind: Any) -> None:
    """Where there is nothing to replace."""
    with serving() as server:
        call(over(make, kind, server.url, client=BASIC, auth="x-api-key"), CREATE, body={})
        (seen,) = server.seen
    assert seen.headers["authorization"].startswith("Basic ")
    assert seen.headers["x-api-key"] == KEY


def asking(library: Any, url: str, *, after: bool = False) -> Any:
    """An auth flow that sends a request of its own to *url*."""

    class Asking(library.Auth):  # type: ignore[misc, name-defined]
        def auth_flow(self, request: Any) -> Generator[Any, Any, None]:
            if not after:
                yield library.Request("GET", url)
            yield request
            if after:
                yield library.Request("GET", url)

    return Asking()


@makes
def test_an_auth_flow_that_asks_another_host(make: Any, kind: Any) -> None:
    """It is asked without anything of ours."""
    library = httpx2 if kind.__module__.startswith("httpx2") else httpx
    with serving() as server, serving() as gate:
        call(over(make, kind, server.url, client={"auth": asking(library, gate.url)}), CREATE, body={})
        (asked,), (sent,) = gate.seen, server.seen
    assert KEY not in str(asked)
    assert sent.headers["authorization"] == f"Bearer {KEY}"


@makes
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_auth_flow_whose_own_request_is_refused(make: Any, kind: Any, after: bool) -> None:
    """It proves nothing about ours."""
    library = httpx2 if kind.__module__.startswith("httpx2") else httpx
    with serving() as server:
        resource = over(make, kind, server.url, client={"auth": asking(library, unused(), after=after)})
        with pytest.raises(OutcomeUnknown) as caught:
            call(resource, CREATE, body={})
        assert (server.executed, len(caught.value.attempts)) == (int(after), 1)


@makes
def test_nothing_of_the_clients_own_goes_to_another_origin(make: Any, kind: Any) -> None:
    """No header, cookie, auth or parameter, and no credential."""
    own: dict[str, Any] = {"headers": {"x-own": "mine"}, "cookies": {"c": "mine"}, "params": {"p": "mine"}, **BASIC}
    with serving() as server, serving() as other:
        resource = over(make, kind, server.url, client=own)
        answer = resource._client.request("GET", f"{other.url}/logs")
        if make is async_sample:
            run(resource, answer)
        (seen,) = other.seen
    assert seen.target == "/logs"
    assert not {"x-own", "cookie", "authorization"} & seen.headers.keys()
    assert "mine" not in str(seen)


# A client that is full, closed, or used by others


@makes
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_client_without_a_free_connection(make: Any, kind: Any, wrapped: bool) -> None:
    """The error says how to mend it. Over httpx's own transport it is proof that nothing was sent."""
    library = httpx2 if kind.__module__.startswith("httpx2") else httpx
    hooks = {"event_hooks": {"request": [_nothing_async if make is async_sample else _nothing]}} if wrapped else {}
    limited = {"limits": library.Limits(max_connections=1), **hooks}

    def check(error: Any) -> None:
        assert type(error) is (OutcomeUnknown if wrapped else ConnectionFailed)
        assert error.maybe_executed is wrapped
        assert "http_client had no free connection; give it limits=httpx.Limits(max_connections=" in str(error)

    with serving() as server:
        resource = over(make, kind, server.url, client=limited, max_retries=0)
        own = resource._client._session.shared.transport._given.client
        timeout: Any = {"timeout": 0.05}
        if make is sample:
            with own, own.stream("GET", server.url), pytest.raises(ApiError) as caught:
                resource._call(CREATE, Given(body={}), timeout)
            check(caught.value)
            return

        async def main() -> None:
            async with own, own.stream("GET", server.url):
                with pytest.raises(ApiError) as caught:
                    await resource._call(CREATE, Given(body={}), timeout)
                check(caught.value)

        asyncio.run(main())


def _nothing(request: Any) -> None: ...


async def _nothing_async(request: Any) -> None: ...


def test_a_client_that_is_closed_in_between() -> None:
    """The second attempt finds it closed; what the first one did stays open."""
    with serving(Reaction(drop="after")) as server:
        own = httpx.Client(verify=NO_TLS)
        time = Time()
        sleep = time.sleep
        time.sleep = lambda seconds: (own.close(), sleep(seconds))[1]  # type: ignore[method-assign, func-returns-value]
        resource = sample(base_url=server.url, http_client=own, time=time, rate_limit=None, max_retries=1)
        with pytest.raises(ConfigurationError, match="closed") as caught:
            call(resource, QUEUE, body={})
    assert isinstance(caught.value.__cause__, OutcomeUnknown)
    assert server.executed == 1


def test_a_client_that_the_caller_uses_at_the_same_time() -> None:
    """Our deadlines are not its requests', and its requests are not ours."""
    with serving(lambda seen, number: Reaction(delay=0.3 if seen.target == "/slow" else 0.0)) as server:
        own = httpx.Client(verify=NO_TLS)
        resource = sample(base_url=server.url, http_client=own, rate_limit=None, max_retries=0)
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(own.get(f"{server.url}/slow").status_code))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for _ in range(20):
            resource._call(RETRIEVE, Given(("x",)), {"deadline": 0.25})
        for thread in threads:
            thread.join()
        own.close()
    assert statuses == [200] * 4
    assert all(("authorization" in one.headers) == (one.target != "/slow") for one in server.seen)


# HTTP/2


@makes
@pytest.mark.parametrize("reply", [reset, go_away, refuse_all, hang_up])
def test_a_lost_answer_over_http2(make: Any, kind: Any, reply: Reply) -> None:
    """However the connection says it, the request was sent once, and its outcome is open."""
    with serving_http2(reply) as (url, executed):
        resource = over(make, kind, url, client={"http1": False, "http2": True}, max_retries=2)
        with pytest.raises(OutcomeUnknown):
            call(resource, CREATE, body={"a": 1})
        assert len(executed) == 1


@pytest.mark.parametrize("kind", [httpx.AsyncClient, httpx2.AsyncClient])
def test_a_connection_lost_while_other_streams_run(kind: Any) -> None:
    """Ten requests on one connection, of which the third ends it: each says that it may have been executed."""

    def third_hangs_up(connection: h2.connection.H2Connection, stream: int) -> None:
        if stream == 21:
            raise OSError

    async def main() -> list[Any]:
        async with kind(verify=NO_TLS, http1=False, http2=True) as own:
            resource = async_sample(base_url=url, http_client=own, time=Time(), rate_limit=None, max_retries=2)
            with suppress(ApiError):
                await resource._call(RETRIEVE, Given(("x",)), {"deadline": 0.2})
            calls = (resource._call(CREATE, Given(body={"a": 1}), {}) for _ in range(10))
            return await asyncio.gather(*calls, return_exceptions=True)

    with serving_http2(third_hangs_up) as (url, executed):
        ended = asyncio.run(main())
        number = len(executed)
    assert all(isinstance(one, ApiError) for one in ended)
    sent = [one for one in ended if one.maybe_executed]
    assert len(sent) >= number - 1


@makes
def test_an_answer_over_http2(make: Any, kind: Any) -> None:
    """It arrives."""
    with serving_http2(answer) as (url, executed):
        call(over(make, kind, url, client={"http1": False, "http2": True}), CREATE, body={"a": 1})
        assert executed == [1]
