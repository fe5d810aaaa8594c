"""HTTP/2 over own connections: streams beside each other, refusals and farewells, windows, silence."""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import Any

import pytest
from hyperframe.frame import DataFrame, PingFrame, SettingsFrame, WindowUpdateFrame

from generator.runtime import (
    ConnectionFailed,
    DeadlineExceeded,
    OutcomeUnknown,
)
from tests.runtime.sample import CREATE
from tests.runtime.transport.own.peers import KINDS, H2Server, answering, engines, over_tls
from tests.runtime.transport.own.raw_http2 import (
    HIGHEST,
    STREAMS,
    Wire,
    called,
    connections,
    crowd,
    framed,
    goaway,
    job,
    reset,
)
from tests.sweeps.deadlines.hostile import talking
from tests.sweeps.tls import serving

kinds = pytest.mark.parametrize("kind", KINDS)
tasks = pytest.mark.parametrize("kind", ["asyncio", "trio"])
PING = PingFrame(0, b"are you?")
PAID = b'{"run":{"id":"run_7","status":"RUNNING"}}'


def served_by(server: H2Server) -> Any:
    return talking(over_tls(serving(("h2",)), server))


# Streams.


@kinds
@engines
def test_an_answer(kind: str, engine: str) -> None:
    """By HTTP/2."""
    server = H2Server()
    with served_by(server) as port:
        assert called(kind, f"https://127.0.0.1:{port}", engine=engine, times=3).id == "run_1"
    assert (server.executed, server.connections) == (["x"] * 3, 1)


@tasks
@engines
def test_tasks_share_a_connection(kind: str, engine: str) -> None:
    """All of them at once."""
    server = H2Server()
    with served_by(server) as port:
        jobs = [job(name="slow")] * 30
        results = crowd(kind, f"https://127.0.0.1:{port}", jobs, connections=connections(engine))
    assert [run.id for run in results] == ["run_1"] * 30
    assert (server.connections, server.most) == (1, 29)


@tasks
def test_more_tasks_than_streams(kind: str) -> None:
    """Who finds no stream free waits: nothing fails, and nothing is refused."""
    server = H2Server(streams=3)
    with served_by(server) as port:
        results = crowd(kind, f"https://127.0.0.1:{port}", [job(name="x"), *[job(name="slow", max_retries=0)] * 12])
    assert [run.id for run in results] == ["run_1"] * 13
    assert (server.connections, server.most) == (1, 3)


@tasks
def test_a_crowd_at_once(kind: str) -> None:
    """Nobody was there before: one connection is opened for all."""
    server = H2Server()
    with served_by(server) as port:
        results = crowd(kind, f"https://127.0.0.1:{port}", [job(max_retries=0)] * 20, first=0)
    assert [run.id for run in results] == ["run_1"] * 20
    assert server.connections == 1


@tasks
def test_a_server_that_names_no_number_of_streams(kind: str) -> None:
    """It takes many (RFC 9113, 6.5.2)."""
    together = threading.Event()

    def script(wire: Wire) -> None:
        wire.begin({})
        wire.answer(wire.request())
        asked = [wire.request() for _ in range(10)]
        together.set()
        for stream in asked:
            wire.answer(stream)
        wire.drain()

    with framed(script) as served:
        results = crowd(kind, served.url, [job(timeout=3.0, max_retries=0)] * 11)
    assert together.is_set()
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 11


@tasks
def test_fewer_streams_than_are_in_use(kind: str) -> None:
    """Those in use go on; later ones keep to the number."""
    most = 0

    def script(wire: Wire) -> None:
        nonlocal most
        wire.begin()
        wire.answer(wire.request())
        if wire.number > 1:
            wire.answer_all()
        asked = [wire.request() for _ in range(5)]
        wire.send(SettingsFrame(0, settings={STREAMS: 2}))
        for stream in asked:
            wire.answer(stream)
        wire.answer_all()

    with framed(script) as served:
        results = crowd(kind, served.url, [job(timeout=3.0, max_retries=0)] * 6)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 6


@tasks
def test_a_cancelled_task_leaves_the_others_alone(kind: str) -> None:
    """Their answers come."""
    server = H2Server()
    with served_by(server) as port:
        jobs = [job(), *[job(name="never"), job(name="slow")] * 3]
        results = crowd(kind, f"https://127.0.0.1:{port}", jobs, cancelled=[1, 3, 5])
    assert [getattr(run, "id", None) for run in results] == ["run_1", None, "run_1", None, "run_1", None, "run_1"]


