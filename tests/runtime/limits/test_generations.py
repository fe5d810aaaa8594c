"""Stores that have lost their state: a strict server never sees more than the limit, and the loss is told once."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.runtime import Limit
from generator.runtime.limits.generations import LAYOUT, Memories, Memory, open_record
from generator.runtime.limits.limiter import Permit, StoreUnavailable
from generator.runtime.limits.shared import SharedRateLimiter, SharedSlots, StateBackend
from generator.runtime.limits.sliding_window import RateLimitInfo, SlidingWindow
from generator.runtime.limits.slots import Run
from tests.runtime.conftest import Timed

LIMIT = 20
TWENTY = {"default": Limit(LIMIT, 60.0)}
Shared = Callable[[Callable[[], float]], StateBackend]
both = pytest.mark.parametrize("store", ["file", "redis"], indirect=True)
_names = itertools.count()


class Now:
    """A clock that is moved by hand."""

    def __init__(self, seconds: float = 1000.0) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


class Worker:
    """A process of its own, as far as a store can tell; sends as often as it may, and is answered at once."""

    def __init__(self, backend: StateBackend, owner: str, limits: dict[str, Limit] = TWENTY) -> None:
        self.backend = backend
        self.limiter = SharedRateLimiter(backend, lambda: owner, limits, widen=True)
        self.limiter._memories = Memories()
        self.sent: list[float] = []

    def send(self, now: Now, number: int = 100) -> int:
        """How many of *number* requests may be sent now."""
        sent = 0
        for _ in range(number):
            permit = Permit(("default",))
            if self.limiter.acquire(permit):
                self.limiter.cancel(permit)
                break
            self.limiter.release(permit)
            self.sent.append(now())
            sent += 1
        return sent

    @property
    def told(self) -> list[str]:
        return list(self.backend.notices)


def most_in_a_window(*workers: Worker) -> int:
    """The largest number of requests that a strict server saw within one period."""
    moments = sorted(moment for worker in workers for moment in worker.sent)
    return max(sum(start <= moment < start + 60.0 for moment in moments) for start in moments)


def forget(backend: Any) -> None:
    """What happens to the state of a store that is flushed, or whose file is deleted."""
    if isinstance(backend, Timed):
        backend.backend._client.flushall()
    else:
        Path(backend.place).unlink()


def owner() -> str:
    return f"worker {next(_names)}"


@both
def test_who_has_used_a_store_that_forgot_waits_a_period(store: Shared) -> None:
    """And says so once; the next period is as any other."""
    now, name = Now(), owner()
    worker = Worker(store(now), name)
    assert worker.send(now) == LIMIT
    forget(worker.backend)
    worker.backend.notices.clear()
    now.seconds += 1
    assert worker.send(now) == 0
    now.seconds += 59.9
    assert worker.send(now) == 0
    assert len(worker.told) == 1
    assert "the state of the rate limits is gone" in worker.told[0]
    now.seconds += 0.2
    assert worker.send(now) == LIMIT
    assert most_in_a_window(worker) == LIMIT


@both
def test_who_never_saw_the_store_starts_at_once(store: Shared) -> None:
    """There is nothing that it could compare it with."""
    now = Now()
    assert Worker(store(now), owner()).send(now) == LIMIT


@both
def test_a_new_worker_waits_for_one_that_knows(store: Shared) -> None:
    """The one that knows says in the store that the limit is used up."""
    now, name = Now(), owner()
    old, new = Worker(store(now), name), Worker(store(now), name)
    old.send(now)
    forget(old.backend)
    assert (old.send(now), new.send(now)) == (0, 0)
    now.seconds += 60.1
    assert old.send(now) + new.send(now) == LIMIT
    assert most_in_a_window(old, new) == LIMIT


@both
def test_the_overrun_of_a_new_worker_is_one_window_and_told(store: Shared) -> None:
    """It comes first, and cannot know; the one that knows meets another generation."""
    now, name = Now(), owner()
    old, new = Worker(store(now), name), Worker(store(now), name)
    old.send(now)
    forget(old.backend)
    old.backend.notices.clear()
    assert new.send(now, 5) == 5
    assert old.send(now) == 0
    assert new.send(now) == 0, "used up, for the new one too"
    assert "another process has begun anew" in old.told[0]
    now.seconds += 60.1
    assert old.send(now) + new.send(now) == LIMIT
    assert most_in_a_window(old, new) == LIMIT + 5


@both
def test_many_workers_that_notice_one_after_the_other_wait_one_period_together(store: Shared) -> None:
    """Each would add a period if it counted from the moment at which it noticed."""
    now, name = Now(), owner()
    workers = [Worker(store(now), name) for _ in range(5)]
    for worker in workers:
        assert worker.send(now, 4) == 4
    forget(workers[0].backend)
    for worker in workers:
        now.seconds += 10
        assert worker.send(now) == 0
    now.seconds = 1000.0 + 10 + 60.1
    assert sum(worker.send(now) for worker in workers) == LIMIT


@both
def test_requests_in_flight_outlast_a_loss(store: Shared) -> None:
    """They count until a period after their answers, which come after the loss."""
    now, name = Now(), owner()
    worker = Worker(store(now), name)
    permits = [Permit(("default",)) for _ in range(LIMIT)]
    assert {worker.limiter.acquire(permit) for permit in permits} == {0.0}
    forget(worker.backend)
    now.seconds += 100
    for permit in permits:
        worker.limiter.release(permit)
    now.seconds += 59
    assert worker.send(now) == 0
    now.seconds += 2
    assert worker.send(now) == LIMIT


@both
def test_limits_that_the_server_announced_outlast_a_loss(store: Shared) -> None:
    """The server allows less than is documented."""
    now, name = Now(), owner()
    worker = Worker(store(now), name)
    permit = Permit(("default",))
    worker.limiter.acquire(permit)
    worker.limiter.release(permit, RateLimitInfo(limit=3, remaining=2))
    forget(worker.backend)
    assert worker.send(now) == 0
    now.seconds += 60.1
    assert worker.send(now) == 3


@both
def test_a_limit_that_only_the_server_told_outlasts_a_loss(store: Shared) -> None:
    """No limit is documented."""
    now = Now()
    worker = Worker(store(now), owner(), {})
    permit = Permit(("default",))
    worker.limiter.acquire(permit)
    worker.limiter.release(permit, RateLimitInfo(limit=3, remaining=2))
    forget(worker.backend)
    assert worker.send(now) == 0
    now.seconds += 60.1
    assert worker.send(now) == 3


@both
def test_a_clock_that_went_back_is_a_loss(store: Shared) -> None:
    """Nobody knows when what the state holds was sent: it is treated as used up, by everybody."""
    now, name = Now(5000.0), owner()
    old, new = Worker(store(now), name), Worker(store(now), name)
    old.send(now)
    old.backend.notices.clear()
    now.seconds = 30.0
    assert (new.send(now), old.send(now)) == (0, 0)
    assert "clock that went back by 4970 s" in new.told[-1]
    now.seconds = 90.1
    assert old.send(now) + new.send(now) == LIMIT


def test_a_clock_that_went_forward_is_a_loss() -> None:
    """By more than the process's own clock says."""
    memory = Memory()
    memory.see("a", 3, 1000.0, 50.0)
    text = json.dumps([LAYOUT, "a", 3, 900.0, 1000.0, "", None])
    assert open_record(text, memory, 1010.5, 60.0, "", "there").loss == ""
    ahead = open_record(text, memory, 1040.0, 60.0, "", "there")
    assert (ahead.loss, ahead.lost_at) == ("has a clock that went forward by 30 s", 1040.0)


