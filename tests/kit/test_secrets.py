"""The key of each generated client: other servers do not hear of it, and nobody who looks on finds it.

Every package, every way its key is sent, sync and async; on real sockets.
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import ssl
import sys
import warnings
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import httpx
import httpx2
import pytest
import trio
from apis import GENERATED, arguments, now, operations, package, resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from generator.runtime.protocol.request import Given
from tests.leaks import callers, found_in, holders, logged, shown, told_by
from tests.runtime.http2_server import Reply, answer, hang_up, reset, self_signed, serving_http2
from tests.runtime.server import Reaction, Seen, Server, serving, unused

SECRET = "walk_me_0123456789abcdef"
KEYS = {api: ("pk_live_x:sk_live_" if api == "komo" else "sk_live_") + SECRET for api in GENERATED}
MARK = "only_for_the_api"
"""Stands in the body, and in a header of the caller's."""


class Way(NamedTuple):
    """A package, and how its key is sent."""

    api: str
    auth: str

    @property
    def key(self) -> str:
        return KEYS[self.api]

    @property
    def spellings(self) -> tuple[str, str]:
        """How the key may be written."""
        return SECRET, b64encode(self.key.encode()).decode()

    def operation(self, method: str) -> Any:
        """The first that reads; or that makes something, by a POST with a body."""
        known = [one for one in operations(self.api).values() if one.method == method]
        return next(one for one in known if method == "GET" or one.name.endswith(".create"))


WAYS = [Way(api, auth) for api in GENERATED for auth in package(api, "_service").SERVICE.schemes]
ways = pytest.mark.parametrize("way", WAYS, ids=" ".join)


class Kind(NamedTuple):
    """A sort of client, and what it sends through."""

    asynchronous: bool = False
    own: Callable[[], Any] = lambda: None
    loop: Callable[..., Any] = asyncio.run
    connections: Mapping[str, Any] = {}
    """The client's settings for its own connections."""


KINDS = {
    "sync": Kind(),
    "async": Kind(asynchronous=True),
    "sync, of httpx2": Kind(own=httpx2.Client),
    "async, of httpx2": Kind(asynchronous=True, own=httpx2.AsyncClient),
    "sync, one that follows": Kind(own=partial(httpx.Client, follow_redirects=True)),
    "async, one that follows": Kind(asynchronous=True, own=partial(httpx.AsyncClient, follow_redirects=True)),
}
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
WALKED = {
    "sync": KINDS["sync"],
    "async": KINDS["async"],
    "under trio": Kind(asynchronous=True, loop=lambda coroutine: trio.run(lambda: coroutine)),
    "sync, of httpx": Kind(own=httpx.Client),
    "async, of httpx": Kind(asynchronous=True, own=httpx.AsyncClient),
}
both = pytest.mark.parametrize("kind", WALKED.values(), ids=WALKED)
methods = pytest.mark.parametrize("method", ["GET", "POST"])


Work = Callable[[Any], Awaitable[Any]]
"""What is done with a client; waits for what an async one gives with `now`."""


def run(way: Way, kind: Kind, url: str, work: Work, **options: Any) -> Any:
    """The result of *work* with a client of the server at *url*."""
    names = {name.lower(): name for name in package(way.api).__all__}
    service = package(way.api, "_service").SERVICE
    made = getattr(package(way.api), names[("async" if kind.asynchronous else "") + service.title.lower()])
    given = {"auth": way.auth} if len(service.schemes) > 1 else {}
    if kind.connections:
        given["connections"] = package(way.api).Connections(**kind.connections)
    given |= {"rate_limit": None, "max_retries": 0, "default_headers": {"x-tenant": MARK}, **options}
    own = kind.own()

    async def within() -> Any:
        if kind.asynchronous:
            async with own or nullcontext(), made(way.key, base_url=url, http_client=own, **given) as client:
                return await work(client)
        with own or nullcontext(), made(way.key, base_url=url, http_client=own, **given) as client:
            return await work(client)

    return kind.loop(within())


def calling(way: Way, kind: Kind, method: str) -> Work:
    """Calls an operation, and gives its answer as it came."""
    operation = way.operation(method)
    path, body = arguments(operation, {"name": MARK})
    raw = partial(resource, way.api, asynchronous=kind.asynchronous)
    return lambda client: now(raw(client)._call(operation, Given(path, **body), {}))


