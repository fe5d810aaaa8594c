"""Where received bytes of HTTP/2 are cut, and what a GOAWAY becomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from generator.runtime.transport.own.frames import FrameReader, wanted
from generator.runtime.transport.watch import ConnectionWatch

STREAMS = SettingsFrame.MAX_CONCURRENT_STREAMS
ANSWER: Sequence[Frame] = (
    SettingsFrame(0, settings={STREAMS: 100}),
    SettingsFrame(0, flags=["ACK"]),
    HeadersFrame(1, b"\x88", flags=["PADDED"], pad_length=9),
    ContinuationFrame(1, b"", flags=["END_HEADERS"]),
    DataFrame(1, b"", flags=[]),
    DataFrame(1, b"abc" * 30, flags=["PADDED"], pad_length=200),
    DataFrame(1, b"end", flags=["END_STREAM"]),
)
UNKNOWN = b"\0\0\x07\xef\0\0\0\0\x01unknown"
BYTES = [*(frame.serialize() for frame in ANSWER[:-1]), UNKNOWN, ANSWER[-1].serialize()]
IDLE = {
    "a PING": PingFrame(0, b"are you?"),
    "SETTINGS": SettingsFrame(0),
    "WINDOW_UPDATE": WindowUpdateFrame(0, window_increment=5),
    "RST_STREAM": RstStreamFrame(1),
}


def handed_on(data: bytes, size: int, most: int = 1 << 16) -> tuple[list[bytes], list[int]]:
    """What becomes of *data* that arrives in pieces of *size*: bytes for the engine, and what GOAWAY said."""
    told: list[int] = []
    reader, received, given = FrameReader(told.append), bytearray(), list[bytes]()
    for start in range(0, len(data), size):
        received += data[start : start + size]
        while piece := reader.next(received, most):
            given.append(piece)
    return given, told


def usable(data: bytes) -> bool:
    return FrameReader(lambda last: None).leaves_usable(bytearray(data))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 10, 100, 10_000])
def test_nothing_is_lost(size: int) -> None:
    """However it arrives."""
    assert b"".join(handed_on(b"".join(BYTES), size)[0]) == b"".join(BYTES)


def test_frames_come_one_by_one() -> None:
    """Also where they arrive together."""
    assert handed_on(b"".join(BYTES), 10_000)[0] == BYTES


@pytest.mark.parametrize("size", [1, 8, 9, 40])
def test_no_piece_holds_parts_of_two_frames(size: int) -> None:
    """Frames end where pieces end."""
    ends = {sum(map(len, BYTES[: number + 1])) for number in range(len(BYTES))}
    pieces, position = handed_on(b"".join(BYTES), size)[0], 0
    for piece in pieces:
        crossed = {end for end in ends if position < end < position + len(piece)}
        assert not crossed
        position += len(piece)


def test_a_long_frame_comes_in_parts() -> None:
    """Of so many bytes as are asked for."""
    frame = DataFrame(1, b"x" * 1000).serialize()
    pieces = handed_on(frame + BYTES[0], 10_000, 100)[0]
    assert [len(piece) for piece in pieces] == [100] * 10 + [9] + [len(BYTES[0])]


def test_a_long_frame_is_handed_on_before_its_end() -> None:
    """Its parts are not waited for."""
    reader, received = FrameReader(lambda last: None), bytearray(DataFrame(1, b"x" * 1000).serialize()[:50])
    assert len(reader.next(received, 100)) == 50


def test_a_head_is_waited_for() -> None:
    """Before its end, nobody knows where the frame ends."""
    assert FrameReader(lambda last: None).next(bytearray(BYTES[0][:8]), 100) == b""


@pytest.mark.parametrize("size", [1, 5, 9, 13, 17, 100])
def test_goaway_is_told_and_not_handed_on(size: int) -> None:
    """Its debug data neither."""
    goaway = GoAwayFrame(0, last_stream_id=7, additional_data=b"too many pings").serialize()
    given, told = handed_on(BYTES[0] + goaway + BYTES[7], size)
    assert (b"".join(given), told) == (BYTES[0] + BYTES[7], [7])


def test_every_goaway_is_told() -> None:
    """The first may be a warning."""
    frames = [GoAwayFrame(0, last_stream_id=last).serialize() for last in (2**31 - 1, 5)]
    assert handed_on(b"".join(frames), 1000) == ([], [2**31 - 1, 5])


def test_the_reserved_bit_is_no_part_of_a_stream() -> None:
    """RFC 9113, 6.8."""
    goaway = bytearray(GoAwayFrame(0, last_stream_id=3).serialize())
    goaway[9] |= 0x80
    assert handed_on(bytes(goaway), 100)[1] == [3]


def test_a_payload_like_a_goaway_is_data() -> None:
    """What is within a frame is not looked at."""
    frame = DataFrame(1, GoAwayFrame(0, last_stream_id=3).serialize() * 3).serialize()
    assert handed_on(frame, 5, 9)[1] == []


@pytest.mark.parametrize("frame", IDLE.values(), ids=IDLE)
def test_between_requests(frame: Frame) -> None:
    """No reason to give the connection up."""
    assert usable(frame.serialize() * 3)


@pytest.mark.parametrize("frame", IDLE.values(), ids=IDLE)
def test_half_a_frame_between_requests(frame: Frame) -> None:
    """Its rest may never come."""
    assert not usable(frame.serialize()[:-1])


@pytest.mark.parametrize("frame", [GoAwayFrame(0), *ANSWER[2:]], ids=lambda frame: type(frame).__name__)
def test_what_ends_a_connection_between_requests(frame: Frame) -> None:
    """It leaves, or speaks of requests that there are not."""
    assert not usable(PingFrame(0, b"are you?").serialize() + frame.serialize())


def test_nothing_between_requests() -> None:
    """As it mostly is."""
    assert usable(b"")


# The number of streams.


def streams_of(*numbers: int | None) -> tuple[list[Any], list[int]]:
    """Numbers of streams in what becomes of SETTINGS that name these, and what was told of the connection."""
    frames = [SettingsFrame(0, settings={4: 70_000} | ({} if one is None else {STREAMS: one})) for one in numbers]
    given, told = handed_on(b"".join(frame.serialize() for frame in frames), 1000)
    found = [SettingsFrame(0) for _ in given]
    for frame, data in zip(found, given, strict=True):
        frame.parse_body(memoryview(data[9:]))
        assert frame.settings[4] == 70_000
    return [frame.settings.get(STREAMS) for frame in found], told


@pytest.mark.parametrize(
    ("named", "given"),
    [
        ([None], [100]),
        ([None, None], [100, 100]),
        ([7, None], [7, 7]),
        ([7, 9], [7, 9]),
        ([1000, 100], [100, 100]),
        ([2**32 - 1], [100]),
    ],
)
def test_as_many_streams_as_before(named: list[int | None], given: list[int]) -> None:
    """A number that was not named is no small one."""
    assert streams_of(*named) == (given, [])


@pytest.mark.parametrize(("named", "given"), [([7, 5], [7, 7]), ([None, 5], [100, 100]), ([0], [1]), ([7, 0], [7, 7])])
def test_fewer_streams_than_before(named: list[int | None], given: list[int]) -> None:
    """The engine is not told; the connection takes no more."""
    assert streams_of(*named) == (given, [2**31 - 1])


@pytest.mark.parametrize("size", [1, 9, 100])
def test_settings_that_are_none(size: int) -> None:
    """The engine refuses them."""
    broken = b"\0\0\x05\x04\0\0\0\0\0\0\x03\0\0\0"
    assert b"".join(handed_on(broken, size)[0]) == broken


def test_settings_that_are_too_long() -> None:
    """They are not waited for: the engine refuses them."""
    assert FrameReader(lambda last: None).next(bytearray(b"\x01\0\0\x04\0\0\0\0\0\0"), 100)


# Uploads that are not wanted.


def after_the_end(frames: Sequence[Frame], *, granted: int = 0) -> tuple[list[bytes], list[int]]:
    """What is handed on of *frames* while stream 1 uploads, and what was told of the connection."""
    watch, told = ConnectionWatch(), list[int]()
    watch.uploads[1] = False
    reader = FrameReader(told.append, watch.beside, watch.answered, watch.was_reset)
    window = [WindowUpdateFrame(0, window_increment=granted)] if granted else []
    received = bytearray(b"".join(frame.serialize() for frame in [*window, *frames]))
    given = list(iter(lambda: reader.next(received, 1 << 16), b""))
    return given[len(window) :], told


END = DataFrame(1, b"end", flags=["END_STREAM"])


def test_a_reset_after_the_answer_opens_windows() -> None:
    """In which the engine sends what is then dropped; the connection takes no more."""
    given, told = after_the_end([END, RstStreamFrame(1)])
    opened = [WindowUpdateFrame(stream, window_increment=1 << 17).serialize() for stream in (1, 0)]
    assert (given[1:], told) == ([b"".join(opened)], [2**31 - 1])


def test_a_window_that_is_large_is_not_opened() -> None:
    """It may be at most 2 GB."""
    given, _ = after_the_end([END, RstStreamFrame(1)], granted=2**31 - 65536)
    assert given[1:] == [WindowUpdateFrame(1, window_increment=1 << 17).serialize()]


@pytest.mark.parametrize("frames", [[RstStreamFrame(1)], [END, RstStreamFrame(3)]], ids=["no answer", "another"])
def test_other_resets_are_handed_on(frames: Sequence[Frame]) -> None:
    """They say what they say."""
    assert after_the_end(frames) == ([frame.serialize() for frame in frames], [])


def test_what_is_wanted() -> None:
    """All but the bodies of such streams."""
    kept = [
        SettingsFrame(0, flags=["ACK"]),
        DataFrame(3, b"x"),
        HeadersFrame(1, b"\x88"),
        WindowUpdateFrame(1, window_increment=5),
    ]
    frames = [DataFrame(1, b"x" * 30), *kept[:2], DataFrame(1, b"", flags=["END_STREAM"]), *kept[2:]]
    sent = wanted(b"".join(frame.serialize() for frame in frames), {1})
    assert sent == b"".join(frame.serialize() for frame in kept)


def test_a_window_that_others_wait_for() -> None:
    """They look again, each at a frame that says nothing."""
    reader = FrameReader(lambda last: None, lambda: 2)
    received = bytearray(WindowUpdateFrame(1, window_increment=5).serialize() + BYTES[-1])
    given = list(iter(lambda: reader.next(received, 100), b""))
    assert given[1:] == [b"\0\0\0\xff\0\0\0\0\0"] * 2 + [BYTES[-1]]
