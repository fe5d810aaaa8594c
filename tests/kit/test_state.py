"""What the kit remembers: things that were made, runs that come to an end, pages, and what must not be done twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from kairo_client import Kairo, OutcomeUnknown
from kairo_client.testing import FakeServer as FakeKairo
from komo_client import Komo
from komo_client.errors import NotFound as KomoNotFound
from komo_client.testing import FakeServer as FakeKomo
from komos_client import Komos, RunCancelled, RunFailed
from komos_client.errors import ConfigurationError, NotFound
from komos_client.testing import FakeServer

TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"


def test_a_keyed_create_is_replayed(server: FakeServer, komos: Komos) -> None:
    """The same key gives the same run, with the status for it, and no second execution."""
    raw = komos.tasks.runs.with_raw_response
    first = raw.create(TASK, client_request_id="mine", inputs={"url": "a"})
    again = raw.create(TASK, client_request_id="mine", inputs={"url": "a"})
    other = raw.create(TASK, client_request_id="yours", inputs={"url": "a"})
    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 202)
    assert first.value.id == again.value.id != other.value.id
    assert (again.replayed, first.replayed) == (True, False)
    assert server.executions["tasks.runs.create"] == 2
    assert server.requests["tasks.runs.create"] == 3


def test_a_lost_answer_is_not_paid_twice(server: FakeServer, komos: Komos) -> None:
    """What the kit is for: the client tries again, the work is done once."""
    server.fault("tasks.runs.create", drop="after-work", times=2)
    run = komos.tasks.runs.create(TASK)
    assert server.requests["tasks.runs.create"] == 3
    assert server.executions["tasks.runs.create"] == 1
    assert run.id in [one.id for one in komos.tasks.runs.list(TASK)]


def test_a_call_without_a_key_that_is_lost_is_counted() -> None:
    """Where repeating could pay twice the client does not, and the count shows that the work was done."""
    with FakeKairo() as server, Kairo(server.key, base_url=server.url, max_retries=3) as kairo:
        server.fault("agents.create", drop="after-work", times=1)
        with pytest.raises(OutcomeUnknown):
            kairo.agents.create(name="A", model="auto")
        assert server.executions["agents.create"] == 1
        assert server.requests["agents.create"] == 1
        assert kairo.agents.list().items[0].name == "A"


def test_a_run_comes_to_its_end(server: FakeServer, komos: Komos) -> None:
    """Pending when made, at work at the first look, done at the second, as its examples show each state."""
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


def test_a_run_ends_in_time() -> None:
    """By the clock instead of by looks; the clock may be the test's."""
    now = [1_800_000_000.0]
    with FakeServer(seconds=60, clock=lambda: now[0]) as server, Komos(server.key, base_url=server.url) as komos:
        run = komos.tasks.runs.create(TASK)
        assert [komos.task_runs.retrieve(run.id).status for _ in range(3)] == ["PENDING"] * 3
        now[0] += 40
        assert komos.task_runs.retrieve(run.id).status == "RUNNING"
        now[0] += 40
        assert komos.task_runs.retrieve(run.id).status == "COMPLETED"


def test_a_run_fails_on_demand(server: FakeServer, komos: Komos) -> None:
    """The next one that is made, with the fields asked for."""
    server.outcome("failed", error="out of memory")
    run = komos.tasks.runs.create(TASK)
    with pytest.raises(RunFailed, match="out of memory") as caught:
        komos.task_runs.wait(run.id, deadline=5)
    assert caught.value.run.status == "FAILED"
    assert komos.task_runs.retrieve(komos.tasks.runs.create(TASK).id).status == "RUNNING"


def test_a_run_is_ended_at_once(server: FakeServer, komos: Komos) -> None:
    """One that is there, in any state, also one that nobody documented."""
    run = komos.tasks.runs.create(TASK)
    server.outcome("cancelled", run=run.id, cancelReason="enough")
    with pytest.raises(RunCancelled):
        komos.task_runs.wait(run.id, deadline=5)
    with pytest.raises(ConfigurationError, match="no run 'nobody'"):
        server.outcome("failed", run="nobody")


def test_a_run_is_cancelled(server: FakeServer, komos: Komos) -> None:
    """It is noted, and seen at the next look; one that has ended stays as it is."""
    run = komos.tasks.runs.create(TASK)
    assert komos.task_runs.cancel(run.id, reason="enough").status == "PENDING"
    assert komos.task_runs.retrieve(run.id).status == "CANCELLED"
    assert komos.task_runs.cancel(run.id).status == "CANCELLED"


def test_a_log_grows(server: FakeServer, komos: Komos) -> None:
    """Nothing at first, all of it at the end."""
    run = komos.tasks.runs.create(TASK)
    counts = []
    for _ in range(3):
        counts.append(len(komos.task_runs.logs(run.id).log_entries))
        komos.task_runs.retrieve(run.id)
    assert counts == [0, 1, 2]
    assert komos.task_runs.logs(run.id).run_id == run.id


