"""Own connections over real sockets: odd answers, uploads that are refused, waits for a connection, interruptions."""

from __future__ import annotations

import signal
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import anyio
import pytest

from generator import runtime
from generator.runtime import ApiError, DeadlineExceeded, OutcomeUnknown, StatusError
from generator.runtime.protocol.request import Given
from tests.runtime.sample import CREATE, AsyncSample, Sample, sample
from tests.sweeps.deadlines.hostile import Talk, silence, talking
from tests.sweeps.soak.server import Served, served
from tests.sweeps.tls import serving, trusting
from tests.sweeps.ways import MODES, Mode
from tests.yardstick import Ticker

KEY = "sk_live_wire"
ANSWER = b"HTTP/1.1 200 OK\r\nx-api-version: 1\r\ncontent-type: application/json\r\n"
UPLOAD = bytes(16 << 20)

modes = pytest.mark.parametrize("mode", MODES)
pytestmark = pytest.mark.filterwarnings("ignore:.*:generator.runtime.DriftWarning")

Work = Callable[[Any], Any]
"""A call on a client; its result, or something to await."""


def message(body: bytes, more: bytes = b"", *, chunked: bool = False) -> bytes:
    """An answer."""
    if chunked:
        return ANSWER + more + b"transfer-encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    return ANSWER + more + b"content-length: %d\r\n\r\n%b" % (len(body), body)


def named(id: str) -> bytes:
    return b'{"id": "%b"}' % id.encode()


