"""Where an answer ends, whatever the pieces in which it comes."""

from __future__ import annotations

import pytest

from generator.runtime.transport.messages import AttemptProgress, joined_headers
from generator.runtime.transport.watch import ConnectionWatch

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\n12345\r\n1\r\n6\r\n0\r\nX-T: 1\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
WHOLE = {
    "a length": ("GET", 200, ANSWER),
    "no content": ("GET", 204, b"HTTP/1.1 204 No Content\r\n\r\n"),
    "not modified": ("GET", 304, b"HTTP/1.1 304 Not Modified\r\ncontent-length: 500\r\n\r\n"),
    "a head alone": ("HEAD", 200, b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n"),
    "chunks and a trailer": ("GET", 200, CHUNKS),
    "interim answers": ("GET", 200, EARLY * 3 + ANSWER),
    "an empty body": ("GET", 200, b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
}


def ended(method: str, status: int, data: bytes, size: int) -> bool:
    """Whether the answer in *data*, which comes in pieces of *size*, is all of it."""
    watch = ConnectionWatch()
    watch.begin(AttemptProgress())
    for start in range(0, len(data), size):
        watch.received(data[start : start + size])
    head = data.rpartition(EARLY)[2].partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    headers = joined_headers(tuple(line.split(b": ", 1)) for line in head)  # type: ignore[misc]
    return watch.ended_exactly(method, status, headers)


@pytest.mark.parametrize(("method", "status", "data"), WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_whole_answer(method: str, status: int, data: bytes, size: int) -> None:
    """And nothing more."""
    assert ended(method, status, data, size)


@pytest.mark.parametrize(("method", "status", "data"), WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("more", [b"\n", b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", CHUNKS])
def test_bytes_beyond_it(method: str, status: int, data: bytes, size: int, more: bytes) -> None:
    """They are the answer to nothing."""
    assert not ended(method, status, data + more, size)


def test_a_body_that_ends_with_the_connection() -> None:
    """Nobody knows where it ends."""
    assert not ended("GET", 200, b"HTTP/1.1 200 OK\r\nserver: x\r\n\r\n{}", 1000)


@pytest.mark.parametrize("size", [b"x", b"-5", b""])
def test_chunks_that_are_none(size: bytes) -> None:
    """They end nowhere."""
    assert not ended("GET", 200, b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + size + b"\r\n\r\n", 1000)


def test_the_first_byte_counts() -> None:
    """From then on nobody knows whether it has arrived."""
    watch, progress = ConnectionWatch(), AttemptProgress()
    watch.begin(progress)
    assert progress.phase == "unsent"
    watch.wrote()
    assert progress.phase == "sent"
