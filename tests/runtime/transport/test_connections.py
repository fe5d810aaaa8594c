"""Slots of connections: calls wait in the order in which they came."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from generator.runtime import ConfigurationError, Connections
from generator.runtime.transport.connections import AsyncConnectionLimit, ConnectionLimit, checked
from generator.runtime.transport.deadlines import AttemptTimeout
from generator.runtime.util.async_library import running_library
from tests.runtime.sample import sample


def quiet() -> None:
    """Nobody is told."""


def test_threads_wait_in_order() -> None:
    """Whoever came first goes first."""
    limit, order, told = ConnectionLimit(1), list[int](), list[int]()
    held = limit.acquire(None, quiet)
    threads = []
    for number in range(5):
        queued = threading.Event()

        def work(number: int = number, queued: threading.Event = queued) -> None:
            slot = limit.acquire(None, lambda: (told.append(number), queued.set()))  # type: ignore[arg-type, return-value]
            order.append(number)
            slot.release()

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        queued.wait()
    held.release()
    for thread in threads:
        thread.join()
    assert (order, told) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])


def test_a_thread_that_waits_no_longer() -> None:
    """It leaves the queue, and holds up nobody."""
    limit = ConnectionLimit(1)
    held = limit.acquire(None, quiet)
    with pytest.raises(AttemptTimeout, match="no connection became free before the deadline"):
        limit.acquire(0.01, quiet)
    held.release()
    limit.acquire(0.01, quiet)


def test_a_slot_is_given_back_once() -> None:
    """However often that is said."""
    limit = ConnectionLimit(1)
    slot = limit.acquire(None, quiet)
    slot.release()
    slot.release()
    held = limit.acquire(None, quiet)
    with pytest.raises(AttemptTimeout):
        limit.acquire(0.01, quiet)
    held.release()


def test_a_slot_that_is_dropped() -> None:
    """An interruption may have come before it could be given back: whoever waits gets it."""
    limit, got = ConnectionLimit(1), list[bool]()
    held = limit.acquire(None, quiet)
    told = threading.Event()
    thread = threading.Thread(target=lambda: got.append(limit.acquire(5, told.set).held))
    thread.start()
    told.wait()
    del held
    thread.join()
    assert got == [True]
    assert limit.free == 1


def test_an_observer_that_raises_leaves_the_queue() -> None:
    """Its call is over."""
    limit = ConnectionLimit(1)
    held = limit.acquire(None, quiet)
    with pytest.raises(ZeroDivisionError):
        limit.acquire(None, lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    held.release()
    limit.acquire(0.01, quiet)


def test_tasks_wait_in_order() -> None:
    """One that is cancelled is passed over."""

    async def scenario() -> list[int]:
        limit, order = AsyncConnectionLimit(1, running_library()), list[int]()
        held = await limit.acquire(None, quiet)

        async def work(number: int) -> None:
            slot = await limit.acquire(None, quiet)
            order.append(number)
            slot.release()

        tasks = [asyncio.create_task(work(number)) for number in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        tasks[2].cancel()
        held.release()
        await asyncio.gather(*tasks, return_exceptions=True)
        (await limit.acquire(0.01, quiet)).release()
        return order

    assert asyncio.run(scenario()) == [1, 3, 4]


def test_a_task_that_is_cancelled_with_its_slot() -> None:
    """It hands the slot on."""

    async def scenario() -> None:
        limit = AsyncConnectionLimit(1, running_library())
        held = await limit.acquire(None, quiet)
        task = asyncio.create_task(limit.acquire(None, quiet))
        await asyncio.sleep(0)
        held.release()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await limit.acquire(0.01, quiet)

    asyncio.run(scenario())


WRONG: dict[str, Any] = {
    "limit": Connections(limit=0),
    "limit ": Connections(limit=True),
    "http2": Connections(http2=1),  # type: ignore[arg-type]
    "proxy": Connections(proxy=3),  # type: ignore[arg-type]
    "engine": Connections(engine="curl"),
    "verify": Connections(verify=""),
    "verify ": Connections(verify=3),
    "cert": Connections(cert=()),
    "cert ": Connections(cert=b"cert.pem"),  # type: ignore[arg-type]
    "expected Connections": {"limit": 5},
}


@pytest.mark.parametrize(("place", "settings"), WRONG.items(), ids=WRONG)
def test_settings_are_checked_when_given(place: str, settings: Any) -> None:
    """And the place is named."""
    with pytest.raises(ConfigurationError, match=f"^connections: {place.strip()}"):
        checked(settings)
    with pytest.raises(ConfigurationError, match=r"^connections: "):
        sample(connections=settings)


def test_both_ways_to_connect() -> None:
    """They exclude each other."""
    with pytest.raises(ConfigurationError, match="http_client, connections: both say how to connect"):
        sample(http_client=object(), connections=Connections())
