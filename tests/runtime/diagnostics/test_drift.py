"""Drift is reported once per kind and place, and counted."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from generator.runtime.diagnostics.drift import DriftLog, DriftWarning, Misfit
from tests.runtime.sample import CREATE, async_sample, call, sample

PAUSED = Misfit("unknown_enum", "run.status", "'PAUSED'")


def test_each_misfit_is_reported_once():
    """The same kind at the same place of the same operation is reported once, whatever its detail."""
    reported: list[tuple[str, Misfit]] = []
    log = DriftLog(lambda operation, misfit: reported.append((operation, misfit)))
    assert log.add("runs.get", PAUSED)
    assert not log.add("runs.get", PAUSED._replace(detail="'STUCK'"))
    assert log.add("runs.list", PAUSED)
    assert reported == [("runs.get", PAUSED), ("runs.list", PAUSED)]


def test_the_report_is_json_and_counts():
    """The report says where, what, and how often, as plain JSON."""
    log = DriftLog(None)
    for _ in range(3):
        log.reporter("runs.get")(PAUSED)
    assert json.loads(json.dumps(log.report())) == [
        {"operation": "runs.get", "kind": "unknown_enum", "where": "run.status", "detail": "'PAUSED'", "count": 3}
    ]


def test_a_new_misfit_is_a_warning_by_default():
    """Without a callback, a `DriftWarning` names the operation and the place."""
    with pytest.warns(DriftWarning, match=r"runs\.get: unknown_enum at run\.status \('PAUSED'\)"):
        DriftLog().add("runs.get", PAUSED)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        DriftLog(None).add("runs.get", PAUSED)


@pytest.mark.parametrize("make", [sample, async_sample])
def test_a_raised_warning_has_the_result(make: Callable[..., Any]) -> None:
    """With ``-W error`` the result of a create is not lost: each misfit is recorded, and nothing is sent again."""
    sent: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        return httpx.Response(200, json={"run": {"id": "run_1", "status": "PAUSED", "strange": 1}})

    resource = make(handler)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DriftWarning, match=r"runs\.create") as caught:
            call(resource, CREATE)
        assert call(resource, CREATE).id == "run_1", "it is raised once, because it is reported once"
    assert caught.value.value.id == "run_1"
    assert "its answer is the warning's `value`" in caught.value.__notes__[0]
    assert {entry["kind"] for entry in resource._client.drift_report()} == {"unknown_enum", "unknown_field"}
    assert sent == ["POST", "POST"]


def test_memory_is_bounded():
    """A server whose objects have ids as keys causes endless misfits; the log keeps the first ones."""
    reported: list[Misfit] = []
    log = DriftLog(lambda _, misfit: reported.append(misfit), limit=5)
    for i in range(100):
        log.add("x", Misfit("unknown_field", f"id_{i}"))
    assert len(log) == len(log.report()) == len(reported) == 5


def test_threads_report_a_misfit_once():
    """Of many threads with the same misfit one reports it, and all are counted."""
    reported: list[Misfit] = []
    log = DriftLog(lambda _, misfit: reported.append(misfit))
    threads = [threading.Thread(target=lambda: [log.add("x", PAUSED) for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reported == [PAUSED]
    assert log.report()[0]["count"] == 1600
