"""Waiting for runs, and reading their logs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from generator.runtime import (
    AsyncResource,
    ConfigurationError,
    DeadlineExceeded,
    Limit,
    Operation,
    Resource,
    RunCancelled,
    RunFailed,
    UnexpectedResponse,
    safe,
)
from generator.runtime.limits.polling import poll_delay
from tests.runtime.sample import CURSOR, FOLLOW, SERVICE, WAIT, Handler, Time, async_sample, sample

both = pytest.mark.parametrize("make", [sample, async_sample])


def waited(resource: Resource | AsyncResource, **options: Any) -> Any:
    on_timeout = options.pop("on_timeout", "leave")
    result = resource._wait(WAIT, "run_1", on_timeout=on_timeout, options=options)
    return asyncio.run(result) if isinstance(resource, AsyncResource) else result  # type: ignore[arg-type]


def waited_for_all(resource: Resource | AsyncResource, **options: Any) -> Any:
    on_timeout = options.pop("on_timeout", "leave")
    result = resource._wait_all(WAIT, ["run_1"], on_timeout=on_timeout, options=options)
    return asyncio.run(result) if isinstance(resource, AsyncResource) else result  # type: ignore[arg-type]


def followed(resource: Resource | AsyncResource) -> list[str]:
    entries = resource._follow(FOLLOW, "run_1", options={})
    if isinstance(resource, Resource):
        return [entry.id for entry in entries]  # type: ignore[union-attr]

    async def collect() -> list[str]:
        return [entry.id async for entry in entries]  # type: ignore[union-attr]

    return asyncio.run(collect())


def passing(states: Iterable[str], seen: list[str] | None = None, logs: Iterable[list[str]] = ()) -> Handler:
    """A run that goes through *states*, one a look, and stays in the last; its log grows as *logs* says."""
    rest, log = list(states), list(logs)

    def handler(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
        if request.url.path.endswith("/logs"):
            lines = log.pop(0) if len(log) > 1 else log[0]
            return httpx.Response(200, json={"logEntries": [{"id": line, "message": line} for line in lines]})
        if request.method == "POST":
            return httpx.Response(202, json={"run": {"id": "run_1", "status": "CANCELLED"}})
        state = rest.pop(0) if len(rest) > 1 else rest[0]
        return httpx.Response(200, json={"run": {"id": "run_1", "status": state, "error": "it broke"}})

    return handler


@both
def test_a_run_that_completes(make: Any) -> None:
    """Is returned; the pauses grow."""
    time = Time()
    run = waited(make(passing(["PENDING", "RUNNING", "RUNNING", "RUNNING", "COMPLETED"]), time=time))
    assert (run.id, run.status) == ("run_1", "COMPLETED")
    assert time.naps == sorted(time.naps)
    assert time.naps[0] < time.naps[-1]


@both
@pytest.mark.parametrize(("state", "kind"), [("FAILED", RunFailed), ("CANCELLED", RunCancelled)])
def test_a_run_that_ends_badly(make: Any, state: str, kind: type[RunFailed | RunCancelled]) -> None:
    """Raises, with the run."""
    with pytest.raises(kind, match=f"run run_1 ended as {state}: it broke") as caught:
        waited(make(passing(["RUNNING", state]), time=Time()))
    assert caught.value.run.status == state


@both
def test_the_deadline_bounds_the_whole_wait(make: Any) -> None:
    """And the run goes on, unless told otherwise."""
    time, seen = Time(), list[str]()
    with pytest.raises(DeadlineExceeded, match="last seen as RUNNING, it goes on") as caught:
        waited(make(passing(["RUNNING"], seen), time=time), deadline=30.0)
    assert sum(time.naps) == pytest.approx(30.0)
    assert caught.value.run.status == "RUNNING"
    assert not [line for line in seen if line.startswith("POST")]


@both
def test_a_run_is_cancelled_when_time_is_up(make: Any) -> None:
    """on_timeout="cancel": asked to stop once."""
    seen: list[str] = []
    with pytest.raises(DeadlineExceeded, match="it was cancelled"):
        waited(make(passing(["RUNNING"], seen), time=Time()), deadline=5.0, on_timeout="cancel")
    assert seen.count("POST cancel") == 1


def answering_cancel(status: int, answer: dict[str, Any]) -> Handler:
    """Runs that go on, seen alone and in the list, and what the request to cancel one is told."""

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(status, json=answer)
        if request.url.path.endswith("/runs"):
            return httpx.Response(200, json={"runs": [{"id": one, "status": "RUNNING"} for one in ("run_1", "run_2")]})
        return httpx.Response(200, json={"run": {"id": "run_1", "status": "RUNNING"}})

    return handler


def cancelled_as(state: str) -> Handler:
    return answering_cancel(200, {"run": {"id": "run_1", "status": state}})


def all_waited(resource: Resource | AsyncResource, on_timeout: str) -> Any:
    listing: Operation[Any] = Operation("l", "GET", "/tasks/{task_id}/runs", safe, returns="list[Run]", unwrap="runs")
    waiter, ids = WAIT._replace(list=listing), ["run_1", "run_2"]
    result: Any = resource._wait_all(waiter, ids, "task_1", on_timeout=on_timeout, options={"deadline": 5.0})  # type: ignore[arg-type]
    return asyncio.run(result) if isinstance(resource, AsyncResource) else result


@both
def test_a_run_that_ended_before_it_could_be_cancelled_is_no_timeout(make: Any) -> None:
    """The race is told truly: it completed, and is returned; it failed, and that is raised."""
    done = waited(make(cancelled_as("COMPLETED"), time=Time()), deadline=5.0, on_timeout="cancel")
    assert done.status == "COMPLETED"
    with pytest.raises(RunFailed, match="run run_1 ended as FAILED"):
        waited(make(cancelled_as("FAILED"), time=Time()), deadline=5.0, on_timeout="cancel")


@both
@pytest.mark.parametrize(
    ("handler", "fate"),
    [
        (cancelled_as("RUNNING"), "was asked to stop and is still RUNNING"),
        (answering_cancel(409, {"detail": "no"}), "may go on, for it could not be cancelled: "),
    ],
)
def test_a_run_that_was_not_cancelled_is_not_called_so(make: Any, handler: Handler, fate: str) -> None:
    """What is not known is not claimed."""
    with pytest.raises(DeadlineExceeded, match=fate) as caught:
        waited(make(handler, time=Time()), deadline=5.0, on_timeout="cancel")
    assert caught.value.run.status == "RUNNING"


@both
@pytest.mark.parametrize(
    ("on_timeout", "fate"),
    [("leave", "2 go on"), ("cancel", "run run_1 was cancelled; run run_2 was cancelled")],
)
def test_several_runs_have_one_deadline(make: Any, on_timeout: str, fate: str) -> None:
    """The error holds all of them, as last seen, and says what became of each."""
    resource = make(cancelled_as("CANCELLED"), time=Time())
    with pytest.raises(DeadlineExceeded, match=f"2 of 2 runs were not done within the deadline: {fate}") as caught:
        all_waited(resource, on_timeout)
    assert len(caught.value.run) == 2


@both
def test_several_runs_that_end_while_they_are_cancelled_are_no_timeout(make: Any) -> None:
    """All had ended by themselves."""
    runs = all_waited(make(cancelled_as("COMPLETED"), time=Time()), "cancel")
    assert [run.status for run in runs] == ["COMPLETED", "COMPLETED"]


@pytest.mark.filterwarnings("ignore:.*unknown_enum")
def test_an_unknown_state_is_neither_final_nor_endless() -> None:
    """It may pass; if it stays, that is said."""
    assert waited(sample(passing(["RUNNING", "PAUSED", "PAUSED", "COMPLETED"]), time=Time())).status == "COMPLETED"
    time = Time()
    with pytest.raises(UnexpectedResponse, match="'PAUSED' for 600 s"):
        waited(sample(passing(["PAUSED"]), time=time))
    assert 600 <= sum(time.naps) < 630


def test_polling_leaves_most_of_the_budget_to_others() -> None:
    """A tight limit makes for long pauses."""
    assert poll_delay(0, None) == 0.5
    assert poll_delay(50, None) == 15.0
    assert poll_delay(0, Limit(20, 60.0)) == 12.0


def test_waiting_draws_from_the_budget() -> None:
    """The pauses are those of the route's limit."""
    time = Time()
    service = SERVICE._replace(limits={"default": Limit(60, 60.0)})
    waited(sample(passing(["RUNNING", "RUNNING", "COMPLETED"]), time=time, service=service))
    assert time.naps == [4.0, 4.0]


