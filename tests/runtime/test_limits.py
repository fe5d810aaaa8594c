"""Rate budgets: a strict server never refuses, nobody starves, and what the server says is believed.

What holds for one home holds for all: each test runs against budgets in memory, in a file and in a real Redis.
"""

from __future__ import annotations

import heapq
import itertools
import json
import random
import threading
from collections import deque
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.runtime.facts import Limit
from generator.runtime.limits.limiter import MemoryStore, Permit, Store
from generator.runtime.limits.sliding_window import RateLimitInfo
from tests.shares import amount
from tests.yardstick import least

Make = Callable[..., Store]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Strict:
    """A server with a sliding window: it refuses what comes too early, and counts only what it lets in."""

    def __init__(self, requests: int, per: float) -> None:
        self.requests, self.per = requests, per
        self.arrived: deque[float] = deque()
        self.refused = 0

    def arrive(self, now: float) -> None:
        while self.arrived and self.arrived[0] <= now - self.per:
            self.arrived.popleft()
        if len(self.arrived) >= self.requests:
            self.refused += 1
        else:
            self.arrived.append(now)


def simulate(
    home: Store,
    clock: Clock,
    servers: dict[str, Strict],
    workers: list[Iterator[tuple[str, ...]]],
    dice: random.Random,
    way: float = 2.0,
) -> float:
    """Each of the *workers* sends one request after the other, which draws from the budgets it names.

    Ways there and back take random times of up to *way* seconds. Returns the moment the last one arrived.
    """
    todo: list[tuple[float, int, str, Permit, Iterator[tuple[str, ...]]]] = []
    last, order = 0.0, itertools.count()

    def later(seconds: float, what: str, permit: Permit, worker: Iterator[tuple[str, ...]]) -> None:
        heapq.heappush(todo, (clock.now + seconds, next(order), what, permit, worker))

    for worker in workers:
        later(0.0, "ask", Permit(next(worker)), worker)
    while todo:
        clock.now, _, what, permit, worker = heapq.heappop(todo)
        if what == "ask":
            wait = home.ask(permit)
            later(wait or dice.uniform(0, way), "ask" if wait else "arrive", permit, worker)
        elif what == "arrive":
            for name in permit.names:
                servers[name].arrive(clock.now)
            last = clock.now
            later(dice.uniform(0, way), "answer", permit, worker)
        else:
            home.done(permit)
            for names in itertools.islice(worker, 1):
                later(0.0, "ask", Permit(names), worker)
    return last


@given(st.integers(1, 20), st.integers(0, 2**32), st.sampled_from([0.0, 2.0]))
@settings(max_examples=amount(40, 100, 1000), deadline=None)
def test_a_strict_server_never_refuses(requests: int, seed: int, way: float) -> None:
    """Whatever the latencies, none included: a burst that bunches up on the way still fits its window."""
    clock, dice = Clock(), random.Random(seed)
    clock.now = dice.random()
    server = Strict(requests, 60.0)
    home = MemoryStore({"default": Limit(requests, 60.0)}, clock=clock)
    simulate(home, clock, {"default": server}, [iter([("default",)]) for _ in range(requests * 4)], dice, way)
    assert server.refused == 0


def test_nearly_all_that_is_allowed_is_used(make: Make) -> None:
    """Ten full windows take little more than nine periods (the first leaves at once), and nothing is refused."""
    clock, server = Clock(), Strict(30, 60.0)
    home = make({"default": Limit(30, 60.0)}, clock)
    workers: list[Iterator[tuple[str, ...]]] = [iter([("default",)]) for _ in range(300)]
    last = simulate(home, clock, {"default": server}, workers, random.Random(1))
    assert server.refused == 0
    assert last < 9 * 60 / 0.95


def test_both_budgets_are_drawn(make: Make) -> None:
    """An expensive request takes a place on its route and one of the key's."""
    clock = Clock()
    home = make({"default": Limit(3), "expensive": Limit(1)}, clock)
    assert home.ask(Permit(("expensive", "default"))) == 0
    assert home.ask(Permit(("expensive", "default"))) > 0
    assert [home.ask(Permit(("default",))) for _ in range(2)] == [0, 0]
    assert home.ask(Permit(("default",))) > 0


