"""What became of a create whose answer was lost: found, absent, or honestly ambiguous; never sent again."""

from __future__ import annotations

import asyncio
import copy
import pickle
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from generator.runtime import (
    ApiError,
    AsyncResource,
    ConfigurationError,
    Operation,
    OutcomeUnknown,
    Paging,
    Recipe,
    Reconciliation,
    Resource,
    ServerError,
    safe,
)
from generator.runtime.features.reconciliation import matches
from tests.runtime.sample import CREATE, SERVICE, Time, async_sample, call, sample

LIST: Operation[Any] = Operation("runs.list", "GET", "/runs", safe, returns="list[Any]", unwrap="runs")
RECIPE: Recipe[Any] = Recipe(LIST, ("inputs",), "at", shows=5)
PAGED = RECIPE._replace(
    list=LIST._replace(returns="Any", unwrap="", paging=Paging("cursor", "runs", "cursor", next="next")), shows=0
)
vars(sys.modules["sample_client.sample_operations"]).update(RECIPE=RECIPE, PAGED=PAGED)
INPUTS = {"url": "https://example.com"}
both = pytest.mark.parametrize("make", [sample, async_sample])


class World:
    """A server that keeps runs, loses answers, and has a clock of its own."""

    def __init__(self, ahead: float = 0.0, *, dated: bool = True) -> None:
        self.time, self.ahead, self.dated = Time(), ahead, dated
        self.runs: list[dict[str, Any]] = []
        self.posts = self.lists = 0
        self.mode = "after"
        self.cap = 50
        self.late: float | None = None
        self.broken = 0

    @property
    def now(self) -> float:
        return 1_700_000_000.0 + self.time.now + self.ahead

    def keep(self, inputs: Any, age: float = 0.0, **more: Any) -> None:
        at = datetime.fromtimestamp(self.now - age, UTC).isoformat()
        self.runs.insert(0, {"id": f"run_{len(self.runs) + 1}", "inputs": inputs, "at": at, **more})

    def handler(self, request: httpx.Request) -> httpx.Response:
        headers = {"date": format_datetime(datetime.fromtimestamp(self.now, UTC), usegmt=True)} if self.dated else {}
        if request.method == "POST":
            self.posts += 1
            self.time.now += 0.1
            if self.mode == "after":
                self.keep(INPUTS)
            if self.mode == "late":
                self.late = self.time.now + 3
            if self.mode == "fine":
                self.keep(INPUTS)
                return httpx.Response(201, json={"run": {"id": self.runs[0]["id"]}})
            raise httpx.ReadError("gone")
        self.lists += 1
        if self.late is not None and self.time.now >= self.late:
            self.keep(INPUTS)
            self.late = None
        if self.broken:
            return httpx.Response(500)
        start = int(request.url.params.get("cursor", 0))
        shown = self.runs[start : start + self.cap]
        more = {"next": str(start + self.cap)} if start + self.cap < len(self.runs) else {}
        return httpx.Response(200, json={"runs": shown, **more}, headers=headers)

    def make(self, kind: Callable[..., Any], recipe: str = "RECIPE") -> Any:
        service = SERVICE._replace(
            recipes={"runs.create": f"sample_operations:{recipe}"},
            limits={},
            version_header="",
            servers={"x": "https://h"},
        )
        return kind(self.handler, time=self.time, service=service)


def lost(resource: Resource | AsyncResource) -> OutcomeUnknown:
    with pytest.raises(OutcomeUnknown) as caught:
        call(resource, CREATE, body={"inputs": INPUTS})
    return caught.value


def settled(result: Any) -> Reconciliation:
    answer = asyncio.run(result) if asyncio.iscoroutine(result) else result
    assert isinstance(answer, Reconciliation)
    return answer


@both
@pytest.mark.parametrize("ahead", [0.0, 3600.0, -86400.0])
def test_work_that_was_done_is_found(make: Any, ahead: float) -> None:
    """Whatever the two clocks say."""
    world = World(ahead)
    world.keep(INPUTS, age=60)
    answer = settled(lost(world.make(make)).reconcile())
    assert (answer.verdict, answer.id, answer.item["inputs"]) == ("found", "run_2", INPUTS)
    assert world.posts == 1


@both
@pytest.mark.parametrize("ahead", [0.0, 3600.0, -86400.0])
def test_work_that_was_not_done_is_absent(make: Any, ahead: float) -> None:
    """The equal run of a minute ago is another one; absent is said only after the work had time to land."""
    world = World(ahead)
    world.mode = "before"
    world.keep(INPUTS, age=60)
    error = lost(world.make(make))
    ended = world.time.now
    assert settled(error.reconcile()).verdict == "absent"
    assert world.time.now - ended == pytest.approx(5.0)
    assert world.posts == 1


@both
def test_work_that_lands_late_is_found(make: Any) -> None:
    """Three seconds after its answer was lost."""
    world = World()
    world.mode = "late"
    assert settled(lost(world.make(make)).reconcile()).verdict == "found"


