"""Never pay twice, on real sockets: a share of `make faults`, and proof that it finds what it looks for."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.shares import SEED, amount
from tests.sweeps.faults.cases import CLASSES, FAULTS, Mode, cases
from tests.sweeps.faults.run import broken, perform

EVERY = len(FAULTS) * len(CLASSES)
PACKAGES = ("kairo_client", "komo_client", "komos_client")


WAYS = [
    ("sync", "httpx"),
    ("async", "httpx2"),
    pytest.param("sync", "httpx2", marks=pytest.mark.sample),
    pytest.param("async", "httpx", marks=pytest.mark.sample),
]


@pytest.mark.parametrize(("mode", "library"), WAYS)
@pytest.mark.filterwarnings("ignore")
def test_every_fault_for_every_class(mode: Mode, library: str) -> None:
    """Nothing paid is done twice, no id is lost, nothing is given up or sent too early."""
    given = cases(mode, amount(1, 4, 10) * EVERY, seed=11 + SEED)
    runs = perform(mode, given, (library,))
    assert broken(runs) == []
    assert len(runs) == len(given)
    assert {(run.case.fault, run.case.kind) for run in runs} == {(fault, kind) for fault in FAULTS for kind in CLASSES}


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
@pytest.mark.filterwarnings("ignore")
def test_a_client_that_breaks_a_promise_is_found_out(
    places: str, instead: object, kind: str, fault: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge is no ornament: each promise, broken on purpose in the real clients."""
    for place in places.split():
        for package in PACKAGES:
            module, _, path = place.partition(":")
            names = path.split(".")
            owner = import_module(f"{package}._runtime.{module}")
            monkeypatch.setattr(getattr(owner, names[0]) if names[1:] else owner, names[-1], instead)
    chosen = [case for case in cases("sync", 20 * EVERY) if (case.fault, case.kind) == (fault, kind)]
    runs = perform("sync", chosen)
    assert any(found in one for one in broken(runs)), broken(runs)
