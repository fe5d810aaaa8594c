"""A server of HTTP/2 that sends what frames a test tells it to send, and notes what it executes; calls to reach it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import trio
from hpack import Decoder, Encoder
from hyperframe.frame import (
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from generator.runtime import Connections, Operation
from generator.runtime.protocol.request import Given
from tests.runtime.sample import RETRIEVE, Time, async_sample
from tests.runtime.server import OK
from tests.runtime.transport.own.peers import over_tls, perform
from tests.sweeps.deadlines.hostile import talking
from tests.sweeps.tls import serving, trusting

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEAD = ((":status", "200"), ("content-type", "application/json"), ("x-api-version", "1"))
HIGHEST = 2**31 - 1
STREAMS = SettingsFrame.MAX_CONCURRENT_STREAMS


class Wire:
    """The server's side of one connection.

    Parameters:
        number: of the connection, from 1.
        executed: where the paths of requests are noted that were read to their end.
    """

    def __init__(self, sock: Any, number: int, executed: list[str]) -> None:
        self.sock = sock
        self.number = number
        self.executed = executed
        self.seen: list[Frame] = []
        """What the client has sent besides requests."""
        self.body: dict[int, int] = {}
        """Bytes of each request's body."""
        self.paths: dict[int, str] = {}
        self._data = bytearray()
        self._encoder, self._decoder = Encoder(), Decoder()
        self._begun: list[int] = []
        self._ended: set[int] = set()
        self.windows = True
        """Whether windows are opened again."""

    def begin(self, settings: dict[int, int] | None = None) -> None:
        """Read the client's preface, and say what is allowed: 100 streams, if nothing else is."""
        while len(self._data) < len(PREFACE):
            self._more()
        del self._data[: len(PREFACE)]
        self.send(SettingsFrame(0, settings={STREAMS: 100} if settings is None else settings))

    def send(self, *frames: Frame | bytes) -> None:
        """Send all of them at once."""
        self.sock.sendall(b"".join(frame if isinstance(frame, bytes) else frame.serialize() for frame in frames))

    def next(self) -> Frame:
        """The next frame of the client; raises EOFError at the end."""
        while len(self._data) < 9:
            self._more()
        frame, length = Frame.parse_frame_header(memoryview(bytes(self._data[:9])))
        while len(self._data) < 9 + length:
            self._more()
        frame.parse_body(memoryview(bytes(self._data[9 : 9 + length])))
        del self._data[: 9 + length]
        return frame

    def begun(self) -> int:
        """The stream of the next request, of which the headers alone are read for sure."""
        while not self._begun:
            self.step()
        return self._begun.pop(0)

    def request(self) -> int:
        """The stream of the next request, of which all is read."""
        stream = self.begun()
        while stream not in self._ended:
            self.step()
        return stream

    def until(self, kind: type[Frame]) -> None:
        """Read until the client has sent such a frame."""
        while not any(isinstance(frame, kind) for frame in self.seen):
            self.step()

    def step(self) -> None:
        """Read a frame, and do what it wants."""
        frame = self.next()
        stream = frame.stream_id
        if isinstance(frame, HeadersFrame):
            self.paths[stream] = dict(self._decoder.decode(frame.data))[":path"]
            self.body[stream] = 0
            self._begun.append(stream)
        elif isinstance(frame, DataFrame):
            self.body[stream] += len(frame.data)
            if frame.data and self.windows:
                self.send(*(WindowUpdateFrame(where, window_increment=len(frame.data)) for where in (0, stream)))
        elif isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
            self.send(SettingsFrame(0, flags=["ACK"]))
        else:
            self.seen.append(frame)
        if "END_STREAM" in frame.flags:
            self._ended.add(stream)
            self.executed.append(self.paths[stream])

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self._data += data

    def head(self, stream: int, *more: tuple[str, str], last: bool = False, fields: Any = HEAD) -> HeadersFrame:
        """The headers of an answer, or with other *fields* of anything."""
        block = self._encoder.encode([*fields, *more])
        return HeadersFrame(stream, block, flags=["END_HEADERS", *(["END_STREAM"] if last else [])])

    def answer(self, stream: int, body: bytes = OK) -> None:
        """The whole answer to a request."""
        self.send(self.head(stream), DataFrame(stream, body, flags=["END_STREAM"]))

    def answer_all(self) -> None:
        """Answer all requests that follow."""
        while True:
            self.answer(self.request())

    def drain(self) -> None:
        """Read until the client closes the connection."""
        while True:
            self.step()


