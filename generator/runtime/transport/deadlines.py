"""The time an attempt has left, also inside code that takes no timeout."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import TypeVar


class AttemptTimeout(TimeoutError):
    """The time for this is over."""


T = TypeVar("T")


class _Ends(threading.local):
    moment: float | None = None


ends = _Ends()
"""When this thread's attempt must be over, in monotonic seconds."""


def left(timeout: float | None) -> float | None:
    """*timeout*, or what is left of this thread's attempt where that is less; raises `AttemptTimeout` when nothing is."""
    if ends.moment is None:
        return timeout
    rest = ends.moment - time.monotonic()
    if rest <= 0:
        raise AttemptTimeout("the attempt's time is over")
    return rest if timeout is None else min(timeout, rest)


def within(seconds: float, work: Callable[[], T], discard: Callable[[T], object] = lambda _: None) -> T:
    """The result of *work*, done in a thread that is left behind when it takes longer; *discard* gets a late result."""
    done = threading.Event()
    gate = threading.Lock()
    result: list[T] = []
    failure: list[BaseException] = []
    abandoned = False

    def run() -> None:
        try:
            value = work()
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
            failure.append(error)
        else:
            with gate:
                if not abandoned:
                    result.append(value)
            if not result:
                discard(value)
        done.set()

    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()
    done.wait(seconds)
    with gate:
        abandoned = not result
    if result:
        return result[0]
    if failure:
        raise failure[0]
    raise AttemptTimeout(f"not done within {seconds:.1f} s")
