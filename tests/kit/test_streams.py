"""Answers that come piece by piece, over real sockets: events, lines and files, and what becomes of the connection."""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.kit.built import built, client_class
from tests.kit.drip import Drip, dripping
from tests.runtime.server import Reaction, in_turn, serving
from tests.yardstick import ends_within

DOCUMENT = """
openapi: 3.1.0
info: {title: Stream, version: '1'}
servers: [{url: 'https://stream.example'}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Ask: {type: object, required: [q], properties: {q: {type: string}, stream: {type: boolean}}}
    Answer: {type: object, required: [text], properties: {text: {type: string}}}
    Chunk: {type: object, required: [delta], properties: {delta: {type: string}}}
    Added:
      type: object
      required: [event, data]
      properties: {event: {const: added}, data: {$ref: '#/components/schemas/Chunk'}}
    Gone: {type: object, required: [event, data], properties: {event: {const: gone}, data: {type: integer}}}
    Told: {type: object, properties: {data: {type: string}, id: {type: string}, retry: {type: integer}}}
security: [{key: []}]
paths:
  /chats:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Ask'}}}}
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/Chunk'}}
  /raw/feed: {get: {responses: {'200': {description: ok, content: {text/event-stream: {}}}}}}
  /told/feed:
    get:
      responses:
        '200': {description: ok, content: {text/event-stream: {itemSchema: {$ref: '#/components/schemas/Told'}}}}
  /changes/feed:
    get:
      responses:
        '200':
          description: ok
          content:
            text/event-stream:
              schema: {oneOf: [{$ref: '#/components/schemas/Added'}, {$ref: '#/components/schemas/Gone'}]}
  /lines/feed:
    get:
      responses:
        '200': {description: ok, content: {application/x-ndjson: {itemSchema: {$ref: '#/components/schemas/Chunk'}}}}
  /pods:
    get:
      parameters: [{name: watch, in: query, schema: {type: boolean}}, {name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            application/json;stream=watch: {schema: {$ref: '#/components/schemas/Answer'}}
  /files/{id}/content:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/octet-stream: {}}}}
"""

both = pytest.mark.parametrize("asynchronous", [False, True])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("streams"), DOCUMENT, "streams_made") as made:
        yield made


def client(module: ModuleType, url: str, *, asynchronous: bool = False, **options: Any) -> Any:
    return client_class(module, asynchronous=asynchronous)("k", base_url=url, **options)


def all_of(
    module: ModuleType, url: str, path: str, *, asynchronous: bool, given: Any = (), **options: Any
) -> list[Any]:
    """All items that the method at *path* gives."""
    made = client(module, url, asynchronous=asynchronous, **options)
    method: Any = made
    for name in path.split("."):
        method = getattr(method, name)
    if not asynchronous:
        return list(method(**dict(given)))

    async def collect() -> list[Any]:
        return [item async for item in method(**dict(given))]

    return asyncio.run(collect())


@both
def test_events_are_typed(module: ModuleType, asynchronous: bool) -> None:
    """The data is decoded as the document says; ``[DONE]`` is no item, and ends it."""
    pieces = (b'data: {"delta": "a"}\n\ndata: {"del', b'ta": "b"}\n\n: ping\n\n', b"data: [DONE]\n\ndata: {}\n\n")
    with dripping(*pieces) as server:
        found = all_of(module, server.url, "chats.stream", asynchronous=asynchronous, given={"q": "?"})
        assert [type(one).__name__ for one in found] == ["Chunk", "Chunk"]
        assert [one.delta for one in found] == ["a", "b"]
        asked = server.asked[0]
    assert json.loads(asked.body) == {"q": "?", "stream": True}
    assert asked.headers["accept"].startswith("text/event-stream")
    assert asked.headers["x-key"] == "k"


def test_the_method_beside_it_answers_at_once(module: ModuleType) -> None:
    """It takes what the document says that it takes; its type is another."""
    with serving(Reaction(body=b'{"text": "all"}')) as server:
        assert client(module, server.url).chats.create(q="?").text == "all"
        assert json.loads(server.seen[0].body) == {"q": "?"}
        assert server.seen[0].headers["accept"].startswith("application/json")
    with (
        dripping(b"data: {}\n\n") as server,
        pytest.raises(
            module.UnexpectedResponse, match="event-stream where JSON was expected; call the method that streams"
        ),
    ):
        client(module, server.url).chats.create(q="?", stream=True)


