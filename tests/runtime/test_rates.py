"""Rate truth on real sockets: nothing refused, nothing failed, and the window used up; in full: make rates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweeps.rates.run import THROUGHPUT, Load, run
from tests.sweeps.rates.strict import Window

LOAD = Load("40 in 2 s", (Window(40, 2.0),), {"default": (40, 2.0, None)}, threads=8)


@pytest.mark.parametrize(
    "load",
    [LOAD, LOAD._replace(kind="tasks"), LOAD._replace(threads=4, processes=2, home="file")],
    ids=["threads", "tasks", "processes that share a file"],
)
def test_a_strict_window_is_kept_and_used(load: Load, tmp_path: Path) -> None:
    """No call fails and none is refused, in any run; throughput is the best of three runs, for machines are noisy."""
    best = 0.0
    for number in range(3):
        result = run(load, str(tmp_path / f"{number}.sqlite"))
        assert (result.failed, result.counts.refused, result.counts.granted) == (0, 0, load.calls)
        best = max(best, result.throughput)
        if best >= THROUGHPUT:
            break
    assert best >= THROUGHPUT
