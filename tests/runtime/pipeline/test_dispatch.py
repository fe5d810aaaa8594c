"""Over real sockets: what counts as delivered, and that every attempt ends in time."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest

from generator.runtime import (
    AsyncResource,
    Clock,
    ConnectionFailed,
    Event,
    OutcomeUnknown,
    RateLimited,
    Resource,
)
from generator.runtime.protocol.request import Given
from tests.runtime.sample import CREATE, MAKES, QUEUE, RETRIEVE, Time, async_sample, call, run, sample
from tests.runtime.server import OK, Reaction, in_turn, serving, unused
from tests.yardstick import Ticker

Make = Callable[..., Resource | AsyncResource]

both = pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
"""Sync and async, over httpx and over httpx2."""


@both
def test_nothing_listens(make: Make) -> None:
    """A refused connection is provably not delivered, and is tried again even for a paid create."""
    with pytest.raises(ConnectionFailed) as caught:
        call(make(base_url=unused(), time=Time(), max_retries=2), CREATE)
    assert [attempt.phase for attempt in caught.value.attempts] == ["unsent"] * 3
    assert not caught.value.maybe_executed


@both
def test_a_drop_after_delivery_is_not_sent_again(make: Make) -> None:
    """A paid create whose answer is lost was executed once, and stays so."""
    with serving(Reaction(drop="after")) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            call(make(base_url=server.url, time=Time()), CREATE)
        assert server.executed == 1
    assert caught.value.attempts[0].phase == "sent"
    assert caught.value.maybe_executed


@both
def test_a_keyed_create_is_sent_again_with_the_same_bytes(make: Make) -> None:
    """The second attempt equals the first, key included."""
    with serving(in_turn(Reaction(drop="after"), Reaction())) as server:
        assert call(make(base_url=server.url, time=Time()), QUEUE, body={"inputs": {"a": 1}}).id == "run_1"
        first, second = server.seen
    assert first.body == second.body
    assert first.headers == second.headers


@both
def test_a_truncated_answer_is_salvaged(make: Make) -> None:
    """The connection breaks in the middle of a 2xx: the id is kept, the create is not repeated."""
    with serving(Reaction(202, cut=len(b'{"run":{"id":"run_1"'))) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            call(make(base_url=server.url), CREATE)
        assert server.executed == 1
    assert caught.value.salvaged == "run_1"
    assert caught.value.response is not None
    assert caught.value.response.status_code == 202


@both
def test_a_silent_server_is_lost(make: Make) -> None:
    """The read timeout ends the attempt; whether the work was done is not known."""
    with serving(Reaction(delay=5)) as server, Ticker() as ticker:
        resource = make(base_url=server.url, timeout=0.2)
        with pytest.raises(OutcomeUnknown) as caught:
            call(resource, CREATE)
    assert 0.2 <= caught.value.attempts[0].elapsed < 0.3 + ticker.stalled(0.0)


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_mounted_transport_proves_nothing(library: Any, asynchronous: bool) -> None:
    """One that reports nothing may have sent what it failed with, although the client's own one would have told."""

    def handler(request: Any) -> Any:
        raise library.ConnectError("broke off")

    mounts = {"https://": library.MockTransport(handler)}
    if asynchronous:
        resource: Resource | AsyncResource = async_sample(time=Time(), http_client=library.AsyncClient(mounts=mounts))
    else:
        resource = sample(time=Time(), http_client=library.Client(mounts=mounts))
    with pytest.raises(OutcomeUnknown) as caught:
        call(resource, CREATE)
    assert [attempt.phase for attempt in caught.value.attempts] == ["sent"]


class Hasty(Time):
    """Real time, and no backoff."""

    def clock_of_client(self, random: Callable[[], float] = lambda: 0.0) -> Clock:
        return Clock(random=random)


@both
def test_never_earlier_than_told(make: Make) -> None:
    """Measured at the server, over real time, by a client that adds no pause of its own."""
    told = (Reaction(429, (("retry-after", "0.3"),)), Reaction(429, (("retry-after-ms", "250"),)), Reaction())
    with serving(in_turn(*told)) as server:
        call(make(base_url=server.url, time=Hasty()), CREATE)
        gaps = [later.at - earlier.at for earlier, later in zip(server.seen, server.seen[1:], strict=False)]
    assert gaps[0] >= 0.3
    assert gaps[1] >= 0.25


@both
def test_connections_are_reused(make: Make) -> None:
    """Two calls, one connection."""
    with serving() as server:
        resource = make(base_url=server.url)

        async def twice(given: AsyncResource) -> None:
            for _ in range(2):
                await given._call(RETRIEVE, Given(("x",)), {})

        if isinstance(resource, AsyncResource):
            run(resource, twice(resource))
        else:
            for _ in range(2):
                call(resource, RETRIEVE, "x")
        assert (len(server.seen), server.connections) == (2, 1)


