"""Async calls under asyncio and trio, over a transport in memory: retries, waits, limits, slots, cancellation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from generator.runtime import (
    DeadlineExceeded,
    Event,
    FileStore,
    Limit,
    MemoryStore,
    Operation,
    OutcomeUnknown,
    Plan,
    RateLimited,
    safe,
)
from generator.runtime.limits import limiter
from generator.runtime.limits.limiter import Permit, run_off_loop
from generator.runtime.limits.sliding_window import RateLimitInfo
from generator.runtime.limits.slots import MemorySlots
from generator.runtime.pipeline.dispatch import drive_async
from generator.runtime.protocol.request import Given
from generator.runtime.transport.commands import Invoke, Sleep
from generator.runtime.transport.deadlines import AttemptTimeout
from generator.runtime.util.async_library import running_library
from tests.runtime.limits.test_slots import SLOTTED, START
from tests.runtime.loops import CANCELLERS, LIBRARIES, LoopTime, MemoryTransport, cancelled, over, run_in
from tests.runtime.sample import CREATE, CURSOR, FOLLOW, QUEUE, RETRIEVE, RUN, WAIT

each = pytest.mark.parametrize("library", LIBRARIES)
every = pytest.mark.parametrize("library", CANCELLERS)
stores = pytest.mark.parametrize("store", ["memory", "file"])
DONE = {"run": {"id": "run_1", "status": "COMPLETED"}}
LIST: Operation[Any] = Operation("l", "GET", "/runs", safe, returns="list[Run]", unwrap="runs")


async def unsent(_: object) -> Any:
    raise AssertionError("nothing is sent")


def limits(store: str, folder: Path, time: LoopTime, limit: Limit) -> Any:
    """*limit*, kept in a *store*."""
    return limit if store == "memory" else FileStore(folder / "limits", limits=limit, clock=lambda: time.now)


@each
def test_a_pause_lets_others_run(library: str) -> None:
    """Without a clock of its own, the driver sleeps as the running library does."""
    order: list[str] = []

    def steps() -> Any:
        order.append("begun")
        yield Sleep(0.01)
        order.append("ended")
        return 1

    async def scenario() -> None:
        running_library().start_in_thread(lambda: order.append("other"))
        assert await drive_async(steps(), unsent) == 1

    run_in(library, scenario)
    assert sorted(order) == ["begun", "ended", "other"]


@each
def test_a_blocking_function_has_its_time(library: str) -> None:
    """Then the thread is left, and `AttemptTimeout` raised; an error of its own stays what it is."""
    gate = threading.Event()

    def steps(function: Callable[[], Any], seconds: float | None) -> Any:
        return (yield Invoke(function, blocking=True, seconds=seconds))

    def own() -> None:
        raise TimeoutError("own")

    async def scenario() -> None:
        assert await drive_async(steps(lambda: 5, None), unsent) == 5
        assert await drive_async(steps(lambda: 5, 10.0), unsent) == 5
        with pytest.raises(AttemptTimeout):
            await drive_async(steps(lambda: gate.wait(10), 0.01), unsent)
        gate.set()
        with pytest.raises(TimeoutError, match="own") as caught:
            await drive_async(steps(own, 10.0), unsent)
        assert type(caught.value) is TimeoutError

    run_in(library, scenario)


@each
def test_a_call_is_answered(library: str) -> None:
    """After its retries, with the waits that the server asked for."""
    time, transport = LoopTime(), MemoryTransport(429, 503, ConnectionError("gone"), RUN)
    resource = over(transport, time=time)
    run: Any = run_in(library, lambda: resource._call(QUEUE, Given(body={}), {}))
    assert run.id == "run_1"
    assert transport.seen == ["POST /queue"] * 4
    assert time.naps[0] >= 2.0


@each
def test_a_lost_answer_is_not_sent_again(library: str) -> None:
    """The class of the operation decides, not the library."""
    transport = MemoryTransport(ConnectionError("gone"))
    with pytest.raises(OutcomeUnknown):
        run_in(library, lambda: over(transport, time=LoopTime())._call(CREATE, Given(), {}))
    assert transport.seen == ["POST /runs"]


@each
def test_pages_are_followed(library: str) -> None:
    """By ``async for``."""
    pages = [{"data": [{"id": 1}], "next": "a", "more": True}, {"data": [{"id": 2}], "more": False}]
    resource = over(MemoryTransport(*pages))

    async def scenario() -> list[int]:
        return [task.id async for task in resource._page(CURSOR, Given(), {})]

    assert run_in(library, scenario) == [1, 2]


@each
@stores
def test_limits_are_waited_for(library: str, store: str, tmp_path: Path) -> None:
    """In memory and in a file; a deadline bounds the wait."""
    time = LoopTime()
    resource = over(MemoryTransport(RUN), time=time, rate_limit=limits(store, tmp_path, time, Limit(1, 10.0)))

    async def scenario() -> None:
        for _ in range(3):
            await resource._call(RETRIEVE, Given(("x",)), {})
        with pytest.raises(DeadlineExceeded):
            await resource._call(RETRIEVE, Given(("x",)), {"deadline": 1.0})

    run_in(library, scenario)
    assert 20.0 <= time.now - 1000.0 < 21.0


@each
def test_a_long_ban_is_raised(library: str) -> None:
    """Without a wait for it."""

    async def banned(_: object) -> int:
        return 429

    resource = over(MemoryTransport(banned), time=LoopTime(), max_retries=0)
    with pytest.raises(RateLimited):
        run_in(library, lambda: resource._call(RETRIEVE, Given(("x",)), {}))


@each
def test_runs_are_waited_for(library: str) -> None:
    """One, several by one list, and the log of one."""
    states = [{"runs": [{"id": one, "status": status} for one in ("a", "b")]} for status in ("RUNNING", "COMPLETED")]
    logs = {"logEntries": [{"id": "1"}, {"id": "2"}]}

    async def scenario() -> None:
        time = LoopTime()
        assert (await over(MemoryTransport(RUN, RUN, DONE), time=time)._wait(WAIT, "run_1", options={})).id == "run_1"
        assert len(time.naps) == 2
        waiting = over(MemoryTransport(*states), time=time)
        runs = await waiting._wait_all(WAIT._replace(list=LIST), ["a", "b"], options={})
        assert [run.status for run in runs] == ["COMPLETED", "COMPLETED"]
        followed = over(MemoryTransport(RUN, logs, DONE, logs), time=time)._follow(FOLLOW, "run_1", options={})
        assert [entry.id async for entry in followed] == ["1", "2"]

    run_in(library, scenario)


def running_then_done(time: LoopTime, seconds: float = 30.0) -> Callable[[Any], Any]:
    """A vendor whose runs last *seconds*."""
    ends: list[float] = []

    async def answer(command: Any) -> dict[str, Any]:
        if command.request.method == "POST":
            ends.append(time.now + seconds)
            return {"run": {"id": f"run_{len(ends)}", "status": "RUNNING"}}
        number = int(command.request.url.rpartition("_")[2])
        status = "RUNNING" if ends[number - 1] > time.now else "COMPLETED"
        return {"run": {"id": f"run_{number}", "status": status}}

    return answer


@each
@stores
def test_slots_are_waited_for(library: str, store: str, tmp_path: Path) -> None:
    """A create polls the runs that hold them, and what it learns releases them."""
    time = LoopTime()
    options: Any = {} if store == "memory" else {"rate_limit": limits(store, tmp_path, time, Limit(1000, 1.0))}
    transport = MemoryTransport(running_then_done(time))
    resource = over(transport, time=time, service=SLOTTED, plan="two", **options)

    async def scenario() -> None:
        for _ in range(3):
            await resource._call(START, Given(), {})

    run_in(library, scenario)
    assert transport.seen.count("POST /runs") == 3
    assert 30.0 <= time.now - 1000.0 < 40.0


# Cancellation


@every
@stores
def test_a_cancelled_create_has_an_unknown_outcome(library: str, store: str, tmp_path: Path) -> None:
    """An event says so; its permit is given back, so that the next request waits for the period and no longer."""
    time, events = LoopTime(), list[Event]()
    rate_limit = limits(store, tmp_path, time, Limit(1, 10.0))
    transport = MemoryTransport(RUN)
    resource = over(transport, time=time, rate_limit=rate_limit, on_event=events.append)

    async def scenario() -> None:
        begun = running_library().event()

        async def never(_: object) -> None:
            begun.set()
            await running_library().sleep(60)

        transport.answers.insert(0, never)
        await cancelled(library, begun.wait, lambda: resource._call(CREATE, Given(), {}))

    run_in(library, scenario)
    assert [event.kind for event in events] == ["attempt", "unknown"]
    assert "OutcomeUnknown: broken off by Cancelled" in events[-1].detail
    run_in(library, lambda: resource._call(CREATE, Given(), {}))
    assert 10.0 <= time.now - 1000.0 <= 10.1


def cancelled_in_its_pause(library: str, resource: Any, operation: Operation[Any]) -> None:
    """A call of *operation* that is cancelled as soon as it waits for something."""

    async def scenario() -> None:
        waiting = running_library().event()

        async def stop(_: float) -> None:
            waiting.set()
            await running_library().sleep(60)

        shared = resource._session.shared
        shared.clock = shared.clock._replace(sleep=stop)
        await cancelled(library, waiting.wait, lambda: resource._call(operation, Given(), {}))

    run_in(library, scenario)


@every
@stores
def test_a_call_that_is_cancelled_in_the_queue_leaves_it(library: str, store: str, tmp_path: Path) -> None:
    """It has done nothing, and says nothing; whoever comes next need not wait for it."""
    time, events = LoopTime(), list[Event]()
    rate_limit = limits(store, tmp_path, time, Limit(1, 10.0))
    resource = over(MemoryTransport(RUN), time=time, rate_limit=rate_limit, on_event=events.append)
    run_in(library, lambda: resource._call(CREATE, Given(), {}))
    cancelled_in_its_pause(library, resource, CREATE)
    assert [event.kind for event in events] == ["attempt", "wait"]
    time.now += 10.0
    assert resource._session.shared.limiter.acquire(Permit(("default",))) == 0.0


@every
@stores
def test_a_create_that_is_cancelled_before_it_was_executed_gives_its_slot_back(
    library: str, store: str, tmp_path: Path
) -> None:
    """In the pause after an attempt that the server refused, for instance."""
    time = LoopTime()
    options: Any = {} if store == "memory" else {"rate_limit": limits(store, tmp_path, time, Limit(1000, 1.0))}
    one = SLOTTED._replace(plans={"one": Plan({}, 1)})
    resource = over(MemoryTransport(429), time=time, service=one, plan="one", **options)
    cancelled_in_its_pause(library, resource, START)
    assert resource._session.shared.slots.acquire("next") == 0.0


@every
def test_a_create_that_is_cancelled_in_a_later_pause_has_an_unknown_outcome(library: str) -> None:
    """An earlier attempt may have been executed; its slot is kept."""
    events: list[Event] = []
    keyed = QUEUE._replace(slot=True)
    transport = MemoryTransport(ConnectionError("gone"))
    resource = over(transport, time=LoopTime(), service=SLOTTED, plan="two", on_event=events.append)
    cancelled_in_its_pause(library, resource, keyed)
    assert [event.kind for event in events] == ["attempt", "retry", "unknown"]
    assert resource._session.shared.slots.acquire("next") == 0.0
    assert resource._session.shared.slots.acquire("another") > 0.0


class SlowSlots(MemorySlots):
    """A blocking store that answers `acquire` when it is told to."""

    blocking = True

    def __init__(self) -> None:
        super().__init__(1, clock=lambda: 0.0)
        self.asked, self.gate = threading.Event(), threading.Event()

    def acquire(self, holder: str) -> float:
        self.asked.set()
        self.gate.wait(10)
        return super().acquire(holder)


@every
def test_a_slot_that_a_thread_takes_for_a_cancelled_call_is_given_back(library: str) -> None:
    """The thread was still waiting for the store when the call ended."""
    slots = SlowSlots()

    async def scenario() -> None:
        resource = over(MemoryTransport(RUN), time=LoopTime(), service=SLOTTED, plan="two")
        resource._session.shared.slots = slots

        async def when() -> None:
            while not slots.asked.is_set():
                await running_library().sleep(0.001)

        await cancelled(library, when, lambda: resource._call(START, Given(), {}))
        slots.gate.set()

    run_in(library, scenario)
    assert slots.acquire("next") == 0.0


class SlowLimiter(MemoryStore):
    """A blocking store that notes when a permit was released."""

    blocking = True

    def __init__(self, order: list[str]) -> None:
        super().__init__({"default": Limit(5)})
        self.order = order

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        super().release(permit, info)
        sleep(0.01)
        self.order.append("released")


@pytest.mark.parametrize("library", ["asyncio", "trio", "anyio over trio"])
def test_a_cancelled_call_ends_when_its_permit_is_released(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that whoever goes on after it finds the permit; for a moment at most, which is longer here."""
    monkeypatch.setattr(limiter, "RELEASE_TIMEOUT", 5.0)
    order: list[str] = []

    async def scenario() -> None:
        begun = running_library().event()

        async def never(_: object) -> None:
            begun.set()
            await running_library().sleep(60)

        resource = over(MemoryTransport(never), rate_limit=SlowLimiter(order))
        await cancelled(library, begun.wait, lambda: resource._call(CREATE, Given(), {}))
        order.append("ended")

    run_in(library, scenario)
    assert order == ["released", "ended"]


