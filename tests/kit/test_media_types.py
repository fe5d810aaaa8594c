"""The answer's own media type and status decide what a call returns; methods, docstrings and types say so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tests.kit.built import built, client_class
from tests.runtime.server import Reaction, serving

JSON = "application/json"
BINARY = "{type: string, format: binary}"
ITEM = "{$ref: '#/components/schemas/Item'}"


def offers(*contents: str, status: str = "200") -> str:
    """One response: ``media/type schema`` for each of its contents."""
    told = ", ".join("'{}': {{schema: {}}}".format(*one.split(" ", 1)) for one in contents)
    return f"'{status}': {{description: ok, content: {{{told}}}}}"


def empty(status: str) -> str:
    return f"'{status}': {{description: empty}}"


ANITEM, OTHER = f"{JSON} {ITEM}", "{$ref: '#/components/schemas/Other'}"
OPERATIONS = {
    "video": offers(f"{JSON} {{type: string}}", f"video/mp4 {BINARY}"),
    "two": offers(f"application/pdf {BINARY}", "text/plain {type: string}"),
    "mixed": offers(ANITEM, f"application/octet-stream {BINARY}"),
    "table": offers(f"{JSON} {{type: array, items: {ITEM}}}", "text/csv {type: string}"),
    "pictures": offers(f"image/* {BINARY}", ANITEM),
    "all_kinds": offers("*/* {}"),
    "spring": offers(f"*/* {ITEM}"),
    "formats": offers(ANITEM, f"application/xml {ITEM}", f"text/plain {ITEM}", f"application/x-msgpack {ITEM}"),
    "variants": offers(ANITEM, f"application/vnd.acme+json {OTHER}"),
    "lines": offers(f"{JSON} {{type: array, items: {ITEM}}}", f"application/x-ndjson {{type: array, items: {ITEM}}}"),
    "text": offers("text/plain {type: string}"),
    "pdf": offers(f"application/pdf {BINARY}"),
    "blob": offers(f"application/octet-stream {BINARY}"),
    "item": offers(ANITEM),
    "queued": f"{offers(ANITEM)}, {empty('202')}",
    "removed": f"{offers(ANITEM)}, {empty('204')}",
    "ranged": f"{offers(ANITEM, status='2XX')}, {empty('202')}",
    "made": f"{empty('200')}, {offers(ANITEM, status='201')}",
    "either": f"{offers(ANITEM)}, {offers(f'{JSON} {OTHER}', status='201')}",
    "default": offers(ANITEM, f"image/png {BINARY}", status="default"),
    "nothing": empty("200"),
}
LISTED = offers(f"{JSON} {{$ref: '#/components/schemas/Page'}}", "text/csv {type: string}")
HEAD = f"""
openapi: 3.1.0
info: {{title: Media, version: '1'}}
servers: [{{url: 'https://media.example'}}]
components:
  schemas:
    Item: {{type: object, required: [id], properties: {{id: {{type: string}}}}}}
    Other: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
    Page:
      type: object
      required: [data]
      properties:
        data: {{type: array, items: {ITEM}}}
        next_cursor: {{type: [string, 'null']}}
paths:
  /items:
    get:
      operationId: listItems
      parameters: [{{name: cursor, in: query, schema: {{type: string}}}}]
      responses: {{{LISTED}, {empty("202")}}}
