"""Another version, an end that is coming, an answer that does not fit: told once, raised only when strict."""

from __future__ import annotations

import warnings
from typing import Any

import httpx
import pytest

from generator.runtime import DriftError, DriftWarning, Event, NotFound, VersionMismatch, versions
from tests.runtime.sample import CREATE, RETRIEVE, RUN, answers, call, sample

ODD = {"run": {"id": "run_1", "status": "PAUSED", "shiny": 1}}


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not told anything yet."""
    monkeypatch.setattr(versions, "told", versions.OncePerProcess())


def spoken(**headers: str) -> httpx.Response:
    return httpx.Response(200, json=RUN, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_the_expected_version_says_nothing() -> None:
    """No warning, no entry."""
    resource = sample(answers(spoken(x_api_version="1")))
    call(resource, RETRIEVE, "x")
    assert resource._client.drift_report() == []


@pytest.mark.parametrize("header", ["x_api_version", "deprecation", "sunset"])
def test_told_once_per_process(header: str) -> None:
    """One event and one warning, whatever number of clients and calls; the report counts all."""
    events: list[Event] = []
    for _ in range(2):
        resource = sample(answers(spoken(**{header: "2"})), on_event=events.append)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call(resource, RETRIEVE, "x")
            call(resource, RETRIEVE, "x")
        events += [Event("drift", str(one.message)) for one in caught]
    assert [event.kind for event in events if event.kind in ("version", "drift")] == ["version", "drift"]
    assert [entry["count"] for entry in resource._client.drift_report()] == [2]


def test_strict_refuses_another_version() -> None:
    """The decoded answer is on the error: nothing paid for is lost."""
    with pytest.warns(DriftWarning), pytest.raises(VersionMismatch, match="made for 1, the server speaks 2") as caught:
        call(sample(answers(spoken(x_api_version="2")), strict=True), CREATE)
    assert caught.value.value.id == "run_1"
    assert caught.value.maybe_executed


def test_an_answer_that_does_not_fit_is_reported() -> None:
    """The call succeeds; each kind is warned about once and kept as JSON."""
    resource = sample(answers(ODD))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            assert call(resource, RETRIEVE, "x").status == "PAUSED"
    assert len(caught) == 2
    report = resource._client.drift_report()
    assert {(entry["kind"], entry["where"]) for entry in report} == {
        ("unknown_enum", "run.status"),
        ("unknown_field", "run.shiny"),
    }


def test_strict_refuses_what_does_not_fit() -> None:
    """With the misfits and the value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(DriftError) as caught:
            call(sample(answers(ODD), strict=True), CREATE)
    assert len(caught.value.misfits) == 2
    assert caught.value.value.id == "run_1"


def test_a_bare_run_where_an_envelope_was_promised() -> None:
    """Is taken, and reported."""
    with pytest.warns(DriftWarning, match="missing_field at run"):
        assert call(sample(answers({"id": "run_9", "status": "RUNNING"})), RETRIEVE, "x").id == "run_9"


def test_an_undocumented_status_is_reported() -> None:
    """It is raised as its own class all the same."""
    resource: Any = sample(answers(httpx.Response(404)))
    with pytest.raises(NotFound):
        call(resource, CREATE)
    assert [(entry["kind"], entry["where"]) for entry in resource._client.drift_report()] == [("status", "404")]
