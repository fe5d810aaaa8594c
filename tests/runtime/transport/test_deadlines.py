"""Over real sockets, in one try each: a call has ended by its deadline; in full: make deadlines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import httpx
import pytest

from generator.runtime import (
    ApiError,
    AsyncResource,
    DeadlineExceeded,
    FileStore,
    Limit,
    OutcomeUnknown,
    Resource,
    Scheme,
)
from generator.runtime.facts import OAuth
from generator.runtime.protocol.request import Given
from tests.runtime.limits.test_slots import SLOTTED, START
from tests.runtime.sample import CREATE, MAKES, RETRIEVE, SERVICE, WAIT, async_sample, call, sample
from tests.shares import SEED
from tests.sweeps.deadlines.hostile import HEAD, deaf, held_file, saying, silence, talking, trickle
from tests.sweeps.deadlines.run import CASES, DEADLINE, GRACE, Case, overrun
from tests.sweeps.ways import Way
from tests.yardstick import ends_within

Make = Callable[..., Resource | AsyncResource]

both = pytest.mark.parametrize("make", [sample, async_sample])

RUNNING = b'{"run":{"id":"run_1","status":"RUNNING"}}'
ANSWER = HEAD + b"content-length: %d\r\n\r\n" % len(RUNNING) + RUNNING
TRICKLED = trickle(HEAD + b"content-length: 100000\r\n\r\n", b" ")


def ended(work: Callable[[], object], deadline: float = DEADLINE) -> ApiError:
    """What *work* raised, in time."""
    with ends_within(deadline, GRACE), pytest.raises(ApiError) as caught:
        work()
    return caught.value


def refused(setting: Callable[[], AbstractContextManager[Resource | AsyncResource]], operation: Any) -> ApiError:
    """What a call raised, in time, sync or async; what is held is let go before the event loop waits for it."""

    async def scenario() -> ApiError:
        with setting() as resource, ends_within(DEADLINE, GRACE), pytest.raises(ApiError) as caught:
            await resource._call(operation, Given(), {"deadline": DEADLINE})
        return caught.value

    return asyncio.run(scenario())


def held(one: Case, way: Way) -> None:
    (late,) = overrun(one, way)
    assert late < GRACE


def in_turn(*turns: int) -> list[Any]:
    """Each case with the way whose turn it is, and those that come so many *turns* later."""
    return [
        pytest.param(one, ways[(number + SEED + turn) % len(ways)], id=f"{one.what}, {turn}")
        for number, one in enumerate(CASES)
        if (ways := one.ways())
        for turn in turns
        if turn < len(ways)
    ]


@pytest.mark.parametrize(("one", "way"), in_turn(0))
def test_the_deadline_holds(one: Case, way: Way) -> None:
    """The call ends within a tenth of a second of it; clients and connections of all kinds take turns."""
    held(one, way)


@pytest.mark.sample
@pytest.mark.parametrize(("one", "way"), in_turn(1, 2, 3))
def test_the_deadline_holds_for_other_clients(one: Case, way: Way) -> None:
    """Some of those that had no turn above."""
    held(one, way)


@pytest.mark.sweep
@pytest.mark.parametrize(("one", "way"), in_turn(*range(9)))
def test_the_deadline_holds_every_time(one: Case, way: Way) -> None:
    """In several tries, each with a client of its own."""
    for _ in range(3):
        held(one, way)


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
def test_nothing_was_sent_while_connecting(make: Make) -> None:
    """A host that does not answer at all has executed nothing."""
    with deaf() as port:
        resource = make(base_url=f"http://127.0.0.1:{port}")
        error = ended(lambda: call(resource, CREATE, deadline=DEADLINE))
    assert isinstance(error, DeadlineExceeded)
    assert not error.maybe_executed


@both
@pytest.mark.parametrize(("operation", "what"), [(CREATE, "rate limits"), (START, "run slots")])
def test_a_held_file_of_budgets(make: Make, operation: Any, what: str) -> None:
    """A call that gave up on the file sent nothing, and says so."""

    @contextmanager
    def setting() -> Iterator[Resource | AsyncResource]:
        with held_file() as path, talking(silence) as port:
            url = f"http://127.0.0.1:{port}"
            yield make(base_url=url, service=SLOTTED, plan="two", rate_limit=FileStore(path, limits=Limit(5)))

    error = refused(setting, operation)
    assert f"before the {what} could be read" in str(error)
    assert not error.maybe_executed


@both
def test_a_token_that_does_not_come(make: Make) -> None:
    """Asking for it is part of the call."""
    with talking(silence) as port:
        url = f"http://127.0.0.1:{port}"
        how = Scheme("header", "authorization", "Bearer ", "", oauth=OAuth(f"{url}/token"))
        service = SERVICE._replace(schemes={"oauth": how}, security=(("oauth",),))
        resource = make(
            base_url=url, service=service, key=None, credentials={"client_id": "me", "client_secret": "secret"}
        )
        error = ended(lambda: call(resource, RETRIEVE, "x", deadline=DEADLINE))
    assert not error.maybe_executed


@pytest.mark.parametrize("talk", [TRICKLED, saying(ANSWER)], ids=["trickled", "under way"])
def test_watching_a_run(talk: Any) -> None:
    """Pauses and looks together."""
    with talking(talk) as port:
        resource = sample(base_url=f"http://127.0.0.1:{port}")
        error = ended(lambda: resource._wait(WAIT, "run_1", options={"deadline": DEADLINE}))
    assert isinstance(error, DeadlineExceeded)


def test_a_name_that_is_not_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name resolution takes no timeout; the call does not wait for it."""
    import socket

    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(5))
    error = ended(lambda: call(sample(base_url="http://localhost:1"), CREATE, deadline=DEADLINE))
    release.set()
    assert isinstance(error, DeadlineExceeded)