"""
DOCUMENT = HEAD + "".join(
    f"  /t/{name}: {{{'post' if name in ('queued', 'made', 'mixed') else 'get'}: "
    f"{{operationId: {name}, tags: [t], responses: {{{responses}}}}}}}\n"
    for name, responses in OPERATIONS.items()
)

ALL_BYTES = bytes(range(256))
PDF, TEXT, OCTETS = "application/pdf", "text/plain", "application/octet-stream"
both = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("media"), DOCUMENT, "media_made") as made:
        yield made


def reaction(body: bytes, media: str, status: int = 200) -> Reaction:
    return Reaction(status, (("content-type", media),), body)


def method(resource: Any, name: str) -> Any:
    """The method *name*; a list is a resource of its own."""
    found = getattr(resource, name)
    return found if callable(found) else found.list


def answered(
    module: ModuleType, name: str, body: bytes, media: str = JSON, status: int = 200, *, asynchronous: bool = False
) -> Any:
    """What the method *name* returns for this answer."""
    with serving(reaction(body, media, status)) as server:
        made = client_class(module, asynchronous=asynchronous)("k", base_url=server.url, max_retries=0)
        result = method(made.t, name)()

        async def awaited() -> Any:
            return await result

        return asyncio.run(awaited()) if asynchronous else result


ITEM_JSON = b'{"id": "i1"}'


@both
@pytest.mark.parametrize(
    ("name", "media", "body", "value"),
    [
        ("video", "video/mp4", ALL_BYTES, ALL_BYTES),
        ("video", "Video/MP4; codecs=avc1", ALL_BYTES, ALL_BYTES),
        ("video", JSON, b'"https://v.example"', "https://v.example"),
        ("video", "application/json; charset=utf-8", b'"https://v.example"', "https://v.example"),
        ("two", PDF, ALL_BYTES, ALL_BYTES),
        ("two", "text/plain; charset=utf-8", "grün".encode(), "grün"),
        ("two", "text/plain; charset=latin-1", "grün".encode("latin-1"), "grün"),
        ("two", "", ALL_BYTES, ALL_BYTES),
        ("mixed", OCTETS, ALL_BYTES, ALL_BYTES),
        ("mixed", OCTETS, b'{"id": "i1"}', b'{"id": "i1"}'),
        ("table", "text/csv; header=present", b"id\ni1\n", "id\ni1\n"),
        ("pictures", "image/png", ALL_BYTES, ALL_BYTES),
        ("pictures", "IMAGE/WEBP", ALL_BYTES, ALL_BYTES),
        ("all_kinds", "image/png", ALL_BYTES, ALL_BYTES),
        ("all_kinds", "text/html", b"<p>", "<p>"),
        ("all_kinds", JSON, b'{"a": 1}', {"a": 1}),
        ("all_kinds", "", b'{"a": 1}', {"a": 1}),
        ("all_kinds", "", ALL_BYTES, ALL_BYTES),
        ("all_kinds", "application/problem+json", b'{"a": 1}', {"a": 1}),
        ("all_kinds", "application/atom+xml", b"<feed/>", "<feed/>"),
        ("all_kinds", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ALL_BYTES, ALL_BYTES),
        ("all_kinds", "application/x-ndjson", b'{"a": 1}\n{"a": 2}\n', '{"a": 1}\n{"a": 2}\n'),
        ("text", TEXT, b"hello", "hello"),
        ("text", "", b"hello", "hello"),
        ("text", "text/markdown", b"# hello", "# hello"),
        ("text", JSON, b'"hello"', "hello"),
        ("pdf", PDF, ALL_BYTES, ALL_BYTES),
        ("pdf", "application/x-pdf", ALL_BYTES, ALL_BYTES),
        ("pdf", "", ALL_BYTES, ALL_BYTES),
        ("blob", "image/png", ALL_BYTES, ALL_BYTES),
        ("blob", JSON, b"{}", b"{}"),
        ("blob", "text/html", b"<p>", b"<p>"),
        ("nothing", TEXT, b"OK", None),
        ("made", JSON, b"", None),
        ("default", "image/png", ALL_BYTES, ALL_BYTES),
    ],
)
def test_the_media_type_decides(
    module: ModuleType, name: str, media: str, body: bytes, value: object, asynchronous: bool
) -> None:
    """Bytes stay bytes, text is text, and JSON is read."""
    result = answered(module, name, body, media, asynchronous=asynchronous)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "media", "status", "body", "value"),
    [
        ("mixed", JSON, 200, ITEM_JSON, "Item"),
        ("mixed", "", 200, ITEM_JSON, "Item"),
        ("mixed", "application/hal+json", 200, ITEM_JSON, "Item"),
        ("pictures", JSON, 200, ITEM_JSON, "Item"),
        ("spring", JSON, 200, ITEM_JSON, "Item"),
        ("formats", JSON, 200, ITEM_JSON, "Item"),
        ("formats", "text/plain", 200, ITEM_JSON, "Item"),
        ("formats", "text/json", 200, ITEM_JSON, "Item"),
        ("variants", "application/vnd.acme+json; v=2", 200, b'{"name": "n"}', "Other"),
        ("variants", JSON, 200, ITEM_JSON, "Item"),
        ("item", "text/plain", 200, ITEM_JSON, "Item"),
        ("item", JSON, 200, b"\xef\xbb\xbf" + ITEM_JSON, "Item"),
        ("item", JSON, 200, '{"id": "ü"}'.encode("utf-16"), "Item"),
        ("item", "application/json; charset=iso-8859-1", 200, '{"id": "ü"}'.encode("latin-1"), "Item"),
        ("item", JSON, 200, b'{"id": "\xff"}', "Item"),
        ("queued", JSON, 200, ITEM_JSON, "Item"),
        ("ranged", JSON, 201, ITEM_JSON, "Item"),
        ("either", JSON, 201, b'{"name": "n"}', "Other"),
        ("either", JSON, 200, ITEM_JSON, "Item"),
        ("made", JSON, 201, ITEM_JSON, "Item"),
        ("default", JSON, 202, ITEM_JSON, "Item"),
        ("queued", JSON, 203, ITEM_JSON, "Item"),
    ],
)
def test_json_becomes_the_type_of_its_status_and_media_type(
    module: ModuleType, name: str, media: str, status: int, body: bytes, value: str
) -> None:
    """In UTF-8, or in another encoding that can be told."""
    assert type(answered(module, name, body, media, status)).__name__ == value


@both
@pytest.mark.parametrize(
    ("name", "status"), [("queued", 202), ("ranged", 202), ("made", 200), ("removed", 204), ("queued", 205)]
)
def test_a_status_without_content_is_none(module: ModuleType, name: str, status: int, asynchronous: bool) -> None:
    """Beside one with content."""
    assert answered(module, name, b"", JSON, status, asynchronous=asynchronous) is None


@pytest.mark.parametrize(
    ("media", "body", "value"),
    [
        (JSON, ITEM_JSON, "Item"),
        (TEXT, b"OK", "NoneType"),
        (JSON, b"{", "NoneType"),
        ("image/png", b"\x89", "NoneType"),
    ],
)
def test_content_that_should_not_be_there_is_told(module: ModuleType, media: str, body: bytes, value: str) -> None:
    """And not lost, where it has the form of another answer."""
    with pytest.warns(module.DriftWarning, match="not documented for 202"):
        assert type(answered(module, "queued", body, media, 202)).__name__ == value


@both
@pytest.mark.parametrize(
    ("name", "media", "body"),
    [
        ("video", "text/html", b"<html>"),
        ("video", "image/png", ALL_BYTES),
        ("two", "image/png", ALL_BYTES),
        ("two", "text/html", b"<html>"),
        ("two", JSON, b'{"error": "no"}'),
        ("mixed", "text/html", b"<html>"),
        ("mixed", "image/png", ALL_BYTES),
        ("pictures", "video/mp4", ALL_BYTES),
        ("item", "text/html", b"<html>"),
        ("item", "image/png", ALL_BYTES),
        ("item", "text/event-stream", b"data: 1\n\n"),
        ("spring", "text/html", b"<html>"),
        ("spring", "image/png", ALL_BYTES),
        ("text", "text/html", b"<html>"),
        ("text", "image/png", ALL_BYTES),
        ("pdf", "text/html", b"<html>"),
        ("pdf", JSON, b'{"error": "no"}'),
        ("formats", "text/plain", b"upstream error"),
        ("formats", "text/html", b"<html>"),
    ],
)
def test_another_media_type_is_refused(
    module: ModuleType, name: str, media: str, body: bytes, asynchronous: bool
) -> None:
    """The error keeps the bytes, and points to no method that is not there."""
    with pytest.raises(module.UnexpectedResponse) as caught:
        answered(module, name, body, media, asynchronous=asynchronous)
    assert caught.value.response.body == body
    assert "the method that" not in str(caught.value)


def test_the_same_values_in_another_format_are_told(module: ModuleType) -> None:
    """XML is text, and other formats are bytes, with a warning: the document gives them the type of the JSON.

    Bytes without a media type may be meant as JSON, and are told too.
    """
    with pytest.warns(module.DriftWarning, match="expected Item"):
        assert answered(module, "formats", b"<item/>", "application/xml") == "<item/>"
    with pytest.warns(module.DriftWarning, match="expected Item"):
        assert answered(module, "formats", b"\x81\xa2", "application/x-msgpack") == b"\x81\xa2"
    with pytest.warns(module.DriftWarning, match="expected Item, got bytes"):
        assert answered(module, "mixed", ALL_BYTES, "") == ALL_BYTES
    items = answered(module, "lines", ITEM_JSON + b"\n" + ITEM_JSON, "application/x-ndjson")
    assert [one.id for one in items] == ["i1", "i1"]


@pytest.mark.parametrize(
    "charset", ["idna", "rot13", "hex", "zlib", "undefined", "unicode_escape", "punycode", "none-such", "ü", ""]
)
def test_text_of_any_charset_is_text(module: ModuleType, charset: str) -> None:
    """A codec that is no encoding of text counts as none."""
    assert answered(module, "text", "grün \\n".encode(), f"text/plain; charset={charset}") == "grün \\n"


@both
def test_pages_are_json(module: ModuleType, asynchronous: bool) -> None:
    """Another format, or an answer without content, is never an empty list."""
    for body, media, status in ((b"id\n1", "text/csv", 200), (b"", JSON, 202)):
        with serving(reaction(body, media, status)) as server:
            made = client_class(module, asynchronous=asynchronous)("k", base_url=server.url)

            async def first(made: Any = made) -> None:
                await made.items.list()

            with pytest.raises(module.UnexpectedResponse):
                _ = asyncio.run(first()) if asynchronous else made.items.list()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "accept"),
    [
        ("video", "application/json, video/mp4;q=0.9, */*;q=0.1"),
        ("two", "application/pdf, text/plain, */*;q=0.1"),
        ("formats", "application/json, */*;q=0.1"),
        ("pictures", "application/json, image/*;q=0.9, */*;q=0.1"),
        ("download_mixed", "application/octet-stream, */*;q=0.1"),
        ("download_two", "application/pdf, */*;q=0.1"),
    ],
)
def test_what_is_documented_is_asked_for(module: ModuleType, name: str, accept: str) -> None:
    """JSON first; the caller may ask otherwise."""
    with serving(reaction(b'""', "application/octet-stream" if "download" in name else JSON)) as server:
        made = client_class(module)("k", base_url=server.url)
        for options in ({}, {"extra_headers": {"Accept": "video/mp4"}}):
            with suppress(module.UnexpectedResponse):
                getattr(made.t, name)(**options)
        assert [one.headers["accept"] for one in server.seen] == [accept, "video/mp4"]


@pytest.mark.parametrize(
    ("name", "returns"),
    [
        ("video", "str | bytes"),
        ("two", "bytes | str"),
        ("mixed", "Item | bytes"),
        ("formats", "Item"),
        ("variants", "Item | Other"),
        ("either", "Item | Other"),
        ("queued", "Item | None"),
        ("removed", "Item | None"),
        ("ranged", "Item | None"),
        ("made", "Item | None"),
        ("all_kinds", "Any"),
        ("nothing", "None"),
    ],
)
def test_annotations_say_it(module: ModuleType, name: str, returns: str) -> None:
    """Every type that may come."""
    resource = import_module("media_made.resources.t")
    told = getattr(resource.T, name).__annotations__["return"]
    assert told == returns
    assert (client_class(module)("k").describe(f"t.{name}")["returns"] or "None") == returns


def test_docstrings_say_it(module: ModuleType) -> None:
    """Which media type and which status give which."""
    resource = import_module("media_made.resources.t").T
    assert "`Item` for `application/json`, `bytes` for `application/octet-stream`" in resource.mixed.__doc__
    assert "`None` for 202 without content" in resource.queued.__doc__
    assert "`Item` for 200 with `application/json`, `Other` for 201 with `application/json`" in " ".join(
        resource.either.__doc__.split()
    )
    assert "The answer decides" not in resource.item.__doc__
    tables = import_module("media_made.resources.t_table").TTable
    assert tables.list.__annotations__["return"] == "builtins.list[Item] | str"
    assert "`list[Item]` for `application/json`, `str` for `text/csv`" in tables.list.__doc__
    assert "returns `text/csv` as it comes" in import_module("media_made.resources.items").Items.list.__doc__


@both
@pytest.mark.parametrize(
    ("media", "body", "value"),
    [
        (JSON, b'{"a": 1}', {"a": 1}),
        ("application/problem+json", b'{"a": 1}', {"a": 1}),
        ("TEXT/Plain; charset=idna", b"a", "a"),
        ("text/html", b"<p>", "<p>"),
        ("application/xml", b"<a/>", "<a/>"),
        ("application/x-ndjson", b"1\n2\n", "1\n2\n"),
        ("video/mp4", ALL_BYTES, ALL_BYTES),
        ("", ALL_BYTES, ALL_BYTES),
        (OCTETS, b'{"a": 1}', b'{"a": 1}'),
        (JSON, b"", None),
    ],
)
def test_any_request_is_read_by_its_media_type(
    module: ModuleType, media: str, body: bytes, value: object, asynchronous: bool
) -> None:
    """Also one that the document lists."""
    for path in ("/t/none-such", "/t/mixed"):
        with serving(reaction(body, media)) as server:
            made = client_class(module, asynchronous=asynchronous)("k", base_url=server.url, max_retries=0)

            async def request(made: Any = made, path: str = path) -> Any:
                return (await made.request("POST", path)).value

            result = asyncio.run(request()) if asynchronous else made.request("POST", path).value
            assert (result, type(result)) == (value, type(value))


def test_a_damaged_answer_stays_one(module: ModuleType) -> None:
    """JSON that is empty or breaks off, where the document promises some, is no answer."""
    for body in (b"", ITEM_JSON[:-1]):
        with pytest.raises(module.OutcomeUnknown):
            answered(module, "mixed", body)


def test_the_kit_answers_as_the_document_says(module: ModuleType) -> None:
    """Every method, without a misfit."""
    kit = import_module("media_made.testing")
    with kit.FakeServer() as server, client_class(module)(server.key, base_url=server.url, strict=True) as made:
        kinds = {name: type(method(made.t, name)()).__name__ for name in OPERATIONS if name != "all_kinds"}
        assert made.t.download_mixed().read() == made.t.blob()
    assert {name: kinds[name] for name in ("mixed", "two", "text", "blob", "made", "queued")} == {
        "mixed": "Item", "two": "str", "text": "str", "blob": "bytes", "made": "NoneType", "queued": "Item",
    }  # fmt: skip
