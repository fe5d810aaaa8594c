"""Answers that are larger than the caller wants to read: an error of their own, with the part that was read."""

from __future__ import annotations

import gc
import gzip
import pickle
import time
import traceback
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import anyio
import brotli  # type: ignore[import-untyped]
import httpx
import pytest
import zstandard

from generator.runtime import ApiError, ConfigurationError, DeadlineExceeded, ResponseTooLarge, StatusError
from generator.runtime.protocol.request import Given
from generator.runtime.transport.body_streams import FREELY_EXPANDED
from generator.runtime.transport.messages import AttemptProgress, joined_headers
from generator.runtime.util.async_library import running_library
from tests.runtime.loops import LIBRARIES, run_in
from tests.runtime.sample import CREATE, KEY, MAKES, RETRIEVE, SEARCH, SampleResource, async_sample, call, sample
from tests.runtime.server import OK, Reaction, endless, serving
from tests.yardstick import Ticker, ends_within, grows_in_proportion

Make = Callable[..., Any]
every = pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
BIG = OK[:-1] + b" " * 5000 + b"}"
_numbers = count()


def given_sync(**options: Any) -> SampleResource:
    """Over a caller's own client."""
    return sample(http_client=httpx.Client(), **options)


def made(make: Make, url: str, **options: Any) -> Any:
    """A resource of a client with a key of its own."""
    return make(base_url=f"{url}/v1", max_retries=3, key=f"{KEY}{next(_numbers)}", **options)


def too_large(resource: Any, operation: Any, **options: Any) -> ResponseTooLarge:
    """The error of a call."""
    with pytest.raises(ResponseTooLarge) as caught:
        call(resource, operation, **options)
    return caught.value


@every
def test_an_answer_above_the_bound(make: Make) -> None:
    """It is not asked for again, keeps what was read and the id in it, and says what to do."""
    headers = (("x-request-id", "req_7"),)
    with serving(Reaction(201, headers, BIG)) as server:
        error = too_large(made(make, server.url, max_response_bytes=1000), CREATE)
        assert len(server.seen) == 1
    assert error.partial == BIG[:1000]
    assert (error.request_id, error.salvaged, error.maybe_executed) == ("req_7", "run_1", True)
    assert error.response is not None
    assert error.response.status_code == 201
    assert "max_response_bytes=1000" in str(error)
    assert pickle.loads(pickle.dumps(error)).partial == error.partial


@every
def test_a_whole_answer_at_the_bound(make: Make) -> None:
    """The bound itself is allowed."""
    with serving(Reaction(201, (), BIG)) as server:
        assert call(made(make, server.url, max_response_bytes=len(BIG)), CREATE).id == "run_1"


@every
def test_the_bound_of_one_call(make: Make) -> None:
    """It replaces the client's."""
    with serving(Reaction(201, (), BIG)) as server:
        resource = made(make, server.url, max_response_bytes=1000)
        assert call(resource, CREATE, max_response_bytes=1 << 20).id == "run_1"
        assert too_large(made(make, server.url), CREATE, max_response_bytes=10).partial == BIG[:10]


def test_the_bound_of_a_copy() -> None:
    """`with_options` changes it."""
    with serving(Reaction(201, (), BIG)) as server:
        client = made(sample, server.url)._client.with_options(max_response_bytes=10)
        with pytest.raises(ResponseTooLarge):
            client.request("GET", "/x")


@every
def test_an_endless_answer(make: Make) -> None:
    """Of a length that nobody knows."""
    with endless(b"HTTP/1.1 200 OK\r\nX-API-Version: 1\r\nContent-Type: application/json\r\n\r\n", after=OK) as url:
        error = too_large(made(make, url, max_response_bytes=1 << 20), SEARCH, deadline=20.0)
    assert len(error.partial) == 1 << 20
    assert not error.maybe_executed


@every
def test_an_announced_length(make: Make) -> None:
    """Nothing more is read than what came with its head, in which an id may stand."""
    head = b"HTTP/1.1 201 Created\r\nX-API-Version: 1\r\nContent-Length: 10000000000\r\n\r\n"
    with endless(head, after=OK[:-1]) as url:
        error = too_large(made(make, url), CREATE, deadline=20.0)
    assert "10000000000 bytes are announced" in str(error)
    assert error.salvaged == "run_1"
    assert 0 < len(error.partial) < 1 << 20


