"""Own connections through proxies: CONNECT, absolute URLs, SOCKS5, TLS within TLS; refusals and silence."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generator.runtime import ConnectionFailed, Connections, DeadlineExceeded
from tests.runtime.sample import CREATE, KEY
from tests.runtime.transport.own.peers import (
    KINDS,
    H2Server,
    Proxy,
    Socks,
    answering,
    basic,
    engines,
    over_tls,
    perform,
    proxy_at,
)
from tests.runtime.transport.own.raw_http2 import NoTime, crowd, job
from tests.sweeps.deadlines.hostile import silence, talking
from tests.sweeps.tls import serving, trusting

kinds = pytest.mark.parametrize("kind", KINDS)
everywhere = pytest.mark.parametrize("scheme", ["http", "https"])


@pytest.fixture
def executed() -> list[bytes]:
    """Heads of requests that the server has read."""
    return []


@pytest.fixture
def server(executed: list[bytes]) -> Iterator[Callable[[str], str]]:
    """The URL of a server behind the proxy, by scheme."""
    plain, secured = answering(executed), over_tls(serving(), answering(executed))
    with talking(plain) as port, talking(secured) as tls_port:
        yield lambda scheme: f"{scheme}://127.0.0.1:{port if scheme == 'http' else tls_port}"


def through(url: str, engine: str = "httpcore", **options: Any) -> Connections:
    return Connections(proxy=url, verify=trusting(), engine=engine, **options)  # type: ignore[arg-type]


def call(kind: str, url: str, connections: Connections, **options: Any) -> Any:
    """A call that may be executed once."""
    return perform(kind, url, CREATE, body={}, connections=connections, **options)


def failure(kind: str, url: str, connections: Connections, **options: Any) -> ConnectionFailed:
    """The error of a call that may be executed once, which says that nothing was sent."""
    options = {"max_retries": 0, "time": NoTime(), **options}
    with pytest.raises(ConnectionFailed) as caught:
        perform(kind, url, CREATE, body={}, connections=connections, **options)
    assert not caught.value.maybe_executed
    assert "\n" not in str(caught.value)
    return caught.value


# Ways through.


@kinds
@engines
def test_connect(kind: str, engine: str, server: Callable[[str], str], executed: list[bytes]) -> None:
    """The proxy sees the place, and nothing of the request."""
    proxy = Proxy()
    with proxy_at(proxy) as port:
        url = server("https")
        connections = through(f"http://127.0.0.1:{port}", engine)
        assert perform(kind, url, CREATE, body={}, connections=connections, times=3).id == "run_1"
    place = url.partition("//")[2].encode()
    assert [head.partition(b"\r\n")[0] for head in proxy.heads] == [b"CONNECT %b HTTP/1.1" % place]
    assert KEY.encode() not in proxy.heads[0]
    assert len(executed) == 3


@kinds
@engines
def test_absolute_urls(kind: str, engine: str, server: Callable[[str], str]) -> None:
    """Without TLS, the proxy is asked for the whole URL."""
    proxy = Proxy()
    with proxy_at(proxy) as port:
        url = server("http")
        connections = through(f"http://127.0.0.1:{port}", engine)
        assert perform(kind, url, connections=connections, times=2).id == "run_1"
    lines = [head.partition(b"\r\n")[0] for head in proxy.heads if head]
    assert lines == [f"GET {url}/runs/x HTTP/1.1".encode()] * 2


@kinds
@engines
@everywhere
def test_socks(kind: str, engine: str, scheme: str, server: Callable[[str], str], executed: list[bytes]) -> None:
    """The proxy is asked for a connection."""
    proxy = Socks()
    with proxy_at(proxy) as port:
        connections = through(f"socks5://127.0.0.1:{port}", engine)
        assert perform(kind, server(scheme), connections=connections, times=2).id == "run_1"
    assert (len(proxy.asked), len(executed)) == (1, 2)


@kinds
@engines
@everywhere
def test_tls_to_the_proxy(kind: str, engine: str, scheme: str, server: Callable[[str], str]) -> None:
    """Also with TLS within."""
    proxy = Proxy()
    with proxy_at(proxy, serving()) as port:
        connections = through(f"https://127.0.0.1:{port}", engine)
        assert (
            perform(kind, server(scheme), CREATE, body={"note": "x" * 300_000}, connections=connections).id == "run_1"
        )
    assert len([head for head in proxy.heads if head]) == 1


@kinds
@engines
def test_http2_through_connect(kind: str, engine: str) -> None:
    """The server behind the proxy speaks it, not the proxy."""
    server, proxy = H2Server(), Proxy()
    with talking(over_tls(serving(("h2",)), server)) as behind, proxy_at(proxy) as port:
        connections = through(f"http://127.0.0.1:{port}", engine, http2=True)
        assert perform(kind, f"https://127.0.0.1:{behind}", connections=connections, times=3).id == "run_1"
    assert (server.executed, server.connections, len(proxy.heads)) == (["x"] * 3, 1, 1)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_crowd_with_http2_through_connect(kind: str) -> None:
    """All are answered."""
    server, proxy = H2Server(), Proxy()
    with talking(over_tls(serving(("h2",)), server)) as behind, proxy_at(proxy) as port:
        connections = through(f"http://127.0.0.1:{port}", http2=True)
        jobs = [job(name="slow", max_retries=0)] * 8
        results = crowd(kind, f"https://127.0.0.1:{behind}", jobs, connections=connections)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 8


# Credentials.


@kinds
@engines
@everywhere
def test_credentials_are_for_the_proxy(
    kind: str, engine: str, scheme: str, server: Callable[[str], str], executed: list[bytes]
) -> None:
    """The server does not see them."""
    proxy = Proxy(auth=basic("user", "p@ss"))
    with proxy_at(proxy) as port:
        connections = through(f"http://user:p%40ss@127.0.0.1:{port}", engine)
        assert perform(kind, server(scheme), CREATE, body={}, connections=connections).id == "run_1"
    assert b"proxy-authorization" not in b"".join(executed).lower()
    assert basic("user", "p@ss") not in b"".join(executed)


@kinds
@engines
def test_credentials_of_socks(kind: str, engine: str, server: Callable[[str], str]) -> None:
    """User and password."""
    with proxy_at(Socks(b"user", b"p@ss")) as port:
        connections = through(f"socks5://user:p%40ss@127.0.0.1:{port}", engine)
        assert perform(kind, server("http"), connections=connections).id == "run_1"


# Refusals.


@kinds
@engines
@pytest.mark.parametrize("status", [b"407 Proxy Authentication Required", b"403 Forbidden", b"502 Bad Gateway"])
def test_a_refused_connect(
    kind: str, engine: str, status: bytes, server: Callable[[str], str], executed: list[bytes]
) -> None:
    """The proxy's answer is told as the proxy's; the server was not asked."""
    proxy = Proxy(b"HTTP/1.1 %b\r\ncontent-length: 5\r\n\r\nsorry" % status)
    with proxy_at(proxy) as port:
        error = failure(kind, server("https"), through(f"http://127.0.0.1:{port}", engine))
    assert status.decode() in str(error)
    assert "through the proxy" in str(error)
    assert executed == []


@kinds
@pytest.mark.parametrize("status", [b"407 Proxy Authentication Required"])
def test_a_password_that_is_not_taken(kind: str, status: bytes, server: Callable[[str], str]) -> None:
    """It is not told."""
    with proxy_at(Proxy(auth=b"another")) as port:
        error = failure(kind, server("https"), through(f"http://user:secret@127.0.0.1:{port}"))
    assert "407" in str(error)
    assert "secret" not in repr(error) + str(error)


@kinds
@engines
@pytest.mark.parametrize("reply", [1, 2, 3, 4, 5, 6, 7, 8, 99])
def test_a_refusal_of_socks(
    kind: str, engine: str, reply: int, server: Callable[[str], str], executed: list[bytes]
) -> None:
    """Nothing was sent."""
    with proxy_at(Socks(reply=reply)) as port:
        error = failure(kind, server("https"), through(f"socks5://127.0.0.1:{port}", engine))
    assert "through the proxy" in str(error)
    assert executed == []


@kinds
@engines
def test_a_password_that_socks_does_not_take(kind: str, engine: str, server: Callable[[str], str]) -> None:
    """Nothing was sent."""
    with proxy_at(Socks(b"user", b"another")) as port:
        error = failure(kind, server("https"), through(f"socks5://user:secret@127.0.0.1:{port}", engine))
    assert "secret" not in repr(error) + str(error)
    assert "through the proxy" in str(error)


@kinds
@engines
@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
def test_a_proxy_that_is_not_there(kind: str, engine: str, scheme: str, server: Callable[[str], str]) -> None:
    """The proxy is named."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    error = failure(kind, server("https"), through(f"{scheme}://127.0.0.1:{port}", engine))
    assert "through the proxy" in str(error)


