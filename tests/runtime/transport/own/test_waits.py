"""Waits of a request on a shared connection."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpcore
import pytest
import trio

from generator.runtime.transport.messages import BodyChunks
from generator.runtime.transport.own.waits import BodyPieces, WaitLimit, timed
from generator.runtime.util.async_library import running_library

TIMEOUT = {"connect": 0.05, "read": 0.05, "write": 0.05}
libraries = pytest.mark.parametrize("library", ["asyncio", "trio"])
FOREVER = 30.0


def ran(library: str, work: Callable[[], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        return await work()

    return asyncio.run(main()) if library == "asyncio" else trio.run(main)


def ended(
    library: str,
    *kinds: str,
    seconds: float = FOREVER,
    pause: float = 0.0,
    timeout: Any = TIMEOUT,
    refuse: bool = False,
) -> tuple[str, float]:
    """The exception with which an attempt ends that waits for ever, and when; *pause* lies between its waits."""

    async def main() -> tuple[str, float]:
        known, begun = running_library(), time.monotonic()
        limit = known.time_limit(seconds)
        waits = WaitLimit(known, limit, timeout, begun + seconds)
        try:
            async with limit:
                for kind in kinds:
                    waits.begin(kind)
                    await known.sleep(pause)
                if refuse:
                    waits.refuse()
                    waits.begin("read")
                await known.sleep(2 * FOREVER)
        except TimeoutError:
            pass
        return type(waits.error(httpcore)).__name__, time.monotonic() - begun

    return ran(library, main)  # type: ignore[no-any-return]


@libraries
@pytest.mark.parametrize("kind", ["connect", "read", "write"])
def test_each_wait_has_its_timeout(library: str, kind: str) -> None:
    """And is told by its name."""
    name, seconds = ended(library, kind)
    assert name == f"{kind.capitalize()}Timeout"
    assert seconds < 5


@libraries
def test_each_wait_begins_anew(library: str) -> None:
    """Five of them, each shorter than the timeout, are together longer."""
    name, seconds = ended(library, "connect", *["read"] * 5, "write", pause=0.03)
    assert name == "WriteTimeout"
    assert seconds > 0.2


@libraries
def test_the_end_of_the_attempt_comes_first(library: str) -> None:
    """That is no timeout of a wait."""
    name, seconds = ended(library, "read", seconds=0.02)
    assert name == "NoneType"
    assert seconds < 5


@libraries
def test_a_wait_without_a_timeout(library: str) -> None:
    """The attempt's end bounds it."""
    assert ended(library, "read", "", seconds=0.15)[0] == "NoneType"


@libraries
def test_timeouts_that_were_switched_off(library: str) -> None:
    """The attempt's end bounds the waits."""
    assert ended(library, "read", timeout={"read": None}, seconds=0.1)[0] == "NoneType"


@libraries
def test_a_refused_request_ends_at_once(library: str) -> None:
    """No further wait gives it time."""
    name, seconds = ended(library, "read", refuse=True, timeout={})
    assert name == "ConnectionNotAvailable"
    assert seconds < 5


@libraries
def test_a_body_is_sent_in_pieces(library: str) -> None:
    """Each may take as long as the timeout, and making one as long as the attempt."""
    told: list[str] = []

    async def main() -> list[bytes]:
        return [piece async for piece in BodyPieces(BodyChunks(b"x" * 150_000), told.append)]

    pieces = ran(library, main)
    assert ([len(piece) for piece in pieces], told) == ([65536, 65536, 18928], ["", "write", "write", "write", ""])


async def _chunks(pause: float, number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        await running_library().sleep(pause)
        yield b"x"


def read(library: str, pause: float, number: int, between: float = 0.0) -> list[bytes]:
    """Chunks that come after a *pause* each, to a reader who takes time *between* them."""

    async def main() -> list[bytes]:
        known, got = running_library(), list[bytes]()
        async for chunk in timed(_chunks(pause, number), known, httpcore, 0.1):
            await known.sleep(between)
            got.append(chunk)
        return got

    return ran(library, main)  # type: ignore[no-any-return]


@libraries
def test_each_chunk_has_the_timeout(library: str) -> None:
    """All of them may take longer."""
    assert read(library, 0.03, 6) == [b"x"] * 6


@libraries
def test_a_chunk_that_does_not_come(library: str) -> None:
    """A read timeout, as of a socket."""
    with pytest.raises(httpcore.ReadTimeout):
        read(library, FOREVER, 1)


@libraries
def test_a_slow_reader_is_not_the_server(library: str) -> None:
    """The time between two chunks is the reader's."""
    assert read(library, 0.0, 3, between=0.15) == [b"x"] * 3
