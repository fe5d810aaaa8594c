"""Effect of each fault on the wire, seen by a socket."""

from __future__ import annotations

import json
import time
import warnings

import pytest
from komo_client import Komo
from komo_client.testing import FakeServer as FakeKomo
from komos_client.testing import FakeServer

from tests.runtime.testing.wire import ask, split


def test_drop_before_execution(server: FakeServer) -> None:
    """No byte is sent and nothing is executed."""
    server.fault("task_runs.retrieve", drop="before-work", times=1)
    assert ask(server) == b""
    assert server.requests["task_runs.retrieve"] == 1
    assert not server.executions
    assert split(ask(server))[0] == 200


def test_drop_after_execution(server: FakeServer) -> None:
    """No byte is sent, but the operation is executed."""
    server.fault("task_runs.retrieve", drop="after-work", times=1)
    assert ask(server) == b""
    assert server.executions["task_runs.retrieve"] == 1


def test_truncate(server: FakeServer) -> None:
    """The headers announce the whole body, of which only the given number of bytes is sent."""
    server.fault(truncate=10, times=1)
    _, headers, body = split(ask(server))
    assert len(body) == 10
    assert int(headers["content-length"]) > 10


def test_delay(server: FakeServer) -> None:
    """The response is sent after the delay."""
    server.fault(delay=0.2, times=1)
    begun = time.monotonic()
    assert split(ask(server))[0] == 200
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize("part", ["headers", "body"])
def test_trickle(server: FakeServer, part: str) -> None:
    """The response is complete, and that part of it is sent byte by byte."""
    server.fault(trickle=part, pace=0.0005, times=1)  # type: ignore[arg-type]
    begun = time.monotonic()
    status, _, body = split(ask(server))
    assert status == 200
    assert json.loads(body)
    assert time.monotonic() - begun > 0.05


def test_429(server: FakeServer) -> None:
    """It has the given Retry-After and an error body, and nothing is executed."""
    server.fault(status=429, retry_after=7, times=1)
    status, headers, body = split(ask(server))
    assert (status, headers["retry-after"]) == (429, "7")
    assert "detail" in json.loads(body)
    assert not server.executions


@pytest.mark.parametrize(("work", "done"), [(False, 0), (True, 1)])
def test_5xx_with_and_without_execution(server: FakeServer, work: bool, done: int) -> None:
    """An error status does not tell whether the operation was executed: the test decides."""
    server.fault(status=500, work=work, times=1)
    assert split(ask(server))[0] == 500
    assert server.executions["task_runs.retrieve"] == done


def test_an_html_page(server: FakeServer) -> None:
    """HTML on a 200, as a proxy's login page."""
    server.fault(html=True, times=1)
    status, headers, body = split(ask(server))
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert body.startswith(b"<!doctype html>")


def test_redirect(server: FakeServer) -> None:
    """It is 307 to the given URL, and nothing is executed."""
    server.fault(redirect="https://elsewhere.example/", times=1)
    status, headers, _ = split(ask(server))
    assert (status, headers["location"]) == (307, "https://elsewhere.example/")
    assert not server.executions


def test_drift(server: FakeServer) -> None:
    """Values are set, removed and added at dotted paths; the stored resource does not change."""
    changes = {"run.status": "PAUSED", "run.progress": ..., "run.colour": "blue", "run.timestamps.createdAt": None}
    server.fault(drift=changes, times=1)
    run = json.loads(split(ask(server))[2])["run"]
    assert (run["status"], run["colour"], run["timestamps"]["createdAt"]) == ("PAUSED", "blue", None)
    assert "progress" not in run
    assert "colour" not in json.loads(split(ask(server))[2])["run"]


def test_drift_of_every_item(server: FakeServer) -> None:
    """``*`` is every item of a list."""
    server.fault(drift={"runs.*.status": "ASLEEP"}, times=1)
    runs = json.loads(split(ask(server, "/public/v1/tasks/1/runs"))[2])["runs"]
    assert {one["status"] for one in runs} == {"ASLEEP"}


def test_drift_by_a_function(server: FakeServer) -> None:
    """A function of the body returns another."""
    server.fault(drift=lambda answer: [answer], times=1)
    assert isinstance(json.loads(split(ask(server))[2]), list)


def test_given_body_and_headers(server: FakeServer) -> None:
    """They replace the usual ones."""
    server.fault(status=418, body={"detail": "teapot"}, headers={"x-kind": "pot"}, times=1)
    status, headers, body = split(ask(server))
    assert (status, headers["x-kind"], json.loads(body)) == (418, "pot", {"detail": "teapot"})


def test_the_version_header() -> None:
    """It is on every response, with another value if a fault says so."""
    with FakeKomo() as server, Komo(server.key, base_url=server.url) as komo:
        raw = komo.usage.with_raw_response
        server.fault(version="2", after=1, times=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the client tells of it, once per process
            said = [raw.summary().headers["x-api-version"] for _ in range(3)]
        assert said == ["1", "2", "1"]


def test_faults_are_counted(server: FakeServer) -> None:
    """*after* requests are skipped, then *times* are met; other operations are not affected."""
    server.fault("task_runs.retrieve", status=503, after=1, times=2)
    assert [split(ask(server))[0] for _ in range(4)] == [200, 503, 503, 200]
    assert split(ask(server, "/public/v1/tasks"))[0] == 200


def test_a_fault_stays_until_it_is_cleared(server: FakeServer) -> None:
    """Without *times* it meets every request."""
    server.fault(status=500)
    assert [split(ask(server))[0] for _ in range(3)] == [500] * 3
    server.clear_faults()
    assert split(ask(server))[0] == 200