Script = Callable[[Wire], object]
"""What a server does with a connection, which ends with it."""


class Served:
    """A server that was started."""

    def __init__(self) -> None:
        self.url = ""
        self.executed: list[str] = []
        self.wires: list[Wire] = []


@contextlib.contextmanager
def framed(script: Script) -> Iterator[Served]:
    """A server over TLS that does *script* with each connection."""
    served = Served()

    def talk(sock: Any) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire = Wire(sock, len(served.wires) + 1, served.executed)
        served.wires.append(wire)
        with contextlib.suppress(EOFError):
            script(wire)

    with talking(over_tls(serving(("h2",)), talk)) as port:
        served.url = f"https://127.0.0.1:{port}"
        yield served


class NoTime(Time):
    """Sleeps that take no time, also in trio."""

    def sleep(self, seconds: float) -> Awaitable[None]:
        done = super().sleep(seconds)
        return trio.lowlevel.checkpoint() if trio.lowlevel.in_trio_run() else done


def connections(engine: str = "httpcore", **options: Any) -> Connections:
    """Settings with which a client reaches a server with HTTP/2."""
    return Connections(http2=True, verify=trusting(), engine=engine, **options)  # type: ignore[arg-type]


def called(
    kind: str, url: str, operation: Operation[Any] = RETRIEVE, *, engine: str = "httpcore", **options: Any
) -> Any:
    """The result of a call with HTTP/2; waits between attempts take no time."""
    return perform(kind, url, operation, connections=connections(engine), time=NoTime(), **options)


Job = tuple[Operation[Any], Given, dict[str, Any]]


def job(operation: Operation[Any] = RETRIEVE, name: str = "x", *, body: Any = None, **options: Any) -> Job:
    """A call of a crowd."""
    path = (name,) if "{" in operation.path else ()
    return operation, Given(path, **({} if body is None else {"body": body})), options


def crowd(
    kind: str, url: str, jobs: Sequence[Job], *, first: int = 1, cancelled: Sequence[int] = (), **options: Any
) -> list[Any]:
    """Results or errors of *jobs*, done by tasks of one client; so many *first* ones end before the rest begins.

    Parameters:
        cancelled: numbers of those that are cancelled a moment after all have begun.
    """
    resource = async_sample(base_url=url, **{"connections": connections(), "time": NoTime(), **options})
    results: list[Any] = [None] * len(jobs)

    async def one(number: int) -> None:
        try:
            results[number] = await resource._call(*jobs[number])  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - compared by the test
            results[number] = error

    async def by_asyncio() -> None:
        async with resource._client:
            for number in range(first):
                await one(number)
            tasks = {number: asyncio.create_task(one(number)) for number in range(first, len(jobs))}
            if cancelled:
                await asyncio.sleep(0.2)
                for number in cancelled:
                    tasks[number].cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def by_trio() -> None:
        async with resource._client:
            for number in range(first):
                await one(number)
            scopes = {number: trio.CancelScope() for number in range(first, len(jobs))}

            async def within(number: int) -> None:
                with scopes[number]:
                    await one(number)

            async with trio.open_nursery() as nursery:
                for number in scopes:
                    nursery.start_soon(within, number)
                if cancelled:
                    await trio.sleep(0.2)
                    for number in cancelled:
                        scopes[number].cancel()

    asyncio.run(by_asyncio()) if kind == "asyncio" else trio.run(by_trio)
    return results


def goaway(last: int, code: int = 0) -> GoAwayFrame:
    """The server takes no stream after *last*."""
    return GoAwayFrame(0, last_stream_id=last, error_code=code)


def reset(stream: int, code: int) -> RstStreamFrame:
    return RstStreamFrame(stream, error_code=code)