@both
def test_each_line_once_in_order(make: Any) -> None:
    """Until the run has ended, and the lines that come a moment later too."""
    logs = [["a"], ["a", "b"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]]
    handler = passing(["PENDING", "RUNNING", "RUNNING", "COMPLETED"], logs=logs)
    assert followed(make(handler, time=Time())) == ["a", "b", "c", "d"]


@both
def test_a_run_that_logs_nothing(make: Any) -> None:
    """Ends without a line."""
    assert followed(make(passing(["COMPLETED"], logs=[[]]), time=Time())) == []


def test_a_failed_run_still_shows_its_log() -> None:
    """Following is for reading; the verdict is wait's."""
    assert followed(sample(passing(["RUNNING", "FAILED"], logs=[["a"], ["a", "b"]]), time=Time())) == ["a", "b"]


@both
def test_many_runs_are_watched_through_one_list(make: Any) -> None:
    """One request a look, whatever their number; one that the list no longer shows is fetched alone."""
    seen: list[str] = []
    ids = [f"run_{number}" for number in range(40)]

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        if not request.url.path.endswith("/runs"):
            return httpx.Response(200, json={"run": {"id": "run_0", "status": "FAILED"}})
        state = "COMPLETED" if seen.count(request.url.path) == 3 else "RUNNING"
        return httpx.Response(200, json={"runs": [{"id": one, "status": state} for one in ids[1:]]})

    listing: Operation[Any] = Operation("l", "GET", "/tasks/{task_id}/runs", safe, returns="list[Run]", unwrap="runs")
    resource = make(handler, time=Time())
    result = resource._wait_all(WAIT._replace(list=listing), ids, "task_1", options={})
    runs = asyncio.run(result) if isinstance(resource, AsyncResource) else result
    assert [run.id for run in runs] == ids
    assert [run.status for run in runs[:2]] == ["FAILED", "COMPLETED"]
    assert seen.count("/v1/tasks/task_1/runs") == 3
    assert seen.count("/v1/runs/run_0") == 1


