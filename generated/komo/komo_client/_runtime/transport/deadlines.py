"""The time that an attempt has left, kept also around code that takes no timeout."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from threading import current_thread
from typing import TypeVar

ATTEMPT_OVER = "the attempt's time is over"


class AttemptTimeout(TimeoutError):
    """The time for an attempt, or for another step of a call, is over."""


T = TypeVar("T")


class _AttemptEnd:
    """Kept on the thread itself: clients of several packages, each with its own runtime, may share an httpx client."""

    @property
    def moment(self) -> float | None:
        """Monotonic seconds; None outside of an attempt."""
        return vars(current_thread()).get("attempt_end")

    @moment.setter
    def moment(self, moment: float | None) -> None:
        vars(current_thread())["attempt_end"] = moment


attempt_end = _AttemptEnd()
"""The moment at which this thread's attempt must be over, in monotonic seconds."""


def begin_attempt(end: float | None) -> float | None:
    """Let this thread's attempt be over at *end*, or with the one within which it began, whose end is returned.

    A request's body may come from another answer; then each read of it is an attempt within an attempt.
    """
    thread = vars(current_thread())
    outer: float | None = thread.get("attempt_end")
    thread["attempt_end"] = end if outer is None else outer if end is None else min(outer, end)
    return outer


def remaining(timeout: float | None) -> float | None:
    """*timeout*, or the rest of this thread's attempt if that is less; raises `AttemptTimeout` without a rest."""
    end: float | None = vars(current_thread()).get("attempt_end")
    if end is None:
        return timeout
    rest = end - time.monotonic()
    if rest <= 0:
        raise AttemptTimeout(ATTEMPT_OVER)
    return rest if timeout is None else min(timeout, rest)


def run_within(seconds: float, work: Callable[[], T], discard: Callable[[T], object] = lambda _: None) -> T:
    """The result of *work*, which runs in a thread that is abandoned after *seconds*; *discard* gets a late result."""
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
            if abandoned:
                discard(value)
        done.set()

    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()
    try:
        done.wait(seconds)
    except BaseException:
        with gate:
            abandoned = True
        if result:
            discard(result.pop())
        raise
    with gate:
        abandoned = not result
    if result:
        return result[0]
    if failure:
        raise failure.pop()  # its traceback refers to this frame, which must not refer to it
    raise AttemptTimeout(f"not done within {seconds:.1f} s")
