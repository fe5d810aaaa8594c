"""The library that runs the caller's coroutines: asyncio, or trio where it is the one that is running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
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

    async def sleep(self, seconds: float) -> object:
        """Let other tasks run for *seconds*."""
        ...

    def time_limit(self, seconds: float | None, *, shielded: bool = False) -> TimeLimit:
        """A block that ends after *seconds*; one that is *shielded* is not cancelled from outside."""
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
        """The result of *function*; if the task is cancelled, the thread goes on."""
        ...

    def start_in_thread(self, function: Callable[[], object]) -> None:
        """Run *function* beside the loop, and wait for nothing."""
        ...


def running_library() -> AsyncLibrary:
    """The library of the running loop; raises RuntimeError where there is none."""
    trio = sys.modules.get("trio")
    return _trio() if trio is not None and trio.lowlevel.in_trio_run() else _asyncio()


@lru_cache(maxsize=1)
def _asyncio() -> AsyncLibrary:
    return _Asyncio()


@lru_cache(maxsize=1)
def _trio() -> AsyncLibrary:
    return _Trio()


class _Asyncio:
    name = "asyncio"

    def __init__(self) -> None:
        import asyncio

        self._asyncio = asyncio
        self.loop: Callable[[], Hashable] = asyncio.get_running_loop
        self.sleep = asyncio.sleep
        self.event: Callable[[], AsyncEvent] = asyncio.Event
        self.lock: Callable[[], AsyncLock] = asyncio.Lock

    def call_soon(self, function: Callable[[], object]) -> object:
        return self._asyncio.get_running_loop().call_soon(function)

    def time_limit(self, seconds: float | None, *, shielded: bool = False) -> TimeLimit:  # noqa: ARG002 - a task that was cancelled once may wait again
        return self._asyncio.timeout(seconds)

    async def run_in_thread(self, function: Callable[[], T]) -> T:
        return await self._asyncio.to_thread(function)

    def start_in_thread(self, function: Callable[[], object]) -> None:
        self._asyncio.get_running_loop().run_in_executor(None, function)


class _Trio:
    name = "trio"

    def __init__(self) -> None:
        import trio

        self._trio: Any = trio
        self.loop: Callable[[], Hashable] = trio.lowlevel.current_trio_token
        self.sleep = trio.sleep
        self.event: Callable[[], AsyncEvent] = trio.Event
        self.lock: Callable[[], AsyncLock] = trio.Lock

    def call_soon(self, function: Callable[[], object]) -> object:
        return self._trio.lowlevel.current_trio_token().run_sync_soon(function)

    def time_limit(self, seconds: float | None, *, shielded: bool = False) -> TimeLimit:
        return _TrioTimeLimit(self._trio, seconds, shielded=shielded)

    async def run_in_thread(self, function: Callable[[], T]) -> T:
        result: T = await self._trio.to_thread.run_sync(function, abandon_on_cancel=True)
        return result

    def start_in_thread(self, function: Callable[[], object]) -> None:
        self._trio.lowlevel.start_thread_soon(function, lambda _: None)


class _TrioTimeLimit:
    def __init__(self, trio: Any, seconds: float | None, *, shielded: bool) -> None:
        deadline = float("inf") if seconds is None else trio.current_time() + seconds
        self._scope = trio.CancelScope(deadline=deadline, shield=shielded)

    def expired(self) -> bool:
        caught: bool = self._scope.cancelled_caught
        return caught

    async def __aenter__(self) -> Self:
        self._scope.__enter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None:
        swallowed: bool | None = self._scope.__exit__(kind, error, trace)
        if self._scope.cancelled_caught:
            raise TimeoutError
        return swallowed
