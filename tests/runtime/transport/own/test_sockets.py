"""Sockets of own connections, each by itself."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Awaitable
from typing import Any

import httpcore
import pytest
import trio
from hyperframe.frame import DataFrame

from generator.runtime.transport.own.async_sockets import AsyncioBackend
from generator.runtime.transport.own.sockets import SocketBackend
from generator.runtime.transport.own.trio_sockets import TrioBackend
from generator.runtime.transport.watch import ConnectionWatch
from tests.runtime.transport.own.peers import KINDS
from tests.sweeps.deadlines.hostile import talking

BACKENDS = {"sync": SocketBackend, "asyncio": AsyncioBackend, "trio": TrioBackend}
kinds = pytest.mark.parametrize("kind", KINDS)


def with_stream(kind: str, port: int, work: Any) -> Any:
    """The result of *work*, a coroutine function that is given a stream of frames and a way to await its results."""
    watch = ConnectionWatch()
    backend: Any = BACKENDS[kind](httpcore, watch)

    async def awaited(result: Any) -> Any:
        return await result if isinstance(result, Awaitable) else result

    async def main() -> Any:
        stream = await awaited(backend.connect_tcp("127.0.0.1", port, 5.0))
        watch.framed = watch.begun = True
        try:
            return await work(stream, awaited)
        finally:
            backend.abort()

    if kind != "sync":
        return asyncio.run(main()) if kind == "asyncio" else trio.run(main)
    try:
        main().send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError


@kinds
def test_what_has_come_is_read_though_nothing_can_be_sent(kind: str) -> None:
    """The server resets the connection when it has said all."""
    first, rest = DataFrame(1, b"first").serialize(), DataFrame(1, b"x" * 10_000).serialize()
    heard, gone = threading.Event(), threading.Event()

    def talk(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(first)
        heard.wait(5)
        connection.sendall(rest)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        gone.set()

    async def work(stream: Any, awaited: Any) -> bytes:
        got = await awaited(stream.read(65536, 5.0))
        heard.set()
        gone.wait(5)  # the loop does nothing meanwhile
        time.sleep(0.05)
        for _ in range(3):
            await awaited(stream.write(b"a word", 5.0))
        while data := await awaited(stream.read(65536, 5.0)):
            got += data
            if got == first + rest:
                break
        return bytes(got)

    with talking(talk) as port:
        assert with_stream(kind, port, work) == first + rest