def paged(pages: list[list[str]], seen: list[str], *, circle: bool = False) -> Handler:
    """Runs in a list of several *pages*, all completed; *circle*: its second page leads to itself."""

    def handler(request: httpx.Request) -> httpx.Response:
        here = request.url.path.rpartition("/")[2]
        number = int(request.url.params.get("cursor", 0))
        seen.append(f"{here} {number}" if here == "runs" else here)
        if here != "runs":
            return httpx.Response(200, json={"run": {"id": here, "status": "FAILED"}})
        more = number + 1 < len(pages)
        runs = [{"id": one, "status": "COMPLETED"} for one in pages[number]]
        return httpx.Response(200, json={"data": runs, "more": more, "next": "1" if circle else str(number + 1)})

    return handler


def paged_waited(resource: Resource | AsyncResource, ids: list[str]) -> dict[str, str]:
    listing = CURSOR._replace(path="/tasks/{task_id}/runs", returns="Run")
    result: Any = resource._wait_all(WAIT._replace(list=listing), ids, "task_1", options={})
    runs = asyncio.run(result) if isinstance(resource, AsyncResource) else result
    return {run.id: run.status for run in runs}


@both
def test_a_list_of_runs_is_read_on_while_its_pages_show_some_of_them(make: Any) -> None:
    """A page for many instead of a request for each; what no page showed is fetched alone."""
    seen: list[str] = []
    pages = [["a", "b"], ["c", "x"], ["y", "z"], ["d", "e"]]
    states = paged_waited(make(paged(pages, seen), time=Time()), ["a", "b", "c", "d", "e"])
    assert states == {**dict.fromkeys("abc", "COMPLETED"), **dict.fromkeys("de", "FAILED")}
    assert seen == ["runs 0", "runs 1", "runs 2", "d", "e"]


@both
def test_no_page_is_read_for_a_single_run(make: Any) -> None:
    """Asking for it takes as long, and is sure to find it."""
    seen: list[str] = []
    assert paged_waited(make(paged([["a", "b"], ["c"]], seen), time=Time()), ["a", "b", "c"])["c"] == "FAILED"
    assert seen == ["runs 0", "c"]


@both
def test_runs_are_found_without_a_list_that_leads_in_circles(make: Any) -> None:
    """It counts as far as it leads; the wait goes on."""
    seen: list[str] = []
    states = paged_waited(make(paged([["a"], ["b"], ["c"]], seen, circle=True), time=Time()), ["a", "b", "c"])
    assert states == {"a": "COMPLETED", "b": "COMPLETED", "c": "FAILED"}
    assert seen == ["runs 0", "runs 1", "c"]


@both
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"on_timeout": "cancle"}, "on_timeout: expected 'leave' or 'cancel', got 'cancle'"),
        ({"deadline": float("nan")}, "deadline: expected seconds above 0"),
        ({"deadline": 0}, "deadline: expected seconds above 0"),
        ({"max_retries": None}, "max_retries: expected a whole number from 0, got None"),
        ({"timeout": (5, 30)}, "timeout: expected seconds"),
    ],
)
def test_options_of_a_wait_are_checked(make: Any, options: dict[str, Any], told: str) -> None:
    """For one run and for several, before anything is sent."""
    seen: list[str] = []
    resource = make(passing(["RUNNING"], seen), time=Time())
    with pytest.raises(ConfigurationError, match=told):
        waited(resource, **options)
    with pytest.raises(ConfigurationError, match=told):
        waited_for_all(resource, **options)
    assert seen == []
