"""What keeps a credential, and what shows it: caches, logs of the libraries, settings, links of a server, errors."""

from __future__ import annotations

import logging
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from generator.runtime import ApiError, Connections, OutcomeUnknown
from generator.runtime.protocol.request import Given
from generator.runtime.transport.own.environment import proxy_for
from generator.runtime.transport.own.target import Target, split_url, target_of
from tests.leaks import found_in, holders, shown, told_by
from tests.runtime.http2_server import answer, serving_http2
from tests.runtime.sample import CREATE, KEY, LINK, MAKES, RETRIEVE, SampleResource, async_sample, call, run, sample
from tests.runtime.server import Reaction, serving, unused
from tests.runtime.transport.given.setting import NO_TLS

PASSWORD = "word_" + "".join(f"{digit:x}" for digit in range(12))
EVERY_PLACE = pytest.mark.parametrize("auth", ["bearer", "x-api-key", "query", "cookie", "basic"])


def unwritten() -> str:
    """A key that no object of a test holds."""
    return "kept_" + "".join(f"{digit:x}" for digit in range(15))


@EVERY_PLACE
@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
def test_only_the_cell_keeps_the_key(make: Any, auth: str, lost: bool) -> None:
    """No cache of URLs, connection, request, answer or task does."""
    with serving(Reaction(drop="after") if lost else Reaction()) as server:
        resource = make(key=unwritten(), auth=auth, base_url=server.url, max_retries=0)
        for operation, path in ((CREATE, ()), (RETRIEVE, ("x",))):
            with suppress(ApiError):
                call(resource, operation, *path)
        server.seen.clear()
        known = sorted((*holders(unwritten()), *holders(b64encode(unwritten().encode()).decode())))
        assert known == [f"dict: {unwritten()!r}", f"list: {unwritten()!r}"]  # of the arguments, and of the key


def test_the_target_of_a_signed_url() -> None:
    """It is made without the caches of the library and of ours."""
    plain, mark = split_url("https://api.example/a b?x=1 2")[1], "?x=1 2"
    assert target_of(f"https://api.example/a b{mark}#f") == plain == b"/a%20b?x=1%202"
    assert target_of("https://api.example") == b"/"
    assert target_of("https://api.example?k=v") == b"/?k=v"


def test_connections_show_no_password() -> None:
    """Neither the proxy's nor that of the certificate's key."""
    settings = Connections(proxy=f"http://user:{PASSWORD}@proxy.example:80", cert=("a.pem", "b.pem", PASSWORD))
    assert PASSWORD not in repr(settings)
    assert "proxy='http://proxy.example:80'" in repr(settings)
    assert repr(Connections()) == (
        "Connections(limit=100, http2=False, proxy=None, verify=True, cert=None, engine=None)"
    )


@pytest.mark.parametrize(
    ("url", "host", "auth"),
    [
        (f"http://user:{PASSWORD}@proxy.example:81", "proxy.example", ("user", PASSWORD)),
        (f"user:{PASSWORD}@proxy.example:81/", "proxy.example", ("user", PASSWORD)),
        (f"socks5://us%40er:{PASSWORD}@[::1]:81?x", "::1", ("us@er", PASSWORD)),
        ("http://user@proxy.example:81", "proxy.example", ("user", "")),
        ("http://proxy.example:81#f", "proxy.example", None),
    ],
)
def test_a_proxys_url(url: str, host: str, auth: Any) -> None:
    proxy = proxy_for(Target("http", "api.example", 80), Connections(proxy=url))
    assert proxy is not None
    assert (proxy.host, proxy.port, proxy.auth) == (host, 81, auth)


