"""Servers and proxies on loopback for own connections: TLS, HTTP/2, CONNECT, SOCKS5; calls of each kind of client."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import select
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings
import pytest
import trio

from generator.runtime import Connections, Operation, Resource
from generator.runtime.protocol.request import Given
from tests.runtime.sample import RETRIEVE, async_sample, sample
from tests.runtime.server import OK
from tests.sweeps.deadlines.hostile import talking

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-api-version: 1\r\ncontent-length: %d\r\n\r\n%s" % (
    len(OK),
    OK,
)


def certificate(folder: Path, name: str, names: str, *, days: int = 2) -> Path:
    """A file with a key and a certificate for *names* (as ``subjectAltName`` has them), signed by itself."""
    pair = folder / f"{name}.pem"
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test"
    words += f" -days {days} -addext subjectAltName={names} -keyout {name}.key -out {name}.crt"
    subprocess.run(words.split(), cwd=folder, check=True, capture_output=True)
    pair.write_bytes((folder / f"{name}.key").read_bytes() + (folder / f"{name}.crt").read_bytes())
    return pair


def server_context(pair: Path, *protocols: str) -> ssl.SSLContext:
    """TLS of a server with the certificate in *pair*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def head_of(connection: socket.socket) -> bytes:
    """A request's head, and the part of its body that came with it; empty at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    return data


def answering(executed: list[bytes], answer: bytes = ANSWER) -> Callable[[Any], None]:
    """Notes each request and gives the same *answer*."""

    def talk(connection: Any) -> None:
        while head := head_of(connection):
            executed.append(head)
            connection.sendall(answer)

    return talk


def over_tls(context: ssl.SSLContext, talk: Callable[[Any], None]) -> Callable[[socket.socket], None]:
    """*talk* within TLS."""

    def wrapped(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as stream:
            talk(stream)

    return wrapped


def relay(one: Any, other: Any) -> None:
    """Carry bytes both ways until one side ends."""
    while True:
        try:
            waiting = [side for side in (one, other) if getattr(side, "pending", int)()]
            readable = waiting or select.select([one, other], [], [], 10)[0]
        except ValueError:  # the test has ended, and closed them
            return
        if not readable:
            return
        for source in readable:
            data = source.recv(65536)
            if not data:
                return
            (other if source is one else one).sendall(data)


class Proxy:
    """A proxy for CONNECT and for absolute URLs, which notes the heads of what it is asked.

    Parameters:
        refusal: its answer to everything, instead.
        auth: the value that Proxy-Authorization must have.
    """

    def __init__(self, refusal: bytes = b"", auth: bytes = b"") -> None:
        self.refusal = refusal
        self.auth = auth
        self.heads: list[bytes] = []

    def __call__(self, connection: Any) -> None:
        head = head_of(connection)
        self.heads.append(head)
        if self.refusal:
            connection.sendall(self.refusal)
            return
        if self.auth and self.auth not in head:
            connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
            return
        if not head:
            return
        method, target, _ = head.split(b" ", 2)
        if method == b"CONNECT":
            host, _, port = target.rpartition(b":")
            with socket.create_connection((host.strip(b"[]").decode(), int(port))) as server:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                relay(connection, server)
        else:
            while head:
                connection.sendall(ANSWER)
                head = head_of(connection)
                self.heads.append(head)


def basic(user: str, password: str) -> bytes:
    """Credentials as a header has them."""
    return base64.b64encode(f"{user}:{password}".encode())


class Socks:
    """A SOCKS5 server.

    Parameters:
        user, password: that it wants, if any. reply: its code for a connection; 0 is success.
        silent_after: steps that it takes before it says nothing more.
    """

    def __init__(self, user: bytes = b"", password: bytes = b"", reply: int = 0, silent_after: int = 9) -> None:
        self.user, self.password, self.reply, self.silent_after = user, password, reply, silent_after
        self.asked: list[bytes] = []

    def __call__(self, connection: socket.socket) -> None:
        connection.recv(262)
        if self.silent_after < 1:
            return threading.Event().wait(10) and None
        connection.sendall(b"\x05\x02" if self.user else b"\x05\x00")
        if self.user:
            said = connection.recv(513)
            fits = said[2:] == self.user + bytes([len(self.password)]) + self.password
            connection.sendall(b"\x01\x00" if fits else b"\x01\x01")
            if not fits:
                return None
        request = connection.recv(262)
        self.asked.append(request)
        if self.silent_after < 2:
            return threading.Event().wait(10) and None
        if self.reply:
            connection.sendall(bytes([5, self.reply, 0, 1, 0, 0, 0, 0, 0, 0]))
            return None
        port = int.from_bytes(request[-2:], "big")
        with socket.create_connection(("127.0.0.1", port)) as server:
            connection.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            relay(connection, server)
        return None


@contextlib.contextmanager
def proxy_at(proxy: Callable[[Any], None], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of *proxy*, within TLS if there is a *context*."""
    with talking(over_tls(context, proxy) if context else proxy) as port:
        yield port