@tasks
def test_a_late_task_leaves_the_others_alone(kind: str) -> None:
    """It alone is late."""
    server = H2Server()
    with served_by(server) as port:
        jobs = [job(), job(name="never", deadline=0.1), *[job(name="slow")] * 3]
        results = crowd(kind, f"https://127.0.0.1:{port}", jobs, time=None)
    assert isinstance(results.pop(1), DeadlineExceeded)
    assert [run.id for run in results] == ["run_1"] * 4


# Refusals and farewells.


@kinds
@engines
@pytest.mark.parametrize("word", ["refused", "goaway"])
def test_what_was_not_processed_is_sent_again(kind: str, engine: str, word: str) -> None:
    """Also what may be done once only; it is done once."""

    done: list[int] = []

    def script(wire: Wire) -> None:
        wire.begin()
        while True:
            stream = wire.request()
            if len(done) == 1:
                done.append(0)
                wire.send(reset(stream, 7) if word == "refused" else goaway(stream - 2))
            else:
                done.append(stream)
                wire.answer(stream)

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}, times=2, engine=engine).id == "run_1"
    assert len([stream for stream in done if stream]) == 2


@kinds
def test_the_first_request_of_a_connection_that_leaves(kind: str) -> None:
    """GOAWAY names no stream at all."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        if wire.number == 1:
            wire.send(goaway(0))
            wire.drain()
        wire.answer(stream)
        wire.answer_all()

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}).id == "run_1"
    assert len(served.wires) == 2


@kinds
@engines
@pytest.mark.parametrize("last", [1, HIGHEST])
def test_a_server_that_leaves_answers_what_it_has_seen(kind: str, engine: str, last: int) -> None:
    """The answer is returned, and the connection is not used again."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        if wire.number == 1:
            wire.send(goaway(last))
            wire.send(wire.head(stream))
        wire.answer(stream) if wire.number > 1 else wire.send(DataFrame(stream, PAID, flags=["END_STREAM"]))
        wire.answer_all()

    with framed(script) as served:
        called(kind, served.url, CREATE, body={}, times=2, engine=engine, max_retries=0)
    assert [wire.paths for wire in served.wires] == [{1: "/runs"}, {1: "/runs"}]


@kinds
@pytest.mark.parametrize("part", [b"", PAID[:9]])
def test_a_server_that_contradicts_its_answer(kind: str, part: bytes) -> None:
    """It has begun to answer a request that its GOAWAY calls unseen: the work may be done, and is not sent again."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream), *([DataFrame(stream, part)] if part else []))
        wire.send(goaway(0))
        wire.drain()

    with framed(script) as served, pytest.raises(OutcomeUnknown) as caught:
        called(kind, served.url, CREATE, body={})
    assert caught.value.maybe_executed
    assert len(served.wires) == 1


@kinds
@pytest.mark.parametrize("last", [1, 3])
def test_two_farewells(kind: str, last: int) -> None:
    """The first announces, the second tells the truth: the second request was seen, or it was not."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.answer(wire.request())
        if wire.number == 1:
            stream = wire.request()
            wire.send(goaway(HIGHEST), goaway(last))
            if last == stream:
                wire.answer(stream, PAID)
            wire.drain()
        wire.answer_all()

    with framed(script) as served:
        run = called(kind, served.url, CREATE, body={}, times=2)
    assert run.id == ("run_7" if last == 3 else "run_1")
    assert len(served.wires) == (1 if last == 3 else 2)


@tasks
def test_a_farewell_between_two_tasks(kind: str) -> None:
    """The earlier is answered, the later sent again."""

    def script(wire: Wire) -> None:
        wire.begin()
        if wire.number > 1:
            wire.answer_all()
        wire.answer(wire.request())
        first, _ = wire.request(), wire.request()
        wire.send(goaway(first))
        wire.answer(first, PAID)
        wire.drain()

    with framed(script) as served:
        results = crowd(kind, served.url, [job(), *[job(CREATE, body={})] * 2])
    assert sorted(run.id for run in results) == ["run_1", "run_1", "run_7"]
    assert [len(wire.paths) for wire in served.wires] == [3, 1]