@both
def test_events_that_nothing_is_said_of_come_as_they_are(module: ModuleType, asynchronous: bool) -> None:
    """Every one, with type and id; also where the document says no more than that data is text."""
    text = b"event: add\nid: 7\nretry: 2000\ndata: x\n\ndata: [DONE]\n\n"
    for path in ("raw.feed", "told.feed"):
        with dripping(text) as server:
            found = all_of(module, server.url, path, asynchronous=asynchronous)
        assert found == [("x", "add", "7"), ("[DONE]", "message", "7")]
        assert type(found[0]).__name__ == "ServerSentEvent"


def test_what_a_stream_tells_beside_its_items(module: ModuleType) -> None:
    """Where to go on, and when; the status and the headers."""
    with dripping(b"id: 7\nretry: 2000\ndata: x\n\n") as server:
        stream = client(module, server.url).raw.feed()
        assert (stream.last_event_id, stream.retry) == ("", None)
        next(stream)
        assert (stream.last_event_id, stream.retry, stream.status_code) == ("7", 2.0, 200)
        assert stream.headers["content-type"] == "text/event-stream"


@both
def test_whole_events_are_typed(module: ModuleType, asynchronous: bool) -> None:
    """Where the document describes events and not their data, by their type."""
    text = b'event: added\ndata: {"delta": "a"}\n\nevent: gone\ndata: 7\n\n'
    with dripping(text) as server:
        found = all_of(module, server.url, "changes.feed", asynchronous=asynchronous)
    assert [type(one).__name__ for one in found] == ["Added", "Gone"]
    assert found[0].data.delta == "a"
    assert found[1].data == 7


@both
def test_lines_are_typed(module: ModuleType, asynchronous: bool) -> None:
    """One item for each."""
    with dripping(b'{"delta": "a"}\n\n{"delta', b'": "b"}', media_type="application/x-ndjson") as server:
        found = all_of(module, server.url, "lines.feed", asynchronous=asynchronous)
    assert [one.delta for one in found] == ["a", "b"]


@both
def test_a_list_is_watched(module: ModuleType, asynchronous: bool) -> None:
    """The flag that a query has; what the document gives the list's own type is as it comes."""
    with dripping(b'{"type": "ADDED"}\n', media_type="application/json;stream=watch") as server:
        found = all_of(module, server.url, "pods.watch", asynchronous=asynchronous, given={"limit": 3})
        assert server.asked[0].target == "/pods?limit=3&watch=true"
    assert found == [{"type": "ADDED"}]


@both
@pytest.mark.filterwarnings("ignore")
def test_an_item_that_does_not_fit_is_kept(module: ModuleType, asynchronous: bool) -> None:
    """Text as text, another shape as far as it goes; reported, and raised where the client is strict."""
    with dripping(b'data: hello\n\ndata: {"delta": 7}\n\ndata: 5\n\n') as server:
        found = all_of(module, server.url, "chats.stream", asynchronous=asynchronous, given={"q": "?"})
        assert [found[0], found[1].delta, found[2]] == ["hello", 7, 5]
        with pytest.raises(module.DriftError):
            all_of(module, server.url, "chats.stream", asynchronous=asynchronous, given={"q": "?"}, strict=True)


@both
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_another_kind_of_answer_is_unexpected(module: ModuleType, kind: str, asynchronous: bool) -> None:
    """And the connection is not kept."""
    with dripping(b"<html>", media_type=kind, held=True) as server:
        with pytest.raises(module.UnexpectedResponse, match="where a stream was expected"):
            all_of(module, server.url, "raw.feed", asynchronous=asynchronous)
        assert server.hung_up.wait(5)


@both
def test_an_error_status_is_an_error(module: ModuleType, asynchronous: bool) -> None:
    """As anywhere: read, classified, retried where that is safe."""
    answers = (Reaction(503), Reaction(headers=(("content-type", "text/event-stream"),), body=b"data: x\n\n"))
    with serving(in_turn(*answers)) as server:
        found = all_of(module, server.url, "raw.feed", asynchronous=asynchronous)
        assert [one.data for one in found] == ["x"]
        assert len(server.seen) == 2
    with (
        serving(Reaction(404, body=b'{"detail": "no feed"}')) as server,
        pytest.raises(module.NotFound, match="no feed"),
    ):
        all_of(module, server.url, "raw.feed", asynchronous=asynchronous)


