"""What a busy machine does to a test that measures time: bounds hold but for that, however much else is running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

TICK = 0.005
RESOLUTION = 0.02
"""Seconds of a processor that are too few to be compared."""


class Ticker(threading.Thread):
    """Measures for how long this process was kept from running: how late a thread wakes that sleeps for a moment.

    Time in which this process itself computed does not count: a call that holds up all threads is late by its own
    doing.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._ticks: list[tuple[float, float]] = []

    def run(self) -> None:
        while not self._ended.is_set():
            begun, used = time.monotonic(), time.process_time()
            time.sleep(TICK)
            now = time.monotonic()
            self._ticks.append((now, now - begun - TICK - (time.process_time() - used)))

    def stalled(self, since: float) -> float:
        """Seconds since the moment *since*."""
        return sum(late for moment, late in self._ticks if moment > since and late > 0)

    def late(self, moment: float) -> float:
        """Seconds from *moment* until now, less those."""
        spent = time.monotonic() - moment
        return spent - self.stalled(moment)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()


@contextmanager
def ends_within(seconds: float, grace: float) -> Iterator[None]:
    """What is done within has ended *grace* after *seconds*; a machine that was busy then is allowed for."""
    with Ticker() as ticker:
        end = time.monotonic() + seconds
        yield
        late = ticker.late(end)
    assert late < grace, f"ended {late * 1000:.0f} ms after {seconds:g} s"


def least(step: Callable[[], object], *, rounds: int = 20, times: int = 1) -> float:
    """Seconds for one *step*: the best of *rounds*, each of so many *times*."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        for _ in range(times):
            step()
        best = min(best, time.perf_counter() - begun)
    return best / times


def grows_in_proportion(step: Callable[[int], object], size: int) -> None:
    """Four times the *size* takes about four times as long, of a processor's time; a square would be sixteen."""

    def seconds(of: int) -> float:
        best = float("inf")
        for _ in range(2):
            begun = time.process_time()
            step(of)
            best = min(best, time.process_time() - begun)
        return best

    quarter, whole = seconds(size // 4), seconds(size)
    assert whole < 8 * quarter + RESOLUTION, f"{quarter:.3f} s for a quarter, {whole:.3f} s for all"