@every
@pytest.mark.parametrize(("status", "executed"), [(404, False), (422, False), (500, True), (503, False)])
def test_a_refusal_above_the_bound(make: Make, status: int, executed: bool) -> None:
    """Its status says whether the work may be done; 503 means no work with this API."""
    with serving(Reaction(status, (), BIG)) as server:
        error = too_large(made(make, server.url, max_response_bytes=1000), CREATE)
    assert (error.response and error.response.status_code, error.maybe_executed) == (status, executed)


@every
def test_no_credential_is_in_it(make: Make) -> None:
    """Servers repeat what they were sent."""
    key = f"{KEY}{next(_numbers)}"
    with serving(Reaction(200, (), b'{"sent": "' + key.encode() + b'"}' + b" " * 5000)) as server:
        error = too_large(make(base_url=f"{server.url}/v1", max_response_bytes=1000, key=key), SEARCH)
    assert key.encode() not in error.partial
    assert key not in str(error.to_dict())


@every
def test_a_small_body_that_becomes_a_large_one(make: Make) -> None:
    """It is given up long before it fills the memory; a caller who wants it raises the bound."""
    body = gzip.compress(bytes(100 << 20))
    with serving(Reaction(200, (("content-encoding", "gzip"),), body)) as server:
        error = too_large(made(make, server.url), SEARCH)
        assert "max_response_bytes=" in str(error)
        assert len(error.partial) <= FREELY_EXPANDED
        with pytest.raises(ApiError) as caught:  # zeros are no JSON
            call(made(make, server.url), SEARCH, max_response_bytes=1 << 30)
        assert not isinstance(caught.value, ResponseTooLarge)


def test_a_chain_of_encodings() -> None:
    """However long it is, it is an error and no stack that overflows."""
    names = (("content-encoding", ", ".join(["gzip"] * 3000)),)
    with serving(Reaction(200, names, OK)) as server, pytest.raises(ApiError):
        call(made(sample, server.url), SEARCH)


def test_a_head_without_a_body() -> None:
    """HEAD announces a length of which nothing comes."""
    with endless(b"HTTP/1.1 200 OK\r\nX-API-Version: 1\r\nContent-Length: 99999999999\r\n\r\n", b"") as url:
        assert made(sample, url)._client.request("HEAD", "/x").status_code == 200