class Server:
    """Gives each request the next of *answers*, the last one again and again; notes what came by which connection."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.connections = 0
        self.requests: list[tuple[int, bytes]] = []
        """Number of the connection, and first line."""
        self.ended = threading.Event()
        """A connection was closed by the other side."""

    def __call__(self, connection: socket.socket) -> None:
        self.connections += 1
        number = self.connections
        with connection.makefile("rb") as stream:
            while line := request(stream):
                self.requests.append((number, line))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                connection.sendall(answer)
                if b"connection: close" in answer:
                    break
        self.ended.set()
        connection.close()


def request(stream: Any) -> bytes:
    """The first line of a request that was read to its end."""
    line, length = stream.readline(), 0
    while (header := stream.readline().lower()) not in (b"\r\n", b""):
        if header.startswith(b"content-length:"):
            length = int(header.partition(b":")[2])
    stream.read(length)
    return bytes(line)


def head(connection: socket.socket) -> None:
    """Read the head of a request, and no more."""
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(1)):
        data += more


def result(work: Callable[[], Any]) -> Any:
    """What *work* returns, or the error of ours that it raises."""
    try:
        return work()
    except ApiError as error:
        return error


def in_turn(mode: Mode, url: str, *works: Work, between: Callable[[], object] = bool, **options: Any) -> list[Any]:
    """The results of *works*, one after the other by one client; *between* is called before each but the first."""
    options = {"base_url": url, "rate_limit": None, **options}
    results: list[Any] = []
    if mode == "sync":
        with Sample(KEY, **options) as client:
            for work in works:
                if results:
                    between()
                results.append(result(partial(work, client)))
        return results

    async def scenario() -> None:
        async with AsyncSample(KEY, **options) as client:
            for work in works:
                if results:
                    between()
                try:
                    results.append(await work(client))
                except ApiError as error:
                    results.append(error)

    anyio.run(scenario, backend=mode)
    return results


def asks(method: str, path: str = "/x", **options: Any) -> Work:
    """A call of what no document lists."""
    return lambda client: client.request(method, path, **options)


get, post = asks("GET"), asks("POST", json={})


def ids(results: Sequence[Any]) -> list[Any]:
    return [one.value["id"] for one in results]


# Bytes that are nobody's answer.

TWICE = {
    "Content-Length": (post, message(named("first"))),
    "chunks": (post, message(named("first"), chunked=True)),
    "Content-Length: 0": (asks("GET", max_retries=0), message(b"")),
    "204": (get, b"HTTP/1.1 204 No Content\r\nx-api-version: 1\r\n\r\n"),
    "HEAD": (asks("HEAD"), ANSWER + b"content-length: 20\r\n\r\n"),
}
BEYOND = {"answer": message(named("stray")), "garbage": b"garbage", "byte": b"\0", "beginning": b"HTTP/1.1 "}


@modes
@pytest.mark.parametrize("beyond", BEYOND.values(), ids=BEYOND)
@pytest.mark.parametrize("framing", TWICE)
def test_bytes_beyond_an_answer_belong_to_nobody(mode: Mode, framing: str, beyond: bytes) -> None:
    """They came in the same piece as the answer before; the next call has a connection of its own."""
    first, answer = TWICE[framing]
    server = Server(answer + beyond, message(named("second")))
    with talking(server) as port:
        *_, second = in_turn(mode, f"http://127.0.0.1:{port}", first, post)
    assert second.value == {"id": "second"}
    assert [connection for connection, _ in server.requests] == [1, 2]


@modes
def test_an_answer_that_comes_unasked_is_no_answer(mode: Mode) -> None:
    """Bytes that come while a connection is idle."""

    class Talkative(Server):
        def __call__(self, connection: socket.socket) -> None:
            self.idle = connection
            super().__call__(connection)

    server = Talkative(message(named("first")), message(named("second")))
    with talking(server) as port:
        late = lambda: (server.idle.sendall(message(named("stray"))), time.sleep(0.05))  # noqa: E731 - until it is there
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, post, between=late)
    assert ids(results) == ["first", "second"]
    assert server.connections == 2


# Connections that are no longer good.


@modes
def test_a_connection_that_the_server_closed_while_it_was_idle_is_noticed(mode: Mode) -> None:
    """Before anything is sent: a paid POST is not lost."""

    class Leaving(Server):
        def __call__(self, connection: socket.socket) -> None:
            self.idle = connection
            super().__call__(connection)

    server = Leaving(message(named("first")), message(named("second")))
    with talking(server) as port:
        leave = lambda: (server.idle.shutdown(socket.SHUT_RDWR), time.sleep(0.05))  # noqa: E731 - until it is heard of
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, post, between=leave)
    assert ids(results) == ["first", "second"]
    assert len(server.requests) == 2


@modes
def test_connection_close_is_obeyed(mode: Mode) -> None:
    """The next call opens another."""
    server = Server(message(named("first"), b"connection: close\r\n"), message(named("second")))
    with talking(server) as port:
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, post)
    assert ids(results) == ["first", "second"]
    assert server.connections == 2


@modes
def test_a_connection_is_used_again(mode: Mode) -> None:
    """As long as it is good."""
    server = Server(message(named("first")), message(named("second"), chunked=True), message(named("third")))
    with talking(server) as port:
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, post, post)
    assert ids(results) == ["first", "second", "third"]
    assert server.connections == 1


@modes
def test_a_connection_that_was_idle_for_long_is_closed(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server may be about to close it, too."""
    server, clock = Server(message(named("first")), message(named("second"))), time.monotonic
    with talking(server) as port:
        wait = lambda: monkeypatch.setattr(time, "monotonic", lambda: clock() + 3600.0)  # noqa: E731
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, post, between=wait)
        monkeypatch.undo()
        assert server.ended.wait(2.0)
    assert ids(results) == ["first", "second"]
    assert server.connections == 2


# Answers before, within and around the answer.


@modes
def test_interim_answers_are_passed_over(mode: Mode) -> None:
    """Twenty of them."""
    hints = b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n" * 20
    with talking(Server(hints + message(named("run_1")))) as port:
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, get)
    assert ids(results) == ["run_1", "run_1"]


@modes
def test_trailers_end_a_chunked_answer(mode: Mode) -> None:
    """They are not taken for the next one."""
    body = b"transfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n%x\r\n%b\r\n0\r\nx-sum: 1\r\nx-more: 2\r\n\r\n"
    server = Server(ANSWER + body % (len(named("run_1")), named("run_1")))
    with talking(server) as port:
        results = in_turn(mode, f"http://127.0.0.1:{port}", post, post)
    assert ids(results) == ["run_1", "run_1"]
    assert server.connections == 1