@both
def test_equal_candidates_are_ambiguous(make: Any) -> None:
    """Both are shown, and none is chosen."""
    world = World()
    error = lost(world.make(make))
    world.keep(INPUTS)
    answer = settled(error.reconcile())
    assert (answer.verdict, len(answer.candidates), answer.id) == ("ambiguous", 2, None)


@both
def test_what_was_answered_a_moment_ago_is_not_the_lost_one(make: Any) -> None:
    """The client knows what it was told it has made."""
    world = World()
    world.mode = "fine"
    resource = world.make(make)
    call(resource, CREATE, body={"inputs": INPUTS})
    world.mode = "before"
    assert settled(lost(resource).reconcile()).verdict == "absent"
    world.mode = "after"
    answer = settled(lost(resource).reconcile())
    assert (answer.verdict, answer.id) == ("found", "run_2")


def test_a_list_that_does_not_reach_back_proves_nothing() -> None:
    """All it shows is newer than the call, and it may show no more: absent would be a guess; so would the one found."""
    world = World()
    world.mode, world.cap = "before", 5
    error = lost(world.make(sample))
    for number in range(5):
        world.keep({"n": number})
    assert settled(error.reconcile()).verdict == "ambiguous"
    world.runs[2]["inputs"] = INPUTS
    assert settled(error.reconcile()).verdict == "ambiguous"
    world.runs.pop()
    assert settled(error.reconcile()).verdict == "found"  # four of at most five: these are all


def test_pages_are_read_as_far_back_as_need_be() -> None:
    """To the first item that is older than the call, and no further; a list in another order to its end."""
    world = World()
    world.cap = 2
    for age in range(20, 0, -1):
        world.keep({"n": age}, age=age * 60)
    error = lost(world.make(sample, "PAGED"))
    assert settled(error.reconcile()).id == "run_21"
    assert world.lists == 1
    world.runs.reverse()
    assert settled(error.reconcile()).id == "run_21"
    assert world.lists == 1 + 11


def test_without_a_date_the_clocks_may_be_apart() -> None:
    """An equal thing from shortly before the call may be the lost one."""
    world = World(dated=False)
    world.mode = "before"
    world.keep(INPUTS, age=30)
    assert settled(lost(world.make(sample)).reconcile()).verdict == "ambiguous"
    world.runs.clear()
    assert settled(lost(world.make(sample)).reconcile()).verdict == "absent"


@both
def test_a_list_that_fails_says_so(make: Any) -> None:
    """As any call does; the verdict is not made up."""
    world = World()
    error = lost(world.make(make))
    world.broken = 1
    with pytest.raises(ServerError, match="GET /runs"):
        settled(error.reconcile())
    assert world.posts == 1


@both
@pytest.mark.parametrize("through", [lambda error: pickle.loads(pickle.dumps(error)), copy.deepcopy])
def test_an_error_that_was_stored_needs_a_client(make: Any, through: Callable[[ApiError], ApiError]) -> None:
    """A client of the same server finds out; without one, that is said."""
    world = World()
    stored: Any = through(lost(world.make(make)))
    with pytest.raises(ConfigurationError, match="pass it to a client"):
        stored.reconcile()
    assert settled(world.make(sample)._client.reconcile(stored)).verdict == "found"
    other = sample(world.handler, time=world.time)._client
    assert settled(other.reconcile(stored)).verdict == "ambiguous"  # this service has no recipe


def test_a_cancelled_create_can_be_looked_up() -> None:
    """The OutcomeUnknown behind the interruption knows its client."""
    world = World()
    resource = world.make(sample)

    def interrupted(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            world.keep(INPUTS)
            raise KeyboardInterrupt
        return world.handler(request)

    resource._client._session.shared.transport._given.client._transport.handler = interrupted
    with pytest.raises(KeyboardInterrupt) as caught:
        call(resource, CREATE, body={"inputs": INPUTS})
    assert isinstance(caught.value.__cause__, OutcomeUnknown)
    assert settled(caught.value.__cause__.reconcile()).verdict == "found"


@pytest.mark.parametrize(
    ("sent", "shown", "verdict"),
    [
        ({"a": 1}, {"a": 1}, "yes"),
        ({"a": 1}, {"a": 2}, "no"),
        ({"a": 1}, {}, "perhaps"),
        ({}, {"a": None}, "yes"),
        ({}, {"a": "default"}, "perhaps"),
        ({"a": "x "}, {"a": "x"}, "perhaps"),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": "default"}}, "perhaps"),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": None}}, "yes"),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, "no"),
        ({"a": [1, 2]}, {"a": [1]}, "no"),
        ({"a": 1}, {"a": "1"}, "perhaps"),
        ({"a": True}, {"a": 1}, "perhaps"),
    ],
)
def test_likeness(sent: Any, shown: Any, verdict: str) -> None:
    """What a server may have filled in, trimmed or left out is no proof against it."""
    assert matches(sent, shown, ["a"]) == verdict
