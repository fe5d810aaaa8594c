"""An error that a server sends within a stream is raised, unless the document describes it as an item."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator
from functools import reduce
from types import ModuleType
from typing import Any

import pytest

from tests.kit.built import built, client_class
from tests.kit.drip import dripping

LINES, EVENTS = "application/x-ndjson", "text/event-stream"
TEMPLATE = """
openapi: 3.1.0
info: {title: Failing, version: '1'}
servers: [{url: 'https://failing.example'}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Chunk: {type: object, required: [text], properties: {text: {type: string}}}
    Loose: {type: object, properties: {text: {type: string}}}
    Said:
      type: object
      required: [text]
      properties: {text: {type: string}, error: {type: object, properties: {message: {type: string}}}}
    Delta: {type: object, required: [type], properties: {type: {const: delta}, text: {type: string}}}
    Fault: {type: object, required: [type, error], properties: {type: {const: error}, error: {type: object}}}
    Added:
      type: object
      required: [event, data]
      properties: {event: {const: added}, data: {$ref: '#/components/schemas/Chunk'}}
    Failed:
      type: object
      required: [event, data]
      properties: {event: {enum: [error, fatal]}, data: {type: object, properties: {message: {type: string}}}}
security: [{key: []}]
paths:
  /t/talk: {post: {responses: {'200': {description: ok, content: {text/event-stream: {schema: CHUNK}}}}}}
  /t/loose: {get: {responses: {'200': {description: ok, content: {text/event-stream: {schema: LOOSE}}}}}}
  /t/line: {get: {responses: {'200': {description: ok, content: {application/x-ndjson: {itemSchema: CHUNK}}}}}}
  /t/raw: {get: {responses: {'200': {description: ok, content: {text/event-stream: {}}}}}}
  /t/free: {get: {responses: {'200': {description: ok, content: {text/event-stream: {schema: {}}}}}}}
  /t/said: {get: {responses: {'200': {description: ok, content: {text/event-stream: {schema: SAID}}}}}}
  /t/union:
    get: {responses: {'200': {description: ok, content: {text/event-stream: {schema: {oneOf: [DELTA, FAULT]}}}}}}
  /t/whole: {get: {responses: {'200': {description: ok, content: {text/event-stream: {schema: {oneOf: [ADDED]}}}}}}}
  /t/known:
    get: {responses: {'200': {description: ok, content: {text/event-stream: {schema: {oneOf: [ADDED, FAILED]}}}}}}
"""
NAMES = ("Chunk", "Loose", "Said", "Delta", "Fault", "Added", "Failed")
DOCUMENT = reduce(
    lambda text, name: text.replace(name.upper(), f"{{$ref: '#/components/schemas/{name}'}}"), NAMES, TEMPLATE
)

both = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
GOOD = b'data: {"text": "a"}\n\n'


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("failing"), DOCUMENT, "failing_made") as made:
        yield made


def read(module: ModuleType, url: str, name: str, *, asynchronous: bool, found: list[Any], key: str = "k") -> None:
    """Append the items of the method *name* to *found*."""
    made = client_class(module, asynchronous=asynchronous)(key, base_url=url)
    if not asynchronous:
        found.extend(getattr(made.t, name)())
        return

    async def collect() -> None:
        async for item in getattr(made.t, name)():
            found.append(item)  # noqa: PERF401 - items before an error are kept

    asyncio.run(collect())


def failing(
    module: ModuleType, name: str, *pieces: bytes, media_type: str = EVENTS, asynchronous: bool = False, **more: Any
) -> tuple[Any, list[Any]]:
    """The error that these pieces raise, and the items before it."""
    found: list[Any] = []
    with dripping(*pieces, media_type=media_type) as server, pytest.raises(module.ApiError) as caught:
        read(module, server.url, name, asynchronous=asynchronous, found=found, **more)
    return caught.value, found


@both
@pytest.mark.parametrize(
    ("event", "kind", "detail", "code", "status"),
    [
        (b'event: error\ndata: {"error": {"message": "Overloaded"}}\n\n', "StatusError", "Overloaded", "", 0),
        (b'data: {"error": {"message": "Down", "code": 500}}\n\n', "ServerError", "Down", "500", 500),
        (b'data: {"error": {"message": "Slow down", "status": "429"}}\n\n', "RateLimited", "Slow down", "", 429),
        (b'data: {"error": "Overloaded"}\n\n', "StatusError", "Overloaded", "Overloaded", 0),
        (b'data: {"errors": [{"message": "Bad"}]}\n\n', "StatusError", "Bad", "", 0),
        (b"event: error\ndata: plain words\n\n", "StatusError", "plain words", "", 0),
        (b'event: error\ndata: {"text": "boom"}\n\n', "StatusError", '{"text": "boom"}', "", 0),
        (b"event: error\ndata:\n\n", "StatusError", "an error without a message", "", 0),
        (b"event: error\ndata: [DONE]\n\n", "StatusError", "[DONE]", "", 0),
        (
            b'event: error\ndata: {"type": "error", "error": {"type": "busy_error", "message": "Overloaded"}}\n\n',
            "StatusError",
            "Overloaded",
            "busy_error",
            0,
        ),
        (b'data: {"type": "error", "message": "Odd", "code": "odd"}\n\n', "StatusError", "Odd", "odd", 0),
        (b'data: {"object": "error", "message": "No model", "code": 404}\n\n', "NotFound", "No model", "404", 404),
        (b'data: {"text": "b", "error": {"message": "Cut"}}\n\n', "StatusError", "Cut", "", 0),
    ],
)
def test_an_error_event_is_raised(
    module: ModuleType, event: bytes, kind: str, detail: str, code: str, status: int, asynchronous: bool
) -> None:
    """After the items before it, with the vendor's words, by the status that it names."""
    error, found = failing(module, "talk", GOOD, event, GOOD, asynchronous=asynchronous)
    assert [one.text for one in found] == ["a"]
    assert (type(error).__name__, error.detail, error.code, error.status_code) == (kind, detail, code, status)
    assert error.response.status_code == 200
    assert error.maybe_executed
    assert "after 1 items" in error.__notes__[0]
    assert error.body is None or error.response.body


@both
def test_an_error_before_any_item_is_raised(module: ModuleType, asynchronous: bool) -> None:
    """And as the last event too; of a safe operation nothing can have been done."""
    event = b'data: {"error": {"message": "Overloaded"}}\n\n'
    error, found = failing(module, "loose", event, asynchronous=asynchronous)
    assert (error.detail, found, error.maybe_executed) == ("Overloaded", [], False)


@both
def test_a_line_that_is_an_error_is_raised(module: ModuleType, asynchronous: bool) -> None:
    """Also the last, which need not end."""
    pieces = (b'{"text": "a"}\n', b'{"error": {"message": "Down", "code": 503}}')
    error, found = failing(module, "line", *pieces, media_type=LINES, asynchronous=asynchronous)
    assert (type(error).__name__, error.detail, len(found)) == ("ServerError", "Down", 1)


def test_events_of_which_nothing_is_said_fail_by_their_type(module: ModuleType) -> None:
    """Data alone is nobody's error where it may be anything."""
    for name in ("raw", "free"):
        error, found = failing(module, name, b'data: {"error": 1}\n\n', b"event: error\ndata: words\n\n")
        assert (error.detail, len(found)) == ("words", 1)


def test_an_undocumented_type_of_whole_events_is_raised(module: ModuleType) -> None:
    """As of data."""
    added = b'event: added\ndata: {"text": "a"}\n\n'
    error, found = failing(module, "whole", added, b'event: error\ndata: {"message": "Overloaded"}\n\n')
    assert (error.detail, found[0].data.text) == ("Overloaded", "a")


@both
def test_documented_errors_are_items(module: ModuleType, asynchronous: bool) -> None:
    """By a property, by a type of data, by a type of event; text is none of them."""
    for name, event, kind in (
        ("said", b'data: {"text": "", "error": {"message": "m"}}\n\n', "Said"),
        ("said", b'event: error\ndata: {"text": "", "error": {"message": "m"}}\n\n', "Said"),
        ("union", b'event: error\ndata: {"type": "error", "error": {}}\n\n', "Fault"),
        ("known", b'event: error\ndata: {"message": "m"}\n\n', "Failed"),
    ):
        found: list[Any] = []
        with dripping(event) as server:
            read(module, server.url, name, asynchronous=asynchronous, found=found)
        assert [type(one).__name__ for one in found] == [kind]
    error, _ = failing(module, "union", b"event: error\ndata: words\n\n", asynchronous=asynchronous)
    assert error.detail == "words"


@pytest.mark.filterwarnings("ignore")
def test_what_is_no_error_is_an_item(module: ModuleType) -> None:
    """An empty error, and a misfit without one."""
    found: list[Any] = []
    with dripping(b'data: {"text": "a", "error": null}\n\ndata: {"text": 7}\n\ndata: {"other": 1}\n\n') as server:
        read(module, server.url, "talk", asynchronous=False, found=found)
    assert [one.text for one in found] == ["a", 7, module.UNSET]


@both
def test_an_error_event_shows_no_credential(module: ModuleType, asynchronous: bool) -> None:
    """In the error, its body, or a frame; and it can be pickled."""
    key = "sk_secret_" + "0123456789abcdef"
    event = f'event: error\ndata: {{"error": {{"message": "bad key {key}"}}}}\n\n'.encode()
    error, _ = failing(module, "talk", GOOD, event, GOOD, asynchronous=asynchronous, key=key)
    shown = [str(error), repr(error.body), repr(error.response), repr(pickle.loads(pickle.dumps(error)).to_dict())]
    trace = error.__traceback__
    while trace is not None:
        if "/_runtime/" in trace.tb_frame.f_code.co_filename or "/runtime/" in trace.tb_frame.f_code.co_filename:
            shown += [repr(value) for value in trace.tb_frame.f_locals.values()]
        trace = trace.tb_next
    assert not [text for text in shown if key in text]


def test_the_answers_media_type_selects_the_parser(module: ModuleType) -> None:
    """Lines where events were expected, and the reverse."""
    for name, body, media_type in (("loose", b'{"text": "a"}\n{"text": "b"}\n', LINES), ("line", GOOD + GOOD, EVENTS)):
        found: list[Any] = []
        with dripping(body, media_type=media_type) as server:
            read(module, server.url, name, asynchronous=False, found=found)
        assert [type(one).__name__ for one in found] == ["Loose" if name == "loose" else "Chunk"] * 2
