"""Never pay twice, on real sockets: a share of `make faults`, and proof that it finds what it looks for."""

from __future__ import annotations

from importlib import import_module

import komos_client
import pytest

from tests.shares import SEED, amount
from tests.sweeps.faults.cases import CLASSES, cases, faults
from tests.sweeps.faults.run import broken, perform
from tests.sweeps.ways import SYNC, Way, ways

PACKAGES = ("kairo_client", "komo_client", "komos_client")
ALWAYS = {SYNC, Way("asyncio", "httpx2", "h1"), Way("asyncio", "httpx", "h2")}
"""The other ways come with the samples."""


@pytest.mark.parametrize(
    "way",
    [pytest.param(way, marks=[] if way in ALWAYS else pytest.mark.sample) for way in ways(komos_client)],
    ids=str,
)
@pytest.mark.filterwarnings("ignore")
def test_every_fault_for_every_class(way: Way) -> None:
    """Nothing paid is done twice, no id is lost, nothing is given up or sent too early."""
    pairs = {(fault, kind) for fault in faults(way) for kind in CLASSES}
    given = cases(way, amount(1, 2, 10) * len(pairs), seed=11 + SEED)
    runs = perform(given)
    assert broken(runs) == []
    assert len(runs) == sum(1 + case.beside for case in given)
    assert {(run.case.fault, run.case.kind) for run in runs if run.case.fault != "beside"} == pairs


@pytest.mark.parametrize(
    ("places", "instead", "kind", "fault", "found"),
    [
        ("facts:Repeat.repeatable", True, "once", "dropped after the work", "double executions of paid work"),
        ("pipeline.call:find_id", lambda *_: None, "once", "cut at any byte", "ids lost"),
        ("retry.policy:RetryPolicy.max_retries", 0, "safe", "connect refused", "refused connections not tried again"),
        (
            "pipeline.pipeline:retry_after pipeline.pipeline:rate_limit_info",
            lambda *_, **__: None,
            "keyed",
            "429",
            "requests earlier than told",
        ),
        ("facts:Repeat.repeatable", False, "keyed", "500 after the work", "calls given up that could have gone on"),
    ],
)
@pytest.mark.parametrize("way", [SYNC, Way("sync", "httpx", "h2")], ids=str)
@pytest.mark.filterwarnings("ignore")
def test_a_client_that_breaks_a_promise_is_found_out(
    way: Way, places: str, instead: object, kind: str, fault: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge is no ornament: each promise, broken on purpose in the real clients."""
    for place in places.split():
        for package in PACKAGES:
            module, _, path = place.partition(":")
            names = path.split(".")
            owner = import_module(f"{package}._runtime.{module}")
            monkeypatch.setattr(getattr(owner, names[0]) if names[1:] else owner, names[-1], instead)
    chosen = [case for case in cases(way, 2_000) if (case.fault, case.kind) == (fault, kind)]
    runs = perform(chosen)
    assert any(found in one for one in broken(runs)), broken(runs)
