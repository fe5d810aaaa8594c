"""Run slots: never more runs than the plan allows, and a slot is free when its run has ended or its lease is over."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

from generator.runtime import ApiError, DeadlineExceeded, Event, OutcomeUnknown, Plan
from generator.runtime.limits.slots import Run, Slots
from generator.runtime.protocol.request import Given
from tests.runtime.sample import CREATE, RETRIEVE, SERVICE, WAIT, Time, async_sample, call, sample

START = CREATE._replace(slot=True)
SLOTTED = SERVICE._replace(
    plans={"two": Plan({}, 2), "any": Plan({})}, waiters={"runs.wait": "slot_operations:WAIT"}, limits={}
)
_operations = sys.modules["sample_client.slot_operations"] = ModuleType("sample_client.slot_operations")
vars(_operations)["WAIT"] = WAIT


class Vendor:
    """A server whose runs last *seconds*; counts how many were active at once."""

    def __init__(self, time: Time, seconds: float = 30.0) -> None:
        self.time, self.seconds = time, seconds
        self.ends: list[float] = []
        self.most = 0
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if request.method == "POST":
            self.ends.append(self.time.now + self.seconds)
            self.most = max(self.most, sum(end > self.time.now for end in self.ends))
            return httpx.Response(202, json={"run": self.run(len(self.ends))})
        return httpx.Response(200, json={"run": self.run(int(request.url.path.rpartition("_")[2]))})

    def run(self, number: int) -> dict[str, str]:
        return {"id": f"run_{number}", "status": "RUNNING" if self.ends[number - 1] > self.time.now else "FAILED"}


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def vendor(time: Time) -> Vendor:
    return Vendor(time)


@pytest.mark.parametrize("make", [sample, async_sample])
def test_never_more_than_the_plan_allows(make: Callable[..., Any], time: Time, vendor: Vendor) -> None:
    """A waiting create polls the runs that hold the slots, and is sent as soon as one has ended."""
    events: list[Event] = []
    resource = make(vendor, time=time, service=SLOTTED, plan="two", on_event=events.append)
    for _ in range(5):
        assert call(resource, START).status == "RUNNING"
    assert vendor.most == 2
    assert 60.0 <= time.now - 1000.0 < 70.0
    waits = [event.detail for event in events if event.kind == "wait"]
    assert waits == ["all 2 concurrent runs are under way"] * len(waits)
    assert 1 <= len(waits) <= 3


@pytest.mark.parametrize("plan", [None, "any"])
def test_without_a_number_there_are_no_slots(plan: str | None, time: Time, vendor: Vendor) -> None:
    """No plan, or a plan with any number of runs."""
    resource = sample(vendor, time=time, service=SLOTTED, plan=plan)
    for _ in range(10):
        call(resource, START)
    assert (vendor.most, time.naps) == (10, [])


def test_a_response_with_a_final_state_frees_the_slot(time: Time, vendor: Vendor) -> None:
    """The response of a retrieve or of a wait."""
    resource = sample(vendor, time=time, service=SLOTTED, plan="two")
    slots: Any = resource._client._session.shared.slots
    call(resource, START), call(resource, START)
    assert [run.name for run in slots.running()] == ["runs.wait run_1", "runs.wait run_2"]
    call(resource, RETRIEVE, "run_1")
    assert len(slots.running()) == 2
    time.now += 30.0
    call(resource, RETRIEVE, "run_1")
    assert [run.path for run in slots.running()] == [("run_2",)]
    with pytest.raises(Exception, match="ended as FAILED"):
        resource._wait(WAIT, "run_2", options={})
    assert slots.running() == []


def test_a_list_frees_slots(time: Time, vendor: Vendor) -> None:
    """Those of all listed runs with a final state."""
    runs = {"runs": [{"id": "run_1", "status": "FAILED"}, {"id": "run_2", "status": "COMPLETED"}]}

    def handler(request: httpx.Request) -> httpx.Response:
        return vendor(request) if request.method == "POST" else httpx.Response(200, json=runs)

    resource = sample(handler, time=time, service=SLOTTED, plan="two")
    call(resource, START), call(resource, START)
    call(resource, RETRIEVE._replace(name="runs.list", path="/runs", returns="list[Run]", unwrap="runs"))
    assert resource._client._session.shared.slots.running() == []  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answer", "kept"), [(httpx.Response(422), False), (httpx.Response(500), True), (httpx.ReadError("gone"), True)]
)
def test_a_create_without_a_run_frees_its_slot(answer: Any, kept: bool, time: Time) -> None:
    """A create with an unknown outcome keeps its slot until the lease ends."""

    def handler(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code)

    resource = sample(handler, time=time, service=SLOTTED, plan="two")
    for _ in range(2):
        with pytest.raises(ApiError):
            call(resource, START)
    slots: Any = resource._client._session.shared.slots
    assert (slots.acquire("next") > 0) is kept
    time.now += 3600.0
    assert slots.acquire("next") == 0


def test_a_salvaged_run_holds_its_slot_by_name(time: Time) -> None:
    """The response was truncated after the id: the run can be polled."""
    body = json.dumps({"run": {"id": "run_7", "status": "RUNNING"}}).encode()[:-12]
    resource = sample(lambda _: httpx.Response(202, content=body), time=time, service=SLOTTED, plan="two")
    with pytest.raises(OutcomeUnknown):
        call(resource, START)
    assert resource._client._session.shared.slots.running() == [Run("runs.wait run_7", ("run_7",))]  # type: ignore[union-attr]


def test_the_deadline_bounds_the_wait(time: Time) -> None:
    """The create is not sent."""
    vendor = Vendor(time, seconds=1e6)
    resource = sample(vendor, time=time, service=SLOTTED, plan="two")
    call(resource, START), call(resource, START)
    with pytest.raises(DeadlineExceeded) as caught:
        call(resource, START, deadline=10.0)
    assert 1009.9 < time.now <= 1010.0
    assert (caught.value.maybe_executed, caught.value.attempts) == (False, ())
    assert vendor.asked.count("POST /v1/runs") == 2


def test_a_run_that_does_not_exist_frees_its_slot(time: Time) -> None:
    """A poll that ends in 404 frees the slot; other errors of a poll are ignored."""
    looks = [httpx.Response(500), httpx.Response(403), httpx.Response(404)]

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return looks.pop(0)
        return httpx.Response(202, json={"run": {"id": "run_1", "status": "RUNNING"}})

    resource = sample(handler, time=time, service=SLOTTED._replace(plans={"one": Plan({}, 1)}), plan="one")
    call(resource, START, max_retries=0), call(resource, START, max_retries=0)
    assert looks == []


def test_clients_of_one_key_share_the_slots(time: Time, vendor: Vendor) -> None:
    """Copies of a client too; not a client whose key a function returns."""
    one = sample(vendor, time=time, service=SLOTTED, plan="two")._client
    clockwork = type(one)._clock
    other = type("Other", (type(one),), {"_clock": clockwork})("k" * 20, plan="two")
    same = type("Same", (type(one),), {"_clock": clockwork})(lambda: "k" * 20, plan="two")
    again = type("Again", (type(one),), {"_clock": clockwork})("k" * 20, plan="two")
    assert one.with_options()._session.shared.slots is one._session.shared.slots
    assert other._session.shared.slots is again._session.shared.slots
    assert len({id(client._session.shared.slots) for client in (one, other, same)}) == 3


def test_first_come_first_served(make_slots: Callable[..., Slots]) -> None:
    """The slot goes to the create that was queued first; one that is released leaves the queue."""
    now = [0.0]
    slots = make_slots(1, lambda: now[0], 60.0)
    assert [slots.acquire(one) for one in ("a", "b", "c", "d")] == [0.0, 60.0, 60.0, 60.0]
    slots.release("b")
    slots.release("a")
    assert slots.acquire("d") > 0
    assert slots.acquire("c") == 0
    now[0] = 60.0
    assert slots.acquire("d") == 0, "the lease of c is over"


def test_a_create_that_does_not_call_again_loses_its_position(make_slots: Callable[..., Slots]) -> None:
    """A process that died in the queue delays the others for a minute at most."""
    now = [0.0]
    slots = make_slots(1, lambda: now[0], 30.0)
    assert [slots.acquire(one) for one in ("a", "dead", "b")] == [0.0, 30.0, 30.0]
    now[0] = 45.0
    assert slots.acquire("b") > 0, "the slot is free, and dead was here first"
    now[0] = 61.0
    assert slots.acquire("b") == 0


def test_a_run_that_is_seen_active_keeps_its_slot(make_slots: Callable[..., Slots]) -> None:
    """Its lease is extended; unknown names are ignored."""
    now = [0.0]
    slots = make_slots(2, lambda: now[0], 60.0)
    slots.acquire("a"), slots.acquire("b")
    slots.assign("a", Run("runs.wait run_1", ("run_1",)))
    slots.assign("b", Run("runs.wait run_2", ("run_2",)))
    now[0] = 40.0
    slots.extend("runs.wait run_1"), slots.extend("runs.wait run_9")
    assert [run.path for run in slots.running()] == [("run_2",), ("run_1",)], "the oldest lease first"
    now[0] = 61.0
    assert [slots.acquire("c") > 0, slots.acquire("d") > 0] == [False, True]


def test_tasks_wait_for_runs_of_other_tasks(time: Time, vendor: Vendor) -> None:
    """Of ten creates two run; the others wait without blocking the event loop."""
    resource = async_sample(vendor, time=time, service=SLOTTED, plan="two")

    async def scenario() -> None:
        await asyncio.gather(*(resource._call(START, Given(), {}) for _ in range(10)))

    asyncio.run(scenario())
    assert vendor.most == 2
    assert max(time.naps) < 5.0, "an active run may end at any moment"
