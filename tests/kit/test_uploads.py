"""Files go from where they are to the server: not through memory, and again only where they can be read again."""

from __future__ import annotations

import asyncio
import io
import json
import os
import tracemalloc
from collections import deque
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.kit.built import built, client_class
from tests.kit.drip import dripping

DOCUMENT = """
openapi: 3.1.0
info: {title: Upload, version: '1'}
servers: [{url: 'https://upload.example'}]
paths:
  /blobs/{id}:
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: ok}}
  /files:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                purpose: {type: string}
                file: {type: string, format: binary}
                others: {type: array, items: {type: string, format: binary}}
      responses: {'204': {description: ok}}
"""

LARGE = bytes(range(256)) * 20_000  # 5 MB: more than is ever read at once
both = pytest.mark.parametrize("asynchronous", [False, True])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("uploads"), DOCUMENT, "uploads_made") as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A large file."""
    file = tmp_path / "large.bin"
    file.write_bytes(LARGE)
    return file


def put(module: ModuleType, url: str, body: Any, *, asynchronous: bool = False, **options: Any) -> None:
    """The octet stream."""
    made = client_class(module, asynchronous=asynchronous)(base_url=url, **options)
    result = made.blobs.replace("1", body=body)
    if asynchronous:
        asyncio.run(result)


def pieces() -> Iterator[bytes]:
    for start in range(0, len(LARGE), 100_000):
        yield LARGE[start : start + 100_000]


async def later() -> AsyncIterator[bytes]:
    for piece in pieces():
        await asyncio.sleep(0)
        yield piece


@both
@pytest.mark.parametrize("kind", ["bytes", "path", "file", "from its middle", "pipe", "iterator", "list"])
def test_whatever_it_is_arrives(module: ModuleType, path: Path, kind: str, asynchronous: bool) -> None:
    """With its length where that is known, else in chunks."""
    file = path.open("rb")
    if kind == "from its middle":
        file.seek(1000)
    body = {
        "bytes": LARGE, "path": path, "file": file, "from its middle": file, "pipe": Pipe(LARGE), "iterator": pieces(),
        "list": list(pieces()),
    }[kind]  # fmt: skip
    with file, dripping(media_type="text/plain") as server:
        put(module, server.url, body, asynchronous=asynchronous)
        (asked,) = server.asked
    wanted = LARGE[1000:] if kind == "from its middle" else LARGE
    assert asked.body == wanted
    length = None if kind in ("pipe", "iterator") else str(len(wanted))
    assert asked.headers.get("content-length") == length
    assert asked.headers.get("transfer-encoding") == (None if length else "chunked")
    assert asked.headers["content-type"] == "application/octet-stream"


class Pipe(io.RawIOBase):
    """A file that cannot be read again."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


def test_an_async_iterator_goes_with_the_async_client(module: ModuleType) -> None:
    """And with no other."""
    with dripping(media_type="text/plain") as server:
        put(module, server.url, later(), asynchronous=True)
        assert server.asked[0].body == LARGE
        with pytest.raises(module.ConfigurationError, match="needs the async client"):
            put(module, server.url, later())


@both
def test_a_form_has_files_in_it(module: ModuleType, path: Path, asynchronous: bool) -> None:
    """Alone, in lists, with a name and a type; beside what is no file."""
    made_class = client_class(module, asynchronous=asynchronous)
    with path.open("rb") as file, dripping(media_type="text/plain") as server:
        made = made_class(base_url=server.url)
        result = made.files.create(purpose="p", file=file, others=[path, ("n.txt", b"small", "text/plain")])
        if asynchronous:
            asyncio.run(result)
        (asked,) = server.asked
    assert int(asked.headers["content-length"]) == len(asked.body)
    assert asked.body.count(LARGE) == 2
    shown = asked.body.replace(LARGE, b"LARGE").decode()
    for part in ('name="purpose"\r\n\r\np', 'filename="large.bin"', 'filename="n.txt"\r\nContent-Type: text/plain'):
        assert part in shown


@both
def test_a_large_file_is_never_in_memory(module: ModuleType, path: Path, asynchronous: bool) -> None:
    """Five megabytes are sent with less than two more in use."""
    with dripping(media_type="text/plain") as server:
        put(module, server.url, b"", asynchronous=asynchronous)  # everything is imported
        server.forget = True
        tracemalloc.start()
        try:
            put(module, server.url, path, asynchronous=asynchronous)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert server.asked[1].headers["content-length"] == str(len(LARGE))
    assert peak < 2_000_000


