"""A signal's exception at any point of a call: it says what may be done, and its frames hold no credential.

CPython handles signals after calls, at the beginning of functions and where loops go round. Each of these points in the
runtime and in the engine is tried, a sample of them in each run, over a server that counts.
"""

from __future__ import annotations

import asyncio
import dis
import gc
import signal
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from types import CodeType, FrameType
from typing import Any

import httpx
import pytest

from generator.runtime import ApiError, Connections, OAuth, OutcomeUnknown, Scheme
from generator.runtime.protocol.request import Given
from generator.runtime.transport.own import pool
from tests.leaks import found_in, told_by
from tests.runtime.sample import CREATE, KEY, SERVICE, async_sample, sample
from tests.runtime.server import Reaction, Seen, Server, serving
from tests.runtime.transport.given.setting import NO_TLS
from tests.shares import dice

WHERE = ("/generator/runtime/", "/httpcore/", "/h11/")
AFTER = {"CALL", "CALL_FUNCTION_EX", "RESUME"}
"""Instructions after which a signal may be handled; and where a ``JUMP_BACKWARD`` leads."""
TRIED = 150
"""Points of one call in one run."""
SECRET, TOKEN = "client_secret_0123456789", "access_token_0123456789"
TAIL = {("drive", "dispatch.py"), ("run", "dispatch.py"), ("send", "dispatch.py"), ("send_async", "dispatch.py")}
TAIL |= {("_call", "resource.py")}
"""Frames that only return; CPython handles no signal when a function of Python's own returns."""


class Signal(BaseException):
    """What a handler raises."""


class Points:
    """Counts the points, and raises at one of them."""

    def __init__(self, chosen: int = 0) -> None:
        self.chosen, self.passed = chosen, 0
        self.place = ("", "")

    @contextmanager
    def watched(self) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(before)

    def _called(self, frame: FrameType, event: str, argument: object) -> Any:
        points = _points(frame.f_code)
        if not points:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False

        def passed(frame: FrameType, event: str, argument: object) -> Any:
            if event == "opcode" and frame.f_lasti in points and _is_of_the_call(frame):
                self.passed += 1
                if self.passed == self.chosen:
                    self.place = (frame.f_code.co_name, frame.f_code.co_filename.rpartition("/")[2])
                    sys.settrace(None)
                    raise Signal
            return passed

        return passed


_known: dict[CodeType, frozenset[int]] = {}


def _points(code: CodeType) -> frozenset[int]:
    """Offsets of the instructions before which a signal may be handled."""
    if code not in _known:
        inside = any(part in code.co_filename for part in WHERE) and "_synchronization" not in code.co_filename
        steps = list(dis.get_instructions(code)) if inside else []
        points = {after.offset for one, after in pairwise(steps) if one.opname in AFTER}
        _known[code] = frozenset(points | {one.argval for one in steps if one.opname == "JUMP_BACKWARD"})
    return _known[code]


def _is_of_the_call(frame: FrameType | None) -> bool:
    """Not the event loop's, nor a finalizer's."""
    while frame is not None and frame.f_code.co_name != "tried_call":
        frame = frame.f_back
    return frame is not None


def tried_call(make: Callable[[], Any], points: Points, body: object) -> BaseException | None:
    """What a call raises."""
    resource = make()
    try:
        with points.watched():
            resource._call(CREATE, Given(body=body), {})
    except BaseException as raised:  # noqa: BLE001 - it is looked at
        return raised
    return None


def async_tried_call(make: Callable[[], Any], points: Points, body: object) -> BaseException | None:
    async def tried_call() -> BaseException | None:
        resource = make()
        try:
            with points.watched():
                await resource._call(CREATE, Given(body=body), {})
        except BaseException as raised:  # noqa: BLE001 - it is looked at
            return raised
        finally:
            await resource._client.close()
        return None

    return asyncio.run(tried_call())


def told(error: BaseException) -> bool:
    """Whether *error*, or what it was raised in place of, says that the work may be done."""
    known = (error, error.__cause__, error.__context__)
    return any(isinstance(one, ApiError) and one.maybe_executed for one in known)