def test_a_turn_is_kept_against_those_who_come_later(make: Make) -> None:
    """The key's last place would be gone when the expensive route has room again: reads wait, and a search does not."""
    clock = Clock()
    home = make({"default": Limit(2, 10.0), "expensive": Limit(1, 4.0)}, clock)
    first, search, read = Permit(("expensive", "default")), Permit(("expensive", "default")), Permit(("default",))
    assert home.ask(first) == 0
    home.done(first)
    assert home.ask(search) == pytest.approx(4)
    assert home.ask(read) == pytest.approx(10)
    clock.now = 4.0
    assert home.ask(search) == 0


def test_no_place_is_kept_before_its_turn(make: Make) -> None:
    """A search that waits for its route leaves the key's last place to a read that is over by then."""
    clock = Clock()
    home = make({"default": Limit(2, 4.0), "expensive": Limit(1, 10.0)}, clock)
    first, search, read = Permit(("expensive", "default")), Permit(("expensive", "default")), Permit(("default",))
    assert home.ask(first) == 0
    home.done(first)
    assert home.ask(search) == pytest.approx(10)
    assert home.ask(read) == 0
    home.done(read)
    clock.now = 10.0
    assert home.ask(search) == 0


@given(st.integers(0, 2**32))
@settings(max_examples=amount(4, 10, 100), deadline=None)
def test_routes_that_share_a_key_use_up_both_windows(seed: int) -> None:
    """Six windows, full on the route as on the key, while more searches wait than there is room for: none is wasted."""
    clock = Clock()
    limits = {"default": Limit(120, 60.0), "expensive": Limit(20, 60.0)}
    servers = {name: Strict(limit.requests, limit.per) for name, limit in limits.items()}
    search: tuple[str, ...] = ("expensive", "default")
    processes: list[Iterator[tuple[str, ...]]] = [iter([search, *[("default",)] * 5] * 30) for _ in range(4)]
    home = MemoryStore(limits, clock=clock)
    last = simulate(home, clock, servers, processes * 8, random.Random(seed), way=0.5)
    assert not any(server.refused for server in servers.values())
    assert last < 5 * 60 / 0.97


def test_a_place_that_is_given_up_is_found_within_a_period(make: Make) -> None:
    """Nine periods' requests wait, and all but the last give up: it does not sleep until its turn would have come."""
    clock = Clock()
    home = make({"default": Limit(1, 10.0)}, clock)
    taken, *waiting = (Permit(("default",)) for _ in range(10))
    assert home.ask(taken) == 0
    home.done(taken)
    assert [home.ask(permit) for permit in waiting] == pytest.approx([10.0] * 9)
    for permit in waiting[:-1]:
        home.cancel(permit)
    clock.now = 10.0
    assert home.ask(waiting[-1]) == 0


def test_who_waits_on_one_route_does_not_hold_up_others(make: Make) -> None:
    """Ten waiting searches leave the rest of the key's budget to reads."""
    home = make({"default": Limit(100), "expensive": Limit(1)}, Clock())
    for _ in range(10):
        home.ask(Permit(("expensive", "default")))
    assert home.ask(Permit(("default",))) == 0


def test_first_come_first_served(make: Make) -> None:
    """Whoever asks again first, the place goes to whoever asked first at all."""
    clock = Clock()
    home = make({"default": Limit(1, 10.0)}, clock)
    taken, first, second = (Permit(("default",)) for _ in range(3))
    assert home.ask(taken) == 0
    home.done(taken)
    assert home.ask(first) == pytest.approx(10)
    assert home.ask(second) > 0
    clock.now = 10.0
    assert home.ask(second) > 0
    assert home.ask(first) == 0


def test_who_gives_up_leaves_the_queue(make: Make) -> None:
    """A deadline that passes while waiting frees the turn."""
    clock = Clock()
    home = make({"default": Limit(1, 10.0)}, clock)
    taken, first, second = (Permit(("default",)) for _ in range(3))
    home.ask(taken)
    home.done(taken)
    home.ask(first)
    home.cancel(first)
    clock.now = 10.0
    assert home.ask(second) == 0


