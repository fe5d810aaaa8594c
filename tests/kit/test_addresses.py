"""Servers of any document: where each operation goes, what may be chosen of an address, and whose key is sent there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from generator.runtime.protocol.request import Given
from tests.kit.built import built, client_class
from tests.runtime.server import Reaction, serving

NOTHING: dict[str, Any] = {"responses": {"204": {"description": ""}}}
FILES = {"servers": [{"url": "https://files.example/v2/"}], **NOTHING}


@contextmanager
def served(place: Path, servers: Any, paths: Any = None, **more: Any) -> Iterator[ModuleType]:
    """A package of an API with a key and these *servers*."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Places", "version": "1"},
        "paths": paths or {"/a": {"get": NOTHING}, "/files": {"post": FILES}},
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "security": [{"key": []}],
        **({} if servers is None else {"servers": servers}),
        **more,
    }
    with built(place, document, "places") as module:
        yield module


class Log:
    """An http_client that notes where each request goes, and with which key."""

    def __init__(self, answer: Any = None) -> None:
        self.seen: list[tuple[str, str | None]] = []
        self.answer = answer or (lambda request: httpx.Response(204))

    @property
    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._note))

    def _note(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["host"] == request.url.netloc.decode()
        self.seen.append((str(request.url), request.headers.get("x-key")))
        return self.answer(request)


@pytest.mark.parametrize(
    ("given", "usual", "files"),
    [
        ({}, "https://api.example/v1/a", "https://files.example/v2/files"),
        ({"base_url": "https://gate.example"}, "https://gate.example/a", "https://files.example/v2/files"),
        ({"files_url": "https://f.example/x"}, "https://api.example/v1/a", "https://f.example/x/files"),
        ({"base_url": "http://localhost:1"}, "http://localhost:1/a", "http://localhost:1/files"),
        ({"base_url": "http://localhost:1", "files_url": "http://localhost:2"}, "http://localhost:1/a",
         "http://localhost:2/files"),
    ],
)  # fmt: skip
def test_an_operation_goes_to_its_own_server(tmp_path: Path, given: dict[str, str], usual: str, files: str) -> None:
    """With the key, because the document says so; `base_url` is the others', unless it stands in on loopback."""
    log = Log()
    with served(tmp_path, [{"url": "https://api.example/v1"}]) as module:
        client = client_class(module)("k", http_client=log.client, **given)
        client.a.retrieve()
        client.files.create()
        client.request("POST", "/files")
    assert log.seen == [(usual, "k"), (files, "k"), (files, "k")]


def test_the_address_of_a_server_is_told_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As its `base_url`."""
    log = Log()
    monkeypatch.setenv("PLACES_FILES_URL", "https://env.example")
    with served(tmp_path, [{"url": "https://api.example"}]) as module:
        client_class(module)("k", http_client=log.client).files.create()
    assert log.seen == [("https://env.example/files", "k")]


def test_a_server_that_is_the_documents_own_is_no_other(tmp_path: Path) -> None:
    """Some documents say it again for each path."""
    again = {"servers": [{"url": "https://api.example/"}], "get": NOTHING}
    with served(tmp_path, [{"url": "https://api.example"}], {"/a": again}) as module:
        assert module._service.SERVICE.hosts == {}
        log = Log()
        client_class(module)("k", base_url="https://gate.example", http_client=log.client).a.retrieve()
    assert log.seen == [("https://gate.example/a", "k")]


def test_a_document_that_says_its_servers_with_each_operation_only(tmp_path: Path) -> None:
    """The first of them is the client's."""
    paths = {f"/{name}": {"get": {**NOTHING, "servers": [{"url": "https://api.example"}]}} for name in "ab"}
    with served(tmp_path, None, paths) as module:
        assert module._service.SERVICE.servers == {"production": "https://api.example"}


def test_a_page_of_another_server_is_asked_with_the_key(tmp_path: Path) -> None:
    """The next page is where the first one was."""

    def answer(request: httpx.Request) -> httpx.Response:
        following = None if request.url.query else "https://files.example/v2/files?page=2"
        return httpx.Response(200, json={"items": [{"id": "1"}], "next": following})

    item = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}
    schema = {"type": "object", "properties": {"items": item, "next": {"type": "string", "format": "uri"}}}
    listing = {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}
    paths = {"/files": {"get": {**FILES, **listing}}, "/a": {"get": NOTHING}}
    log = Log(answer)
    with served(tmp_path, [{"url": "https://api.example"}], paths) as module:
        facts = import_module("places._runtime.facts")
        operation = import_module("places.resources.files").LIST._replace(
            returns="Any", envelope="", paging=facts.Paging("link", "items", next="next")
        )
        client = client_class(module)("k", http_client=log.client)
        assert len(list(client.files._page(operation, Given(), {}))) == 2
    assert log.seen == [("https://files.example/v2/files", "k"), ("https://files.example/v2/files?page=2", "k")]


