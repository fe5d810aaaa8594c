"""Rate limiters: a strict server never refuses, no request starves, and the server's own count is adopted.

Most tests run against all three stores: in memory, in a file and in a real Redis.
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
from generator.runtime.limits.limiter import Permit, RateLimiter
from generator.runtime.limits.memory import MemoryStore
from generator.runtime.limits.sliding_window import RateLimitInfo, SlidingWindow, to_ticks
from tests.shares import amount
from tests.yardstick import least

Make = Callable[..., RateLimiter]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Strict:
    """A server with a sliding window. It refuses requests that come too early, and counts only those it accepts."""

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
    limiter: RateLimiter,
    clock: Clock,
    servers: dict[str, Strict],
    workers: list[Iterator[tuple[str, ...]]],
    dice: random.Random,
    way: float = 2.0,
) -> float:
    """Each of the *workers* sends one request after the other; it yields the names of their rate limits.

    Each way takes a random time of up to *way* seconds. Returns the moment at which the last request arrived.
    """
    todo: list[tuple[float, int, str, Permit, Iterator[tuple[str, ...]]]] = []
    last, order = 0.0, itertools.count()

    def later(seconds: float, what: str, permit: Permit, worker: Iterator[tuple[str, ...]]) -> None:
        heapq.heappush(todo, (clock.now + seconds, next(order), what, permit, worker))

    for worker in workers:
        later(0.0, "acquire", Permit(next(worker)), worker)
    while todo:
        clock.now, _, what, permit, worker = heapq.heappop(todo)
        if what == "acquire":
            wait = limiter.acquire(permit)
            later(wait or dice.uniform(0, way), "acquire" if wait else "arrive", permit, worker)
        elif what == "arrive":
            for name in permit.names:
                servers[name].arrive(clock.now)
            last = clock.now
            later(dice.uniform(0, way), "answer", permit, worker)
        else:
            limiter.release(permit)
            for names in itertools.islice(worker, 1):
                later(0.0, "acquire", Permit(names), worker)
    return last


@given(st.integers(1, 20), st.integers(0, 2**32), st.sampled_from([0.0, 2.0]))
@settings(max_examples=amount(40, 100, 1000), deadline=None)
def test_a_strict_server_never_refuses(requests: int, seed: int, way: float) -> None:
    """Whatever the latencies, and without any: a burst that bunches up on the way still fits the server's window."""
    clock, dice = Clock(), random.Random(seed)
    clock.now = dice.random()
    server = Strict(requests, 60.0)
    limiter = MemoryStore({"default": Limit(requests, 60.0)}, clock=clock)
    simulate(limiter, clock, {"default": server}, [iter([("default",)]) for _ in range(requests * 4)], dice, way)
    assert server.refused == 0


def test_nearly_all_that_is_allowed_is_used(make: Make) -> None:
    """Ten full windows take little more than nine periods (the first leaves at once), and no request is refused."""
    clock, server = Clock(), Strict(30, 60.0)
    limiter = make({"default": Limit(30, 60.0)}, clock)
    workers: list[Iterator[tuple[str, ...]]] = [iter([("default",)]) for _ in range(300)]
    last = simulate(limiter, clock, {"default": server}, workers, random.Random(1))
    assert server.refused == 0
    assert last < 9 * 60 / 0.95


def test_a_request_draws_from_both_limits(make: Make) -> None:
    """An expensive request takes a permit of its route and one of the key."""
    clock = Clock()
    limiter = make({"default": Limit(3), "expensive": Limit(1)}, clock)
    assert limiter.acquire(Permit(("expensive", "default"))) == 0
    assert limiter.acquire(Permit(("expensive", "default"))) > 0
    assert [limiter.acquire(Permit(("default",))) for _ in range(2)] == [0, 0]
    assert limiter.acquire(Permit(("default",))) > 0


def test_a_queued_request_is_not_overtaken(make: Make) -> None:
    """A read must not take the key's last permit, which a queued search needs when its route has room again."""
    clock = Clock()
    limiter = make({"default": Limit(2, 10.0), "expensive": Limit(1, 4.0)}, clock)
    first, search, read = Permit(("expensive", "default")), Permit(("expensive", "default")), Permit(("default",))
    assert limiter.acquire(first) == 0
    limiter.release(first)
    assert limiter.acquire(search) == pytest.approx(4)
    assert limiter.acquire(read) == pytest.approx(10)
    clock.now = 4.0
    assert limiter.acquire(search) == 0