def oauth(server: Server, number: int) -> Any:
    """A resource that fetches a token first."""
    how = Scheme("header", "authorization", "Bearer ", "", oauth=OAuth(f"{server.url}/token"))
    service = SERVICE._replace(schemes={"oauth": how}, security=(("oauth",),))
    credentials = {"client_id": f"id{number}", "client_secret": SECRET}
    return sample(base_url=server.url, service=service, key=None, credentials=credentials, rate_limit=None)


def given(server: Server, number: int) -> Any:
    return sample(base_url=server.url, http_client=httpx.Client(verify=NO_TLS), rate_limit=None, max_retries=0)


def own(server: Server, number: int) -> Any:
    return sample(base_url=server.url, max_retries=0)


def key_function(server: Server, number: int) -> Any:
    return sample(base_url=server.url, key=lambda: KEY, auth="basic", max_retries=0)


def in_query(server: Server, number: int) -> Any:
    return sample(base_url=server.url, auth="query", max_retries=0, rate_limit=None)


def asynchronous(server: Server, number: int) -> Any:
    return async_sample(base_url=server.url, max_retries=0)


def react(seen: Seen, number: int) -> Reaction:
    if seen.target == "/token":
        return Reaction(body=b'{"access_token": "%s", "token_type": "Bearer"}' % TOKEN.encode())
    return Reaction()


def echo(seen: Seen, number: int) -> Reaction:
    """Refuse the credential, and repeat it."""
    if seen.target == "/token":
        return react(seen, number)
    known = KEY if TOKEN not in str(seen.headers) else TOKEN
    return Reaction(401, (("x-echo", known),), b'{"detail": "bad key %s"}' % known.encode())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("script", [react, echo])
@pytest.mark.parametrize("make", [own, asynchronous, given, in_query, key_function, oauth])
def test_a_signal_at_any_point(make: Callable[[Server, int], Any], script: Any) -> None:
    """Where the server did the work, the exception says so; no frame, note or attribute shows a credential."""
    call = async_tried_call if make is asynchronous else tried_call
    secrets = (KEY, b64encode(KEY.encode()).decode(), SECRET, TOKEN)
    with serving(script) as server:
        numbers = iter(range(100_000))
        made = lambda: make(server, next(numbers))  # noqa: E731
        call(made, Points(), {})
        counting = Points()
        call(made, counting, {})
        assert counting.passed > 500
        chosen = dice("interrupted", f"{make.__name__} {script.__name__}").sample(range(1, counting.passed + 1), TRIED)
        for number in chosen:
            points, mark = Points(number), f"call-{number}-"
            error = call(made, points, {"mark": mark})
            if error is None:
                continue
            assert not [found for one in secrets for found in found_in(one, told_by(error))], points.place
            if not told(error) and script is react and points.place not in TAIL:
                time.sleep(0.002)
                assert not any(mark.encode() in one.body for one in server.seen), points.place
    error = None
    gc.collect()  # a socket that was interrupted before anybody had it is closed here, and not in another test


@contextmanager
def alarm(error: BaseException) -> Iterator[Callable[[], None]]:
    """A function that sends this process a signal whose handler raises *error*."""

    def handler(*_: object) -> None:
        raise error

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        yield lambda: signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_a_thread_that_is_abandoned_while_it_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts over HTTP/2 run in threads. The caller was told nothing, so the thread sends nothing."""
    release, ended = threading.Event(), threading.Event()
    connect = pool.SocketBackend.connect_tcp
    error = Signal()

    def slow(*arguments: Any) -> Any:
        interrupt()
        release.wait(10)
        return connect(*arguments)

    exchange = pool.ConnectionPool._exchange

    def watched(*arguments: Any) -> Any:
        try:
            return exchange(*arguments)
        finally:
            ended.set()

    monkeypatch.setattr(pool.SocketBackend, "connect_tcp", slow)
    monkeypatch.setattr(pool.ConnectionPool, "_exchange", watched)
    with serving() as server, alarm(error) as interrupt:
        resource = sample(base_url=server.url, connections=Connections(http2=True), rate_limit=None)
        with pytest.raises(Signal):
            resource._call(CREATE, Given(body={}), {})
        release.set()
        assert ended.wait(10)
        assert server.executed == 0
    assert not isinstance(error.__cause__, OutcomeUnknown)