def test_runs_belong_to_their_task(komos: Komos, server: FakeServer) -> None:
    """A list shows what was made below its own parent."""
    [other] = server.seed("tasks.list", name="Another")
    mine, theirs = komos.tasks.runs.create(TASK), komos.tasks.runs.create(other["id"])
    assert theirs.task_id == other["id"]
    listed = [one.id for one in komos.tasks.runs.list(TASK)]
    assert mine.id in listed
    assert theirs.id not in listed
    assert next(iter(komos.tasks.runs.list(other["id"]))).id == theirs.id


@pytest.mark.parametrize(("size", "pages"), [(10, 5), (20, 3), (46, 1)])
def test_offsets(server: FakeServer, komos: Komos, size: int, pages: int) -> None:
    """Real items in real pages, with their total."""
    server.seed("tasks.list", 45, name="One of many")
    page = komos.tasks.list(limit=size)
    assert page.total == 46
    assert len({task.id for task in page}) == 46
    assert server.requests["tasks.list"] == pages


def test_cursors() -> None:
    """The same where the next page is asked for by what the last one said."""
    with FakeKairo() as server, Kairo(server.key, base_url=server.url, strict=True) as kairo:
        server.seed("agents.list", 24)
        assert len({agent.id for agent in kairo.agents.list(limit=10)}) == 25
        assert server.requests["agents.list"] == 3


def test_filters(server: FakeServer, komos: Komos) -> None:
    """A parameter that is called like a field asks for its value; a search looks anywhere."""
    server.seed("tasks.list", 2, status="DRAFT", name="Invoices")
    assert [task.status for task in komos.tasks.list(status="DRAFT")] == ["DRAFT"] * 2
    assert len(list(komos.tasks.list(search="invoice"))) == 2


def test_what_is_made_changed_and_deleted() -> None:
    """Creates, updates and deletes hold together."""
    with FakeKomo() as server, Komo(server.key, base_url=server.url, strict=True) as komo:
        made = komo.lists.create(name="Prospects", record_type="contact")
        contact = komo.crm.contacts.create(name="Ada Lovelace", email="ada@example.com")
        assert komo.crm.contacts.retrieve(contact.id).email == "ada@example.com"
        assert komo.crm.contacts.update(contact.id, name="Ada King").name == "Ada King"
        assert komo.crm.contacts.retrieve(contact.id).name == "Ada King"
        assert contact.id in [one.id for one in komo.crm.contacts.list(search="Ada")]
        komo.lists.delete(made.id)
        with pytest.raises(KomoNotFound):
            komo.lists.retrieve(made.id)


def test_strange_ids_are_made_up_unless_strict(server: FakeServer, komos: Komos) -> None:
    """Handy for a first try; a strict server knows only what was made or shown."""
    assert komos.task_runs.retrieve("any-id-at-all").id == "any-id-at-all"
    with (
        FakeServer(strict=True) as strict,
        Komos(strict.key, base_url=strict.url) as client,
        pytest.raises(NotFound, match="there is no any-id-at-all"),
    ):
        client.task_runs.retrieve("any-id-at-all")
    assert not strict.executions


def test_webhooks_are_signed(server: FakeServer, komos: Komos) -> None:
    """A delivery that the client takes for genuine, of the example or of a run of one's own."""
    run = komos.tasks.runs.create(TASK)
    delivery = server.webhook("task-run.completed", run, secret="whsec_test", pepper="salt")
    event = komos.webhooks.unwrap(delivery.body, delivery.headers, secret="whsec_test", pepper="salt", tolerance=60)
    assert (event.type, event.data.id) == ("task-run.completed", run.id)
    assert json.loads(server.webhook("task-run.log", secret="whsec_test").body)["logEntries"]
    with pytest.raises(ConfigurationError, match=r"no example of 'task-run\.lost'"):
        server.webhook("task-run.lost", secret="whsec_test")


def test_webhooks_are_delivered(server: FakeServer) -> None:
    """To any address on loopback: here, to the server itself."""
    assert server.webhook("task-run.completed", secret="whsec_test").send(f"{server.url}/hook?a=1") == 404
    assert server.seen[0].query == {"a": ["1"]}
    assert "x-komos-signature" in server.seen[0].headers


def test_no_webhooks_are_known() -> None:
    """Where facts say nothing of signatures there is nothing to sign."""
    with FakeKomo() as server, pytest.raises(Exception, match="how this API signs its webhooks is unknown"):
        server.webhook("any", secret="x")


def test_reset(server: FakeServer, komos: Komos) -> None:
    """As it was at first."""
    run = komos.tasks.runs.create(TASK)
    server.fault(status=500)
    server.reset()
    assert not server.executions
    assert run.id not in [one.id for one in komos.tasks.runs.list(TASK)]


def test_misspelt_operations_are_refused(server: FakeServer) -> None:
    """With what was probably meant."""
    with pytest.raises(ConfigurationError, match=r"'tasks\.run\.create'; known: tasks\.runs\.create"):
        server.fault("tasks.run.create", status=500)
    with pytest.raises(ConfigurationError, match="seed: 'tasks' acts on no stored resource"):
        server.seed("tasks")