@both
def test_a_file_is_sent_again_from_where_it_stood(module: ModuleType, path: Path, asynchronous: bool) -> None:
    """Whole, however much of it an earlier attempt had read."""
    with path.open("rb") as file, dripping(media_type="text/plain") as server:
        file.seek(7)
        server.fail = 1
        put(module, server.url, file, asynchronous=asynchronous)
        assert [one.body for one in server.asked] == [LARGE[7:]] * 2


@both
@pytest.mark.parametrize("status", ["503 X", "401 X", "429 X"])
def test_an_iterator_is_sent_once(module: ModuleType, status: str, asynchronous: bool) -> None:
    """Half of a body must not pass for a whole one."""
    with dripping(media_type="text/plain") as server:
        server.status = status
        with pytest.raises(module.StatusError):
            put(module, server.url, pieces(), asynchronous=asynchronous)
        assert len(server.asked) == 1


@both
def test_an_iterator_that_was_not_begun_is_sent_again(module: ModuleType, asynchronous: bool) -> None:
    """A connection that could not be had has taken nothing."""
    begun: list[bool] = []

    def watched() -> Iterator[bytes]:
        begun.append(True)
        yield from pieces()

    with dripping(media_type="text/plain") as server:
        url = server.url
    with pytest.raises(module.ConnectionFailed) as caught:
        put(module, url, watched(), asynchronous=asynchronous, max_retries=1)
    assert len(caught.value.attempts) == 2
    assert not begun


@both
def test_a_file_that_cannot_be_read_is_no_fault_of_the_connection(module: ModuleType, asynchronous: bool) -> None:
    """It is not tried again, and the error names the body."""

    def breaking() -> Iterator[bytes]:
        yield b"a"
        raise OSError("disk on fire")

    told = pytest.raises(module.ConfigurationError, match="body: cannot be read: disk on fire")
    with dripping(media_type="text/plain") as server, told:
        put(module, server.url, breaking(), asynchronous=asynchronous)


def test_errors_show_no_upload(module: ModuleType, path: Path) -> None:
    """They are pickled and logged: a small body is in them, a file is not."""
    with dripping(media_type="text/plain") as server:
        server.status = "400 X"
        with pytest.raises(module.BadRequest) as caught:
            put(module, server.url, path)
    assert caught.value.request.body == b""
    assert len(json.dumps(caught.value.to_dict())) < 3000


def test_types_say_what_may_be_passed(module: ModuleType) -> None:
    """Editors complete it, and checkers take it."""
    source = (Path(module.__file__ or "").parent / "resources" / "files.py").read_text()
    assert "file: PartContent" in source
    assert "others: Sequence[PartContent] | Unset" in source
    assert {"BodyContent", "PartContent"} <= set(module.__all__)


class Framework:
    """An upload as web frameworks hand it on: `read` is to be awaited."""

    filename = "photo.png"

    def __init__(self, data: bytes) -> None:
        self.file = io.BytesIO(data)

    async def read(self, size: int = -1) -> bytes:
        return self.file.read(size)


def test_an_async_file_goes_with_the_async_client(module: ModuleType) -> None:
    """Under the name that it has; the sync client sends nothing, and says what to pass."""
    with dripping(media_type="text/plain") as server:
        made = client_class(module, asynchronous=True)(base_url=server.url)
        asyncio.run(made.files.create(file=Framework(LARGE)))
        put(module, server.url, Framework(LARGE), asynchronous=True)
        form, body = (one.body for one in server.asked)
        assert b'filename="photo.png"\r\nContent-Type: application/octet-stream' in form
        assert LARGE in form
        assert body == LARGE
        with pytest.raises(module.ConfigurationError, match=r"needs the async client; .* such as its \.file"):
            client_class(module)(base_url=server.url).files.create(file=Framework(LARGE))
        assert len(server.asked) == 2