class H2Server:
    """An HTTP/2 server; the last segment of a path says what becomes of a request.

    ``never``: no answer. ``slow``: after a while. ``reset``, ``refused``: RST_STREAM. ``goaway``: not processed, and
    the connection ends. ``big``: a body of 256 KB. ``cut``: the connection is closed. All others are answered at once.

    Parameters:
        streams: at once. window: whether a body may be longer than the first window.
    """

    def __init__(self, streams: int = 100, *, window: bool = True) -> None:
        self.streams, self.window = streams, window
        self.connections = self.most = 0
        self.executed: list[str] = []
        self.bodies: list[int] = []

    def __call__(self, sock: Any) -> None:
        self.connections += 1
        protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        limit = {h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: self.streams}
        protocol.local_settings = h2.settings.Settings(client=False, initial_values=limit)
        lock = threading.RLock()
        paths: dict[int, str] = {}
        received: dict[int, int] = {}

        def flush() -> None:
            with contextlib.suppress(OSError):
                sock.sendall(protocol.data_to_send())

        def answer(stream: int) -> None:
            with lock, contextlib.suppress(h2.exceptions.ProtocolError):
                body = b'{"run":{"id":"' + b"r" * (1 << 18) + b'"}}' if paths[stream] == "big" else OK
                fields = [(":status", "200"), ("content-type", "application/json"), ("x-api-version", "1")]
                protocol.send_headers(stream, [*fields, ("content-length", str(len(body)))])
                for start in range(0, len(body), 16000):
                    protocol.send_data(stream, body[start : start + 16000])
                    flush()
                protocol.end_stream(stream)
                paths.pop(stream)
                flush()

        with lock:
            protocol.initiate_connection()
            flush()
        while data := sock.recv(65536):
            with lock:
                for event in protocol.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        path = dict(event.headers)[b":path"].decode()
                        paths[event.stream_id] = path.rpartition("/")[2]
                        self.most = max(self.most, len(paths))
                    elif isinstance(event, h2.events.DataReceived):
                        received[event.stream_id] = received.get(event.stream_id, 0) + len(event.data)
                        if self.window:
                            protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    elif isinstance(event, h2.events.StreamEnded):
                        stream, what = event.stream_id, paths[event.stream_id]
                        if what not in ("refused", "goaway"):
                            self.executed.append(what)
                            self.bodies.append(received.get(stream, 0))
                        if what == "slow":
                            threading.Timer(0.3, answer, (stream,)).start()
                        elif what in ("reset", "refused"):
                            protocol.reset_stream(stream, 7 if what == "refused" else 2)
                        elif what == "goaway":
                            protocol.close_connection(last_stream_id=max(0, stream - 2))
                            flush()
                            return
                        elif what == "cut":
                            return
                        elif what != "never":
                            answer(stream)
                flush()


ENGINES = ("httpcore", "httpcore2")
KINDS = ("sync", "asyncio", "trio")


def engines(test: Callable[..., None]) -> Any:
    """Runs *test* by both engines: some of its cases always, the others with `make test-all`."""
    return pytest.mark.dealt(0.4)(pytest.mark.parametrize("engine", ENGINES)(test))


def perform(
    kind: str, url: str, operation: Operation[Any] = RETRIEVE, *, times: int = 1, body: Any = None, **options: Any
) -> Any:
    """The result of the last of some calls of one client."""
    connections = options.pop("connections", Connections())
    given = Given(("x",) if "{" in operation.path else (), **({} if body is None else {"body": body}))
    asked = {name: options.pop(name) for name in ("deadline", "timeout", "max_retries") if name in options}
    if kind == "sync":
        resource = sample(base_url=url, connections=connections, **options)
        with resource._client:
            return _last(resource, operation, given, asked, times)
    async_resource = async_sample(base_url=url, connections=connections, **options)

    async def main() -> Any:
        async with async_resource._client:
            return [await async_resource._call(operation, given, asked) for _ in range(times)][-1]  # type: ignore[arg-type]

    return asyncio.run(main()) if kind == "asyncio" else trio.run(main)


def _last(resource: Resource, operation: Operation[Any], given: Given, asked: Any, times: int) -> Any:
    return [resource._call(operation, given, asked) for _ in range(times)][-1]
