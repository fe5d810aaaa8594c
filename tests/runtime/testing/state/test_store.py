"""Resource store of the fake server: idempotent creates, updates, deletes and lists."""

from __future__ import annotations

import pytest
from kairo_client import Kairo, OutcomeUnknown
from kairo_client.testing import FakeServer as FakeKairo
from komo_client import Komo
from komo_client.errors import NotFound as KomoNotFound
from komo_client.testing import FakeServer as FakeKomo
from komos_client import Komos
from komos_client.errors import NotFound
from komos_client.testing import FakeServer

TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"


def test_a_keyed_create_is_replayed(server: FakeServer, komos: Komos) -> None:
    """The same key returns the same run, with the status of a replay, and is not executed again."""
    raw = komos.tasks.runs.with_raw_response
    first = raw.create(TASK, client_request_id="mine", inputs={"url": "a"})
    again = raw.create(TASK, client_request_id="mine", inputs={"url": "a"})
    other = raw.create(TASK, client_request_id="yours", inputs={"url": "a"})
    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 202)
    assert first.value.id == again.value.id != other.value.id
    assert (again.replayed, first.replayed) == (True, False)
    assert server.executions["tasks.runs.create"] == 2
    assert server.requests["tasks.runs.create"] == 3


def test_a_keyed_create_whose_response_is_lost_is_executed_once(server: FakeServer, komos: Komos) -> None:
    """The client tries again with its key, and the server executes it once."""
    server.fault("tasks.runs.create", drop="after-work", times=2)
    run = komos.tasks.runs.create(TASK)
    assert server.requests["tasks.runs.create"] == 3
    assert server.executions["tasks.runs.create"] == 1
    assert run.id in [one.id for one in komos.tasks.runs.list(TASK)]


def test_a_create_without_a_key_whose_response_is_lost_is_counted() -> None:
    """The client does not repeat it, and the count shows that it was executed."""
    with FakeKairo() as server, Kairo(server.key, base_url=server.url, max_retries=3) as kairo:
        server.fault("agents.create", drop="after-work", times=1)
        with pytest.raises(OutcomeUnknown):
            kairo.agents.create(name="A", model="auto")
        assert server.executions["agents.create"] == 1
        assert server.requests["agents.create"] == 1
        assert kairo.agents.list().items[0].name == "A"


def test_create_update_and_delete() -> None:
    """Each operation sees the changes of those before it."""
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


def test_unknown_ids_are_found_unless_strict(server: FakeServer, komos: Komos) -> None:
    """A strict server responds with 404 to ids that neither a request nor an example has brought."""
    assert komos.task_runs.retrieve("any-id-at-all").id == "any-id-at-all"
    with (
        FakeServer(strict=True) as strict,
        Komos(strict.key, base_url=strict.url) as client,
        pytest.raises(NotFound, match="there is no any-id-at-all"),
    ):
        client.task_runs.retrieve("any-id-at-all")
    assert not strict.executions


def test_a_list_shows_the_resources_of_its_parent(komos: Komos, server: FakeServer) -> None:
    """Runs of another task are not in the list."""
    [other] = server.seed("tasks.list", name="Another")
    mine, theirs = komos.tasks.runs.create(TASK), komos.tasks.runs.create(other["id"])
    assert theirs.task_id == other["id"]
    listed = [one.id for one in komos.tasks.runs.list(TASK)]
    assert mine.id in listed
    assert theirs.id not in listed
    assert next(iter(komos.tasks.runs.list(other["id"]))).id == theirs.id
