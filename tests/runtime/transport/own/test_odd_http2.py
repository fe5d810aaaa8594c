"""Odd but allowed HTTP/2, and what is not: the frames of an answer are sent as they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    HeadersFrame,
    PingFrame,
    PriorityFrame,
    PushPromiseFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from generator.runtime import ApiError, OutcomeUnknown
from tests.runtime.sample import CREATE
from tests.runtime.server import OK
from tests.runtime.transport.own.peers import KINDS, engines
from tests.runtime.transport.own.raw_http2 import HEAD, STREAMS, Wire, called, crowd, framed, goaway, job, reset

kinds = pytest.mark.parametrize("kind", KINDS)
tasks = pytest.mark.parametrize("kind", ["asyncio", "trio"])
END = ["END_STREAM"]

Frames = Callable[[Wire, int], list[Frame | bytes]]
"""An answer to a request on a stream."""


def continued(wire: Wire, stream: int) -> list[Frame | bytes]:
    """Headers in many frames, one of them empty."""
    block = wire.head(stream).data
    parts = [block[at : at + 3] for at in range(0, len(block), 3)]
    rest = [ContinuationFrame(stream, part) for part in [*parts[1:], b""]]
    rest[-1].flags.add("END_HEADERS")
    return [HeadersFrame(stream, parts[0]), *rest, DataFrame(stream, OK, flags=END)]


def padded(wire: Wire, stream: int) -> list[Frame | bytes]:
    head = wire.head(stream)
    head.flags.add("PADDED")
    head.pad_length = 50
    bodies = [DataFrame(stream, OK[at : at + 7], pad_length=255, flags=["PADDED"]) for at in range(0, len(OK), 7)]
    return [head, *bodies, DataFrame(stream, b"", pad_length=9, flags=["PADDED", *END])]


def with_trailers(wire: Wire, stream: int) -> list[Frame | bytes]:
    trailers = wire.head(stream, fields=(("x-checksum", "1"),), last=True)
    return [wire.head(stream), DataFrame(stream, OK), trailers]


def after_interim_ones(wire: Wire, stream: int) -> list[Frame | bytes]:
    interim = [wire.head(stream, fields=((":status", status),)) for status in ("100", "103", "102", "103")]
    return [*interim, wire.head(stream), DataFrame(stream, OK, flags=END)]


def with_empty_data(wire: Wire, stream: int) -> list[Frame | bytes]:
    empty = DataFrame(stream, b"")
    return [wire.head(stream), empty, empty, DataFrame(stream, OK), empty, DataFrame(stream, b"", flags=END)]


def among_others(wire: Wire, stream: int) -> list[Frame | bytes]:
    """Frames that concern nothing, and one of an unknown type."""
    unknown = b"\0\0\x03\xbe\0" + stream.to_bytes(4, "big") + b"abc"
    between = [
        PingFrame(0, b"12345678"),
        SettingsFrame(0),
        PriorityFrame(stream),
        WindowUpdateFrame(stream, window_increment=1),
    ]
    return [
        *between,
        wire.head(stream),
        unknown,
        *between,
        DataFrame(stream, OK),
        unknown,
        *between,
        DataFrame(stream, b"", flags=END),
    ]


def many_headers(wire: Wire, stream: int) -> list[Frame | bytes]:
    """As many as the client allows: 64 KB."""
    head = wire.head(stream, *[(f"x-{number}", "v" * 400) for number in range(100)])
    parts = [head.data[at : at + 16_000] for at in range(0, len(head.data), 16_000)]
    rest = [ContinuationFrame(stream, part) for part in parts[1:]]
    rest[-1].flags.add("END_HEADERS")
    return [HeadersFrame(stream, parts[0]), *rest, DataFrame(stream, OK, flags=END)]


def in_single_bytes(wire: Wire, stream: int) -> list[Frame | bytes]:
    """Each frame is as small as can be."""
    return [
        wire.head(stream),
        *(DataFrame(stream, OK[at : at + 1]) for at in range(len(OK))),
        DataFrame(stream, b"", flags=END),
    ]


ALLOWED: dict[str, Frames] = {
    "CONTINUATION": continued,
    "padding": padded,
    "trailers": with_trailers,
    "interim answers": after_interim_ones,
    "empty DATA": with_empty_data,
    "other frames": among_others,
    "many headers": many_headers,
    "single bytes": in_single_bytes,
}


@kinds
@engines
@pytest.mark.parametrize("frames", ALLOWED.values(), ids=ALLOWED)
def test_an_odd_answer(kind: str, engine: str, frames: Frames) -> None:
    """It is an answer, and the connection is used again."""

    def script(wire: Wire) -> None:
        wire.begin()
        while True:
            wire.send(*frames(wire, wire.request()))

    with framed(script) as served:
        run = called(kind, served.url, CREATE, body={}, times=3, max_retries=0, engine=engine)
    assert (run.id, len(served.wires)) == ("run_1", 1)


@kinds
@pytest.mark.parametrize("frames", [continued, padded, among_others], ids=lambda frames: frames.__name__)
def test_pieces_of_one_byte(kind: str, frames: Frames) -> None:
    """Frames are cut at every byte."""

    def script(wire: Wire) -> None:
        wire.begin()
        while True:
            for frame in frames(wire, wire.request()):
                for byte in frame if isinstance(frame, bytes) else frame.serialize():
                    wire.send(bytes([byte]))

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}, times=2, max_retries=0).id == "run_1"


@kinds
@engines
def test_an_answer_without_a_body(kind: str, engine: str) -> None:
    """END_STREAM is on the headers."""

    def script(wire: Wire) -> None:
        wire.begin()
        while True:
            wire.send(wire.head(wire.request(), fields=((":status", "204"), ("x-api-version", "1")), last=True))

    with framed(script) as served:
        done = CREATE._replace(returns="None", unwrap="")
        assert called(kind, served.url, done, body={}, times=2, max_retries=0, engine=engine) is None
    assert len(served.wires) == 1


# Uploads that are not read.


@kinds
@engines
@pytest.mark.parametrize("code", [0, 8])
@pytest.mark.parametrize("status", ["200", "413"])
def test_a_whole_answer_to_an_upload_that_is_not_read(kind: str, engine: str, code: int, status: str) -> None:
    """It is the answer (RFC 9113, 8.1); RST_STREAM says that the rest is not wanted."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.windows = False
        while True:
            stream = wire.begun()
            head = wire.head(stream, fields=((":status", status), *HEAD[1:]))
            wire.send(head, DataFrame(stream, OK, flags=END), reset(stream, code))

    with framed(script) as served:
        try:
            said = called(kind, served.url, CREATE, body={"note": "x" * 1_000_000}, max_retries=0, engine=engine).id
        except ApiError as error:
            said = str(error)[:3]
    assert said == ("run_1" if status == "200" else "413")


