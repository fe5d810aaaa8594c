"""Server-sent events as WHATWG has them, and lines of JSON, however the bytes are cut."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.features.sse import ByteParser, EventParser, ItemTooLarge, LineParser, ServerSentEvent
from tests.yardstick import grows_in_proportion

TABLE: list[tuple[str, list[ServerSentEvent]]] = [
    ("data: a\n\n", [ServerSentEvent("a")]),
    ("data:a\n\n", [ServerSentEvent("a")]),
    ("data:  a\n\n", [ServerSentEvent(" a")]),
    ("data: a\ndata: b\n\n", [ServerSentEvent("a\nb")]),
    ("data\n\n", [ServerSentEvent("")]),
    ("data\ndata\n\n", [ServerSentEvent("\n")]),
    (": comment\n\n", []),
    (":\ndata: a\n:ping\n\n", [ServerSentEvent("a")]),
    ("event: add\ndata: 7\n\n", [ServerSentEvent("7", "add")]),
    ("event: add\n\ndata: 7\n\n", [ServerSentEvent("7")]),
    ("event:\ndata: 7\n\n", [ServerSentEvent("7")]),
    ("id: 1\ndata: a\n\ndata: b\n\n", [ServerSentEvent("a", id="1"), ServerSentEvent("b", id="1")]),
    ("id: 1\ndata: a\n\nid\ndata: b\n\n", [ServerSentEvent("a", id="1"), ServerSentEvent("b")]),
    ("id: 1\0\ndata: a\n\n", [ServerSentEvent("a")]),
    ("data: a\r\n\r\ndata: b\r\n\r\n", [ServerSentEvent("a"), ServerSentEvent("b")]),
    ("data: a\r\rdata: b\r\r", [ServerSentEvent("a"), ServerSentEvent("b")]),
    ("data: a\r\n\ndata: b\n\r\n", [ServerSentEvent("a"), ServerSentEvent("b")]),
    ("\ufeffdata: a\n\n", [ServerSentEvent("a")]),
    ("\ufeff\ufeffdata: a\n\n", []),
    ("data: a\n\ndata: \ufeffb\n\n", [ServerSentEvent("a"), ServerSentEvent("\ufeffb")]),
    ("data: é€𝄞\n\n", [ServerSentEvent("é€𝄞")]),
    ("data: a\u2028b\x0bc\x85d\n\n", [ServerSentEvent("a\u2028b\x0bc\x85d")]),
    ("nothing: a\nDATA: b\n data: c\n\n", []),
    ("data: a: b\n\n", [ServerSentEvent("a: b")]),
    ("data: whole\n\ndata: broken off\n", [ServerSentEvent("whole")]),
    ("", []),
]


def all_of(parser: Any, *pieces: bytes) -> list[Any]:
    """What a parser makes of *pieces*, and of their end."""
    return [item for piece in pieces for item in parser.feed(piece)] + list(parser.end())


@pytest.mark.parametrize(("text", "events"), TABLE)
def test_events(text: str, events: list[ServerSentEvent]) -> None:
    """In one piece, byte by byte, and cut once in every place."""
    data = text.encode()
    assert all_of(EventParser(), data) == events
    assert all_of(EventParser(), *(data[i : i + 1] for i in range(len(data)))) == events
    for cut in range(len(data)):
        assert all_of(EventParser(), data[:cut], data[cut:]) == events


@given(st.text(alphabet="data: \r\n\ufeffid€event\0", max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_cuts_do_not_matter(text: str, cuts: list[int]) -> None:
    """Any text gives the same events in any pieces."""
    data = text.encode()
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:end] for start, end in itertools.pairwise(places)]
    assert all_of(EventParser(), *pieces) == all_of(EventParser(), data)


def test_bytes_that_are_no_utf8_are_replaced() -> None:
    """Nothing a server sends raises."""
    assert all_of(EventParser(), b"data: \xff\n\n") == [ServerSentEvent("\ufffd")]


@pytest.mark.parametrize(
    ("line", "retry"),
    [
        ("retry: 1500", 1500),
        ("retry: x", None),
        ("retry: -1", None),
        ("retry: ١", None),
        ("retry: " + "9" * 5000, None),
    ],
)
def test_the_wait_that_a_server_asks_for(line: str, retry: int | None) -> None:
    """Digits alone."""
    parser = EventParser()
    all_of(parser, f"{line}\ndata: a\n\n".encode())
    assert parser.retry == retry


def test_an_event_as_json() -> None:
    """For streams that the document says nothing of."""
    assert ServerSentEvent('{"a": 1}').json() == {"a": 1}
    with pytest.raises(ValueError, match="Expecting"):
        ServerSentEvent("[DONE").json()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']),
        ('{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']),
        ('{"a":1}\r\n\r\n\n{"a":2}\r\n', ['{"a":1}', '{"a":2}']),
        ('\x1e{"a":1}\n\x1e{"a":2}\n', ['{"a":1}', '{"a":2}']),
        ('\ufeff{"a":"\u2028€"}\n', ['{"a":"\u2028€"}']),
        ("\n\n", []),
        ("", []),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    """Cut at line feeds alone, wherever the bytes are cut."""
    data = text.encode()
    for pieces in ([data], [data[i : i + 1] for i in range(len(data))]):
        parser = LineParser()
        found = all_of(parser, *pieces)
        last = parser.unended()
        assert [*found, *([] if last is None else [last])] == lines
        assert (last is None) is (data == b"" or data.endswith(b"\n"))


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("data: a\n\n", None),
        ("data: a\n", ServerSentEvent("a")),
        ("data: a", ServerSentEvent("a")),
        ("data: a\r", ServerSentEvent("a")),
        ("event: add\nid: 1\ndata: a\ndata: b", ServerSentEvent("a\nb", "add", "1")),
        ("data: a\n\nda", ServerSentEvent("")),
        ("data: a\n\nevent: add\nid: 1\n: ping", None),
        ("data: a\n\nretry: 5", None),
        ("", None),
    ],
)
def test_an_event_without_its_end(text: str, last: ServerSentEvent | None) -> None:
    """It is none of the events, and is not lost: its data may be whole."""
    for pieces in ([text.encode()], [text[i : i + 1].encode() for i in range(len(text))]):
        parser = EventParser()
        all_of(parser, *pieces)
        assert parser.unended() == last


def test_a_character_that_is_cut() -> None:
    """It is shown as damaged, also at the end."""
    parser = EventParser()
    assert all_of(parser, "data: €".encode()[:-1]) == []
    assert parser.unended() == ServerSentEvent("\ufffd")


def test_bytes_stay_as_they_come() -> None:
    """Empty pieces are none."""
    assert all_of(ByteParser(), b"a", b"", b"bc") == [b"a", b"bc"]


@pytest.mark.parametrize("piece", ["\r", "data", "data: x\n", ":", "\n\r", "id", "\u2028"])
def test_events_are_read_in_linear_time(piece: str) -> None:
    """In large chunks and in single bytes."""

    def read(size: int) -> None:
        data = (piece * size).encode()
        for parser in (EventParser(), LineParser()):
            all_of(parser, data)
            all_of(parser, *(data[i : i + 1] for i in range(len(data))))

    grows_in_proportion(read, 40_000)


def until_too_large(parser: Any, data: bytes, size: int) -> tuple[list[Any], ItemTooLarge]:
    """The items of *data*, in pieces of *size*, and the error after them."""
    found: deque[Any] = deque()
    try:
        for start in range(0, len(data), size):
            found.extend(parser.feed(data[start : start + size]))
    except ItemTooLarge as error:
        return [*found], error
    raise AssertionError("it was never too large")


@pytest.mark.parametrize("data", [b"data: " + b"x" * 50, b"data: x\n" * 20, b"x" * 60, b": " + b"x" * 50])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_an_event_without_an_end(data: bytes, size: int) -> None:
    """It is given up at the bound, wherever it is cut; the events before it are not."""
    found, error = until_too_large(EventParser(40), b"data: a\n\n" + data, size)
    assert found == [ServerSentEvent("a")]
    assert 0 < len(error.partial) <= 40


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_line_without_an_end(size: int) -> None:
    """The same."""
    found, error = until_too_large(LineParser(10), b"1\n2\n" + b"x" * 50, size)
    assert (found, error.partial) == (["1", "2"], "x" * 10)


def test_the_bound_is_one_of_an_item() -> None:
    """A stream of any size is read, comments between events and other fields included."""
    text = b": ping\nevent: e\ndata: 12345678\n\n" * 1000
    assert len(all_of(EventParser(40), text)) == 1000
    assert len(all_of(LineParser(8), b"12345678\n" * 1000)) == 1000
