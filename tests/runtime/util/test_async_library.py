"""What the runtime needs of asyncio and trio: threads that run to their end, time limits, sleep."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from types import ModuleType
from typing import Any

import pytest
import trio

from generator.runtime.util.async_library import running_library
from tests.runtime.loops import CANCELLERS, LIBRARIES, cancelled, run_in

each = pytest.mark.parametrize("library", LIBRARIES)
VALUE: ContextVar[str] = ContextVar("VALUE")


def one_thread(library: str) -> None:
    """Let the running loop have one thread only."""
    if "trio" in library:
        trio.to_thread.current_default_thread_limiter().total_tokens = 1
    else:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))


@each
def test_the_running_library_is_found(library: str) -> None:
    """Also where the other one is imported."""

    async def scenario() -> str:
        return type(running_library()).__name__.strip("_").lower()

    assert run_in(library, scenario) == library


@each
def test_a_function_runs_in_a_thread(library: str) -> None:
    """With the context of its caller; its result and its exception come back."""

    async def scenario() -> None:
        VALUE.set("mine")
        run = running_library().run_in_thread
        assert await run(lambda: (VALUE.get(), threading.get_ident() == mine)) == ("mine", False)
        assert await run(lambda: None) is None
        with pytest.raises(TimeoutError, match="of its own"):
            await run(fail)

    def fail() -> None:
        raise TimeoutError("of its own")

    mine = threading.get_ident()
    run_in(library, scenario)


@pytest.mark.parametrize("library", CANCELLERS)
@pytest.mark.parametrize("start", ["run_in_thread", "start_in_thread"])
def test_a_function_runs_although_its_task_was_cancelled_before(library: str, start: str) -> None:
    """All threads were busy until then: what releases something must not be lost."""
    gate, done = threading.Event(), list[int]()

    async def scenario() -> None:
        one_thread(library)
        running_library().start_in_thread(lambda: gate.wait(10))
        begun = running_library().event()

        async def work() -> None:
            library_ = running_library()
            begun.set()
            if start == "run_in_thread":
                await library_.run_in_thread(lambda: done.append(1))
            else:
                library_.start_in_thread(lambda: done.append(1))
                await library_.sleep(10)

        async def when() -> None:
            await begun.wait()
            await running_library().sleep(0.01)

        await cancelled(library, when, work)
        assert done == []
        gate.set()

    run_in(library, scenario)
    assert done == [1], "the loop waits for its threads"


@each
def test_what_is_started_and_raises_is_told(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not end the program."""
    told: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_value))

    def fail() -> None:
        raise ValueError("odd")

    async def scenario() -> None:
        if library == "asyncio":
            asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
        running_library().start_in_thread(fail)
        await running_library().run_in_thread(lambda: time.sleep(0.01))

    run_in(library, scenario)
    assert [str(one) for one in told] == ["odd"]


@each
def test_a_time_limit_ends_a_wait(library: str) -> None:
    """With TimeoutError, and says that it did; one that was not reached says nothing."""

    async def scenario() -> tuple[bool, bool]:
        limit, other = running_library().time_limit(0.01), running_library().time_limit(None)
        with pytest.raises(TimeoutError):
            async with limit:
                await running_library().sleep(10)
        async with other:
            await running_library().sleep(0)
        return limit.expired(), other.expired()

    assert run_in(library, scenario) == (True, False)


@pytest.mark.parametrize("library", ["trio", "anyio over trio"])
def test_a_shielded_limit_waits_in_a_cancelled_task(library: str) -> None:
    """For as long as it says."""
    order: list[str] = []

    async def scenario() -> None:
        async def work() -> None:
            try:
                await running_library().sleep(10)
            finally:
                async with running_library().time_limit(5, shielded=True):
                    await running_library().run_in_thread(lambda: time.sleep(0.02))
                    order.append("released")

        async def when() -> None:
            await running_library().sleep(0)

        await cancelled(library, when, work)
        order.append("ended")

    run_in(library, scenario)
    assert order == ["released", "ended"]


def test_trio_that_is_only_half_imported_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread may be importing it while calls of asyncio are under way."""
    monkeypatch.setitem(sys.modules, "trio", ModuleType("trio"))

    async def scenario() -> str:
        return running_library().name

    assert asyncio.run(scenario()) == "asyncio"