@tasks
def test_an_upload_that_is_not_read_leaves_the_others_alone(kind: str) -> None:
    """The connection goes on."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.answer(wire.request())
        wire.windows = False
        asked = [wire.begun() for _ in range(3)]
        for stream in asked:
            large = wire.paths[stream] == "/runs"
            wire.answer(stream)
            if large:
                wire.send(reset(stream, 0))
        wire.answer_all()

    with framed(script) as served:
        jobs = [job(), job(CREATE, body={"note": "x" * 1_000_000}, max_retries=0), *[job(max_retries=0)] * 2]
        results = crowd(kind, served.url, jobs)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 4


# What is not allowed.


def data_before_headers(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [DataFrame(stream, OK, flags=END)]


def a_frame_too_large(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream), DataFrame(stream, b"x" * 20_000, flags=END)]


def a_broken_block(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [HeadersFrame(stream, b"\xff\xff\xff\xff\xff\xff", flags=["END_HEADERS"])]


def a_push(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [PushPromiseFrame(stream, 2, wire.head(stream).data, flags=["END_HEADERS"])]


def a_stream_of_nobody(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream + 40)]


def another_block_between(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [HeadersFrame(stream, wire.head(stream).data[:4]), DataFrame(stream, OK, flags=END)]


def too_many_headers(wire: Wire, stream: int) -> list[Frame | bytes]:
    """More than the client allows."""
    head = wire.head(stream, *[(f"x-{number}", "v" * 4000) for number in range(100)])
    parts = [head.data[at : at + 16_000] for at in range(0, len(head.data), 16_000)]
    rest = [ContinuationFrame(stream, part) for part in parts[1:]]
    rest[-1].flags.add("END_HEADERS")
    return [HeadersFrame(stream, parts[0]), *rest, DataFrame(stream, OK, flags=END)]


def a_window_too_large(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [WindowUpdateFrame(0, window_increment=2**31 - 1)] * 2


def padding_without_end(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream), b"\0\0\x02\0\x09" + stream.to_bytes(4, "big") + b"\xffx"]


def a_status_that_is_none(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream, fields=((":status", "ok"), *HEAD[1:])), DataFrame(stream, OK, flags=END)]


def a_length_of_more(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream, ("content-length", "1000")), DataFrame(stream, OK, flags=END)]


def a_length_of_less(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream, ("content-length", "5")), DataFrame(stream, OK, flags=END)]


def a_reset(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [wire.head(stream), DataFrame(stream, OK), reset(stream, 0)]


def a_farewell_after_it(wire: Wire, stream: int) -> list[Frame | bytes]:
    return [goaway(stream, 2), wire.head(stream), reset(stream, 2)]


BROKEN: dict[str, Frames] = {
    frames.__name__.replace("_", " "): frames
    for frames in (
        data_before_headers, a_frame_too_large, a_broken_block, a_push, a_stream_of_nobody,
        another_block_between, too_many_headers, a_window_too_large, padding_without_end, a_status_that_is_none,
        a_length_of_more, a_length_of_less, a_reset, a_farewell_after_it,
    )
}  # fmt: skip


@kinds
@engines
@pytest.mark.parametrize("frames", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer(kind: str, engine: str, frames: Frames) -> None:
    """The work may be done: it is not sent again, and that is said in one line and in time."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.send(*frames(wire, wire.request()))
        wire.drain()

    begun = time.monotonic()
    with framed(script) as served, pytest.raises(OutcomeUnknown) as caught:
        called(kind, served.url, CREATE, body={}, engine=engine, timeout=2.0)
    assert "\n" not in str(caught.value)
    assert served.executed == ["/runs"]
    assert time.monotonic() - begun < 1.5