@contextmanager
def socks() -> Iterator[tuple[str, list[bytes]]]:
    """A SOCKS proxy that answers itself, and what was sent to prove who asks."""
    body, proofs = b'{"run": {"id": "run_1"}}', list[bytes]()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-api-version: 1\r\ncontent-length: %d\r\n\r\n"

    def serve() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                with sock:
                    sock.recv(100)
                    sock.sendall(b"\x05\x02")
                    proofs.append(sock.recv(200))
                    sock.sendall(b"\x01\x00")
                    sock.recv(200)
                    sock.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
                    sock.recv(65536)
                    sock.sendall(head % len(body) + body)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}", proofs
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("make", [sample, async_sample])
def test_the_log_shows_no_password_of_a_proxy(make: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The engine writes what it sends to a SOCKS proxy at the level DEBUG."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpcore")
    with socks() as (place, proofs):
        settings = Connections(proxy=f"socks5://user:{PASSWORD}@{place}")
        call(make(base_url="http://127.0.0.1:9", connections=settings), CREATE, body={})
    assert proofs == [b"\x01\x04user%c%s" % (len(PASSWORD), PASSWORD.encode())]
    assert "setup_socks5_connection" in caplog.text
    assert PASSWORD not in caplog.text


@EVERY_PLACE
def test_the_log_of_header_compression_shows_no_key(auth: str, caplog: pytest.LogCaptureFixture) -> None:
    """Over a caller's own client too."""
    for name in ("", "hpack.hpack", "hpack.table", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    with serving_http2(answer) as (url, executed), httpx.Client(verify=NO_TLS, http1=False, http2=True) as own:
        call(sample(base_url=url, auth=auth, http_client=own), CREATE, body={})
        assert executed
    assert caplog.records
    assert KEY not in caplog.text


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
def test_a_link_that_repeats_the_key(make: Any) -> None:
    """A list is asked for its next page without it, so that the error shows an address without a key."""
    pages = [b'{"data": [{"id": 1}], "next": "/tasks?key=%s&cursor=2"}' % unwritten().encode(), b"{"]
    with serving(lambda seen, number: Reaction(body=pages[min(number, 2) - 1])) as server:
        resource = make(key=unwritten(), auth="query", base_url=server.url, max_retries=0)
        with pytest.raises(OutcomeUnknown) as caught:
            _all_of(resource)
        assert [one.target for one in server.seen] == [
            f"/tasks?key={unwritten()}",
            f"/tasks?cursor=2&key={unwritten()}",
        ]
        server.seen.clear()
    error = caught.value
    assert error.request is not None
    assert error.request.url.endswith("/tasks?cursor=2")
    assert unwritten() not in str([*shown(vars(error), 3), str(error.to_dict())])


def _all_of(resource: Any) -> list[Any]:
    """The items of all pages."""
    pages = resource._page(LINK, Given(), {})
    if isinstance(resource, SampleResource):
        return list(pages)

    async def all_items() -> list[Any]:
        return [item async for item in pages]

    return list(run(resource, all_items()))


@pytest.mark.parametrize("kind", [httpx.ReadTimeout, httpx.ConnectError])
def test_an_error_that_keeps_the_request_of_another_channel(kind: Any) -> None:
    """A transport that sends a copy of the request raises with that copy, which holds the key."""

    class Copying(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            try:
                copy = httpx.Request(request.method, unused(), headers=request.headers, content=request.read())
                with httpx.Client(verify=NO_TLS) as inner:
                    inner.send(copy)
            except httpx.ConnectError as failure:
                raise kind("upstream") from failure
            raise AssertionError

    with httpx.Client(verify=NO_TLS, transport=Copying()) as own, pytest.raises(OutcomeUnknown) as caught:
        call(sample(http_client=own, max_retries=0), CREATE, body={})
    assert not found_in(KEY, told_by(caught.value))


def test_a_response_hook_that_raises_for_status() -> None:
    """Its error refers to the answer, which may repeat the key."""
    echoed = Reaction(401, (("x-echo", KEY),), b'{"detail": "bad key %s"}' % KEY.encode())
    hooks: Any = {"response": [lambda response: response.raise_for_status()]}
    own = httpx.Client(verify=NO_TLS, event_hooks=hooks)
    with serving(echoed) as server, own, pytest.raises(ApiError) as caught:
        call(sample(base_url=server.url, http_client=own, max_retries=0), CREATE, body={})
    assert not found_in(KEY, told_by(caught.value))
