"""A body is read in threads, on asyncio and trio, and an error says how far it came."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import trio

from generator.runtime.errors import ConfigurationError
from generator.runtime.transport.uploads import READ_AT_ONCE, Upload, content_of, joined

LARGE = bytes(range(256)) * (READ_AT_ONCE // 128)


def on_asyncio(main: Callable[[], Awaitable[Any]]) -> Any:
    async def within() -> Any:
        return await main()

    return asyncio.run(within())


on_both = pytest.mark.parametrize("run", [on_asyncio, trio.run], ids=["asyncio", "trio"])


def upload(value: Any) -> Upload:
    made = joined([b"<", content_of(value), b">"])
    assert isinstance(made, Upload)
    return made


class Watched(io.BytesIO):
    """A file that remembers which threads read it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.threads: set[int] = set()

    def read(self, size: int | None = -1) -> bytes:
        if size:
            self.threads.add(threading.get_ident())
        return super().read(size)


class Awaited:
    """A file whose `read` is to be awaited."""

    def __init__(self, data: bytes) -> None:
        self.file = io.BytesIO(data)

    async def read(self, size: int) -> bytes:
        return self.file.read(size)


async def pieces() -> AsyncIterator[bytes]:
    yield LARGE


def whole(run: Any, made: Upload) -> bytes:
    async def read() -> bytes:
        return b"".join([chunk async for chunk in made])

    result: bytes = run(read)
    return result


@on_both
def test_files_are_read_in_threads(run: Any) -> None:
    """A slow disk does not stop the loop."""
    file = Watched(LARGE)
    assert whole(run, upload(file)) == b"<" + LARGE + b">"
    assert file.threads
    assert threading.get_ident() not in file.threads


@on_both
@pytest.mark.parametrize("make", [lambda: Awaited(LARGE), pieces])
def test_what_is_awaited_is_read(run: Any, make: Callable[[], Any]) -> None:
    """Files and iterators, on the loop, as they are made for it."""
    made = upload(make())
    assert made.asynchronous
    assert made.length is None
    assert whole(run, made) == b"<" + LARGE + b">"


@on_both
def test_a_file_that_is_gone_is_told(tmp_path: Path, run: Any) -> None:
    """Something may have been sent before."""
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    made = upload(path)
    path.unlink()
    with pytest.raises(ConfigurationError, match=r"body: cannot be read: .*No such file") as caught:
        whole(run, made)
    assert caught.value.maybe_executed


def test_a_position_beyond_the_end_has_nothing_left() -> None:
    """No negative length is announced."""
    file = io.BytesIO(b"x")
    file.seek(100)
    assert content_of(file) == b""


def test_a_file_that_is_read_twice_is_sent_twice() -> None:
    """One open file in two parts: each is read from where it stood."""
    file = io.BytesIO(LARGE)
    made = joined([content_of(file), content_of(file)])
    assert isinstance(made, Upload)
    assert made.length == 2 * len(LARGE)
    assert b"".join(made) == LARGE * 2
    assert b"".join(made) == LARGE * 2  # and again for another attempt
