"""Whatever can be known to be wrong is refused before a connection is opened: nothing is sent, nothing is in doubt."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.kit.built import built, client_class

DOCUMENT = """
openapi: 3.1.0
info: {title: Refuse, version: '1'}
servers: [{url: 'https://refuse.example'}]
paths:
  /blobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      parameters:
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: TE, in: header, schema: {type: string}}
        - {name: seen, in: cookie, schema: {type: object}, explode: true}
      responses: {'204': {description: ok}}
    put:
      requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: ok}}
  /files:
    post:
      requestBody:
        required: true
        content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}
      responses: {'204': {description: ok}}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("refusals"), DOCUMENT, "refusals_made") as made:
        yield made


class Counter:
    """A server that counts the connections that are opened to it."""

    def __init__(self) -> None:
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        with socket.socket() as last:  # whoever connected before is counted when this one is
            last.connect(self._listener.getsockname())
            last.recv(1)
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def refused(module: ModuleType, asynchronous: bool, act: Callable[[Any], Any]) -> Exception:
    """The error of *act*, given a client; nothing was sent, and there is no note of an unknown outcome."""
    server = Counter()
    kind = client_class(module, asynchronous=asynchronous)

    async def within() -> None:
        await act(kind(base_url=server.url, max_retries=2))

    with pytest.raises((module.ConfigurationError, TypeError, ValueError)) as caught:
        _ = asyncio.run(within()) if asynchronous else act(kind(base_url=server.url, max_retries=2))
    server.close()
    assert server.connections == 1  # the test's own
    assert not getattr(caught.value, "__notes__", [])
    assert caught.value.__cause__ is None
    assert not getattr(caught.value, "maybe_executed", False)
    assert not isinstance(caught.value, UnicodeError)
    return caught.value


both = pytest.mark.parametrize("asynchronous", [False, True])
NAN, INFINITY = float("nan"), float("inf")

HEADERS = [
    {"X A": "1"}, {"": "1"}, {"X:": "1"}, {"X\n": "1"}, {"X-é": "1"}, {":path": "1"}, {5: "1"}, {b"X": "1"},
    {"X": "a\nb"}, {"X": "a\rb"}, {"X": "a\0b"}, {"X": "a\x0bb"}, {"X": "\x7f"}, {"X": "€"}, {"X": "\ud800"},
    {"X": 5}, {"X": None}, {"X": b"a"}, {"X": ["a"]}, [("X", "1")], "X: 1", 5,
    {"Content-Length": "9"}, {"transfer-encoding": "chunked"}, {"HOST": "other.example"}, {"Connection": "close"},
    {"TE": "trailers"}, {"Upgrade": "h2c"}, {"Expect": "100-continue"}, {"Trailer": "x"}, {"Keep-Alive": "9"},
]  # fmt: skip


@both
@pytest.mark.parametrize("headers", HEADERS, ids=repr)
def test_headers_that_no_request_can_have(module: ModuleType, asynchronous: bool, headers: Any) -> None:
    """Of a call, of a call that the document does not list, and of all calls; a value is not shown."""
    kind = client_class(module, asynchronous=asynchronous)
    errors = [
        refused(module, asynchronous, lambda made: made.blobs.retrieve("1", extra_headers=headers)),
        refused(module, asynchronous, lambda made: made.request("GET", "/x", headers=headers)),
    ]
    for act in (lambda: kind(default_headers=headers), lambda: kind().with_options(default_headers=headers)):
        with pytest.raises(module.ConfigurationError) as caught:
            act()
        errors.append(caught.value)
    assert all(isinstance(error, module.ConfigurationError) for error in errors)


@both
@pytest.mark.parametrize("text", ["a\nb", "a\0b", "€"])
def test_header_parameters_that_no_request_can_have(module: ModuleType, asynchronous: bool, text: str) -> None:
    """The error names the parameter."""
    error = refused(module, asynchronous, lambda made: made.blobs.retrieve("1", x_trace=text))
    assert str(error).startswith("X-Trace: ")


@both
def test_a_cookie_of_a_bad_name(module: ModuleType, asynchronous: bool) -> None:
    """An object brings its own names along."""
    error = refused(module, asynchronous, lambda made: made.blobs.retrieve("1", seen={"a;b\r\nX": "1"}))
    assert str(error).startswith("cookies: ")


