"""Carry out what the pipeline asks for: the only place that sleeps. No decision is taken here."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar, cast

from ..errors import ConfigurationError
from ..transport.commands import Command, Invoke, Send, Sleep
from ..transport.deadlines import AttemptTimeout, within
from ..transport.messages import AttemptResult

T = TypeVar("T")


async def nap(seconds: float) -> None:
    """Sleep without holding up the event loop."""
    import asyncio  # the sync client never needs it

    await asyncio.sleep(seconds)


def drive(
    steps: Generator[Command, Any, T],
    send: Callable[[Send], AttemptResult],
    sleep: Callable[[float], object] | None = None,
) -> T:
    """Run *steps* to their end in this thread; *sleep*: a test's, instead of the clock's."""
    sleep = sleep or time.sleep
    act: Callable[[Any], Command] = steps.send
    told: list[Any] = [
        None
    ]  # taken out as it is handed on: an answer may hold a token, and a traceback shows variables
    while True:
        try:
            command = act(told.pop())
        except StopIteration as end:
            return cast("T", end.value)
        act = steps.send
        try:
            if isinstance(command, Send):
                told.append(send(command))
            elif isinstance(command, Sleep):
                told.append(sleep(command.seconds))
            else:
                told.append(_settled(_answer(command)))
        except BaseException as error:  # noqa: BLE001 - the pipeline decides, also about interruptions
            act, told = steps.throw, [error]


async def drive_async(
    steps: Generator[Command, Any, T],
    send: Callable[[Send], Awaitable[AttemptResult]],
    sleep: Callable[[float], Awaitable[object]] | None = None,
) -> T:
    """Run *steps* to their end in this task; *sleep*: a test's, instead of the event loop's."""
    sleep = sleep or nap
    act: Callable[[Any], Command] = steps.send
    told: list[Any] = [None]
    while True:
        try:
            command = act(told.pop())
        except StopIteration as end:
            return cast("T", end.value)
        act = steps.send
        try:
            if isinstance(command, Send):
                told.append(await send(command))
            elif isinstance(command, Sleep):
                told.append(await sleep(command.seconds))
            else:
                told.append(await _answer_async(command))
        except BaseException as error:  # noqa: BLE001 - the pipeline decides, also about interruptions
            act, told = steps.throw, [error]


def _settled(result: Any) -> Any:
    if hasattr(result, "__await__"):
        result.close()
        raise ConfigurationError("api_key: an async function needs the async client; pass one that returns the key")
    return result


def _answer(ask: Invoke) -> Any:
    return ask.question() if ask.seconds is None else within(ask.seconds, ask.question)


async def _answer_async(ask: Invoke) -> Any:
    if ask.blocking:
        import asyncio

        limit = asyncio.timeout(ask.seconds)
        try:
            async with limit:
                return await asyncio.to_thread(ask.question)
        except TimeoutError:
            if limit.expired():
                raise AttemptTimeout("not answered in time") from None
            raise
    result = ask.question()
    return await result if hasattr(result, "__await__") else result
