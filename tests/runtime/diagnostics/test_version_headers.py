"""Another version, a deprecation, a response that does not fit: reported once, raised only with ``strict``."""

from __future__ import annotations

import warnings
from contextlib import suppress
from typing import Any

import httpx
import pytest

from generator.runtime import DriftError, DriftWarning, Event, NotFound, VersionMismatch
from tests.runtime.sample import CREATE, RETRIEVE, RUN, Time, answers, call, sample

ODD = {"run": {"id": "run_1", "status": "PAUSED", "shiny": 1}}


def versioned(**headers: str) -> httpx.Response:
    return httpx.Response(200, json=RUN, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_the_expected_version_is_not_reported() -> None:
    """No warning, no entry."""
    resource = sample(answers(versioned(x_api_version="1")))
    call(resource, RETRIEVE, "x")
    assert resource._client.drift_report() == []


@pytest.mark.parametrize("header", ["x_api_version", "deprecation", "sunset"])
def test_reported_once_per_process(header: str) -> None:
    """One event and one warning for any number of clients and calls; the drift report counts all."""
    events: list[Event] = []
    for _ in range(2):
        resource = sample(answers(versioned(**{header: "2"})), on_event=events.append)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call(resource, RETRIEVE, "x")
            call(resource, RETRIEVE, "x")
        events += [Event("drift", str(one.message)) for one in caught]
    assert [event.kind for event in events if event.kind in ("version", "drift")] == ["version", "drift"]
    assert [entry["count"] for entry in resource._client.drift_report()] == [2]


def test_strict_refuses_another_version() -> None:
    """The error has the decoded response."""
    with pytest.warns(DriftWarning), pytest.raises(VersionMismatch, match="made for 1, the server speaks 2") as caught:
        call(sample(answers(versioned(x_api_version="2")), strict=True), CREATE)
    assert caught.value.value.id == "run_1"
    assert caught.value.maybe_executed


OTHER_VERSION = {"x-api-version": "2"}


@pytest.mark.parametrize(
    "script",
    [(httpx.Response(404, headers=OTHER_VERSION),), (httpx.Response(500, headers=OTHER_VERSION), RUN)],
    ids=["error", "retried"],
)
def test_every_response_is_checked(script: tuple[Any, ...]) -> None:
    """A version that is first seen on an error, or on a response before the last, causes a warning and is reported."""
    resource = sample(answers(*script), time=Time())
    with pytest.warns(DriftWarning, match="the server speaks 2"), suppress(NotFound):
        call(resource, RETRIEVE, "x")
    assert [(entry["kind"], entry["count"]) for entry in resource._client.drift_report()] == [("version", 1)]


def test_strict_checks_a_retried_response() -> None:
    """The version of a response that was retried counts too."""
    resource = sample(answers(httpx.Response(500, headers=OTHER_VERSION), RUN), time=Time(), strict=True)
    with pytest.warns(DriftWarning), pytest.raises(VersionMismatch, match="the server speaks 2"):
        call(resource, RETRIEVE, "x")


def test_a_filter_does_not_hide_an_error() -> None:
    """A raised warning does not replace an error; the next successful response raises it."""
    resource = sample(answers(httpx.Response(404, headers={"x-api-version": "2"}), versioned(x_api_version="2")))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(NotFound):
            call(resource, RETRIEVE, "x")
        with pytest.raises(DriftWarning, match="the server speaks 2"):
            call(resource, RETRIEVE, "x")


def silent(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=RUN)


@pytest.mark.parametrize("strict", [False, True])
def test_a_response_without_a_version_is_drift(strict: bool) -> None:
    """It is reported once, and accepted with ``strict``, because it is no mismatch."""
    resource = sample(http_client=httpx.Client(transport=httpx.MockTransport(silent)), strict=strict)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            assert call(resource, RETRIEVE, "x").id == "run_1"
    said = ["runs.retrieve: version at X-API-Version (the answer names no version)"]
    assert [str(one.message) for one in caught] == said
    assert [(entry["kind"], entry["count"]) for entry in resource._client.drift_report()] == [("version", 2)]


def test_another_host_needs_no_version() -> None:
    """The URL of a log, say, may be on another vendor's host."""
    resource = sample(http_client=httpx.Client(transport=httpx.MockTransport(silent)))
    resource._client.request("GET", "https://logs.example.net/x")
    assert resource._client.drift_report() == []


@pytest.mark.parametrize("beside", [{"shiny": 1}, {"note": 5}], ids=["unknown_field", "wrong_type"])
def test_other_fields_of_an_envelope_are_checked(beside: dict[str, Any]) -> None:
    """An unknown or misfitting field of the envelope is reported; the places of inner fields do not change."""
    resource = sample(answers({"run": {"id": "run_1", "status": "PAUSED"}, **beside}))
    with pytest.warns(DriftWarning):
        run = call(resource, RETRIEVE._replace(envelope="RunEnvelope"), "x")
    assert (run.id, type(run).__name__) == ("run_1", "Run")
    assert {entry["where"] for entry in resource._client.drift_report()} == {"run.status", *beside}


@pytest.mark.parametrize("envelope", ["", "RunList"])
def test_the_place_of_a_list_in_an_envelope(envelope: str) -> None:
    """It is ``runs[].status``, whether the envelope has a class or not."""
    resource = sample(answers({"runs": [{"id": "r", "status": "PAUSED"}]}))
    with pytest.warns(DriftWarning):
        call(resource, RETRIEVE._replace(returns="list[Run]", unwrap="runs", envelope=envelope), "x")
    assert [entry["where"] for entry in resource._client.drift_report()] == ["runs[].status"]


def test_a_response_that_does_not_fit_is_reported() -> None:
    """The call succeeds; each misfit causes one warning and is in the drift report."""
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


def test_strict_refuses_a_response_that_does_not_fit() -> None:
    """The error has the misfits and the value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(DriftError) as caught:
            call(sample(answers(ODD), strict=True), CREATE)
    assert len(caught.value.misfits) == 2
    assert caught.value.value.id == "run_1"


def test_a_run_without_its_envelope() -> None:
    """It is accepted, and reported."""
    with pytest.warns(DriftWarning, match="missing_field at run"):
        assert call(sample(answers({"id": "run_9", "status": "RUNNING"})), RETRIEVE, "x").id == "run_9"


def test_an_undocumented_status_is_reported() -> None:
    """It raises its error class nevertheless."""
    resource: Any = sample(answers(httpx.Response(404)))
    with pytest.raises(NotFound):
        call(resource, CREATE)
    assert [(entry["kind"], entry["where"]) for entry in resource._client.drift_report()] == [("status", "404")]