def test_no_permit_is_reserved_before_its_moment(make: Make) -> None:
    """A search that waits for its route leaves the key's last permit to a read that has ended by then."""
    clock = Clock()
    limiter = make({"default": Limit(2, 4.0), "expensive": Limit(1, 10.0)}, clock)
    first, search, read = Permit(("expensive", "default")), Permit(("expensive", "default")), Permit(("default",))
    assert limiter.acquire(first) == 0
    limiter.release(first)
    assert limiter.acquire(search) == pytest.approx(10)
    assert limiter.acquire(read) == 0
    limiter.release(read)
    clock.now = 10.0
    assert limiter.acquire(search) == 0


@given(st.integers(0, 2**32))
@settings(max_examples=amount(4, 10, 100), deadline=None)
def test_routes_that_share_a_key_use_up_both_windows(seed: int) -> None:
    """Six windows of the route and of the key are filled while more searches wait than there is room for."""
    clock = Clock()
    limits = {"default": Limit(120, 60.0), "expensive": Limit(20, 60.0)}
    servers = {name: Strict(limit.requests, limit.per) for name, limit in limits.items()}
    search: tuple[str, ...] = ("expensive", "default")
    processes: list[Iterator[tuple[str, ...]]] = [iter([search, *[("default",)] * 5] * 30) for _ in range(4)]
    limiter = MemoryStore(limits, clock=clock)
    last = simulate(limiter, clock, servers, processes * 8, random.Random(seed), way=0.5)
    assert not any(server.refused for server in servers.values())
    assert last < 5 * 60 / 0.97


def test_a_cancelled_permit_is_found_within_a_period(make: Make) -> None:
    """Nine requests wait, and all but the last are cancelled: it is sent after one period, not after nine."""
    clock = Clock()
    limiter = make({"default": Limit(1, 10.0)}, clock)
    taken, *waiting = (Permit(("default",)) for _ in range(10))
    assert limiter.acquire(taken) == 0
    limiter.release(taken)
    assert [limiter.acquire(permit) for permit in waiting] == pytest.approx([10.0] * 9)
    for permit in waiting[:-1]:
        limiter.cancel(permit)
    clock.now = 10.0
    assert limiter.acquire(waiting[-1]) == 0


def test_waiting_on_one_route_does_not_delay_others(make: Make) -> None:
    """Ten waiting searches leave the rest of the key's rate limit to reads."""
    limiter = make({"default": Limit(100), "expensive": Limit(1)}, Clock())
    for _ in range(10):
        limiter.acquire(Permit(("expensive", "default")))
    assert limiter.acquire(Permit(("default",))) == 0


def test_first_come_first_served(make: Make) -> None:
    """The permit goes to the request that was queued first, not to the one that calls again first."""
    clock = Clock()
    limiter = make({"default": Limit(1, 10.0)}, clock)
    taken, first, second = (Permit(("default",)) for _ in range(3))
    assert limiter.acquire(taken) == 0
    limiter.release(taken)
    assert limiter.acquire(first) == pytest.approx(10)
    assert limiter.acquire(second) > 0
    clock.now = 10.0
    assert limiter.acquire(second) > 0
    assert limiter.acquire(first) == 0


def test_a_cancelled_request_leaves_the_queue(make: Make) -> None:
    """A deadline that passes while waiting frees the position."""
    clock = Clock()
    limiter = make({"default": Limit(1, 10.0)}, clock)
    taken, first, second = (Permit(("default",)) for _ in range(3))
    limiter.acquire(taken)
    limiter.release(taken)
    limiter.acquire(first)
    limiter.cancel(first)
    clock.now = 10.0
    assert limiter.acquire(second) == 0


def test_an_undelivered_request_takes_no_permit(make: Make) -> None:
    """A refused connection does not count."""
    limiter = make({"default": Limit(1)}, Clock())
    permit = Permit(("default",))
    limiter.acquire(permit)
    limiter.cancel(permit)
    assert limiter.acquire(Permit(("default",))) == 0


def test_a_burst_is_spaced(make: Make) -> None:
    """Of ten requests a minute two may leave at once, then one every six seconds."""
    clock = Clock()
    limiter = make({"default": Limit(10, 60.0, burst=2)}, clock)
    assert [limiter.acquire(Permit(("default",))) for _ in range(2)] == [0, 0]
    waiting = Permit(("default",))
    assert limiter.acquire(waiting) == pytest.approx(6)
    clock.now = 6.0
    assert limiter.acquire(waiting) == 0