def leaving(how: str, made: Any) -> None:
    """Read one event, then leave by *how*."""
    if how == "break":
        for _ in made.raw.feed():
            break
    elif how == "with":
        with made.raw.feed() as stream:
            next(stream)
    elif how == "close":
        stream = made.raw.feed()
        next(stream)
        stream.close()
        assert list(stream) == []
    elif how == "drop":
        made.raw.feed()
    else:
        with pytest.raises(ZeroDivisionError), made.raw.feed() as stream:
            raise ZeroDivisionError


async def leaving_async(how: str, made: Any) -> None:
    """The same."""
    if how == "break":
        async for _ in made.raw.feed():
            break
    elif how == "with":
        async with made.raw.feed() as stream:
            await anext(stream)
    elif how == "close":
        stream = await made.raw.feed()
        await anext(stream)
        await stream.close()
        assert [one async for one in stream] == []
    elif how == "drop":
        await made.raw.feed()
    else:
        with pytest.raises(ZeroDivisionError):
            async with made.raw.feed() as stream:
                raise ZeroDivisionError
    for _ in range(20):
        await asyncio.sleep(0.01)


@both
@pytest.mark.parametrize("how", ["break", "with", "close", "drop", "raise"])
def test_who_leaves_hangs_up(module: ModuleType, how: str, asynchronous: bool) -> None:
    """The connection is closed while the client lives on, without waiting for the collector of garbage."""
    gc.collect()
    gc.disable()
    try:
        with dripping(b"data: x\n\n", held=True) as server:
            made = client(module, server.url, asynchronous=asynchronous)
            if asynchronous:
                asyncio.run(leaving_async(how, made))
            else:
                leaving(how, made)
            assert server.hung_up.wait(5)
    finally:
        gc.enable()


def test_a_stream_that_ended_leaves_its_connection(module: ModuleType) -> None:
    """For the next call."""
    with dripping(b"data: x\n\n") as server:
        made = client(module, server.url)
        for _ in range(3):
            assert len(list(made.raw.feed())) == 1
        assert server.open == 1


@both
def test_the_deadline_holds_between_events(module: ModuleType, asynchronous: bool) -> None:
    """Also where the server says nothing any more."""
    with dripping(b"data: x\n\n", held=True) as server:
        started = time.monotonic()
        with ends_within(0.4, 1.6), pytest.raises(module.DeadlineExceeded, match="after 1 items") as caught:
            all_of(module, server.url, "raw.feed", asynchronous=asynchronous, deadline=0.4)
        assert time.monotonic() - started > 0.35
        assert caught.value.maybe_executed
        assert server.hung_up.wait(5)


@both
def test_silence_ends_it(module: ModuleType, asynchronous: bool) -> None:
    """After *timeout* seconds, as for any answer."""
    with dripping(b"data: x\n\n", held=True) as server:
        with pytest.raises(module.OutcomeUnknown, match="broke off after 1 items: ReadTimeout"):
            all_of(module, server.url, "raw.feed", asynchronous=asynchronous, timeout=0.3)
        assert len(server.asked) == 1
        assert server.hung_up.wait(5)


@both
def test_an_answer_that_breaks_off_is_told(module: ModuleType, asynchronous: bool) -> None:
    """What came before it was handed on; it is not asked for again."""
    with dripping(b'data: {"delta": "a"}\n\n', broken=True) as server:
        with pytest.raises(module.OutcomeUnknown, match="broke off after 1 items") as caught:
            all_of(module, server.url, "chats.stream", asynchronous=asynchronous, given={"q": "?"})
        assert len(server.asked) == 1

    async def verdict() -> Any:
        return await caught.value.reconcile(wait=0)

    known = asyncio.run(verdict()) if asynchronous else caught.value.reconcile(wait=0)
    assert known.verdict == "ambiguous"  # it knows its client; there is no list to look into