def sent(server: Server, way: Way) -> bool:
    """Whether *server* got the key, the caller's header and a POST's body: else a test would look for nothing."""
    head = [str(one.headers) for one in server.seen]
    bodies = [one.body for one in server.seen if one.method == "POST"]
    return all(SECRET in one and MARK in one for one in head) and all(MARK.encode() in one for one in bodies)


TARGETS: dict[str, Callable[[Server, Server], str]] = {
    "another host": lambda here, other: f"http://localhost:{here.port}/x",
    "another port": lambda here, other: f"{other.url}/x",
    "another scheme": lambda here, other: f"https://{here.host}:{here.port}/x",
    "no scheme": lambda here, other: f"//{other.host}:{other.port}/x",
    "with a password": lambda here, other: f"http://u:p@{other.host}:{other.port}/x",
    "our own name in front": lambda here, other: f"http://{here.host}:{here.port}@{other.host}:{other.port}/x",
}


@pytest.mark.dealt(0.4)
@ways
@kinds
@methods
def test_a_redirect_to_another_server_sends_nothing_there(way: Way, kind: Kind, method: str) -> None:
    """Not even a connection, whichever status says so; the error names both, and the request was made once."""
    call, error = calling(way, kind, method), package(way.api).UnexpectedResponse

    async def work(client: Any) -> None:
        for status in (301, 302, 303, 307, 308):
            for target in TARGETS.values():
                place = target(server, other)
                server.seen.clear()
                server.script = partial(lambda reaction, *_: reaction, Reaction(status, (("location", place),)))
                with pytest.raises(error) as caught:
                    await call(client)
                there = httpx.URL(server.url).join(place)
                hosts = f"from {server.url} to {there.scheme}://{there.netloc.decode()}"
                assert f"{status}: a redirect {hosts}, where nothing was sent" in str(caught.value)
                assert caught.value.maybe_executed is (method != "GET")
                assert len(server.seen) == 1, place
                assert sent(server, way)

    with serving() as other, serving() as server:
        run(way, kind, server.url, work)
        assert other.connections == 0


@ways
@kinds
def test_an_address_that_the_api_gives_is_followed_without_the_key(way: Way, kind: Kind) -> None:
    """A log that is kept elsewhere is read, but nothing that is ours goes there."""
    with serving() as other, serving(Reaction(body=b'{"logsUrl": "%s/logs"}' % other.url.encode())) as server:

        async def work(client: Any) -> None:
            answer = await now(client.request("GET", "/runs/1"))
            await now(client.request("GET", answer.value["logsUrl"]))

        run(way, kind, server.url, work)
        assert sent(server, way)
        (heard,) = other.seen
    assert (heard.method, heard.target, heard.body) == ("GET", "/logs", b"")
    assert not found_in(SECRET, [str(heard)]) + found_in(MARK, [str(heard)])
    assert not heard.headers.keys() & {"authorization", "x-api-key", "cookie"}


class Onlooker:
    """All that see a client at work without being told its key: handlers of events, logs, spans, warnings."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.texts: list[str] = []
        self._log = caplog
        self._log.set_level(logging.DEBUG)
        for name in ("httpx", "httpx2", "httpcore", *GENERATED.values()):
            self._log.set_level(logging.DEBUG, logger=name)
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.options: dict[str, Any] = {"on_event": self._told, "tracer_provider": provider}

    def _told(self, event: Any) -> None:
        self.texts += (str(event), *shown(tuple(event)))
        for variables in callers(sys._getframe()):
            for value in variables.values():
                self.texts += shown(value)

    def all(self) -> Iterator[str]:
        """What they could tell."""
        yield from self.texts
        yield from logged(record for record in self._log.records if not _is_head(record))
        for span in self._exporter.get_finished_spans():
            yield from (span.to_json(), *shown(span))

    @property
    def awake(self) -> bool:
        """All of them have seen something."""
        names = {record.name.partition(".")[0] for record in self._log.records}
        return bool(self.texts and self._exporter.get_finished_spans()) and {"httpx", "httpcore"} & names != set()


def _is_head(record: logging.LogRecord) -> bool:
    """What a server sends back is its own, and httpcore's to log: here the servers repeat the key."""
    return record.name == "httpcore.http11" and "receive_response_headers.complete" in record.getMessage()