def test_a_restarted_machine_is_a_loss() -> None:
    """Also where its clock already says more than before."""
    text = json.dumps([LAYOUT, "a", 3, 900.0, 1000.0, "first start", None])
    opened = open_record(text, Memory(), 2000.0, 2000.0, "second start", "there")
    assert opened.redated
    assert opened.loss == "was written before the machine restarted, or on another machine"


@both
def test_state_of_a_backup_is_a_loss(store: Shared) -> None:
    """The same generation, with fewer requests: a restored file, or a replica that lagged when it became the master."""
    now, name = Now(), owner()
    worker = Worker(store(now), name)
    worker.send(now, 2)
    backup: list[str | None] = []
    full_name = worker.limiter._name

    def read(text: str | None, _now: float, _delay: float) -> tuple[None, None]:
        backup.append(text)
        return None, None

    worker.backend.change(full_name, read)
    worker.send(now)
    worker.backend.change(full_name, lambda _text, _now, _delay: (backup[0], None))
    worker.backend.notices.clear()
    assert worker.send(now) == 0
    assert "is older than what was seen before" in worker.told[0]
    now.seconds += 60.1
    assert worker.send(now) == LIMIT
    assert most_in_a_window(worker) == LIMIT


@both
def test_reading_alone_makes_no_state(store: Shared) -> None:
    """Else the next one would find another generation than the one that was only read."""
    slots = slots_of(store(Now()), owner())
    assert (slots.running(), slots.running(), slots.acquire("a")) == ([], [], 0.0)
    assert not [told for told in slots.notices if "state of" in told]


