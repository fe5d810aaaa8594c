"""What the wire costs, at generous bounds: `make bench` has the figures and the bounds that are meant.

Each side is measured in fresh processes, in turn; of several tries the best counts, because machines are busy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.environment import ROOT
from benchmarks.sockets import CLOCK, measured, number, serving

PYTHON = Path(sys.executable)

pytestmark = pytest.mark.sample


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The generated package, for the processes that measure."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "generated" / "komos"))


@pytest.fixture
def url() -> Iterator[str]:
    with serving(PYTHON) as place:
        yield place


def test_a_call_costs_no_more_than_with_httpx(url: str) -> None:
    """Processor time of a sync call, decoded, beside `httpx.Client.get(url).json()`."""
    ratios = []
    for _ in range(3):
        costs = measured(PYTHON, "sync, briefly", url)
        ratios.append(costs["ours"] / costs["httpx"])
        if ratios[-1] <= 1.0:
            return
    raise AssertionError(ratios)


@pytest.mark.parametrize("encrypted", [False, True], ids=["answered", "where certificates are loaded"])
def test_the_first_call_leaves_the_event_loop_to_others(url: str, encrypted: bool) -> None:
    """It never holds them up for longer than 0.4 of an import of httpx."""
    place = "https://127.0.0.1:9" if encrypted else url
    stalls, imports = [], []
    for _ in range(7):
        stalls.append(measured(PYTHON, "first call", place)["stall"])
        imports.append(number(PYTHON, CLOCK.format("import httpx")))
        if min(stalls) <= 0.4 * min(imports):
            return
    raise AssertionError((stalls, imports))