@kinds
@engines
@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n\r\nmore than the answer", b"\x05\xff", b"\0"]
)
@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_that_is_none(
    kind: str, engine: str, said: bytes, scheme: str, server: Callable[[str], str], executed: list[bytes]
) -> None:
    """Nothing was sent."""

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(said)
        connection.close()

    with talking(talk) as port:
        failure(kind, server("https"), through(f"{scheme}://127.0.0.1:{port}", engine))
    assert executed == []


@kinds
def test_a_refusal_is_tried_again(kind: str, server: Callable[[str], str], executed: list[bytes]) -> None:
    """Nothing was sent, so that the work is done once."""
    proxy, refusing = Proxy(), [Proxy(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")]

    def talk(connection: Any) -> None:
        (refusing.pop() if refusing else proxy)(connection)

    with proxy_at(talk) as port:
        connections = through(f"http://127.0.0.1:{port}")
        run = perform(kind, server("https"), CREATE, body={}, connections=connections, time=NoTime())
    assert (run.id, len(executed)) == ("run_1", 1)


# Silence.


SILENT = {
    "a proxy": ("http", silence),
    "a proxy with TLS": ("https", silence),
    "SOCKS": ("socks5", silence),
    "SOCKS that greets": ("socks5", Socks(silent_after=1)),
}


@kinds
@engines
@pytest.mark.parametrize(("scheme", "talk"), SILENT.values(), ids=SILENT)
def test_a_silent_proxy_is_left_after_the_timeout(
    kind: str, engine: str, scheme: str, talk: Any, server: Callable[[str], str]
) -> None:
    """Nothing was sent."""
    begun = time.monotonic()
    with talking(talk) as port:
        failure(kind, server("https"), through(f"{scheme}://127.0.0.1:{port}", engine), timeout=0.3)
    assert time.monotonic() - begun < 2.0


@kinds
@engines
@pytest.mark.parametrize(("scheme", "talk"), SILENT.values(), ids=SILENT)
def test_a_silent_proxy_is_left_at_the_deadline(
    kind: str, engine: str, scheme: str, talk: Any, server: Callable[[str], str]
) -> None:
    """Nothing was sent."""
    begun = time.monotonic()
    with talking(talk) as port, pytest.raises((DeadlineExceeded, ConnectionFailed)) as caught:
        call(kind, server("https"), through(f"{scheme}://127.0.0.1:{port}", engine), deadline=0.3)
    assert not caught.value.maybe_executed
    assert time.monotonic() - begun < 2.0


@kinds
def test_a_server_behind_a_proxy_that_does_not_finish_tls(kind: str) -> None:
    """Nothing was sent."""
    with talking(lambda connection: threading.Event().wait(5)) as behind, proxy_at(Proxy()) as port:
        failure(kind, f"https://127.0.0.1:{behind}", through(f"http://127.0.0.1:{port}"), timeout=0.3)


# The environment.


@kinds
@pytest.mark.parametrize("excepted", [False, True])
def test_no_proxy(
    kind: str, excepted: bool, server: Callable[[str], str], executed: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is reached directly where it is excepted."""
    proxy = Proxy()
    with proxy_at(proxy) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "10.0.0.0/8, 127.0.0.0/8" if excepted else "example.com")
        assert perform(kind, server("https"), connections=Connections(verify=trusting())).id == "run_1"
    assert (len(proxy.heads), len(executed)) == (0 if excepted else 1, 1)
