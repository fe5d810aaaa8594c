"""A vendor that answers as told, time that passes only when somebody sleeps, and clients of both kinds between them."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterable, Awaitable, Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import httpx

EPOCH = 1_700_000_000.0
"""What the clock on the wall shows when a test begins."""


class Reply(NamedTuple):
    """One answer."""

    status: int = 200
    json: Any = None
    headers: Mapping[str, str] = {}
    content: bytes | None = None
    """In place of *json*."""


Answer = Reply | Exception | Callable[[httpx.Request], Reply]


class Time:
    """A clock that only moves when someone sleeps; it remembers each nap."""

    def __init__(self) -> None:
        self.now = 0.0
        self.naps: list[float] = []
        self.chance = 0.5
        """What every random number is, from 0 to 1."""

    def sleep(self, seconds: float) -> Awaitable[None]:
        """Pass the time; what is returned can be awaited, so that sync and async drivers may both sleep here."""
        self.naps.append(seconds)
        self.now += seconds
        return _Done()

    def clock_of_client(self, kind: type[Any]) -> Any:
        """What a client reads instead of the clock: *kind* is its package's own `Clock`."""
        return kind(self.monotonic, self.epoch, self.random, self.sleep)

    def monotonic(self) -> float:
        """Seconds since the test began."""
        return self.now

    def epoch(self) -> float:
        """What the clock on the wall shows."""
        return EPOCH + self.now

    def random(self) -> float:
        """What there is instead of chance."""
        return self.chance


class _Done:
    def __await__(self) -> Generator[None]:
        yield from ()


class Vendor:
    """Answers in turn, the last answer again and again; remembers what it was asked, and when."""

    def __init__(self, time: Time, headers: Mapping[str, str] | None = None) -> None:
        self._time = time
        self._headers = dict(headers or {})
        self._answers: list[Answer] = [Reply(json={})]
        self.requests: list[httpx.Request] = []
        self.moments: list[float] = []

    def answers(self, *given: Answer) -> None:
        """What is answered from now on."""
        self._answers = list(given)

    @property
    def last(self) -> httpx.Request:
        """The latest request."""
        return self.requests[-1]

    @property
    def asked(self) -> list[str]:
        """``METHOD /path?query`` of each request."""
        return [f"{one.method} {one.url.raw_path.decode()}" for one in self.requests]

    def busiest(self, seconds: float, only: Callable[[httpx.Request], bool] = lambda request: True) -> int:
        """The most requests that came within any *seconds*."""
        came = [moment for moment, one in zip(self.moments, self.requests, strict=True) if only(one)]
        return max(sum(start <= moment < start + seconds for moment in came) for start in came)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        # A copy: the client takes its key back off the original as soon as that is sent.
        kept = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        self.requests.append(kept)
        self.moments.append(self._time.now)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        reply = answer if isinstance(answer, Reply) else answer(request)
        headers = {**self._headers, **reply.headers}
        if reply.content is not None:
            return httpx.Response(reply.status, headers=headers, content=reply.content)
        return httpx.Response(reply.status, headers=headers, json=reply.json)


class Bench:
    """One vendor, its clock, and the clients that talk to it.

    Parameters:
        kind: ``sync`` or ``async``.
        classes: the package's two client classes.
        key: the key clients have unless told otherwise.
        headers: on every answer.
    """

    def __init__(
        self, kind: str, classes: tuple[type[Any], type[Any]], key: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.asynchronous = kind == "async"
        self.time = Time()
        self.vendor = Vendor(self.time, headers)
        self._class = classes[self.asynchronous]
        self._key = key

    def client(self, *key: Any, **options: Any) -> Any:
        """A client whose requests end at the vendor, in this process."""
        clockwork = self.time.clock_of_client(type(self._class._clock))
        made = type(self._class.__name__, (self._class,), {"_clock": clockwork})
        transport = httpx.MockTransport(self.vendor)
        http = httpx.AsyncClient(transport=transport) if self.asynchronous else httpx.Client(transport=transport)
        return made(*(key or (self._key,)), http_client=http, **options)

    def do(self, result: Any) -> Any:
        """What a method returned, be it there already, to be awaited, or to be iterated over (then a list)."""
        if isinstance(result, Awaitable):
            return asyncio.run(_awaited(result))
        if isinstance(result, AsyncIterable):
            return asyncio.run(_listed(result))
        return list(result) if isinstance(result, Iterator) else result

    def times(self, number: int, call: Callable[[], Any]) -> None:
        """Call so many times, one after the other."""
        self.each(call for _ in range(number))

    def each(self, calls: Iterable[Callable[[], Any]]) -> None:
        """Make the calls, one after the other."""

        async def one_by_one() -> None:
            for call in calls:
                await call()

        if self.asynchronous:
            asyncio.run(one_by_one())
        else:
            for call in calls:
                call()


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result


async def _listed(result: AsyncIterable[Any]) -> list[Any]:
    return [item async for item in result]


def facts(client: Any) -> dict[str, dict[str, Any]]:
    """Operation → what `describe` says of it, for all that the client knows."""
    return {name: client.describe(name) for name in client._service.operations}


class Wire:
    """A listener on loopback that keeps the bytes it is sent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received = b""

    @property
    def lines(self) -> list[bytes]:
        """Request line and headers of all requests, as they came."""
        return self.received.split(b"\r\n")


@contextmanager
def wire(reply: bytes, *, headers: str = "") -> Iterator[Wire]:
    """Answer one connection's request with JSON bytes, whatever is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard = Wire(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def serve() -> None:
            with suppress(OSError), listener.accept()[0] as connection:
                while b"\r\n\r\n" not in heard.received:
                    heard.received += connection.recv(65536)
                head = f"Content-Type: application/json\r\nContent-Length: {len(reply)}\r\n{headers}\r\n"
                connection.sendall(b"HTTP/1.1 200 OK\r\n" + head.encode() + reply)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield heard
    thread.join(5)