@kinds
def test_a_reset_that_says_nothing_of_processing(kind: str) -> None:
    """It may have been executed: it is not sent again."""
    server = H2Server()
    with served_by(server) as port, pytest.raises(OutcomeUnknown):
        called(kind, f"https://127.0.0.1:{port}", CREATE._replace(path="/reset"), body={})
    assert server.executed == ["reset"]


@kinds
@engines
def test_a_broken_frame_takes_nothing_back(kind: str, engine: str) -> None:
    """The id that came before it is told."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        broken = WindowUpdateFrame(0, window_increment=1).serialize()[:-4] + b"\0\0\0\0"
        wire.send(wire.head(stream), DataFrame(stream, PAID), broken)
        wire.drain()

    with framed(script) as served, pytest.raises(OutcomeUnknown) as caught:
        called(kind, served.url, CREATE, body={}, engine=engine)
    assert caught.value.salvaged == "run_7"
    assert served.executed == ["/runs"]


@kinds
def test_a_cut_takes_nothing_back(kind: str) -> None:
    """The id that came before it is told."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream), DataFrame(stream, PAID))

    with framed(script) as served, pytest.raises(OutcomeUnknown) as caught:
        called(kind, served.url, CREATE, body={})
    assert caught.value.salvaged == "run_7"


@kinds
@engines
def test_an_answer_before_a_reset_of_the_connection(kind: str, engine: str) -> None:
    """It is read, although what it asks for cannot be sent any more."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        pieces = [b'{"run":{"id":"run_7","error":"', *[b"x" * 1000] * 20, b'"}}']
        wire.send(wire.head(stream), *(frame for piece in pieces for frame in (DataFrame(stream, piece), PING)))
        wire.send(DataFrame(stream, b"", flags=["END_STREAM"]))
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing it resets it

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}, engine=engine, max_retries=0).id == "run_7"


# Between requests.


@kinds
@pytest.mark.parametrize(
    "frames",
    [
        [PING],
        [SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 70_000})],
        [WindowUpdateFrame(0, window_increment=1000)],
        [reset(1, 0)],
    ],
    ids=["PING", "SETTINGS", "WINDOW_UPDATE", "RST_STREAM"],
)
def test_what_comes_while_nobody_asks(kind: str, frames: list[Any]) -> None:
    """The connection is used again."""

    def script(wire: Wire) -> None:
        wire.begin()
        while True:
            wire.answer(wire.request())
            wire.send(*frames)

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}, times=3, max_retries=0).id == "run_1"
    assert len(served.wires) == 1


@kinds
def test_a_farewell_while_nobody_asks(kind: str) -> None:
    """The connection is not used again; nothing fails."""

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream), DataFrame(stream, PAID, flags=["END_STREAM"]), goaway(stream))
        wire.answer_all()

    with framed(script) as served:
        assert called(kind, served.url, CREATE, body={}, times=3, max_retries=0).id == "run_7"
    assert [len(wire.paths) for wire in served.wires] == [1, 1, 1]


# Bodies.


@kinds
@engines
def test_an_answer_larger_than_a_window(kind: str, engine: str) -> None:
    """Windows are opened again."""
    body = b'{"run":{"id":"%b"}}' % (b"r" * 20_000_000)

    def script(wire: Wire) -> None:
        wire.begin()
        stream = wire.request()
        wire.send(wire.head(stream))
        for start in range(0, len(body), 16_000):
            wire.send(DataFrame(stream, body[start : start + 16_000]))
        wire.send(DataFrame(stream, b"", flags=["END_STREAM"]))
        wire.drain()

    with framed(script) as served:
        assert len(called(kind, served.url, engine=engine).id) == 20_000_000


@kinds
@engines
def test_a_request_larger_than_a_window(kind: str, engine: str) -> None:
    """It is sent as windows allow."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.answer_all()

    with framed(script) as served:
        body = {"note": "x" * 3_000_000}
        assert called(kind, served.url, CREATE, body=body, engine=engine).id == "run_1"
    assert served.wires[0].body[1] == len(b'{"note":""}') + 3_000_000