@modes
def test_an_interim_answer_and_then_the_end(mode: Mode) -> None:
    """It is not an answer: what became of the work is unknown."""

    def talk(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        connection.shutdown(socket.SHUT_RDWR)

    with talking(talk) as port:
        (error,) = in_turn(mode, f"http://127.0.0.1:{port}", post)
    assert isinstance(error, OutcomeUnknown)
    assert error.maybe_executed


# Uploads that are refused.

REFUSAL = b"HTTP/1.1 413 Content Too Large\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n"
REFUSAL += b'{"detail": "too big"'.ljust(19) + b"}"


def refusing(end: str, *, tls: bool) -> Talk:
    """Reads the head of a request alone, answers 413, and ends so."""

    def talk(plain: socket.socket) -> None:
        with serving().wrap_socket(plain, server_side=True) if tls else plain as connection:
            head(connection)
            connection.sendall(REFUSAL)
            if end == "closes":
                connection.shutdown(socket.SHUT_WR)
                time.sleep(0.1)
            elif end == "resets":
                time.sleep(0.1)  # the answer has come by then; a reset may overtake what is unread
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                time.sleep(4.0)

    return talk


@modes
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("end", ["stays", "closes", "resets"])
def test_an_upload_that_is_refused_is_told_by_its_answer(mode: Mode, end: str, *, tls: bool) -> None:
    """Though the rest of the body was never read: what has come is read."""
    options = {"connections": runtime.Connections(verify=trusting())} if tls else {}
    with talking(refusing(end, tls=tls)) as port:
        url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        work = asks("PUT", content=UPLOAD, timeout=1.0, max_retries=0)
        (error,) = in_turn(mode, url, work, **options)
    assert isinstance(error, StatusError), error
    assert error.status_code == 413
    assert "too big" in str(error)


# Time.


@modes
@pytest.mark.parametrize("options", [{"timeout": 3.0, "deadline": 3.0}, {"timeout": 3.0}], ids=["both", "timeout"])
def test_an_attempt_lasts_as_long_as_the_caller_says(
    mode: Mode, options: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound of an attempt (here a fraction of a second) is a default."""
    monkeypatch.setattr("generator.runtime.pipeline.pipeline.ATTEMPT_TIMEOUT", 0.2)
    answer = message(named("late"))

    def talk(connection: socket.socket) -> None:
        head(connection)
        time.sleep(0.5)
        connection.sendall(answer)

    with talking(talk) as port:
        results = in_turn(mode, f"http://127.0.0.1:{port}", asks("POST", content=b"", **options))
    assert ids(results) == ["late"]


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """400 MB of zeros, compressed."""
    packer, piece = zlib.compressobj(1, wbits=31), bytes(1 << 20)
    return b"".join([*(packer.compress(piece) for _ in range(400)), packer.flush()])


@modes
def test_decoding_ends_by_the_deadline(mode: Mode, bomb: bytes) -> None:
    """Also of what becomes 200 times as long; and other tasks run meanwhile."""
    server, gaps = Server(message(bomb, b"content-encoding: gzip\r\n")), [0.0]

    async def breathing(client: Any) -> Any:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_breathe, gaps)
            try:
                answered = await get_in_time(client)
            except ApiError as error:
                answered = error
            tasks.cancel_scope.cancel()
        return answered

    get_in_time = asks("GET", deadline=0.4)
    with talking(server) as port, Ticker() as ticker:
        url = f"http://127.0.0.1:{port}"
        in_turn(mode, url, asks("GET", "/warm", deadline=0.2))  # imports take their time, too
        begun = time.monotonic()
        (error,) = in_turn(mode, url, get_in_time if mode == "sync" else breathing, max_retries=0)
        assert ticker.late(begun + 0.4) < 0.15
        assert max(gaps) - ticker.stalled(begun) < 0.1
    assert isinstance(error, ApiError)


async def _breathe(gaps: list[float]) -> None:
    """Note how late this task wakes."""
    while True:
        slept = time.monotonic()
        await anyio.sleep(0.002)
        gaps.append(time.monotonic() - slept - 0.002)


# Waiting for a connection.


def crowd(mode: Mode, calls: Sequence[Work], server: Served, **options: Any) -> list[Any]:
    """The results of so many calls at once."""
    options = {"base_url": server.url, "rate_limit": None, **options}
    if mode == "sync":
        with Sample(KEY, **options) as client, ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(lambda one: result(partial(one, client)), calls))
    results: dict[int, Any] = {}

    async def call(number: int, client: Any) -> None:
        try:
            results[number] = await calls[number](client)
        except ApiError as error:
            results[number] = error

    async def scenario() -> None:
        async with AsyncSample(KEY, **options) as client, anyio.create_task_group() as tasks:
            for number in range(len(calls)):
                tasks.start_soon(call, number, client)

    anyio.run(scenario, backend=mode)
    return [results[number] for number in range(len(calls))]


def create(delay: float, **options: Any) -> Work:
    """A create that takes *delay* seconds at the server, and is not tried again."""
    told = {"extra_headers": {"x-delay": f"{delay * 1000:g}"}}
    return lambda client: client.request("POST", "/x", json={}, max_retries=0, **told, **options)


@pytest.fixture(scope="module")
def slow() -> Iterator[Served]:
    """A server in another process."""
    with served() as server:
        yield server


@modes
def test_waiting_for_a_connection_is_a_wait_and_no_failure(mode: Mode, slow: Served) -> None:
    """It may take longer than the timeout; no more than 100 connections are opened, and the wait is told."""
    number, events = 250 if mode == "sync" else 400, list[Any]()
    slow.open_at_most(0)
    slow.reset()
    results = crowd(mode, [create(0.4, timeout=1.0)] * number, slow, on_event=events.append)
    assert [one for one in results if isinstance(one, ApiError)] == []
    counts = slow.counts()
    assert counts.requests == number
    assert counts.most <= 100
    assert any(event.kind == "wait" and "connection" in str(event) for event in events)


@modes
def test_the_deadline_bounds_the_wait_for_a_connection(mode: Mode, slow: Served) -> None:
    """Who gets none in time has sent nothing."""
    options = {"connections": runtime.Connections(limit=2)}
    late: list[float] = []
    slow.open_at_most(0)
    slow.reset()

    def waiting(client: Any) -> Any:
        time.sleep(0.1)  # the others go first
        begun = time.monotonic()
        try:
            return create(0.0, deadline=0.5)(client)
        finally:
            late.append(ticker.late(begun + 0.5))

    async def waiting_async(client: Any) -> Any:
        await anyio.sleep(0.1)
        begun = time.monotonic()
        try:
            return await create(0.0, deadline=0.5)(client)
        finally:
            late.append(ticker.late(begun + 0.5))

    with Ticker() as ticker:
        waiters = [waiting if mode == "sync" else waiting_async] * 4
        results = crowd(mode, [create(1.0), create(1.0), *waiters], slow, **options)
    for error in results[2:]:
        assert isinstance(error, DeadlineExceeded)
        assert not error.maybe_executed
    assert max(late, default=0.0) < 0.1
    assert slow.counts().requests == 2
    assert slow.counts().most <= 2


@modes
def test_no_more_connections_than_the_caller_says(mode: Mode, slow: Served) -> None:
    """Calls take turns over them."""
    slow.open_at_most(0)
    slow.reset()
    results = crowd(mode, [create(0.02)] * 12, slow, connections=runtime.Connections(limit=3))
    assert [one for one in results if isinstance(one, ApiError)] == []
    assert slow.counts().most <= 3


# Interruptions.


@pytest.mark.parametrize(
    "own",
    [TimeoutError("mine"), ConnectionResetError("mine"), OSError("mine"), EOFError("mine"), KeyboardInterrupt("mine")],
    ids=lambda own: type(own).__name__,
)
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs setitimer")
def test_what_a_signal_handler_raises_comes_out_as_itself(own: BaseException) -> None:
    """In the middle of a read: it is not the transport's, and the call may have done its work."""

    def handler(number: int, frame: object) -> None:
        raise own

    before = signal.signal(signal.SIGALRM, handler)
    try:
        with talking(silence) as port:
            resource = sample(base_url=f"http://127.0.0.1:{port}")
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(type(own)) as caught:
                resource._call(CREATE, Given(), {"timeout": 2.0, "max_retries": 0})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    assert caught.value is own
    assert isinstance(own.__cause__, OutcomeUnknown)
    assert any("OutcomeUnknown" in note for note in own.__notes__)
