"""How fast this machine is right now: bounds in seconds are meant for a machine that nobody else uses."""

from __future__ import annotations

import time

USUAL = 0.285
"""Seconds that the loop below takes on the two-core machine on which the bounds were set."""


def pace() -> float:
    """How many times longer a plain loop takes than there; at least 1, so that no bound is ever tighter or looser than
    it is written where the machine is free.
    """
    began, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return max(1.0, (time.perf_counter() - began) / USUAL)
