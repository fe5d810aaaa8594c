"""Exceptions that are not the call's own, such as a signal handler's: they pass through, and say what may be done."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from generator.runtime import Limit, MemoryStore, OutcomeUnknown, Plan
from generator.runtime.limits.limiter import Permit
from generator.runtime.limits.sliding_window import RateLimitInfo
from generator.runtime.protocol.request import Given
from tests.runtime.limits.test_slots import SLOTTED, START
from tests.runtime.sample import (
    CREATE,
    QUEUE,
    RETRIEVE,
    RUN,
    WAIT,
    Handler,
    Time,
    answers,
    async_sample,
    call,
    sample,
)

both = pytest.mark.parametrize("make", [sample, async_sample])
LOST = httpx.ReadError("gone")


class Alarm(TimeoutError):
    """As a handler of SIGALRM raises it."""


each = pytest.mark.parametrize("kind", [Alarm, TimeoutError, KeyboardInterrupt, SystemExit, RuntimeError])


class Interrupted(Time):
    """The sleep of a certain number is interrupted."""

    def __init__(self, fault: BaseException, number: int = 1) -> None:
        super().__init__()
        self.fault, self.number = fault, number

    def sleep(self, seconds: float) -> Awaitable[None]:
        done = super().sleep(seconds)
        if len(self.naps) == self.number:
            raise self.fault
        return done


def noted(fault: BaseException) -> OutcomeUnknown | None:
    """What *fault* says of the call that it broke off."""
    cause = fault.__cause__
    assert isinstance(cause, OutcomeUnknown) == any("OutcomeUnknown" in one for one in getattr(fault, "__notes__", ()))
    return cause if isinstance(cause, OutcomeUnknown) else None


def interrupted(
    make: Any, fault: BaseException, operation: Any, handler: Handler, *, number: int = 1, **more: Any
) -> None:
    """A call that ends with *fault* itself, in its pause of this *number*."""
    resource = make(handler, time=Interrupted(fault, number), **more)
    path = ("x",) if operation.path.count("{") else ()
    with pytest.raises(type(fault)) as caught:
        call(resource, operation, *path, **({} if operation is RETRIEVE else {"body": {}}))
    assert caught.value is fault


@both
@each
def test_in_the_pause_after_a_lost_answer(make: Any, kind: type[BaseException]) -> None:
    """An earlier attempt may have been executed: the note has the key under which to ask again."""
    fault = kind("enough")
    interrupted(make, fault, QUEUE, answers(LOST))
    unknown = noted(fault)
    assert unknown is not None
    assert unknown.maybe_executed
    assert unknown.idempotency_key
    assert [attempt.phase for attempt in unknown.attempts] == ["sent"]


@both
@each
@pytest.mark.parametrize("status", [429, 503])
def test_in_the_pause_after_a_refusal(make: Any, kind: type[BaseException], status: int) -> None:
    """The server did no work, and nothing is said."""
    fault = kind("enough")
    interrupted(make, fault, CREATE, answers(httpx.Response(status)))
    assert noted(fault) is None


@both
@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_in_the_pause_after_a_failure(make: Any, status: int) -> None:
    """Which leaves open whether the work was done."""
    fault = Alarm()
    interrupted(make, fault, QUEUE, answers(httpx.Response(status)))
    assert noted(fault) is not None


@both
def test_in_the_pause_of_a_call_that_changes_nothing(make: Any) -> None:
    """There is no outcome to know."""
    fault = Alarm()
    interrupted(make, fault, RETRIEVE, answers(LOST))
    assert noted(fault) is None


@both
@each
def test_in_the_wait_for_a_rate_limit(make: Any, kind: type[BaseException]) -> None:
    """Before the first attempt nothing is said; the position in the queue is another's."""
    fault = kind("enough")
    resource = make(answers(RUN), time=Interrupted(fault), rate_limit=Limit(1, 10.0))
    call(resource, CREATE)
    with pytest.raises(kind) as caught:
        call(resource, CREATE)
    assert caught.value is fault
    assert noted(fault) is None
    limiter = resource._session.shared.limiter
    assert limiter.acquire(Permit(("default",))) == 0.0


@both
def test_in_the_wait_for_a_rate_limit_after_a_lost_answer(make: Any) -> None:
    """The second attempt waits, and the first may have been executed."""
    fault = Alarm()
    interrupted(make, fault, QUEUE, answers(LOST), number=2, rate_limit=Limit(1, 10.0))
    assert noted(fault) is not None


