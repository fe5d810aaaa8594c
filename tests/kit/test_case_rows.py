"""What broke when others used these clients, each by its smallest scene: a server of a few raw bytes on loopback."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from inspect import isawaitable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Self

import httpx
import kairo_client
import pytest
import trio

from tests.kit.built import built, client_class
from tests.runtime.loops import run_in
from tests.yardstick import Ticker, ends_within

DOCUMENT = """
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: "https://api.acme.example"}]
paths:
  /agents: {post: {operationId: createAgent, responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}}}}
  /t/chat: {post: {responses: {"200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}}}}}}
  /t/line: {post: {responses: {"200": {description: ok, content: {application/x-ndjson: {itemSchema: {$ref: "#/components/schemas/Chunk"}}}}}}}
  /t/raw: {post: {responses: {"200": {description: ok, content: {text/event-stream: {}}}}}}
  /blobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getBlob, responses: {"200": {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}}}
    put: {operationId: putBlob, requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}, responses: {"200": {description: ok, content: {application/json: {schema: {}}}}}}
components:
  schemas:
    Item: {type: object, required: [id], properties: {id: {type: string}}}
    Chunk: {type: object, required: [text], properties: {text: {type: string}, event: {type: string}}}
"""  # noqa: E501 - as short as it can be said

WAYS = ("sync", "asyncio", "trio")
every = pytest.mark.parametrize("way", WAYS)
EVENTS, LINES, FILE = "text/event-stream", "application/x-ndjson", "application/octet-stream"
GOOD = b'data: {"text": "a"}\n\n'


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("rows"), DOCUMENT, "rows_made") as made:
        yield made


class Asked(NamedTuple):
    """One request."""

    line: bytes
    headers: list[bytes]
    body: bytes


class Answers:
    """A server that sends these bytes, the last ones again and again; it reads bodies as far as *reads* says.

    Parameters:
        pause: seconds before each answer.
        reads: bytes of each body; None: all of it.
        ends: whether it closes the connection after an answer.
    """

    def __init__(self, *data: bytes, pause: float = 0, reads: int | None = None, ends: bool = False) -> None:
        self.asked: list[Asked] = []
        self.connections = 0
        self._data, self._pause, self._reads, self._ends = list(data), pause, reads, ends
        self._gate = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                headers = []
                while (header := stream.readline()) != b"\r\n":
                    headers.append(header)
                length = next((int(one[15:]) for one in headers if one.lower().startswith(b"content-length:")), 0)
                body = stream.read(length if self._reads is None else min(length, self._reads))
                with self._gate:
                    self.asked.append(Asked(line, headers, body))
                    data = self._data[0] if len(self._data) == 1 else self._data.pop(0)
                time.sleep(self._pause)
                connection.sendall(data)
                if self._ends:
                    return
                if self._reads is not None:
                    time.sleep(5)


def message(body: bytes, status: str = "200 OK", media: str = "application/json", more: str = "") -> bytes:
    """One answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def made(name: str) -> bytes:
    """The answer to a create."""
    return message(b'{"id": "%s"}' % name.encode(), "201 Created")


def calling(module: ModuleType, way: str, url: str, act: Callable[[Any], Any], **options: Any) -> Any:
    """What *act* gives, of a client that goes the *way*."""
    kind = client_class(module, asynchronous=way != "sync")
    if way == "sync":
        with kind(base_url=url, **options) as client:
            return act(client)

    async def within() -> Any:
        async with kind(base_url=url, **options) as client:
            value = act(client)
            return await value if isawaitable(value) else value

    return run_in(way, within)


def items(module: ModuleType, way: str, url: str, name: str, found: list[Any], **options: Any) -> None:
    """Append the items of the stream *name* to *found*."""

    def read(client: Any) -> Any:
        stream = getattr(client.t, name)()
        if way == "sync":
            found.extend(stream)
            return None

        async def collect() -> None:
            async for item in stream:
                found.append(item)  # noqa: PERF401 - items before an error are kept

        return collect()

    calling(module, way, url, read, **options)


def one_after_another(way: str, steps: Sequence[Callable[[], Any]]) -> Any:
    """The results of *steps*, for `calling`."""
    if way == "sync":
        return [step() for step in steps]

    async def each() -> list[Any]:
        return [await step() for step in steps]

    return each()


@every
def test_bytes_beyond_an_answer(module: ModuleType, way: str) -> None:
    """They answer nobody: the second call asks for itself, over another connection."""
    with Answers(made("first") + made("nobody's"), made("second")) as server:
        found = calling(
            module, way, server.url, lambda client: one_after_another(way, [client.agents.create, client.agents.create])
        )
        assert ([one.id for one in found], server.connections) == (["first", "second"], 2)


@every
def test_an_answer_before_the_request_was_read(module: ModuleType, way: str) -> None:
    """What came is read, although the rest of the body is never taken."""
    refused = message(b'{"message": "Too large"}', "413 Content Too Large")
    with Answers(refused, reads=1) as server, pytest.raises(module.StatusError) as caught:
        calling(module, way, server.url, lambda client: client.blobs.replace("x", body=bytes(16 << 20)), timeout=2)
    assert (caught.value.status_code, caught.value.detail, len(caught.value.attempts)) == (413, "Too large", 1)


@every
def test_a_slow_reader_is_not_silent(module: ModuleType, way: str) -> None:
    """A timeout is for silence: sending a body may last longer, as long as some of it is taken."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection = listener.accept()[0]
        with connection:
            left = 32 << 20
            while left > 0:
                time.sleep(0.05)
                left -= len(connection.recv(min(left, 2 << 20), socket.MSG_WAITALL))
            connection.sendall(message(b"{}"))

    threading.Thread(target=serve, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    begun = time.monotonic()
    with listener:
        value = calling(module, way, url, lambda client: client.blobs.replace("x", body=bytes(32 << 20)), timeout=0.6)
    assert value == {}
    assert time.monotonic() - begun > 0.6


@every
def test_interim_answers_and_trailers(module: ModuleType, way: str) -> None:
    """They are read over, also twenty of them."""
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20
    head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with Answers(early + head + b'b\r\n{"id": "a"}\r\n0\r\nX-Sum: 1\r\n\r\n') as server:
        assert calling(module, way, server.url, lambda client: client.agents.create()).id == "a"
    with Answers(early, ends=True) as server, pytest.raises(module.OutcomeUnknown):
        calling(module, way, server.url, lambda client: client.agents.create())
    assert len(server.asked) == 1


WHOLE = gzip.compress(bytes(range(256)) * 300)
PART = {
    "a cut": WHOLE[:-300],
    "no trailer": WHOLE[:-8],
    "a second member cut": WHOLE + WHOLE[:-9],
    "a wrong sum": WHOLE[:-8] + b"\0\0\0\0" + WHOLE[-4:],
    "something else behind it": WHOLE + b"garbage",
    "its header alone": WHOLE[:10],
}


@every
@pytest.mark.parametrize("body", PART.values(), ids=PART)
def test_a_body_without_its_end(module: ModuleType, way: str, body: bytes, tmp_path: Path) -> None:
    """Is none, in every way to read it, and replaces no file."""
    (tmp_path / "file").write_bytes(b"before")
    readers: list[Callable[[Any], Any]] = [
        lambda client: client.blobs.retrieve("x"),
        lambda client: client.blobs.download("x").read(),
        lambda client: client.blobs.download("x").stream_to(tmp_path / "file"),
    ]
    with Answers(message(body, media=FILE, more="Content-Encoding: gzip\r\n")) as server:
        for read in readers:
            with pytest.raises(module.ClientError):
                calling(module, way, server.url, read, max_retries=0)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("file", b"before")]


@every
def test_members_are_one_body(module: ModuleType, way: str) -> None:
    """RFC 1952, 2.2."""
    two = gzip.compress(b"a" * 1000) + gzip.compress(b"b" * 2000)
    with Answers(message(two, media=FILE, more="Content-Encoding: gzip\r\n")) as server:
        for read in (lambda client: client.blobs.retrieve("x"), lambda client: client.blobs.download("x").read()):
            assert calling(module, way, server.url, read) == b"a" * 1000 + b"b" * 2000
    found: list[Any] = []
    each = b"".join(gzip.compress(b'data: {"text": "%d"}\n\n' % number) for number in range(5))
    with Answers(message(each, media=EVENTS, more="Content-Encoding: gzip\r\n")) as server:
        items(module, way, server.url, "chat", found)
    assert [one.text for one in found] == list("01234")


@every
@pytest.mark.parametrize(
    ("name", "media", "rest"),
    [
        ("chat", EVENTS, b'data: {"text": "b'),
        ("chat", EVENTS, b'data: {"text": "b"\ndata: '),
        ("chat", EVENTS, b"da"),
        ("raw", EVENTS, b"data: b"),
        ("line", LINES, b'{"text": "b'),
    ],
)
def test_a_stream_that_ends_within_an_item(module: ModuleType, way: str, name: str, media: str, rest: bytes) -> None:
    """Has not ended: where the connection's end is that of the answer, a cut looks the same."""
    good = b'{"text": "a"}\n' if name == "line" else GOOD
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n".encode()
    found: list[Any] = []
    with Answers(head + good + rest, ends=True) as server, pytest.raises(module.OutcomeUnknown) as caught:
        items(module, way, server.url, name, found)
    assert len(found) == 1
    assert caught.value.reason == "the answer broke off after 1 items: it ended within an item"


@every
@pytest.mark.parametrize(
    ("name", "media", "rest", "more"),
    [
        ("chat", EVENTS, b'data: {"text": "b"}\n', ["b"]),
        ("chat", EVENTS, b'data: {"text": "b"}', ["b"]),
        ("chat", EVENTS, b"data: [DONE]", []),
        ("chat", EVENTS, b": ping", []),
        ("chat", EVENTS, b"id: 7", []),
        ("line", LINES, b'{"text": "b"}', ["b"]),
    ],
)
def test_a_last_item_that_is_whole(
    module: ModuleType, way: str, name: str, media: str, rest: bytes, more: list[str]
) -> None:
    """Is one, although nothing ends it."""
    good = b'{"text": "a"}\n' if name == "line" else GOOD
    found: list[Any] = []
    with Answers(message(good + rest, media=media)) as server:
        items(module, way, server.url, name, found)
    assert [one.text for one in found] == ["a", *more]


@every
@pytest.mark.parametrize(
    ("event", "kind", "detail"),
    [
        (b'data: [{"error": {"code": 429, "message": "Slow down"}}]\n\n', "RateLimited", "Slow down"),
        (b'event: response.failed\ndata: {"message": "Down"}\n\n', "StatusError", "Down"),
        (b'event: stream_error\ndata: {"code": 503, "reason": "Down"}\n\n', "ServerError", "Down"),
        (b'data: {"detail": "Down"}\n\n', "StatusError", "Down"),
        (
            b'data: {"type": "about:blank", "title": "Down", "status": 503, "detail": "Later"}\n\n',
            "ServerError",
            "Later",
        ),
        (b'data: {"success": false, "message": "Down"}\n\n', "StatusError", "Down"),
        (b'data: {"status": "error", "message": "Down"}\n\n', "StatusError", "Down"),
    ],
)
def test_other_ways_to_say_that_a_stream_failed(
    module: ModuleType, way: str, event: bytes, kind: str, detail: str
) -> None:
    """In place of an item, where the document knows nothing of it."""
    found: list[Any] = []
    with Answers(message(GOOD + event + GOOD, media=EVENTS)) as server, pytest.raises(module.ApiError) as caught:
        items(module, way, server.url, "chat", found)
    assert (len(found), type(caught.value).__name__, caught.value.detail) == (1, kind, detail)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "data",
    [
        b'{"text": "b", "message": "hello"}',
        b'{"event": "failed", "message": "hello"}',
        b'{"text": "b", "success": true}',
        b'{"other": 1, "message": "hello"}',
    ],
)
def test_items_that_only_sound_like_errors(module: ModuleType, data: bytes) -> None:
    """They have something of an item, or something that no error has."""
    found: list[Any] = []
    with Answers(message(GOOD + b"data: " + data + b"\n\n", media=EVENTS)) as server:
        items(module, "sync", server.url, "chat", found)
    assert len(found) == 2


