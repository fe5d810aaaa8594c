"""Lifecycle of the runs of a fake server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from komos_client import Komos, RunCancelled, RunFailed
from komos_client.errors import ConfigurationError
from komos_client.testing import FakeServer

TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"


def test_a_run_ends_after_polls(server: FakeServer, komos: Komos) -> None:
    """Pending when created, running at the first poll, completed at the second, each as its example shows."""
    run = komos.tasks.runs.create(TASK, inputs={"url": "https://example.com/mine"})
    assert (run.status, run.progress, run.outputs) == ("PENDING", None, {})
    assert run.inputs == {"url": "https://example.com/mine"}
    assert abs(run.timestamps.created_at - datetime.now(UTC)).total_seconds() < 60
    seen = [komos.task_runs.retrieve(run.id) for _ in range(3)]
    assert [one.status for one in seen] == ["RUNNING", "COMPLETED", "COMPLETED"]
    assert seen[1].outputs
    assert seen[1].inputs == run.inputs
    assert seen[1].timestamps.created_at == run.timestamps.created_at
    assert seen[1].timestamps.finished_at >= seen[0].timestamps.started_at
    assert run.id in seen[1].logs_url


def test_a_run_ends_after_seconds() -> None:
    """The clock decides instead of polls, and may be supplied by the test."""
    now = [1_800_000_000.0]
    with FakeServer(seconds=60, clock=lambda: now[0]) as server, Komos(server.key, base_url=server.url) as komos:
        run = komos.tasks.runs.create(TASK)
        assert [komos.task_runs.retrieve(run.id).status for _ in range(3)] == ["PENDING"] * 3
        now[0] += 40
        assert komos.task_runs.retrieve(run.id).status == "RUNNING"
        now[0] += 40
        assert komos.task_runs.retrieve(run.id).status == "COMPLETED"


def test_an_outcome_fails_the_next_run(server: FakeServer, komos: Komos) -> None:
    """The next run that is created fails, with the given fields; the one after it does not."""
    server.outcome("failed", error="out of memory")
    run = komos.tasks.runs.create(TASK)
    with pytest.raises(RunFailed, match="out of memory") as caught:
        komos.task_runs.wait(run.id, deadline=5)
    assert caught.value.run.status == "FAILED"
    assert komos.task_runs.retrieve(komos.tasks.runs.create(TASK).id).status == "RUNNING"


def test_an_outcome_ends_an_existing_run_at_once(server: FakeServer, komos: Komos) -> None:
    """An unknown run is refused."""
    run = komos.tasks.runs.create(TASK)
    server.outcome("cancelled", run=run.id, cancelReason="enough")
    with pytest.raises(RunCancelled):
        komos.task_runs.wait(run.id, deadline=5)
    with pytest.raises(ConfigurationError, match="no run 'nobody'"):
        server.outcome("failed", run="nobody")


def test_a_cancelled_run_ends_at_the_next_poll(server: FakeServer, komos: Komos) -> None:
    """A run that has ended stays as it is."""
    run = komos.tasks.runs.create(TASK)
    assert komos.task_runs.cancel(run.id, reason="enough").status == "PENDING"
    assert komos.task_runs.retrieve(run.id).status == "CANCELLED"
    assert komos.task_runs.cancel(run.id).status == "CANCELLED"


def test_a_log_grows_with_the_progress_of_its_run(server: FakeServer, komos: Komos) -> None:
    """It is empty at first, and complete at the end."""
    run = komos.tasks.runs.create(TASK)
    counts = []
    for _ in range(3):
        counts.append(len(komos.task_runs.logs(run.id).log_entries))
        komos.task_runs.retrieve(run.id)
    assert counts == [0, 1, 2]
    assert komos.task_runs.logs(run.id).run_id == run.id
