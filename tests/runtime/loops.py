"""Coroutines under asyncio, trio and anyio, and a transport in memory that runs under each of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import anyio
import trio

from generator.runtime import AsyncResource, Clock
from generator.runtime.transport.commands import Send, Slot
from generator.runtime.transport.connections import UNLIMITED
from generator.runtime.transport.messages import AttemptResult
from generator.runtime.util.async_library import running_library
from tests.runtime.sample import Time, async_sample

T = TypeVar("T")

LIBRARIES = ("asyncio", "trio")
CANCELLERS = (*LIBRARIES, "anyio over asyncio", "anyio over trio")
"""Ways to cancel a call."""


def run_in(library: str, work: Callable[[], Awaitable[T]]) -> T:
    """The result of *work* in a loop of *library*, which may be one of `CANCELLERS`."""

    async def main() -> T:
        return await work()

    if library.startswith("anyio"):
        return anyio.run(main, backend=library.rpartition(" ")[2])
    return trio.run(main) if library == "trio" else asyncio.run(main())


async def cancelled(library: str, when: Callable[[], Awaitable[object]], work: Callable[[], Awaitable[T]]) -> None:
    """Cancel *work* once *when* has ended, by the means of *library*."""
    if library == "asyncio":
        task = asyncio.ensure_future(work())
        await when()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
    elif library == "trio":
        async with trio.open_nursery() as nursery:
            nursery.start_soon(work)
            await when()
            nursery.cancel_scope.cancel()
    else:
        async with anyio.create_task_group() as group:
            group.start_soon(work)
            await when()
            group.cancel_scope.cancel()


class LoopTime(Time):
    """Time that only moves when someone sleeps; others go on meanwhile, whichever library runs them."""

    def clock_of_client(self, random: Callable[[], float] = lambda: 0.5) -> Clock:
        return super().clock_of_client(random)._replace(sleep=self.pass_time)

    async def pass_time(self, seconds: float) -> None:
        self.naps.append(seconds)
        await running_library().sleep(0)
        self.now += seconds


Answer = Mapping[str, Any] | int | Exception | Callable[[Send], Awaitable[Any]]


class MemoryTransport:
    """Answers in turn, the last one again and again: JSON, a status, an error, or what a coroutine function gives."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.seen: list[str] = []

    def warm_up(self, url: str) -> None:
        """There is nothing to import."""

    def try_reserve(self, *, paced: bool) -> Slot:
        """There is no limit."""
        return UNLIMITED

    async def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """There is no limit."""
        return UNLIMITED

    async def send(self, command: Send) -> AttemptResult:
        self.seen.append(f"{command.request.method} {command.request.url.partition('/v1')[2]}")
        await running_library().sleep(0)
        answer: Any = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        command.progress.phase = "sent"
        if callable(answer):
            answer = await answer(command)
        if isinstance(answer, Exception):
            return AttemptResult("sent", error=answer)
        status = answer if isinstance(answer, int) else 200
        headers = {"content-type": "application/json", "x-api-version": "1", "retry-after": "2"}
        return AttemptResult("answered", status, headers, json.dumps({} if status != 200 else answer).encode())

    async def close(self) -> None:
        """There is nothing to close."""


def over(transport: MemoryTransport, **options: Any) -> Any:
    """A resource of an async client whose requests end in *transport*."""
    resource: AsyncResource = async_sample(**options)
    resource._session.shared._transports[""] = transport
    return resource
