"""Answers by HTTP/2 that are handed on while they come."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest
import trio
from hyperframe.frame import DataFrame

from generator.runtime import ApiError, Operation, safe
from generator.runtime.protocol.request import Given
from tests.runtime.sample import async_sample, sample
from tests.runtime.transport.own.peers import KINDS
from tests.runtime.transport.own.raw_http2 import Wire, connections, framed

LINES: Operation[Any] = Operation("runs.lines", "GET", "/lines", safe, returns="Any", stream="lines")
kinds = pytest.mark.parametrize("kind", KINDS)


def items(kind: str, url: str, pause: float = 0.0, **options: Any) -> list[Any]:
    """What a stream yields to a caller who pauses after each item; an error, if it ends with one."""
    got: list[Any] = []
    if kind == "sync":
        resource = sample(base_url=url, connections=connections())
        with resource._client:
            try:
                for item in resource._stream(LINES, Given(), options):  # type: ignore[arg-type]
                    got.append(item)
                    time.sleep(pause)
            except ApiError as error:
                got.append(error)
        return got
    sleep = asyncio.sleep if kind == "asyncio" else trio.sleep
    async_resource = async_sample(base_url=url, connections=connections())

    async def main() -> None:
        async with async_resource._client:
            try:
                async for item in async_resource._stream(LINES, Given(), options):  # type: ignore[arg-type]
                    got.append(item)
                    await sleep(pause)
            except ApiError as error:
                got.append(error)

    asyncio.run(main()) if kind == "asyncio" else trio.run(main)
    return got


def line(number: int, size: int = 0) -> bytes:
    return b'{"number": %d, "text": "%b"}\n' % (number, b"x" * size)


@kinds
def test_lines_come_as_they_are_sent(kind: str) -> None:
    """All of them may take longer than the timeout of a read."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream))
        for number in range(6):
            time.sleep(0.1)
            wire.send(DataFrame(stream, line(number)))
        wire.send(DataFrame(stream, b"", flags=["END_STREAM"]))
        wire.drain()

    with framed(script) as served:
        assert [item["number"] for item in items(kind, served.url, timeout=0.4)] == list(range(6))


@kinds
def test_a_slow_caller(kind: str) -> None:
    """The time that the caller takes is no silence of the server."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream), *(DataFrame(stream, line(number, 10_000)) for number in range(4)))
        wire.send(DataFrame(stream, b"", flags=["END_STREAM"]))
        wire.drain()

    with framed(script) as served:
        assert [item["number"] for item in items(kind, served.url, pause=0.25, timeout=0.2)] == list(range(4))


@kinds
def test_a_stream_that_falls_silent(kind: str) -> None:
    """It ends after the timeout of a read; what came before was handed on."""
    over = threading.Event()

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream), DataFrame(stream, line(0)))
        over.wait(5)

    begun = time.monotonic()
    with framed(script) as served:
        first, error = items(kind, served.url, timeout=0.3)
        over.set()
    assert (first["number"], isinstance(error, ApiError)) == (0, True)
    assert time.monotonic() - begun < 2.0