@tasks
@pytest.mark.parametrize("frames", list(BROKEN.values())[:-1], ids=list(BROKEN)[:-1])
def test_a_broken_answer_beside_others(kind: str, frames: Frames) -> None:
    """Nobody waits for ever, nothing is done twice, and the client goes on."""
    broken = threading.Event()

    def script(wire: Wire) -> None:
        wire.begin()
        wire.answer(wire.request())
        if wire.number == 1:
            asked = [wire.request() for _ in range(4)]
            wire.send(*frames(wire, asked[1]))
            broken.set()
            for stream in asked[:1] + asked[2:]:
                wire.answer(stream)
        wire.answer_all()

    begun = time.monotonic()
    with framed(script) as served:
        jobs = [job(), *[job(CREATE, body={}, timeout=2.0)] * 4]
        results = crowd(kind, served.url, jobs)
        assert called(kind, served.url).id == "run_1"
    assert broken.is_set()
    assert served.executed.count("/runs") == 4
    assert {type(result).__name__ for result in results[1:]} <= {"Run", "OutcomeUnknown"}
    assert time.monotonic() - begun < 1.5


# Settings.


@kinds
def test_no_streams_at_first(kind: str) -> None:
    """A request that is under way goes on; later ones take another connection."""

    def script(wire: Wire) -> None:
        wire.begin({STREAMS: 0 if wire.number == 1 else 100})
        wire.answer_all()

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}, times=3).id == "run_1"
    assert served.executed == ["/runs"] * 3


@tasks
def test_fewer_streams_than_wait(kind: str) -> None:
    """Those who wait for a stream take another connection; nobody fails."""

    def script(wire: Wire) -> None:
        wire.begin({STREAMS: 4})
        wire.answer(wire.request())
        if wire.number == 1:
            asked = [wire.request() for _ in range(4)]
            wire.send(SettingsFrame(0, settings={STREAMS: 1}))
            for stream in asked:
                wire.answer(stream)
        wire.answer_all()

    with framed(script) as served:
        results = crowd(kind, served.url, [job(max_retries=0, timeout=3.0)] * 12)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 12


@tasks
def test_a_farewell_to_those_who_wait(kind: str) -> None:
    """Who waits for a stream takes another connection; nobody fails."""

    def script(wire: Wire) -> None:
        wire.begin({STREAMS: 2})
        wire.answer(wire.request())
        if wire.number == 1:
            asked = [wire.request() for _ in range(2)]
            wire.send(goaway(asked[-1]))
            for stream in asked:
                wire.answer(stream)
            wire.drain()
        wire.answer_all()

    with framed(script) as served:
        results = crowd(kind, served.url, [job(CREATE, body={}, max_retries=0, timeout=3.0)] * 8)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 8
    assert served.executed == ["/runs"] * 8