@every
def test_headers_are_latin_1(module: ModuleType, way: str) -> None:
    """RFC 9110 5.5: what is no ASCII is one byte for each character; without the spaces around it."""
    with Answers(made("a")) as server:
        calling(module, way, server.url, lambda client: client.agents.create(extra_headers={"X-A": " caf\xe9 \xff\t"}))
    assert [one for one in server.asked[0].headers if one.lower().startswith(b"x-a")] == [b"x-a: caf\xe9 \xff\r\n"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_an_error_in_another_encoding(module: ModuleType, encoding: str) -> None:
    """Is read as answers are."""
    body = '{"message": "Größe", "code": "size"}'.encode(encoding)
    with Answers(message(body, "400 Bad Request")) as server, pytest.raises(module.BadRequest) as caught:
        calling(module, "sync", server.url, lambda client: client.agents.create())
    assert (caught.value.detail, caught.value.code) == ("Größe", "size")


@pytest.mark.parametrize("way", ["sync", "asyncio"])
@pytest.mark.parametrize(
    ("domain", "path", "sent"),
    [("bank.example", "/", False), ("127.0.0.1", "/", True), ("", "/", True), ("127.0.0.1", "/other", False)],
)
def test_cookies_of_a_callers_jar(module: ModuleType, way: str, domain: str, path: str, sent: bool) -> None:
    """The jar's own rules decide for this URL."""
    jar: Any = httpx.Client() if way == "sync" else httpx.AsyncClient()
    jar.cookies.set("bank", "s", domain=domain, path=path)
    with Answers(made("a")) as server:
        close = jar.close if way == "sync" else jar.aclose
        calling(
            module,
            way,
            server.url,
            lambda client: one_after_another(way, [client.agents.create, close]),
            http_client=jar,
        )
    assert ([one for one in server.asked[0].headers if b"bank=s" in one] != []) is sent


@every
def test_own_connections_store_no_cookies(module: ModuleType, way: str) -> None:
    """Nor send any."""
    with Answers(message(b'{"id": "a"}', "201 Created", more="Set-Cookie: sid=1; Path=/\r\n")) as server:
        calling(
            module, way, server.url, lambda client: one_after_another(way, [client.agents.create, client.agents.create])
        )
    assert [one for asked in server.asked for one in asked.headers if b"ookie" in one] == []


@every
def test_a_crowd_waits_for_connections(module: ModuleType, way: str) -> None:
    """Longer than the timeout, which is for silence; all are answered, and who waits is told so."""
    waits: list[str] = []
    with Answers(made("a"), pause=0.1) as server:
        options: dict[str, Any] = {
            "timeout": 0.4,
            "max_retries": 0,
            "connections": module.Connections(limit=4),
            "on_event": lambda event: waits.append(event.detail) if event.kind == "wait" else None,
        }
        found = calling(module, way, server.url, lambda client: many(way, client.agents.create, 32), **options)
        assert len(found) == len(server.asked) == 32
    assert server.connections <= 4
    assert waits == ["all connections are in use"] * 28


def many(way: str, call: Callable[[], Any], number: int) -> Any:
    """The results of so many calls at once, for `calling`."""
    found: list[Any] = []
    if way == "sync":
        threads = [threading.Thread(target=lambda: found.append(call())) for _ in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    async def one() -> None:
        found.append(await call())

    async def together() -> list[Any]:
        if way == "asyncio":
            await asyncio.gather(*(one() for _ in range(number)))
        else:
            async with trio.open_nursery() as nursery:
                for _ in range(number):
                    nursery.start_soon(one)
        return found

    return together()


GRACE = 0.25
"""Seconds after the deadline, of a call that took one to three seconds more when its body was searched as a whole."""
MEMBER = bytes(16 << 20)
BOMBS = {
    "gzip": gzip.compress(MEMBER) * 25,
    "deflate": zlib.compress(bytes(128 << 20), 1),
    "gzip, gzip": gzip.compress(gzip.compress(MEMBER) * 25),
}


@every
@pytest.mark.parametrize("status", ["201 Created", "400 Bad Request", "500 Internal Server Error"])
@pytest.mark.parametrize("encoding", BOMBS)
def test_decoding_is_inside_the_deadline(module: ModuleType, way: str, encoding: str, status: str) -> None:
    """A small body may be a large one: the call ends in time, and other tasks go on meanwhile."""
    bomb = message(BOMBS[encoding], status, more=f"Content-Encoding: {encoding}\r\n")
    with Answers(message(b'{"id": "a"}', "201 Created"), bomb) as server:
        late: list[float] = []

        def call(client: Any) -> Any:
            if way == "sync":
                client.agents.create()  # imports what it needs
                with ends_within(0.1, GRACE), suppress(module.ApiError):
                    client.agents.create(deadline=0.1)
                return None

            async def both() -> None:
                await client.agents.create()
                with Ticker() as ticker:
                    end = time.monotonic() + 0.1
                    with suppress(module.ApiError):
                        await client.agents.create(deadline=0.1)
                    late.append(ticker.late(end))

            return both()

        calling(module, way, server.url, call, max_retries=0)
    assert all(one < GRACE for one in late), f"{late[0] * 1000:.0f} ms after the deadline"


def test_settings_show_no_password(module: ModuleType) -> None:
    """Of a proxy, and of the key to a certificate."""
    text = repr(module.Connections(proxy="http://me:secret@proxy.example:80", cert=("a.pem", "b.pem", "secret")))
    assert text == (
        "Connections(limit=100, http2=False, proxy='http://proxy.example:80', verify=True,"
        " cert=('a.pem', 'b.pem'), engine=None)"
    )


@pytest.mark.parametrize("value", [3, b"key", ["key"], object()], ids=type)
def test_a_key_that_is_no_text(value: Any) -> None:
    """Is called what it is, and not shown."""
    with pytest.raises(kairo_client.ConfigurationError) as caught:
        kairo_client.Kairo(value)
    expected = f"api_key: expected a key, or a function that returns one, got {type(value).__name__}; create one in the"
    assert str(caught.value).startswith(expected)