@every
def test_a_permit_is_released_although_all_threads_are_busy(library: str, tmp_path: Path) -> None:
    """The release waits for a thread longer than the call waits for the release."""
    time, gate = LoopTime(), threading.Event()
    store = limits("file", tmp_path, time, Limit(1, 10.0))

    async def scenario() -> Any:
        if "trio" in library:
            import trio

            trio.to_thread.current_default_thread_limiter().total_tokens = 1
        else:
            import asyncio

            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        begun = running_library().event()

        async def never(_: object) -> None:
            running_library().start_in_thread(lambda: gate.wait(10))
            begun.set()
            await running_library().sleep(60)

        resource = over(MemoryTransport(never), time=time, rate_limit=store)
        await cancelled(library, begun.wait, lambda: resource._call(CREATE, Given(), {}))
        gate.set()
        return resource._session.shared.limiter

    used = run_in(library, scenario)
    time.now += 10.0
    assert used.acquire(Permit(("default",))) == 0.0


@each
def test_a_store_is_asked_beside_the_loop(library: str) -> None:
    """A blocking one; others go on meanwhile."""
    gate, order = threading.Event(), list[str]()
    slots = SlowSlots()
    slots.gate = gate

    async def scenario() -> None:
        async def other() -> None:
            while not slots.asked.is_set():
                await running_library().sleep(0.001)
            order.append("other")
            gate.set()

        async def asked() -> None:
            steps = run_off_loop(slots, lambda: slots.acquire("a"), None)
            assert await drive_async(steps, unsent) == 0.0
            order.append("asked")

        await together(library, other, asked)

    run_in(library, scenario)
    assert order == ["other", "asked"]


async def together(library: str, *works: Callable[[], Any]) -> None:
    """All *works* at once."""
    if library == "trio":
        import trio

        async with trio.open_nursery() as nursery:
            for work in works:
                nursery.start_soon(work)
    else:
        import asyncio

        await asyncio.gather(*(work() for work in works))