def test_what_was_not_delivered_takes_no_place(make: Make) -> None:
    """A refused connection costs nothing of the budget."""
    home = make({"default": Limit(1)}, Clock())
    permit = Permit(("default",))
    home.ask(permit)
    home.cancel(permit)
    assert home.ask(Permit(("default",))) == 0


def test_a_burst_is_spaced(make: Make) -> None:
    """Of ten a minute two may leave at once, then one every six seconds."""
    clock = Clock()
    home = make({"default": Limit(10, 60.0, burst=2)}, clock)
    assert [home.ask(Permit(("default",))) for _ in range(2)] == [0, 0]
    waiting = Permit(("default",))
    assert home.ask(waiting) == pytest.approx(6)
    clock.now = 6.0
    assert home.ask(waiting) == 0


def test_a_refusal_closes_the_route(make: Make) -> None:
    """A 429's wait holds for all calls on its route, and for no others."""
    clock = Clock()
    home = make({"default": Limit(100), "expensive": Limit(10)}, clock)
    refused = Permit(("expensive", "default"))
    home.ask(refused)
    home.done(refused, RateLimitInfo(blocked=7.0))
    assert home.ask(Permit(("expensive", "default"))) == pytest.approx(7)
    assert home.ask(Permit(("default",))) == 0


def test_the_servers_count_is_believed(make: Make) -> None:
    """Another process has used most of the key's budget."""
    clock = Clock()
    home = make({"default": Limit(100)}, clock)
    permit = Permit(("default",))
    home.ask(permit)
    home.done(permit, RateLimitInfo(limit=100, remaining=1, reset=20.0))
    assert home.ask(Permit(("default",))) == 0
    assert home.ask(Permit(("default",))) == pytest.approx(20)


def test_our_own_requests_are_not_counted_twice(make: Make) -> None:
    """A server that counts as we do corrects nothing."""
    clock = Clock()
    home = make({"default": Limit(10)}, clock)
    tickets = [Permit(("default",)) for _ in range(9)]
    for permit in tickets:
        home.ask(permit)
    for number, permit in enumerate(tickets):
        home.done(permit, RateLimitInfo(limit=10, remaining=9 - number, reset=60.0))
    assert home.ask(Permit(("default",))) == 0


def test_the_servers_limit_is_taken_over(make: Make) -> None:
    """The plan is better than the facts knew; a limit the caller chose is not widened."""
    for widen, wait in ((True, 0.0), (False, 60.0)):
        home = make({"default": Limit(1)}, Clock(), widen=widen)
        permit = Permit(("default",))
        home.ask(permit)
        home.done(permit, RateLimitInfo(limit=1000))
        assert home.ask(Permit(("default",))) == wait


def test_an_unknown_plan_is_learned(make: Make) -> None:
    """No facts: the first answer's headers start the budget."""
    home = make({}, Clock())
    permit = Permit(("default",))
    assert home.ask(permit) == 0
    home.done(permit, RateLimitInfo(limit=2, remaining=1, reset=30.0))
    assert home.ask(Permit(("default",))) == 0
    assert home.ask(Permit(("default",))) == pytest.approx(30)


def test_threads_share_a_budget() -> None:
    """Of many threads that ask at once, exactly as many go as may."""
    home = MemoryStore({"default": Limit(50)})
    went: list[int] = []

    def work() -> None:
        went.extend(1 for _ in range(20) if home.ask(Permit(("default",))) == 0)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(went) == 50


def test_room_costs_nothing() -> None:
    """Asking and settling takes microseconds: five times what a few values take to become JSON and come back."""
    home = MemoryStore({"default": Limit(10_000_000), "expensive": Limit(10_000_000)})

    def asked() -> None:
        permit = Permit(("expensive", "default"))
        home.ask(permit)
        home.done(permit)

    values = {"a": 1, "b": [1, 2, {"c": "x"}]}
    assert least(asked, times=100) < 5 * least(lambda: json.loads(json.dumps(values)), times=100)
