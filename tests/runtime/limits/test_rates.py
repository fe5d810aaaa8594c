"""Rate limits on real sockets: no call is refused, none fails, and the window is used up. In full: make rates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shares import dice
from tests.sweeps.rates.run import THROUGHPUT, Load, Result, loads, run
from tests.sweeps.rates.strict import Window

SHORT = Load("20 in 0.5 s", (Window(20, 0.5),), {"default": (20, 0.5, None)}, periods=4, threads=8)
LONG = Load("40 in 2 s", (Window(40, 2.0),), {"default": (40, 2.0, None)}, threads=8)
KINDS = {
    "threads": lambda load: load,
    "tasks": lambda load: load._replace(kind="tasks"),
    "processes that share a file": lambda load: load._replace(threads=4, processes=2, store="file"),
}
kinds = pytest.mark.parametrize("kind", KINDS)


def judged(load: Load) -> bool:
    """Whether *load* is one of our clients', and needs no other server."""
    return load.kind in ("threads", "tasks") and load.store != "redis"


def kept(load: Load, place: Path) -> Result:
    """What became of *load*: no call failed and none was refused."""
    result = run(load, str(place))
    assert (result.failed, result.counts.refused, result.counts.granted) == (0, 0, load.calls)
    return result


def unlimited(load: Load) -> float:
    """Seconds that the calls of *load* take where nothing limits them: a yardstick of this machine, just now."""
    calls = load.calls
    free = run(load._replace(windows=(Window(calls, 1e6),), store="none", periods=1))
    assert (free.failed, free.counts.granted) == (0, calls)
    return free.took


@kinds
def test_a_strict_window_is_kept_and_used(kind: str, tmp_path: Path) -> None:
    """It takes little more than the window's own time: as much again as the same calls take where nothing limits them.

    Measured beside each other, in the best of three tries; nothing may be refused in any.
    """
    load = KINDS[kind](SHORT)
    more = float("inf")
    for number in range(3):
        limited, free = kept(load, tmp_path / f"{number}.sqlite"), unlimited(load)
        more = min(more, (limited.took - limited.least) / (free + 0.02 * limited.least))
        if more < 2:
            break
    assert more < 2


def used(load: Load, place: Path) -> float:
    """The share of the window that *load* used, best of three: its time less what the calls take where nothing limits
    them, measured beside it."""
    best = 0.0
    for number in range(3):
        limited, free = kept(load, place / f"{number}.sqlite"), unlimited(load)
        best = max(best, limited.least / (limited.took - free))
        if best >= THROUGHPUT:
            break
    return best


@pytest.mark.sample
@kinds
def test_all_of_a_window_is_used(kind: str, tmp_path: Path) -> None:
    """Nearly all of it, over so long a time that what the calls take themselves counts for little."""
    assert used(KINDS[kind](LONG), tmp_path) >= THROUGHPUT


CHOSEN = dice("loads").sample([load for load in loads() if judged(load)], 2)


@pytest.mark.sample
@pytest.mark.parametrize("load", CHOSEN, ids=lambda load: load.what)
def test_loads_of_the_sweep_are_kept(load: Load, tmp_path: Path) -> None:
    """Two of those that `make rates` runs."""
    assert used(load, tmp_path) >= THROUGHPUT