def test_a_refusal_blocks_the_route(make: Make) -> None:
    """The wait of a 429 applies to all calls of its route, and to no others."""
    clock = Clock()
    limiter = make({"default": Limit(100), "expensive": Limit(10)}, clock)
    refused = Permit(("expensive", "default"))
    limiter.acquire(refused)
    limiter.release(refused, RateLimitInfo(blocked=7.0))
    assert limiter.acquire(Permit(("expensive", "default"))) == pytest.approx(7)
    assert limiter.acquire(Permit(("default",))) == 0


def test_the_servers_count_is_adopted(make: Make) -> None:
    """Another process has used most of the key's rate limit."""
    clock = Clock()
    limiter = make({"default": Limit(100)}, clock)
    permit = Permit(("default",))
    limiter.acquire(permit)
    limiter.release(permit, RateLimitInfo(limit=100, remaining=1, reset=20.0))
    assert limiter.acquire(Permit(("default",))) == 0
    assert limiter.acquire(Permit(("default",))) == pytest.approx(20)


def test_our_own_requests_are_not_counted_twice(make: Make) -> None:
    """A server that counts as the client does changes nothing."""
    clock = Clock()
    limiter = make({"default": Limit(10)}, clock)
    permits = [Permit(("default",)) for _ in range(9)]
    for permit in permits:
        limiter.acquire(permit)
    for number, permit in enumerate(permits):
        limiter.release(permit, RateLimitInfo(limit=10, remaining=9 - number, reset=60.0))
    assert limiter.acquire(Permit(("default",))) == 0


def test_the_servers_limit_is_adopted(make: Make) -> None:
    """A larger limit of the server is adopted, unless the caller chose the smaller one."""
    for widen, wait in ((True, 0.0), (False, 60.0)):
        limiter = make({"default": Limit(1)}, Clock(), widen=widen)
        permit = Permit(("default",))
        limiter.acquire(permit)
        limiter.release(permit, RateLimitInfo(limit=1000))
        assert limiter.acquire(Permit(("default",))) == wait


def test_an_unknown_limit_is_learned(make: Make) -> None:
    """Without documented limits, the headers of the first response create the window."""
    limiter = make({}, Clock())
    permit = Permit(("default",))
    assert limiter.acquire(permit) == 0
    limiter.release(permit, RateLimitInfo(limit=2, remaining=1, reset=30.0))
    assert limiter.acquire(Permit(("default",))) == 0
    assert limiter.acquire(Permit(("default",))) == pytest.approx(30)


def test_threads_share_a_limit() -> None:
    """Of many threads that acquire at once, exactly as many succeed as the limit allows."""
    limiter = MemoryStore({"default": Limit(50)})
    sent: list[int] = []

    def work() -> None:
        sent.extend(1 for _ in range(20) if limiter.acquire(Permit(("default",))) == 0)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 50


def test_a_permit_costs_microseconds() -> None:
    """Acquiring and releasing takes at most five times what encoding and decoding a small JSON value takes."""
    limiter = MemoryStore({"default": Limit(10_000_000), "expensive": Limit(10_000_000)})

    def acquire_and_release() -> None:
        permit = Permit(("expensive", "default"))
        limiter.acquire(permit)
        limiter.release(permit)

    value = {"a": 1, "b": [1, 2, {"c": "x"}]}
    yardstick = least(lambda: json.loads(json.dumps(value)), times=100)
    assert least(acquire_and_release, times=100) < 5 * yardstick


def test_a_limit_of_any_size_costs_the_same(make: Make) -> None:
    """Requests that a server counted are not listed one by one."""
    clock = Clock()
    limiter = make({"default": Limit(10)}, clock)
    permit = Permit(("default",))
    limiter.acquire(permit)
    limiter.release(permit, RateLimitInfo(limit=10**15, remaining=0, reset=30.0))
    assert limiter.acquire(Permit(("default",))) == pytest.approx(30, rel=0.002)
    clock.now = 30.1
    assert limiter.acquire(Permit(("default",))) == 0


def test_a_large_window_counts_in_steps() -> None:
    """Its state stays small however many requests it holds, and none leaves too early or much too late."""
    window = SlidingWindow(Limit(100_000, 60.0))
    for number in range(20_000):
        window.acquire(number, to_ticks(number / 1000))
        window.release(number, to_ticks(number / 1000))
    assert window.expiries.total == 20_000
    assert len(list(window.expiries)) <= 1000
    assert SlidingWindow.load(json.loads(json.dumps(window.dump()))).dump() == window.dump()
    for passed in (0, 1, 10_000, 19_999):
        window.earliest("x", to_ticks(60 + passed / 1000))
        assert 20_000 - passed - 1 <= window.expiries.total <= 20_000 - passed + 60
