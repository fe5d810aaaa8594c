"""The library that runs the caller's coroutines: asyncio, or trio where it is the one that is running."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Hashable
from contextvars import copy_context
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    import asyncio
    from typing import Self

T = TypeVar("T")


class AsyncEvent(Protocol):
    """Something that tasks of one loop wait for."""

    def set(self) -> object:
        """Wake all that wait."""
        ...

    async def wait(self) -> object:
        """Wait until it is set."""
        ...


class TimeLimit(Protocol):
    """An ``async with`` block that ends with TimeoutError when its time is over."""

    def expired(self) -> bool:
        """Whether it ended so."""
        ...

    async def __aenter__(self) -> object: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None: ...


class AsyncLock(Protocol):
    """A lock between tasks of one loop, for ``async with``."""

    async def __aenter__(self) -> object: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> object: ...


class AsyncLibrary(Protocol):
    """The parts of asyncio or trio that the runtime needs; all are called from within a running loop."""

    name: str

    def loop(self) -> Hashable:
        """The running loop."""
        ...

    def sleep(self, seconds: float, /) -> Awaitable[object]:
        """Let other tasks run for *seconds*."""
        ...

    def time_limit(self, seconds: float | None, *, shielded: bool = False) -> TimeLimit:
        """A block that ends after *seconds*; one that is *shielded* is not cancelled from outside."""
        ...

    def move_limit(self, limit: TimeLimit, seconds: float) -> None:
        """Let a *limit* that is entered end *seconds* from now; one that has ended stays so."""
        ...

    def event(self) -> AsyncEvent:
        """An event that is not set."""
        ...

    def lock(self) -> AsyncLock:
        """A lock that is free."""
        ...

    def call_soon(self, function: Callable[[], object]) -> object:
        """Call *function* in the loop's next turn."""
        ...

    async def run_in_thread(self, function: Callable[[], T]) -> T:
        """The result of *function*, which a thread runs to its end, also if the task is cancelled before it begins."""
        ...

    def start_in_thread(self, function: Callable[[], object]) -> None:
        """Run *function* to its end in a thread, and wait for nothing."""
        ...


def running_library() -> AsyncLibrary:
    """The library of the running loop; raises RuntimeError where there is none."""
    # Another thread may be importing trio just now: until it has, the module has no such attribute, and nothing runs.
    is_running = getattr(getattr(sys.modules.get("trio"), "lowlevel", None), "in_trio_run", None)
    return _trio() if is_running is not None and is_running() else _asyncio()


@lru_cache(maxsize=1)
def _asyncio() -> AsyncLibrary:
    return _Asyncio()


@lru_cache(maxsize=1)
def _trio() -> AsyncLibrary:
    return _Trio()


class _Work(Generic[T]):
    """A function that a thread runs; what it raises is raised in the task that waits, if one still does."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._result: list[T] = []
        self._failure: list[BaseException] = []

    def __call__(self) -> None:
        try:
            self._result.append(self._function())
        except BaseException as error:  # noqa: BLE001 - raised in the task that waits
            self._failure.append(error)

    def result(self) -> T:
        """The result of the function, which has ended; raises what it raised."""
        if self._failure:
            raise self._failure.pop()  # its traceback refers to this object, which must not refer to it
        return self._result[0]


class _Asyncio:
    name = "asyncio"

    def __init__(self) -> None:
        import asyncio

        self._asyncio = asyncio
        self.loop: Callable[[], Hashable] = asyncio.get_running_loop
        self.sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
        self.event: Callable[[], AsyncEvent] = asyncio.Event
        self.lock: Callable[[], AsyncLock] = asyncio.Lock

    def call_soon(self, function: Callable[[], object]) -> object:
        return self._asyncio.get_running_loop().call_soon(function)

    def time_limit(self, seconds: float | None, *, shielded: bool = False) -> TimeLimit:  # noqa: ARG002 - a task that was cancelled once may wait again
        return self._asyncio.timeout(seconds)

    def move_limit(self, limit: Any, seconds: float) -> None:
        if not limit.expired():
            limit.reschedule(self._asyncio.get_running_loop().time() + seconds)

    async def run_in_thread(self, function: Callable[[], T]) -> T:
        work = _Work(function)  # asyncio prints what a future raises that nobody waits for any more
        await self._asyncio.shield(self._started(work))
        return work.result()

    def start_in_thread(self, function: Callable[[], object]) -> None:
        self._started(function)

    def _started(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """A future and not a task: a loop that ends cancels its tasks, and waits for its threads."""
        return self._asyncio.get_running_loop().run_in_executor(None, copy_context().run, function)


class _Trio:
    name = "trio"

    def __init__(self) -> None:
        import trio

        self._trio: Any = trio
        self.loop: Callable[[], Hashable] = trio.lowlevel.current_trio_token
        self.sleep: Callable[[float], Awaitable[object]] = trio.sleep
        self.event: Callable[[], AsyncEvent] = trio.Event
        self.lock: Callable[[], AsyncLock] = trio.Lock

    def call_soon(self, function: Callable[[], object]) -> object:
        return self._trio.lowlevel.current_trio_token().run_sync_soon(function)

    def time_limit(self, seconds: float | None, *, shielded: bool = False) -> TimeLimit:
        return _TrioTimeLimit(self._trio, seconds, shielded=shielded)

    def move_limit(self, limit: Any, seconds: float) -> None:
        limit.scope.deadline = self._trio.current_time() + seconds

    async def run_in_thread(self, function: Callable[[], T]) -> T:
        done: AsyncEvent = self.event()
        work = _Work(function)
        self._start(work, done.set)
        await done.wait()
        return work.result()

    def start_in_thread(self, function: Callable[[], object]) -> None:
        def work() -> None:
            try:
                function()
            except Exception:  # noqa: BLE001 - a system task that raises would end the whole program
                import threading

                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))

        self._start(work, lambda: None)

    def _start(self, work: Callable[[], None], done: Callable[[], object]) -> None:
        """Run *work*, which raises nothing, in a thread, then *done* in the loop."""

        async def task() -> None:  # a system task outlives its caller's scope; shielded, it outlives the main task too
            with self._trio.CancelScope(shield=True):
                await self._trio.to_thread.run_sync(work)
            done()

        self._trio.lowlevel.spawn_system_task(task, context=copy_context())


class _TrioTimeLimit:
    def __init__(self, trio: Any, seconds: float | None, *, shielded: bool) -> None:
        deadline = float("inf") if seconds is None else trio.current_time() + seconds
        self.scope = trio.CancelScope(deadline=deadline, shield=shielded)

    def expired(self) -> bool:
        caught: bool = self.scope.cancelled_caught
        return caught

    async def __aenter__(self) -> Self:
        self.scope.__enter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None:
        swallowed: bool | None = self.scope.__exit__(kind, error, trace)
        if self.scope.cancelled_caught:
            raise TimeoutError
        return swallowed