def redirect(seen: Seen, number: int) -> Reaction:
    """Elsewhere, with the key in the address: all of it, and its secret half."""
    key = (seen.headers.get("authorization") or seen.headers["x-api-key"]).removeprefix("Bearer ")
    return Reaction(302, (("location", f"https://gate.example/?key={key}&secret={key.rpartition(':')[2]}"),))


def echo(seen: Seen, number: int) -> Reaction:
    """Refuse the key, and repeat it wherever there is room."""
    known = seen.headers.get("authorization") or seen.headers["x-api-key"]
    where = (("x-request-id", "req_1"), ("x-echo", known), ("www-authenticate", f"Bearer error={known}"))
    return Reaction(401, where, json.dumps({"detail": f"bad key {known}", "error": {"message": known}}).encode())


FAILURES: dict[str, tuple[Any, dict[str, Any]]] = {
    "hung up before": (Reaction(drop="before"), {}),
    "hung up after": (Reaction(drop="after"), {}),
    "cut": (Reaction(cut=7), {}),
    "echoed": (echo, {}),
    "too many": (Reaction(429, (("retry-after", "3600"),)), {"max_retries": 2}),
    "broken": (Reaction(500), {}),
    "trickled": (Reaction(trickle="body"), {"deadline": 0.2}),
    "a page": (Reaction(200, (("content-type", "text/html"),), b"<html><title>Gate</title>"), {}),
    "no JSON": (Reaction(body=b'{"run":'), {}),
    "redirected": (redirect, {}),
}


def look(way: Way, kind: Kind, error: BaseException, onlooker: Onlooker) -> list[str]:
    """Where the key is found after *error*."""
    texts = [*told_by(error), *onlooker.all()]
    copies = [error] if isinstance(error, asyncio.CancelledError) else [error, copy.deepcopy(error)]
    texts += [pickle.dumps(one).decode("latin-1") for one in copies]
    texts += [str(one.to_dict()) for one in copies if hasattr(one, "to_dict")]
    return [found for spelling in way.spellings for found in found_in(spelling, texts)]