@both
def test_a_parameter_that_is_the_transports(module: ModuleType, asynchronous: bool) -> None:
    """Although the document lists it."""
    error = refused(module, asynchronous, lambda made: made.blobs.retrieve("1", te="trailers"))
    assert str(error) == "blobs.retrieve: te is set by the transport; leave it out"


def test_a_name_shows_nothing_after_its_fault(module: ModuleType) -> None:
    """A whole line in place of a name may hold a key."""
    given = {"Authorization: Bearer sk_live_x": ""}
    error = refused(module, False, lambda made: made.blobs.retrieve("1", extra_headers=given))
    assert "'Authorization' followed by ':'" in str(error)
    assert "sk_live" not in str(error)


@both
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET X", "/"), ("GE\nT", "/"), ("", "/"), ("ß", "/"), (5, "/"), (None, "/"), ("CONNECT", "/"),
        ("GET", "/a\nb"), ("GET", "/a\0"), ("GET", "/a\x7f"), ("GET", "/a#b"), ("GET", "/\ud800"), ("GET", 5),
        ("GET", "http://exa mple.com/"), ("GET", "https://b\\@refuse.example/x"),
        ("GET", "https://[::1"), ("GET", "https://x.example:99999/"), ("GET", "https://bücher.example/"),
    ],
)  # fmt: skip
def test_requests_that_cannot_be_written(module: ModuleType, asynchronous: bool, method: Any, path: Any) -> None:
    """A method is a token; a path has no control characters, and nothing after a #."""
    refused(module, asynchronous, lambda made: made.request(method, path))


@both
@pytest.mark.parametrize("value", ["", ".", "..", "\ud800", None, ...], ids=repr)
def test_values_that_no_path_can_have(module: ModuleType, asynchronous: bool, value: Any) -> None:
    """They would name another operation, or are no text."""
    refused(module, asynchronous, lambda made: made.blobs.retrieve(value))


@both
@pytest.mark.parametrize("query", [5, "a=b", [("a", "b")], {"a": ...}, {"a": "\ud800"}, {"\ud800": "a"}], ids=repr)
def test_queries_that_cannot_be_written(module: ModuleType, asynchronous: bool, query: Any) -> None:
    """Of both kinds of calls."""
    refused(module, asynchronous, lambda made: made.blobs.retrieve("1", extra_query=query))
    refused(module, asynchronous, lambda made: made.request("GET", "/x", query=query))


@both
def test_two_bodies(module: ModuleType, asynchronous: bool) -> None:
    """One of them would be dropped."""
    refused(module, asynchronous, lambda made: made.request("POST", "/x", json={}, content=b""))


@both
@pytest.mark.parametrize("given", ["application/json", "multipart/form-data; boundary=x"])
def test_a_form_that_is_called_otherwise(module: ModuleType, asynchronous: bool, given: str) -> None:
    """Without its boundary nobody could read it."""
    headers = {"Content-Type": given}
    refused(module, asynchronous, lambda made: made.files.create(file=b"x", extra_headers=headers))


OPTIONS = [
    *({"max_retries": value} for value in (None, -1, 1.5, True, "3", NAN)),
    *({"deadline": value} for value in (NAN, INFINITY, -INFINITY, 0, -1, "5", True, 10**400, 10**5000, 1e9, [])),
    *({"timeout": value} for value in (NAN, INFINITY, 0, -1, "3", True, (5, 30), {}, [], object(), httpx.Timeout)),
    *({"timeout": httpx.Timeout(5, **{phase: NAN})} for phase in ("connect", "read", "write", "pool")),
    {"timeout": httpx.Timeout(-1)},
]


@both
@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: next(iter(options)))
def test_options_of_a_wrong_kind(module: ModuleType, asynchronous: bool, options: dict[str, Any]) -> None:
    """Of a call, of a copy of the client and of the client: the error names the option and what it should be."""
    kind = client_class(module, asynchronous=asynchronous)
    errors = [refused(module, asynchronous, lambda made: made.blobs.retrieve("1", **options))]
    for act in (lambda: kind(**options), lambda: kind().with_options(**options)):
        with pytest.raises(module.ConfigurationError) as caught:
            act()
        errors.append(caught.value)
    (name,) = options
    for error in errors:
        assert isinstance(error, module.ConfigurationError)
        assert str(error).startswith(name)
        assert ": expected " in str(error)


@both
def test_an_option_of_a_wrong_name(module: ModuleType, asynchronous: bool) -> None:
    """The error shows the nearest."""
    error = refused(module, asynchronous, lambda made: made.blobs.retrieve("1", tiemout=3))
    assert "unexpected keyword argument 'tiemout'; did you mean 'timeout'?" in str(error)
    with pytest.raises(TypeError, match="did you mean 'max_retries'"):
        client_class(module, asynchronous=asynchronous)().with_options(max_retry=3)