def test_a_transport_that_knows_no_time() -> None:
    """An in-process transport is left behind in its thread."""
    release = threading.Event()

    def handler(request: httpx.Request) -> httpx.Response:
        release.wait(5)
        return httpx.Response(200)

    error = ended(lambda: call(sample(handler), CREATE, deadline=DEADLINE))
    release.set()
    assert isinstance(error, DeadlineExceeded)
    assert error.maybe_executed


def test_a_callers_own_client_is_guarded_too() -> None:
    """The deadline holds over an http_client that was made elsewhere, which stays open."""
    with talking(TRICKLED) as port, httpx.Client() as own:
        resource = sample(base_url=f"http://127.0.0.1:{port}", http_client=own)
        error = ended(lambda: call(resource, RETRIEVE, "x", deadline=DEADLINE))
        assert isinstance(error, DeadlineExceeded)
        resource._client.close()
        assert not own.is_closed


def test_a_trickled_attempt_ends_without_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every attempt has an end of its own, which silence timeouts do not give."""
    monkeypatch.setattr("generator.runtime.pipeline.pipeline.ATTEMPT_TIMEOUT", 0.3)
    with talking(TRICKLED) as port:
        error = ended(lambda: call(sample(base_url=f"http://127.0.0.1:{port}", timeout=0.3), CREATE))
    assert isinstance(error, OutcomeUnknown)
    assert "within 0.3 s, the bound of one attempt; deadline= or timeout= raises it" in str(error)


def test_an_answer_just_in_time_is_taken() -> None:
    """Little of the time is kept back: in one of three tries, for the machine may be slow just then."""
    with talking(saying(ANSWER, after=0.4)) as port:
        resource = sample(base_url=f"http://127.0.0.1:{port}")
        for _ in range(3):
            with suppress(DeadlineExceeded):
                assert call(resource, RETRIEVE, "x", deadline=0.6).id == "run_1"
                return
    raise AssertionError