@both
@pytest.mark.parametrize(
    "text",
    ["", "my shopping list", "{}", "null", "[]", '["x"]', "[" * 100_000, f"[{LAYOUT}]", f'[{LAYOUT},1,2,3,4,"",{{}}]']
    + [
        f'[{LAYOUT},"g",2,3,4,"",{state}]'
        for state in (
            '{"default":[20,60,null,"x",0,[],[],[]]}',
            '{"default":[20,1e999,null,0,0,[],[],[]]}',
            "[]",
            '{"default":[1]}',
            '{"default":[20,60,null,0,0,[],["x"],[]]}',
            '{"default":{}}',
            "7",
        )
    ],
)
def test_what_is_no_state_is_refused(store: Shared, text: str) -> None:
    """It may be somebody else's, so it is not overwritten; an empty text is none."""
    worker = Worker(store(Now()), owner())
    worker.backend.change(worker.limiter._name, lambda _text, _now, _delay: (text, None))
    if not text and isinstance(worker.backend, Timed):
        assert worker.send(Now()) == LIMIT
        return
    with pytest.raises(StoreUnavailable, match=r"no state of rate limits|state of rate limits is damaged"):
        worker.limiter.acquire(Permit(("default",)))


@both
def test_another_layout_is_refused(store: Shared) -> None:
    """The version that wrote it is named by its layout."""
    worker = Worker(store(Now()), owner())
    worker.backend.change(worker.limiter._name, lambda _text, _now, _delay: (f"[{LAYOUT + 1},8]", None))
    with pytest.raises(StoreUnavailable, match=rf"layout {LAYOUT + 1} by another version .* writes {LAYOUT}"):
        worker.limiter.acquire(Permit(("default",)))


@both
def test_state_of_the_earlier_layout_is_continued_and_told(store: Shared) -> None:
    """Its workers may still be there: they keep a count of their own."""
    now = Now()
    worker = Worker(store(now), owner())
    window = SlidingWindow(TWENTY["default"])
    for number in range(15):
        window.acquire(str(number), int(now() * 1e6))
        window.release(str(number), int(now() * 1e6))
    earlier = json.dumps([now(), {"default": window.dump()}])
    name = f"{worker.limiter._owner()} {worker.limiter._earlier}"
    worker.backend.change(name, lambda _text, _now, _delay: (earlier, None))
    worker.backend.notices.clear()
    assert worker.send(now) == 5
    assert len(worker.told) == 1
    assert "earlier version of this package has used the rate limits" in worker.told[0]


# Run slots


def slots_of(backend: StateBackend, name: str, number: int = 3) -> SharedSlots:
    slots = SharedSlots(backend, lambda: name, number, lease=100.0)
    slots._memories = Memories()
    return slots


@both
def test_slots_that_were_lost_are_taken_for_a_lease(store: Shared) -> None:
    """The runs of this process are known; of the others nobody knows whether they run."""
    now, name = Now(), owner()
    slots = slots_of(store(now), name)
    assert slots.acquire("a") == 0.0
    slots.assign("a", Run("runs.wait run_1", ("run_1",)))
    forget(slots._backend)
    slots.notices.clear()
    assert slots.acquire("b") > 0
    assert [run.name for run in slots.running()] == ["runs.wait run_1"]
    assert "those that nobody here holds count as taken for one lease (100 s)" in slots.notices[0]
    slots.release("runs.wait run_1")
    assert slots.acquire("b") == 0.0, "a run that is known to have ended gives its slot back"
    assert slots.acquire("c") > 0
    now.seconds += 100.1
    assert slots.acquire("c") == 0.0


@both
def test_a_slot_of_another_process_is_counted_once(store: Shared) -> None:
    """It stands for one of those that nobody knew."""
    now, name = Now(), owner()
    one, other = slots_of(store(now), name), slots_of(store(now), name)
    assert (one.acquire("a"), other.acquire("b")) == (0.0, 0.0)
    forget(one._backend)
    assert one.acquire("c") > 0
    assert other.acquire("d") > 0
    other.release("b")
    assert other.acquire("c") == 0.0
    assert other.acquire("d") > 0


@both
def test_slots_by_another_clock_keep_their_runs(store: Shared) -> None:
    """Their leases begin again."""
    now, name = Now(5000.0), owner()
    slots = slots_of(store(now), name, 1)
    slots.acquire("a")
    slots.assign("a", Run("runs.wait run_1"))
    now.seconds = 10.0
    assert slots.acquire("b") == pytest.approx(100.0)
    assert slots.running() == [Run("runs.wait run_1")]