class Framework:
    """An upload of a web framework, whose `read` is to be awaited."""

    async def read(self, size: int = -1) -> bytes:
        return b""


class Gives:
    """A file whose `read` gives something else."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def read(self, size: int = -1) -> Any:
        return self.value


class NoSize:
    def read(self) -> bytes:
        return b""


async def later() -> AsyncIterator[bytes]:
    yield b"x"


def in_folder(name: str, make: Callable[[Path], object] = lambda path: None) -> Path:
    path = Path(tempfile.mkdtemp(prefix="refusals")) / name
    make(path)
    return path


def bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


OPEN: list[Any] = []


def kept(file: Any) -> Any:
    OPEN.append(file)
    return file


@pytest.fixture(autouse=True)
def no_open_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files of a test lie below its own folder, and are closed when it ends."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    while OPEN:
        OPEN.pop().close()


def closed() -> Any:
    file = io.BytesIO(b"x")
    file.close()
    return file


FILES: dict[str, Callable[[], Any]] = {
    "closed": closed,
    "closed on disk": lambda: (file := in_folder("f").open("wb"), file.close())[0],
    "closed text": lambda: (file := io.StringIO("x"), file.close())[0],
    "for writing": lambda: kept(in_folder("f").open("wb")),
    "text for writing": lambda: kept(in_folder("f").open("w")),
    "not there": lambda: in_folder("f"),
    "no name": lambda: in_folder(os.fsdecode(b"\xff")),
    "a folder": lambda: in_folder("f", Path.mkdir),
    "a loop": lambda: in_folder("f", lambda path: path.symlink_to(path)),
    "a dangling link": lambda: in_folder("f", lambda path: path.symlink_to("nowhere")),
    "a socket": lambda: in_folder("f", bind),
    "a path with a NUL": lambda: Path("a\0b"),
    "an int": lambda: Gives(5),
    "None": lambda: Gives(None),
    "no size": NoSize,
}


@both
@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_files_that_cannot_be_read(module: ModuleType, asynchronous: bool, make: Callable[[], Any]) -> None:
    """As a body, in a form, and in a form under a name."""
    refused(module, asynchronous, lambda made: made.blobs.replace("1", body=make()))
    refused(module, asynchronous, lambda made: made.files.create(file=make()))
    refused(module, asynchronous, lambda made: made.files.create(file=("name", make())))


def test_a_file_that_may_not_be_read(module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, who may read everything."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "file").write_bytes(b"x")
    monkeypatch.setattr(Path, "open", refuse)
    error = refused(module, False, lambda made: made.files.create(file=tmp_path / "file"))
    assert str(error) == "file: cannot be read: [Errno 13] Permission denied"


@pytest.mark.parametrize("body", [Framework, later])
def test_the_sync_client_awaits_nothing(module: ModuleType, body: Callable[[], Any]) -> None:
    """As a body, in a form, and in a form under a name."""
    refused(module, False, lambda made: made.blobs.replace("1", body=body()))
    refused(module, False, lambda made: made.files.create(file=body()))
    refused(module, False, lambda made: made.files.create(file=("name", body())))


@both
@pytest.mark.parametrize("body", [5, None, {"a": b"b"}, ..., [1], [b"a", 1], range(3), "\ud800", ["\ud800"]], ids=repr)
def test_bodies_that_hold_no_bytes(module: ModuleType, asynchronous: bool, body: Any) -> None:
    """The error names the body."""
    assert str(refused(module, asynchronous, lambda made: made.blobs.replace("1", body=body))).startswith("body: ")


@both
@pytest.mark.parametrize(
    "part",
    [
        ("a",), ("a", b"", "x/y", {}), (5, b""), (None, b""), ("a", None), ("a", 5), ("\ud800", b""), ("a", "\ud800"),
        ("a", b"", "x/y\r\nX: z"), ("a", b"", "x/y\0"), ("a", b"", "pdf"), ("a", b"", "x/é"), ("a", b"", 5),
    ],
    ids=repr,
)  # fmt: skip
def test_parts_that_cannot_be_written(module: ModuleType, asynchronous: bool, part: Any) -> None:
    """The error names the field."""
    assert str(refused(module, asynchronous, lambda made: made.files.create(file=part))).startswith("file: ")