@both
def test_in_the_wait_for_a_slot(make: Any) -> None:
    """Nothing was sent; the position in the queue is another's."""
    fault = Alarm()
    time = Interrupted(fault)
    one = SLOTTED._replace(plans={"one": Plan({}, 1)})
    resource = make(answers(RUN), time=time, service=one, plan="one")
    call(resource, START)
    with pytest.raises(Alarm) as caught:
        call(resource, START)
    assert caught.value is fault
    assert noted(fault) is None
    slots = resource._session.shared.slots
    slots.release("runs.wait run_1")
    assert slots.acquire("next") == 0.0


@both
@each
def test_between_two_polls(make: Any, kind: type[BaseException]) -> None:
    """A wait that is broken off leaves its run alone."""
    fault = kind("enough")
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.method)
        return httpx.Response(200, json=RUN)

    resource = make(handler, time=Interrupted(fault))

    def waited() -> None:
        waiting = resource._wait(WAIT, "run_1", on_timeout="cancel", options={})
        if make is async_sample:
            asyncio.run(waiting)

    with pytest.raises(kind) as caught:
        waited()
    assert caught.value is fault
    assert seen == ["GET"]


class Interrupting(MemoryStore):
    """Releasing a permit is interrupted."""

    fault: BaseException = Alarm()

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        super().release(permit, info)
        raise self.fault


@both
@each
def test_while_the_permit_of_an_answered_create_is_released(make: Any, kind: type[BaseException]) -> None:
    """The answer is lost to the caller, and its id is not."""
    store = Interrupting({"default": Limit(5)})
    store.fault = fault = kind("enough")
    with pytest.raises(kind) as caught:
        call(make(answers(RUN), rate_limit=store), CREATE)
    assert caught.value is fault
    unknown = noted(fault)
    assert unknown is not None
    assert (unknown.salvaged, unknown.attempts[0].status) == ("run_1", 200)


@both
def test_while_a_slot_is_noted_for_the_run(make: Any) -> None:
    """The same; the run holds its slot."""
    fault = Alarm()
    resource = make(answers(RUN), time=Time(), service=SLOTTED, plan="two")
    slots = resource._session.shared.slots

    def assign(*given: Any) -> None:
        type(slots).assign(slots, *given)
        raise fault

    slots.assign = assign
    with pytest.raises(Alarm):
        call(resource, START)
    unknown = noted(fault)
    assert unknown is not None
    assert unknown.salvaged == "run_1"
    assert [run.path for run in slots.running()] == [("run_1",)]


@both
def test_the_callers_own_cause_is_kept(make: Any) -> None:
    """Behind the note."""
    fault, own = Alarm(), ValueError("mine")
    fault.__cause__ = own
    interrupted(make, fault, QUEUE, answers(LOST))
    unknown = noted(fault)
    assert unknown is not None
    assert unknown.__cause__ is own


# Real signals


@contextmanager
def alarm(seconds: float, fault: BaseException) -> Iterator[None]:
    """SIGALRM after *seconds*, whose handler raises *fault*."""

    def handler(*_: object) -> None:
        raise fault

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@each
def test_a_signal_ends_a_real_pause(kind: type[BaseException]) -> None:
    """`time.sleep` is interrupted, not resumed."""
    fault = kind("enough")
    slow = httpx.Response(429, headers={"retry-after": "30"})
    with alarm(0.05, fault), pytest.raises(kind) as caught:
        call(sample(answers(slow)), CREATE)
    assert caught.value is fault
    assert noted(fault) is None


class Blocking(MemoryStore):
    """A store in which the thread that asks it waits."""

    blocking = True

    def __init__(self, method: str) -> None:
        super().__init__({"default": Limit(5)})
        self.gate, self.method, self.cancelled = threading.Event(), method, list[Permit]()

    def acquire(self, permit: Permit) -> float:
        self._pause("acquire")
        return super().acquire(permit)

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        self._pause("release")
        super().release(permit, info)

    def cancel(self, permit: Permit) -> None:
        self.cancelled.append(permit)
        super().cancel(permit)

    def _pause(self, method: str) -> None:
        if method == self.method:
            self.gate.wait(10)


@each
@pytest.mark.parametrize("method", ["acquire", "release"])
def test_a_signal_ends_the_wait_for_a_store(method: str, kind: type[BaseException]) -> None:
    """A thread asks it, for the call has a deadline: the exception is not taken for the thread's or the deadline's."""
    fault, store = kind("enough"), Blocking(method)
    resource = sample(answers(RUN), rate_limit=store)
    with alarm(0.05, fault), pytest.raises(kind) as caught:
        resource._call(CREATE, Given(), {"deadline": 30})
    store.gate.set()
    assert caught.value is fault
    assert (noted(fault) is not None) == (method == "release")
    assert len(store.cancelled) == (method == "acquire")