@both
@pytest.mark.parametrize("size", [3, len(LARGE)])
def test_a_file_name_that_is_no_text_is_sent(module: ModuleType, tmp_path: Path, asynchronous: bool, size: int) -> None:
    """Its bytes as the file system has them."""
    path = tmp_path / os.fsdecode(b"\xff\xfe.bin")
    path.write_bytes(LARGE[:size])
    with dripping(media_type="text/plain") as server:
        result = client_class(module, asynchronous=asynchronous)(base_url=server.url).files.create(file=path)
        if asynchronous:
            asyncio.run(result)
        assert b'filename="\xff\xfe.bin"' in server.asked[0].body


def changing(monkeypatch: pytest.MonkeyPatch, module: ModuleType, path: Path, change: Any) -> None:
    """Let *change* happen to the file at *path* when its first chunk was read."""
    source_class = import_module(f"{module.__name__}._runtime.transport.uploads")._FileSource
    read = source_class._read

    def reading(source: Any, file: Any) -> Iterator[bytes]:
        for number, chunk in enumerate(read(source, file)):
            if number == 0:
                change(path)
            yield chunk

    monkeypatch.setattr(source_class, "_read", reading)


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more" * 100_000)


@both
@pytest.mark.parametrize("opened", [False, True])
def test_a_file_that_grows_is_sent_as_announced(
    module: ModuleType, path: Path, monkeypatch: pytest.MonkeyPatch, opened: bool, asynchronous: bool
) -> None:
    """As a log does: the bytes that it had, in bodies and in forms, and the request is well formed."""
    changing(monkeypatch, module, path, grown)
    with path.open("rb") as file, dripping(media_type="text/plain") as server:
        put(module, server.url, file if opened else path, asynchronous=asynchronous)
        (asked,) = server.asked
    assert asked.headers["content-length"] == str(len(LARGE))
    assert asked.body == LARGE


@both
@pytest.mark.parametrize("opened", [False, True])
def test_a_file_that_is_cut_short_is_told(
    module: ModuleType, path: Path, monkeypatch: pytest.MonkeyPatch, opened: bool, asynchronous: bool
) -> None:
    """Not as a fault of the connection, which is closed; what was begun may count."""
    changing(monkeypatch, module, path, lambda path: os.truncate(path, 100_000))
    missing = len(LARGE) - 100_000
    told = rf"body: cannot be read: body was cut short while it was sent, {missing} of {len(LARGE)} bytes are missing"
    with path.open("rb") as file, dripping(media_type="text/plain") as server:
        with pytest.raises(module.ConfigurationError, match=told) as caught:
            put(module, server.url, file if opened else path, asynchronous=asynchronous)
        assert server.hung_up.wait(5)
    assert caught.value.maybe_executed


@both
def test_a_file_that_says_nothing_of_its_length_is_sent_whole(module: ModuleType, asynchronous: bool) -> None:
    """The kernel's have the length 0."""
    with dripping(media_type="text/plain") as server:
        put(module, server.url, Path("/proc/self/stat"), asynchronous=asynchronous)
        assert server.asked[0].body.startswith(str(os.getpid()).encode())


class Ignorant:
    """Gives its chunks whatever size is asked for."""

    def __init__(self) -> None:
        self.chunks = [b"one", b"two"]

    def read(self, size: int) -> bytes:
        return self.chunks.pop(0) if self.chunks else b""


@both
@pytest.mark.parametrize(
    ("make", "sent"),
    [
        (lambda: memoryview(b"abcd")[::2], b"ac"),
        (lambda: bytearray(b"ab"), b"ab"),
        (lambda: deque([b"a", "é"]), "aé".encode()),
        (lambda: io.StringIO("é"), "é".encode()),
        (lambda: iter([b"a", bytearray(b"b")]), b"ab"),
    ],
    ids=["memoryview", "bytearray", "deque", "text", "iterator"],
)
def test_whatever_holds_bytes_arrives(module: ModuleType, make: Any, sent: bytes, asynchronous: bool) -> None:
    """As they are."""
    with dripping(media_type="text/plain") as server:
        put(module, server.url, make(), asynchronous=asynchronous)
        assert server.asked[0].body == sent


@both
def test_looking_at_a_file_takes_nothing_from_it(module: ModuleType, asynchronous: bool) -> None:
    """Also where its `read` does not mind the size."""
    with dripping(media_type="text/plain") as server:
        put(module, server.url, Ignorant(), asynchronous=asynchronous)
        assert server.asked[0].body == b"onetwo"