VARIABLES = [
    {
        "url": "https://{region}.example/{tenant}",
        "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "tenant": {"default": "{your-tenant}", "description": "Your tenant's name."},
        },
    }
]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"tenant": "t"}, "https://eu.example/t/a"),
        ({"tenant": "t", "region": "us"}, "https://us.example/t/a"),
        ({"base_url": "https://gate.example"}, "https://gate.example/a"),
    ],
)
def test_variables_of_an_address_are_arguments(tmp_path: Path, given: dict[str, str], where: str) -> None:
    """With what they stand for by themselves."""
    log = Log()
    with served(tmp_path, VARIABLES, {"/a": {"get": NOTHING}}) as module:
        client_class(module)("k", http_client=log.client, **given).a.retrieve()
        parameters = signature(client_class(module)).parameters
        assert parameters["region"].annotation == "Literal['eu', 'us'] | None"
    assert log.seen == [(where, "k")]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "tenant: the address https://{region}.example/{tenant} needs it; pass tenant=… or base_url=…, or set PLA"),
        ({"tenant": "t", "region": "mars"}, "region: 'mars' is unknown; known: eu, us"),
        ({"tenant": "t", "environment": "moon"}, "environment: 'moon' is unknown; known: production"),
    ],
)  # fmt: skip
def test_an_address_that_is_not_whole_is_told(tmp_path: Path, given: dict[str, str], message: str) -> None:
    """At once, with the argument."""
    with served(tmp_path, VARIABLES, {"/a": {"get": NOTHING}}) as module:
        with pytest.raises(module.ConfigurationError) as caught:
            client_class(module)("k", **given)
        assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("servers", "message"),
    [
        (None, "base_url: there is none, and the document names no server (none); pass base_url='https://host' or"),
        ([{"url": "/"}], "base_url: there is none, and the document names no server (none); pass base_url='https://h"),
        ([{"url": "/a/v2"}], "base_url: there is none, and the document names no server (only the path /a/v2); pass "),
    ],
)  # fmt: skip
def test_a_relative_address_needs_a_host(tmp_path: Path, servers: Any, message: str) -> None:
    """The message says which path it ends in."""
    with served(tmp_path, servers, {"/a": {"get": NOTHING}}) as module:
        with pytest.raises(module.ConfigurationError) as caught:
            client_class(module)("k")
        assert str(caught.value).startswith(message)


def test_a_relative_address_of_an_operation_is_below_the_clients(tmp_path: Path) -> None:
    """``/`` is the host's root, wherever the client's base URL points on it."""
    paths = {"/a": {"get": NOTHING}, "/old": {"servers": [{"url": ""}], "get": NOTHING}}
    log = Log()
    with served(tmp_path, [{"url": "/api/v2"}], paths) as module:
        client = client_class(module)("k", base_url="https://my.example/api/v2", http_client=log.client)
        client.a.retrieve()
        client.old.retrieve()
    assert log.seen == [("https://my.example/api/v2/a", "k"), ("https://my.example/old", "k")]


def test_an_encrypted_server_goes_before_one_that_is_not(tmp_path: Path) -> None:
    """A key is never sent in the open, so the other cannot be the usual one."""
    with served(tmp_path, [{"url": "http://x.example"}, {"url": "https://x.example"}], {"/a": {"get": NOTHING}}) as one:
        assert one._service.SERVICE.servers == {"production": "https://x.example", "server_2": "http://x.example"}


def test_servers_that_mean_different_things_by_one_variable(tmp_path: Path) -> None:
    """The first one's is the argument; the other keeps its own value."""
    servers = [
        {"url": "https://a.example:{port}", "variables": {"port": {"default": "1"}}},
        {"url": "https://b.example:{port}", "variables": {"port": {"default": 2}}},
    ]
    with served(tmp_path, servers, {"/a": {"get": NOTHING}}) as module:
        assert client_class(module)("k", port="7")._session.shared.base_url == "https://a.example:7"
        assert (
            client_class(module)("k", environment="server_2", port="7")._session.shared.base_url
            == "https://b.example:2"
        )


def test_the_kit_stands_in_for_every_server(tmp_path: Path) -> None:
    """Over real HTTP, nothing leaves the machine."""
    with served(tmp_path, [{"url": "https://api.example/v1"}]) as module:
        kit = import_module("places.testing")
        with kit.FakeServer() as server, client_class(module)(server.key, base_url=server.url) as client:
            client.a.retrieve()
            client.files.create()
            assert server.executions == {"a.retrieve": 1, "files.create": 1}


def test_a_documents_own_server_on_loopback_stands_in_for_nothing(tmp_path: Path) -> None:
    """It is where the document says; and so are the others."""
    with serving(Reaction(204, body=b"")) as one, serving(Reaction(204, body=b"")) as two:
        paths = {"/a": {"get": NOTHING}, "/b": {"get": {**NOTHING, "servers": [{"url": two.url}]}}}
        with served(tmp_path, [{"url": one.url}], paths) as module:
            client = client_class(module)("k")
            client.a.retrieve()
            client.b.retrieve()
        assert [seen.target for seen in one.seen] == ["/a"]
        assert [(seen.target, seen.headers["x-key"]) for seen in two.seen] == [("/b", "k")]
