"""An upstream's document replaces the snapshot when it is fit to; what a broken upstream says touches nothing."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from generator.errors import FetchError, Refused, Unavailable
from generator.specs.snapshot import Snapshot
from generator.upstream import document as upstream
from generator.upstream import fetch
from generator.upstream.document import AcceptedDocument
from generator.upstream.fetch import FetchLimits
from tests.yardstick import ends_within

Answers = Callable[[socket.socket], None]


def answer(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> Answers:
    """A server that says *status*, *headers* and *body*; *length* is what it claims."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", "Connection: close"]
    return lambda client: client.sendall("\r\n".join([*head, *headers, "", ""]).encode() + body)


def trickle(first: bytes) -> Answers:
    """A server that sends a byte now and then, for ever."""

    def answers(client: socket.socket) -> None:
        client.sendall(first)
        while True:
            time.sleep(0.02)
            client.sendall(b"x")

    return answers


@define
class Upstream:
    """A real server on loopback that answers each connection with the next of *answers*, the last one for ever."""

    answers: list[Answers]
    listener: socket.socket = field(factory=partial(socket.create_server, ("127.0.0.1", 0)))
    asked: list[dict[str, str]] = field(factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/openapi.json"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client, suppress(OSError):
                    self.asked.append(self.read(client))
                    (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(client)

    @staticmethod
    def read(client: socket.socket) -> dict[str, str]:
        head = b""
        while b"\r\n\r\n" not in head:
            more = client.recv(4096)
            if not more:
                raise OSError("the client hung up")
            head += more
        lines = head.decode().split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}


@pytest.fixture
def server() -> Iterator[Upstream]:
    up = Upstream([answer("500 Oops")])
    thread = threading.Thread(target=up.serve, daemon=True)
    thread.start()
    yield up
    with suppress(OSError):  # a test may have done it
        up.listener.shutdown(socket.SHUT_RDWR)
    up.listener.close()
    thread.join(5)
    assert not thread.is_alive()


def pets(*names: str, **more: Any) -> dict[str, Any]:
    """A document with one operation for each name."""
    done = {"200": {"description": "done"}}
    paths = {f"/{name}": {"get": {"operationId": f"get_{name}", "responses": done}} for name in names}
    return {"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "paths": paths, **more}


def pretty(document: Any) -> bytes:
    return json.dumps(document, indent=2).encode() + b"\n"


PRESENT = pretty(pets(*"abcdefghij"))
NEW = pretty(pets(*"abcdefghijk"))


@pytest.fixture
def api(tmp_path: Path) -> Path:
    """specs/pets with a document of ten operations."""
    directory = tmp_path / "pets"
    directory.mkdir()
    (directory / "api.yaml").write_text("title: Pets\npackage: pets_client\nclass_name: Pets\n")
    (directory / "openapi.json").write_bytes(PRESENT)
    return directory


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def accept(directory: Path, source: str, **limits: Any) -> AcceptedDocument:
    """Accepts from *source* with short timeouts and no real delays."""
    bounds = FetchLimits(**{"read": 5.0, "total": 20.0, "connect": 5.0, **limits})
    get = lambda url, known: fetch.get(url, validators=known, limits=bounds, sleep=lambda seconds: None)  # noqa: E731
    return upstream.accept(directory, source, get=get, today=lambda: "2026-01-02")


# What is accepted


def test_a_new_document_becomes_the_snapshot_with_its_lock(api: Path, server: Upstream) -> None:
    """Its bytes as they came, and beside them where and when they came from."""
    server.answers[:] = [answer("200 OK", NEW, 'ETag: "v2"', "Last-Modified: Fri, 02 Jan 2026 00:00:00 GMT")]
    assert accept(api, server.url) == AcceptedDocument(state="accepted", operations=11, before=10)
    assert (api / "openapi.json").read_bytes() == NEW
    assert json.loads((api / "openapi.lock").read_text()) == {
        "url": server.url,
        "etag": '"v2"',
        "last_modified": "Fri, 02 Jan 2026 00:00:00 GMT",
        "sha256": sha256(NEW).hexdigest(),
        "fetched": "2026-01-02",
        "operations": 11,
        "openapi": "3.0.3",
    }
    assert sorted(files(api)) == ["api.yaml", "openapi.json", "openapi.lock"]


def test_the_next_question_is_conditional_and_304_is_unchanged(api: Path, server: Upstream) -> None:
    """ETag and Last-Modified come from the lock; nothing is written when they still hold."""
    server.answers[:] = [
        answer("200 OK", NEW, 'ETag: "v2"', "Last-Modified: Fri, 02 Jan 2026 00:00:00 GMT"),
        answer("304 Not Modified"),
    ]
    accept(api, server.url)
    before = files(api)
    assert accept(api, server.url) == AcceptedDocument(state="unchanged", operations=11, before=11)
    assert files(api) == before
    assert server.asked[1]["if-none-match"] == '"v2"'
    assert server.asked[1]["if-modified-since"] == "Fri, 02 Jan 2026 00:00:00 GMT"


def test_a_snapshot_edited_by_hand_is_asked_for_in_full(api: Path, server: Upstream) -> None:
    """A lock that does not fit its document is no reason to believe that nothing changed."""
    server.answers[:] = [answer("200 OK", NEW, 'ETag: "v2"')]
    accept(api, server.url)
    (api / "openapi.json").write_bytes(PRESENT)
    assert accept(api, server.url).state == "accepted"
    assert "if-none-match" not in server.asked[1]


def test_the_same_document_again_is_unchanged(api: Path, server: Upstream) -> None:
    """Also where the server knows no conditions: the day in the lock stays the day of acceptance."""
    server.answers[:] = [answer("200 OK", NEW)]
    accept(api, server.url)
    before = files(api)
    assert accept(api, server.url).state == "unchanged"
    assert files(api) == before


def test_a_minified_document_is_kept_readable(api: Path, server: Upstream) -> None:
    """One long line makes no diff that a person can read; the same values are kept with two spaces."""
    document = pets(*"abcdefghijk")
    server.answers[:] = [answer("200 OK", json.dumps(document, separators=(",", ":")).encode())]
    accept(api, server.url)
    assert (api / "openapi.json").read_bytes() == pretty(document)
    assert accept(api, server.url).state == "unchanged"


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.oai.openapi+json", "text/json"])
def test_json_has_many_names(kind: str, api: Path, server: Upstream) -> None:
    """All of them are taken."""
    server.answers[:] = [answer("200 OK", NEW, f"Content-Type: {kind}")]
    assert accept(api, server.url).state == "accepted"


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream", "application/json-seq"])
def test_json_under_a_wrong_name_is_refused(kind: str, api: Path, server: Upstream) -> None:
    """An upstream that does not know its own document is not well; a person can still hand over the file."""
    server.answers[:] = [answer("200 OK", NEW, f"Content-Type: {kind}")]
    before = files(api)
    with pytest.raises(Refused, match="calls itself"):
        accept(api, server.url)
    assert files(api) == before


def test_a_compressed_document_is_read(api: Path, server: Upstream) -> None:
    """gzip is asked for and understood."""
    server.answers[:] = [answer("200 OK", gzip.compress(NEW), "Content-Encoding: gzip")]
    assert accept(api, server.url).state == "accepted"


def test_a_document_as_fastapi_writes_it_is_accepted(api: Path, server: Upstream) -> None:
    """OpenAPI 3.1, minified, with unions and null, `const`, examples and validation errors."""
    reference = {"$ref": "#/components/schemas/Pet"}
    fault = {
        "description": "Validation Error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
    }
    created = {"description": "Successful Response", "content": {"application/json": {"schema": reference}}}
    document = pets(*"abcdefghi", openapi="3.1.0")
    document["paths"]["/pets/{pet_id}"] = {
        "put": {
            "tags": ["pets"],
            "summary": "Put Pet",
            "operationId": "put_pet_pets__pet_id__put",
            "parameters": [
                {
                    "name": "pet_id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "format": "uuid", "title": "Pet Id"},
                }
            ],
            "requestBody": {"content": {"application/json": {"schema": reference}}, "required": True},
            "responses": {"200": created, "422": fault},
            "security": [{"HTTPBearer": []}],
        }
    }
    text = {"type": "string"}
    document["components"] = {
        "schemas": {
            "Pet": {
                "properties": {
                    "name": {"type": "string", "maxLength": 50, "title": "Name", "examples": ["Rex"]},
                    "kind": {"const": "dog", "title": "Kind", "default": "dog"},
                    "owner": {"anyOf": [text, {"type": "null"}], "title": "Owner"},
                    "age": {"type": "integer", "exclusiveMinimum": 0},
                },
                "type": "object",
                "required": ["name"],
                "title": "Pet",
            },
            "HTTPValidationError": {"properties": {"detail": {"items": {"type": "object"}, "type": "array"}}},
        },
        "securitySchemes": {"HTTPBearer": {"type": "http", "scheme": "bearer"}},
    }
    server.answers[:] = [answer("200 OK", json.dumps(document).encode())]
    assert accept(api, server.url) == AcceptedDocument(state="accepted", operations=10, before=10)


def test_a_redirect_on_the_same_host_is_followed(api: Path, server: Upstream) -> None:
    """The document may have moved within its server."""
    server.answers[:] = [answer("307 Temporary Redirect", b"", "Location: /v2/openapi.json"), answer("200 OK", NEW)]
    assert accept(api, server.url).state == "accepted"


def test_a_passing_failure_is_tried_again(api: Path, server: Upstream) -> None:
    """Three times, with growing pauses."""
    server.answers[:] = [answer("503 Busy"), answer("500 Oops"), answer("429 Slow Down"), answer("200 OK", NEW)]
    pauses: list[float] = []
    found = fetch.get(server.url, sleep=pauses.append)
    assert found is not None
    assert found.body == NEW
    assert pauses == sorted(set(pauses))
    assert len(pauses) == 3


def test_a_file_is_judged_and_accepted_like_an_answer(api: Path, tmp_path: Path) -> None:
    """The lock names the file without its folder, which is nobody's business."""
    (tmp_path / "new.json").write_bytes(NEW)
    assert accept(api, str(tmp_path / "new.json")).state == "accepted"
    assert json.loads((api / "openapi.lock").read_text())["url"] == "file:new.json"
    (tmp_path / "new.json").write_bytes(b"{}")
    with pytest.raises(Refused):
        accept(api, str(tmp_path / "new.json"))


# What is not

BOMB = b"a: &a [x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n" % (b, b, *[b - 1] * 8) for b in range(ord("b"), ord("m"))
)
LOGIN = b"<!DOCTYPE html><html><body><form>Sign in</form></body></html>"
REFUSED = {
    "html login page": answer("200 OK", LOGIN, "Content-Type: text/html"),
    "html called json": answer("200 OK", LOGIN, "Content-Type: application/json"),
    "empty object": answer("200 OK", b"{}"),
    "nothing": answer("200 OK", b""),
    "truncated": answer("200 OK", NEW[: len(NEW) // 2]),
    "yaml": answer("200 OK", b"openapi: 3.0.3\npaths: {}\n"),
    "yaml bomb": answer("200 OK", BOMB),
    "nested without end": answer("200 OK", b"[" * 100_000),
    "not utf-8": answer("200 OK", b"\xff\xfe\xff"),
    "a list": answer("200 OK", b"[]"),
    "swagger 2": answer("200 OK", pretty({**pets(*"abcdefghij"), "swagger": "2.0", "openapi": "2.0"})),
    "error object": answer("200 OK", b'{"error": "not found"}'),
    "no operations": answer("200 OK", pretty(pets())),
    "half the operations": answer("200 OK", pretty(pets(*"abcde"))),
    "most operations gone": answer("200 OK", pretty(pets("a"))),
    "invalid openapi": answer("200 OK", pretty({**pets(*"abcdefghij"), "info": {}})),
    "broken reference": answer("200 OK", pretty(pets(*"abcdefghij", tags=[{"$ref": "#/nowhere"}]))),
    "reference elsewhere": answer(
        "200 OK", pretty(pets(*"abcdefghij", components={"schemas": {"A": {"$ref": "file:///etc/passwd"}}}))
    ),
    "unknown encoding": answer("200 OK", NEW, "Content-Encoding: br"),
    "no gzip": answer("200 OK", NEW, "Content-Encoding: gzip"),
    "404": answer("404 Not Found", LOGIN),
    "403": answer("403 Forbidden"),
    "304 to no condition": answer("304 Not Modified"),
    "redirect to another host": answer("302 Found", b"", "Location: https://example.com/openapi.json"),
    "redirect to another port": answer("302 Found", b"", "Location: http://127.0.0.1:9/openapi.json"),
    "redirect to a file": answer("302 Found", b"", "Location: file:///etc/passwd"),
    "redirect to itself": answer("302 Found", b"", "Location: /openapi.json"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_touched(name: str, api: Path, server: Upstream) -> None:
    """An answer that is no fit document is refused; document and lock stay, byte for byte."""
    server.answers[:] = [answer("200 OK", PRESENT), REFUSED[name]]
    accept(api, server.url)
    before = files(api)
    with pytest.raises(Refused):
        accept(api, server.url)
    assert files(api) == before


@pytest.mark.parametrize("claimed", [None, 0])
def test_a_hundred_megabytes_are_refused_before_they_are_read(claimed: int | None, api: Path, server: Upstream) -> None:
    """Reading ends at the limit, whether or not the server says how much is to come."""
    sent = 0

    def endless(client: socket.socket) -> None:
        nonlocal sent
        length = b"" if claimed == 0 else b"Content-Length: 100000000\r\n"
        client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + length + b"\r\n")
        while sent < 100_000_000:
            sent += client.send(b" " * 100_000)

    server.answers[:] = [endless]
    with pytest.raises(Refused, match="larger than 1 MB"):
        accept(api, server.url, max_bytes=1_000_000)
    assert sent < 20_000_000
    assert files(api).keys() == {"api.yaml", "openapi.json"}


def test_a_compressed_bomb_is_refused(api: Path, server: Upstream) -> None:
    """The limit holds for what comes out, too."""
    server.answers[:] = [answer("200 OK", gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip")]
    with pytest.raises(Refused, match="larger than"):
        accept(api, server.url, max_bytes=1_000_000)


UNAVAILABLE = {
    "500": answer("500 Oops", LOGIN),
    "503": answer("503 Busy"),
    "silence": lambda client: time.sleep(1),
    "hangs up": lambda client: None,
    "not http": lambda client: client.sendall(b"220 ftp ready\r\n"),
    "cut off": answer("200 OK", NEW[:100], length=len(NEW)),
    "trickled head": trickle(b"HTTP/1.1 200 OK\r\nX: "),
    "trickled body": trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
}


@pytest.mark.parametrize("name", UNAVAILABLE)
def test_unavailable_and_nothing_touched(name: str, api: Path, server: Upstream) -> None:
    """Who gives no answer, or not in time, says nothing about the document; document and lock stay."""
    server.answers[:] = [answer("200 OK", PRESENT), UNAVAILABLE[name]]
    accept(api, server.url)
    before = files(api)
    with ends_within(0.5, 1.5), pytest.raises(Unavailable):
        accept(api, server.url, read=0.1, total=0.5)
    assert files(api) == before


def test_nobody_there_is_unavailable(api: Path, server: Upstream) -> None:
    """A refused connection is tried again, then it is unavailable."""
    url = server.url
    server.listener.shutdown(socket.SHUT_RDWR)
    pauses: list[float] = []
    with pytest.raises(Unavailable):
        fetch.get(url, sleep=pauses.append)
    assert len(pauses) == 3


@pytest.mark.parametrize(
    "url", ["http://example.com/x", "ftp://example.com/x", "https://me:secret@example.com/x", "https:///x", "http://"]
)
def test_addresses_that_are_never_asked(url: str) -> None:
    """Plain HTTP only on loopback, no password in an address, nor in the error about it."""
    with pytest.raises(FetchError) as caught:
        fetch.get(url)
    assert caught.value.status == 2
    assert "secret" not in str(caught.value)


def test_judging_opens_no_connection(api: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for a dialect, an identifier or a link that a document names."""

    opened: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **_: opened.append(asked) or [])
    monkeypatch.setattr(socket.socket, "connect", lambda _, asked: opened.append(asked))
    schemas = {"A": {"$schema": "https://example.com/s", "$id": "https://example.com/i", "type": "string"}}
    more = {"jsonSchemaDialect": "https://example.com/dialect", "components": {"schemas": schemas}, "openapi": "3.1.0"}
    (tmp_path / "new.json").write_bytes(pretty(pets(*"abcdefghijk", **more)))
    with suppress(Refused):
        accept(api, str(tmp_path / "new.json"))
    assert not opened


def test_a_document_written_by_hand_is_not_replaced(api: Path, server: Upstream) -> None:
    """Nobody is even asked."""
    with (api / "api.yaml").open("a") as facts:
        facts.write("document: {origin: hand-written}\n")
    with pytest.raises(FetchError, match="by hand"):
        accept(api, server.url)
    assert not server.asked


def test_a_crash_between_document_and_lock_is_healed(
    api: Path, server: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock does not fit the document, so the next fetch asks in full and writes it anew."""
    server.answers[:] = [answer("200 OK", PRESENT, 'ETag: "v1"'), answer("200 OK", NEW, 'ETag: "v2"')]
    accept(api, server.url)
    (api / "openapi.json").write_bytes(NEW)
    assert Snapshot(api / "openapi.json").lock() is None
    assert accept(api, server.url).state == "unchanged"
    assert json.loads((api / "openapi.lock").read_text())["etag"] == '"v2"'
