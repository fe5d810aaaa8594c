"""Own connections: what is refused before the first byte of a request is known not to be sent, and is tried again."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trio

from generator.runtime import AsyncResource, ConnectionFailed
from generator.runtime.protocol.request import Given
from tests.runtime.sample import CREATE, Time, async_sample, sample
from tests.runtime.server import Reaction, serving, unused
from tests.sweeps.deadlines.hostile import talking

NOWHERE = "https://nowhere.invalid"


class Refusal(NamedTuple):
    """A place that refuses."""

    url: str
    attempts: tuple[int, ...] = (3,)
    """How often it may be tried: another attempt is of no use where a certificate is not trusted."""


@pytest.fixture
def executed() -> list[bytes]:
    """Requests that any server of the test has read."""
    return []


@pytest.fixture
def nobody_listens() -> Refusal:
    return Refusal(unused())


@pytest.fixture
def no_such_name(monkeypatch: pytest.MonkeyPatch) -> Refusal:
    def resolve(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return Refusal(NOWHERE)


@pytest.fixture
def no_tls(executed: list[bytes]) -> Iterator[Refusal]:
    """A server that speaks HTTP where TLS is spoken to it."""

    def talk(connection: socket.socket) -> None:
        begin = connection.recv(65536)
        if b"POST" in begin:
            executed.append(begin)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.close()

    with talking(talk) as port:
        yield Refusal(f"https://127.0.0.1:{port}")


@pytest.fixture
def hangs_up_on_tls(executed: list[bytes]) -> Iterator[Refusal]:
    """A server that hangs up as soon as TLS is spoken to it."""

    def talk(connection: socket.socket) -> None:
        if b"POST" in connection.recv(65536):
            executed.append(b"POST")
        connection.shutdown(socket.SHUT_RDWR)

    with talking(talk) as port:
        yield Refusal(f"https://127.0.0.1:{port}")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key, signed by nobody that is known."""
    folder = tmp_path_factory.mktemp("certificate")
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    words += " -addext subjectAltName=IP:127.0.0.1 -keyout pair.pem -out certificate.pem"
    subprocess.run(words.split(), cwd=folder, check=True, capture_output=True)
    pair = folder / "pair.pem"
    pair.write_bytes(pair.read_bytes() + (folder / "certificate.pem").read_bytes())
    return pair


@pytest.fixture
def not_trusted(certificate: Path, executed: list[bytes]) -> Iterator[Refusal]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as stream:
            executed.append(stream.recv(65536))

    with talking(talk) as port:
        yield Refusal(f"https://127.0.0.1:{port}", attempts=(1, 3))


@pytest.fixture
def proxy_refuses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Refusal]:
    """A proxy that does not connect to where it is asked to."""
    with serving(Reaction(status=403, body=b"")) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.url)
        yield Refusal(NOWHERE)
        assert {one.method for one in server.seen} == {"CONNECT"}


@pytest.fixture
def no_proxy_listens(monkeypatch: pytest.MonkeyPatch) -> Refusal:
    monkeypatch.setenv("HTTPS_PROXY", unused())
    return Refusal(NOWHERE)


class TrioTime(Time):
    """Time that passes at once, in tasks of trio too."""

    def sleep(self, seconds: float) -> Awaitable[None]:
        super().sleep(seconds)
        return trio.sleep(0)


def in_asyncio(url: str) -> None:
    """A paid call of an async client."""
    asyncio.run(create(async_sample(base_url=url, time=Time(), max_retries=2)))


def in_trio(url: str) -> None:
    """The same in trio."""
    trio.run(create, async_sample(base_url=url, time=TrioTime(), max_retries=2))


async def create(resource: AsyncResource) -> None:
    async with resource._client:
        await resource._call(CREATE, Given(body={"name": "n"}), {})


def in_thread(url: str) -> None:
    """A paid call of a sync client."""
    resource = sample(base_url=url, time=Time(), max_retries=2)
    with resource._client:
        resource._call(CREATE, Given(body={"name": "n"}), {})


DRIVERS = {"sync": in_thread, "asyncio": in_asyncio, "trio": in_trio}


@pytest.mark.parametrize("call", DRIVERS.values(), ids=DRIVERS)
@pytest.mark.parametrize(
    "name",
    [
        "nobody_listens",
        "no_such_name",
        "no_tls",
        "hangs_up_on_tls",
        "not_trusted",
        "proxy_refuses",
        "no_proxy_listens",
    ],
)
def test_refused(name: str, call: Callable[[str], None], executed: list[bytes], request: pytest.FixtureRequest) -> None:
    """A paid create is tried again, and the caller is told that nothing was executed."""
    refusal: Refusal = request.getfixturevalue(name)
    with pytest.raises(ConnectionFailed) as caught:
        call(refusal.url)
    assert not caught.value.maybe_executed
    assert {attempt.phase for attempt in caught.value.attempts} == {"unsent"}
    assert len(caught.value.attempts) in refusal.attempts
    assert executed == []