def test_a_deadline_over_a_transport_that_knows_no_time(module: ModuleType) -> None:
    """A caller's own client may have one."""

    class Slow(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"data: x\n\n"
            time.sleep(3)

    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Slow())
    )
    made = client(module, "https://x.example", http_client=httpx.Client(transport=transport), deadline=0.3)
    with ends_within(0.3, 1.7), pytest.raises(module.DeadlineExceeded):
        list(made.raw.feed())


def test_an_async_stream_that_has_not_begun_knows_nothing(module: ModuleType) -> None:
    """And has sent nothing."""
    with dripping(b"data: x\n\n") as server:
        stream = client(module, server.url, asynchronous=True).raw.feed()
        with pytest.raises(module.ConfigurationError, match="has not begun"):
            _ = stream.status_code
        assert not server.asked


def test_a_cancelled_reader_hangs_up(module: ModuleType) -> None:
    """An interruption goes through, and the connection is closed."""

    async def scenario(server: Drip) -> None:
        async def read() -> None:
            async for _ in client(module, server.url, asynchronous=True).raw.feed():
                pass

        task = asyncio.create_task(read())
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with dripping(b"data: x\n\n", held=True) as server:
        asyncio.run(scenario(server))
        assert server.hung_up.wait(5)


FILE = bytes(range(256)) * 2000


@both
def test_a_file_is_written_as_it_comes(module: ModuleType, tmp_path: Path, asynchronous: bool) -> None:
    """All of it, and nothing else is left in the folder."""
    pieces = [FILE[start : start + 50_000] for start in range(0, len(FILE), 50_000)]
    target = tmp_path / "file.bin"
    with dripping(*pieces, media_type="application/octet-stream") as server:
        download = client(module, server.url, asynchronous=asynchronous).files.download_content

        async def write() -> int:
            return await download("1").stream_to(target)

        size = asyncio.run(write()) if asynchronous else download("1").stream_to(str(target))
    assert size == len(FILE)
    assert target.read_bytes() == FILE
    assert [one.name for one in tmp_path.iterdir()] == ["file.bin"]


@both
def test_a_file_that_breaks_off_replaces_nothing(module: ModuleType, tmp_path: Path, asynchronous: bool) -> None:
    """What was there before is still there."""
    target = tmp_path / "file.bin"
    target.write_bytes(b"before")
    with dripping(FILE[:5000], media_type="application/octet-stream", broken=True) as server:
        download = client(module, server.url, asynchronous=asynchronous).files.download_content

        async def write() -> int:
            return await download("1").stream_to(target)

        with pytest.raises(module.OutcomeUnknown):
            _ = asyncio.run(write()) if asynchronous else download("1").stream_to(target)
    assert target.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["file.bin"]


@both
def test_a_file_can_be_read_in_pieces_or_whole(module: ModuleType, asynchronous: bool) -> None:
    """And at once, by the method beside it."""
    with dripping(FILE[:5000], FILE[5000:9000], media_type="application/octet-stream") as server:
        made = client(module, server.url, asynchronous=asynchronous)

        async def pieces() -> tuple[list[bytes], bytes, bytes]:
            found = [piece async for piece in made.files.download_content("1").iter_bytes()]
            return found, await made.files.download_content("1").read(), await made.files.content("1")

        if asynchronous:
            found, whole, at_once = asyncio.run(pieces())
        else:
            found = list(made.files.download_content("1").iter_bytes())
            whole, at_once = made.files.download_content("1").read(), made.files.content("1")
    assert len(found) > 1
    assert b"".join(found) == whole == at_once == FILE[:9000]


def test_the_kit_streams(module: ModuleType) -> None:
    """Its examples, and it counts."""
    kit = import_module("streams_made.testing")
    with kit.FakeServer() as server, client_class(module)(server.key, base_url=server.url, strict=True) as made:
        assert [one.delta for one in made.chats.stream(q="?")] == ["delta"]
        assert made.chats.create(q="?").text
        assert [one.delta for one in made.lines.feed()] == ["delta"]
        assert [one.event for one in made.changes.feed()] == ["added"]
        assert made.files.download_content("1").read() == made.files.content("1")
        assert len(list(made.raw.feed())) == 1
        assert server.executions["chats.stream"] == server.executions["chats.create"] == 1


def test_a_stream_is_described(module: ModuleType) -> None:
    """As any operation."""
    assert client(module, "https://x.example").describe("chats.stream")["path"] == "/chats"