@pytest.mark.dealt(0.4)
@ways
@both
@methods
@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_shows_the_key(
    way: Way, kind: Kind, method: str, failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In no frame, attribute, message, pickle, copy, log, event, handler's caller, span or warning."""
    script, options = FAILURES[failure]
    onlooker = Onlooker(caplog)
    with serving(script) as server, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(package(way.api).ApiError) as caught:
            run(way, kind, server.url, calling(way, kind, method), **{**onlooker.options, **options})
        assert sent(server, way)
    assert onlooker.awake
    onlooker.texts += [text for one in warned for text in shown(vars(one))]
    assert not look(way, kind, caught.value, onlooker)


@pytest.mark.dealt(0.4)
@ways
@both
@methods
def test_a_refused_connection_shows_no_key(way: Way, kind: Kind, method: str, caplog: pytest.LogCaptureFixture) -> None:
    """Where nothing was sent at all."""
    onlooker = Onlooker(caplog)
    with pytest.raises(package(way.api).ConnectionFailed) as caught:
        run(way, kind, unused(), calling(way, kind, method), **onlooker.options)
    assert not look(way, kind, caught.value, onlooker)


@ways
def test_a_cancelled_call_shows_no_key(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    """What goes through the transport's frames is told of what became of the call, and nothing else."""
    onlooker = Onlooker(caplog)

    async def work(client: Any) -> BaseException:
        task = asyncio.ensure_future(calling(way, KINDS["async"], "POST")(client))
        while not server.seen:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return caught.value

    with serving(Reaction(delay=5)) as server:
        error = run(way, KINDS["async"], server.url, work, **onlooker.options)
        assert sent(server, way)
    assert not look(way, KINDS["async"], error, onlooker)


@pytest.mark.dealt(0.4)
@ways
@both
@methods
def test_a_success_shows_no_key(way: Way, kind: Kind, method: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither do the answer, the client that got it, its resources, nor those who look on."""
    onlooker = Onlooker(caplog)
    texts: list[str] = []

    async def work(client: Any) -> None:
        answer = await calling(way, kind, method)(client)
        texts.extend((*shown(answer, 5), *shown(client, 6), repr(client)))
        parts = (getattr(client, name) for name in dir(type(client)) if not name.startswith("_"))
        texts.extend(text for part in parts for text in shown(part, 4))

    with serving() as server, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run(way, kind, server.url, work, **onlooker.options)
        assert sent(server, way)
    assert onlooker.awake
    assert not [found for spelling in way.spellings for found in found_in(spelling, (*texts, *onlooker.all()))]


HTTP2 = {
    "sync, HTTP/2": Kind(connections={"http2": True, "verify": False}),
    "async, HTTP/2": Kind(asynchronous=True, connections={"http2": True, "verify": False}),
    "sync, of httpx, HTTP/2": Kind(own=partial(httpx.Client, http2=True, verify=False)),
    "async, of httpx, HTTP/2": Kind(asynchronous=True, own=partial(httpx.AsyncClient, http2=True, verify=False)),
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.mark.dealt(0.4)
@ways
@pytest.mark.parametrize("kind", HTTP2.values(), ids=HTTP2)
@pytest.mark.parametrize("reply", [answer, reset, hang_up])
def test_http2_shows_no_key(
    way: Way, kind: Kind, reply: Reply, certificate: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither does the log of its header compression, which has each header at the level DEBUG."""
    onlooker = Onlooker(caplog)
    for name in ("hpack.hpack", "hpack.table", "h2"):
        caplog.set_level(logging.DEBUG, logger=name)
    error: BaseException = ValueError()
    with serving_http2(reply, certificate) as (url, executed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run(way, kind, url, calling(way, kind, "POST"), **onlooker.options)
        except package(way.api).ApiError as raised:
            error = raised
        assert executed
    assert onlooker.awake
    assert not look(way, kind, error, onlooker)


class Unwritten(Way):
    """A way whose key no object of a test holds."""

    @property
    def key(self) -> str:
        return KEYS[self.api].replace(SECRET, self.secret)

    @property
    def secret(self) -> str:
        return "keep_" + "".join(f"{digit:x}" for digit in range(16))


@ways
@both
@pytest.mark.parametrize("lost", [False, True])
def test_nothing_keeps_the_key_but_the_clients_own_cells(way: Way, kind: Kind, lost: bool) -> None:
    """No cache, request, task or connection does once a call has ended."""
    unwritten = Unwritten(*way)

    async def work(client: Any) -> list[str]:
        for method in ("GET", "POST"):
            with suppress(package(way.api).ApiError):
                await calling(way, kind, method)(client)
        server.seen.clear()
        return holders(unwritten.secret)

    with serving(Reaction(drop="after") if lost else Reaction()) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = run(unwritten, kind, server.url, work)
    of_the_key, of_the_arguments = f"list: {unwritten.key!r}", f"dict: {unwritten.key!r}"
    assert sorted(known) == [of_the_arguments, of_the_key]


class Careless:
    """What a leak would look like."""

    __slots__ = ("headers",)

    def __init__(self) -> None:
        self.headers = {"authorization": [f"Bearer {SECRET}"]}


def _careless(module: ModuleType) -> None:
    code = compile("def fail(key):\n    raise ValueError('no')\n", "careless.py", "exec")
    exec(code, vars(module))
    module.fail(f"Bearer {SECRET}")


def test_the_walk_finds_a_key() -> None:
    """In a frame, an attribute, a note, a cause, a record of a log."""
    with pytest.raises(ValueError, match="no") as caught:
        _careless(ModuleType("careless"))
    assert found_in(SECRET, told_by(caught.value))
    for error in (ValueError(SECRET), ValueError(), ValueError(), ValueError()):
        assert not found_in(SECRET, told_by(ValueError("x")))
        error.kept = Careless()  # type: ignore[attr-defined]
        assert found_in(SECRET, told_by(error))
    noted, led = ValueError(), ValueError()
    noted.add_note(SECRET)
    led.__cause__ = noted
    assert found_in(SECRET, told_by(led))
    record = logging.LogRecord("x", 10, "", 0, "%s", ({"x-api-key": SECRET},), None)
    assert found_in(SECRET, logged([record]))