@pytest.mark.parametrize("value", [0, -1, True, 1.5, "5", None])
def test_bounds_that_are_none(value: Any) -> None:
    """They are refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="max_response_bytes: expected a whole number from 1"):
        sample(max_response_bytes=value)
    with pytest.raises(ConfigurationError, match="max_response_bytes"):
        call(sample(base_url="http://127.0.0.1:1/v1"), RETRIEVE, "x", max_response_bytes=value)


def test_a_caller_s_own_client() -> None:
    """Its answers have the same bound."""
    with serving(Reaction(201, (), BIG)) as server:
        error = too_large(made(given_sync, server.url, max_response_bytes=1000), CREATE)
    assert error.partial == BIG[:1000]
    assert not isinstance(error, StatusError)


HOSTILE = b'{"run": {"id": "run_1", "status": "RUNNING"}, "more": [' + b"[]," * 12_000_000 + b"[]]}"
"""It takes seconds to parse."""


@pytest.mark.parametrize("make", [sample, async_sample], ids=["sync", "async"])
def test_parsing_ends_with_the_deadline(make: Make) -> None:
    """An answer that takes long to parse is given up in time; the id in it is not lost."""
    with serving(Reaction(201, (), HOSTILE)) as server:
        resource = made(make, server.url)
        with ends_within(1.0, 0.15), pytest.raises(DeadlineExceeded) as caught:
            call(resource, CREATE, deadline=1.0)
    assert (caught.value.maybe_executed, caught.value.salvaged) == (True, "run_1")


ROWS = b'{"run": {"id": "run_1", "status": "RUNNING"}, "more": [' + b'{"a": 1, "b": [1.5, "x"]},' * 600_000 + b"{}]}"


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_loop_goes_on_while_a_large_answer_is_read(library: str) -> None:
    """Parsing and decoding take seconds; no other task waits for more than a moment."""
    gc.disable()  # a collection holds up all threads, whoever's objects it goes through
    try:
        with serving(Reaction(201, (), ROWS)) as server:
            resource = made(async_sample, server.url)
            longest, value = run_in(library, lambda: _longest_stall(resource._call(CREATE, Given(), {})))
    finally:
        gc.enable()
    assert value.id == "run_1"
    assert longest < 0.1


async def _longest_stall(work: Awaitable[Any]) -> tuple[float, Any]:
    """The longest time for which the loop did not turn while *work* was done, and the result of that."""
    library, longest, done = running_library(), 0.0, False
    ended = library.event()

    async def watch() -> None:
        nonlocal longest
        while not done:
            with Ticker() as ticker:
                begun = time.monotonic()
                await library.sleep(0.002)
                longest = max(longest, ticker.late(begun) - 0.002)
        ended.set()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        value = await work
        done = True
        await ended.wait()
    return longest, value


@every
@pytest.mark.parametrize("line", ["X-Echo: {}\x0b", "X-Echo {}", "Content-Length: {}"])
def test_a_damaged_header_that_repeats_the_key(make: Make, line: str) -> None:
    """The engine quotes it; no error shows it."""
    key = f"{KEY}{next(_numbers)}"
    head = f"HTTP/1.1 200 OK\r\n{line.format(key)}\r\n\r\n".encode()
    with endless(head, b"") as url, pytest.raises(ApiError) as caught:
        call(make(base_url=f"{url}/v1", max_retries=0, key=key), CREATE, deadline=5.0)
    assert key not in "".join(traceback.format_exception(caught.value))


DAMAGED_HEADS = {
    "early answers": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 500),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000),
    "one header": (b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 65536),
    "trailers": (
        b"HTTP/1.1 200 OK\r\nX-API-Version: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"X-A: b\r\n" * 1000,
    ),
    "a chunk's head": (b"HTTP/1.1 200 OK\r\nX-API-Version: 1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=", b"b" * 65536),
    "tiny chunks": (
        b"HTTP/1.1 200 OK\r\nX-API-Version: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"1\r\n \r\n" * 10_000,
    ),
}


@pytest.mark.parametrize("make", [*MAKES.values(), given_sync], ids=[*MAKES, "given"])
@pytest.mark.parametrize("scene", DAMAGED_HEADS)
def test_what_never_ends(make: Make, scene: str) -> None:
    """It is a `ClientError` within the deadline."""
    head, piece = DAMAGED_HEADS[scene]
    with endless(head, piece) as url, ends_within(1.0, 0.15), pytest.raises(ApiError):
        call(make(base_url=f"{url}/v1", max_retries=0), SEARCH, deadline=1.0)


def test_many_headers_of_one_name() -> None:
    """Joining them takes time in proportion to their number."""
    grows_in_proportion(lambda size: joined_headers([(b"a", b"b" * 8)] * size), 200_000)


@pytest.mark.parametrize("make", [sample, async_sample], ids=["sync", "async"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_expands_costs_no_memory(make: Make, encoding: str) -> None:
    """At most what it may become, and a copy of the part that is kept."""
    encode: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: brotli.compress(body, quality=1),
        "zstd": zstandard.compress,
    }
    with serving(Reaction(200, (("content-encoding", encoding),), encode[encoding](bytes(200 << 20)))) as server:
        resource = made(make, server.url)
        tracemalloc.start()
        try:
            too_large(resource, SEARCH)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 64 << 20


def test_tiny_pieces_cost_no_more_memory_than_large_ones() -> None:
    """A bytes object of three bytes would take forty of them."""
    progress, pieces = AttemptProgress(), [f"{number:03}".encode() for number in range(1000)] * 100
    for piece in pieces:
        progress.receive(piece)
    assert len(progress.chunks) < 1000
    assert progress.result().body == b"".join(pieces)