@tasks
def test_large_requests_beside_each_other(kind: str) -> None:
    """Of one connection's window each gets a part."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.answer(wire.request())
        asked = [wire.begun() for _ in range(4)]
        while len(wire.executed) < 1 + len(asked):
            wire.step()
        for stream in asked:
            wire.answer(stream)
        wire.drain()

    with framed(script) as served:
        jobs = [job(), *[job(CREATE, body={"note": "x" * 500_000}, max_retries=0)] * 4]
        results = crowd(kind, served.url, jobs)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 5


@tasks
def test_a_window_that_another_task_has_read_of(kind: str) -> None:
    """Who waits for it goes on, although no other frame comes."""

    def script(wire: Wire) -> None:
        wire.begin()
        wire.windows = False
        wire.send(WindowUpdateFrame(0, window_increment=10_000_000))
        wire.answer(wire.request())
        asked = [wire.begun() for _ in range(5)]
        large = next(stream for stream in asked if wire.paths[stream] == "/runs")
        while wire.body[large] < 65_535:
            wire.step()
        time.sleep(0.1)  # by now all wait, the others for their answers
        wire.send(WindowUpdateFrame(large, window_increment=1_000_000))
        while "/runs" not in wire.executed:
            wire.step()
        for stream in asked:
            wire.answer(stream)
        wire.drain()

    with framed(script) as served:
        small = job(max_retries=0, timeout=2.0)
        jobs = [
            small,
            small,
            small,
            job(CREATE, body={"note": "x" * 300_000}, max_retries=0, timeout=2.0),
            small,
            small,
        ]
        results = crowd(kind, served.url, jobs)
    assert [getattr(run, "id", run) for run in results] == ["run_1"] * 6


# Silence.


@tasks
@engines
def test_a_silent_server_is_left_after_one_timeout(kind: str, engine: str) -> None:
    """By all tasks at once, not by one after the other."""
    server, begun = H2Server(), time.monotonic()
    with served_by(server) as port:
        jobs = [job(), *[job(name="never", timeout=0.5, max_retries=0)] * 8]
        results = crowd(kind, f"https://127.0.0.1:{port}", jobs, connections=connections(engine))
    assert {type(error) for error in results[1:]} == {OutcomeUnknown}
    assert time.monotonic() - begun < 2.0


@tasks
def test_a_server_that_does_not_finish_tls(kind: str) -> None:
    """All are let go after one timeout, with nothing sent."""
    begun = time.monotonic()
    with talking(lambda connection: threading.Event().wait(10)) as port:
        jobs = [job(CREATE, body={}, timeout=0.5, max_retries=0)] * 8
        results = crowd(kind, f"https://127.0.0.1:{port}", jobs, first=0)
    assert {type(error) for error in results} == {ConnectionFailed}
    assert time.monotonic() - begun < 2.0


@tasks
def test_a_server_that_opens_no_window(kind: str) -> None:
    """Each upload is late after one timeout."""
    begun = time.monotonic()

    def script(wire: Wire) -> None:
        wire.begin({STREAMS: 100, SettingsFrame.INITIAL_WINDOW_SIZE: 10})
        wire.windows = False
        wire.drain()

    with framed(script) as served:
        jobs = [job(CREATE, body={"note": "x" * 1000}, timeout=0.5, max_retries=0)] * 6
        results = crowd(kind, served.url, jobs, first=0)
    assert {type(error) for error in results} == {OutcomeUnknown}
    assert time.monotonic() - begun < 2.5


# Others.


@kinds
@engines
def test_a_server_that_speaks_http1(kind: str, engine: str) -> None:
    """The client does so, too."""
    heads: list[bytes] = []
    with talking(over_tls(serving(("http/1.1",)), answering(heads))) as port:
        assert called(kind, f"https://127.0.0.1:{port}", engine=engine, times=2).id == "run_1"
    assert all(head.startswith(b"GET /runs/x HTTP/1.1\r\n") for head in heads)


@tasks
def test_a_crowd_at_a_server_that_speaks_http1(kind: str) -> None:
    """Each task has its own connection."""
    heads: list[bytes] = []
    with talking(over_tls(serving(("http/1.1",)), answering(heads))) as port:
        results = crowd(kind, f"https://127.0.0.1:{port}", [job(max_retries=0)] * 10, first=0)
    assert [run.id for run in results] == ["run_1"] * 10