def test_one_async_client_over_several_loops() -> None:
    """Sockets of a loop that is gone are not touched again."""
    with serving() as server:
        resource = async_sample(base_url=server.url)
        for _ in range(3):
            assert call(resource, RETRIEVE, "x").id == "run_1"
        assert len(resource._client._session.shared.transport._own._loops) <= 2


def test_one_async_client_in_loops_of_several_threads() -> None:
    """Each loop has its own connections."""
    results: list[Any] = []
    with serving() as server:
        resource = async_sample(base_url=server.url)
        threads = [threading.Thread(target=lambda: results.append(call(resource, RETRIEVE, "x").id)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == ["run_1"] * 5


def test_many_threads() -> None:
    """One client, many threads: every call is answered, each is executed once."""
    results: list[Any] = []
    with serving() as server:
        resource = sample(base_url=server.url)
        threads = [
            threading.Thread(target=lambda: results.extend(call(resource, CREATE).id for _ in range(5)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.executed == 40
    assert len(results) == 40


def test_a_forked_child_has_its_own_connections() -> None:
    """Parent and child never read from one socket."""
    with serving() as server:
        resource = sample(base_url=server.url)
        call(resource, RETRIEVE, "parent")
        context = multiprocessing.get_context("fork")
        answers = context.SimpleQueue()
        child = context.Process(target=lambda: answers.put(call(resource, RETRIEVE, "child").id))
        child.start()
        child.join(5)
        assert child.exitcode == 0
        assert answers.get() == "run_1"
        assert call(resource, RETRIEVE, "parent").id == "run_1"


def test_a_fork_while_the_budget_is_locked() -> None:
    """A lock held by another thread at the moment of the fork does not stop the child."""
    with serving() as server:
        resource = sample(base_url=server.url)
        limiter: Any = resource._client._session.shared.limiter
        with limiter._lock:
            child = multiprocessing.get_context("fork").Process(target=lambda: call(resource, RETRIEVE, "child"))
            child.start()
        child.join(5)
        assert child.exitcode == 0


def test_cancelling_a_create_leaves_word() -> None:
    """CancelledError goes on, and carries what is known; an event tells it too."""
    events: list[Event] = []

    async def scenario(url: str) -> BaseException:
        resource = async_sample(base_url=url, on_event=events.append)
        task = asyncio.ensure_future(resource._call(CREATE, Given(), {}))
        await asyncio.sleep(0.2)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            return error
        raise AssertionError

    with serving(Reaction(delay=5)) as server:
        error = asyncio.run(scenario(server.url))
    causes = []
    while error is not None:
        causes.append(error)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    unknown = next(cause for cause in causes if isinstance(cause, OutcomeUnknown))
    assert unknown.maybe_executed
    assert "unknown" in [event.kind for event in events]


def test_cancelling_within_the_answer_keeps_the_id() -> None:
    """What of it had come is not thrown away with the rest."""

    async def scenario(url: str) -> BaseException | None:
        with pytest.raises(TimeoutError) as caught:
            await asyncio.wait_for(async_sample(base_url=url)._call(CREATE, Given(), {}), 0.5)
        cancelled = caught.value.__cause__
        return cancelled.__cause__ if cancelled else None

    with serving(Reaction(202, trickle="body", pace=0.01, body=OK + b" " * 1000)) as server:
        error = asyncio.run(scenario(server.url))
    assert isinstance(error, OutcomeUnknown)
    assert error.salvaged == "run_1"


def test_cancelling_what_changes_nothing_is_plain() -> None:
    """A GET that is cancelled has no outcome to tell about."""
    events: list[Event] = []

    async def scenario(url: str) -> None:
        resource = async_sample(base_url=url, on_event=events.append)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(resource._call(RETRIEVE, Given(("x",)), {}), 0.1)

    with serving(Reaction(delay=5)) as server:
        asyncio.run(scenario(server.url))
    assert "unknown" not in [event.kind for event in events]


def test_a_closed_client_says_so() -> None:
    """Not with a traceback from inside httpx."""
    from generator.runtime import ConfigurationError

    resource = sample(base_url="http://127.0.0.1:1")
    resource._client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        call(resource, RETRIEVE, "x")


@both
def test_a_429_is_raised_with_what_the_server_said(make: Make) -> None:
    """After the retries, the typed error."""
    expected = pytest.raises(RateLimited, match=r"429 RateLimited: slow down \(POST /runs, 2 attempts\)")
    with serving(Reaction(429, body=b'{"detail":"slow down"}')) as server, expected:
        call(make(base_url=server.url, time=Time(), max_retries=1), CREATE)
