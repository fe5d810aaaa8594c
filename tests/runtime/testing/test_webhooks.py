"""Webhook deliveries of the fake server."""

from __future__ import annotations

import json

import pytest
from komo_client.testing import FakeServer as FakeKomo
from komos_client import Komos
from komos_client.errors import ConfigurationError
from komos_client.testing import FakeServer

TASK = "79c6b1aa-24d1-45b3-8c94-9a2e2a2f55bc"


def test_deliveries_are_signed(server: FakeServer, komos: Komos) -> None:
    """The client accepts a delivery of the example, or of a run that was created; an unknown event is refused."""
    run = komos.tasks.runs.create(TASK)
    delivery = server.webhook("task-run.completed", run, secret="whsec_test", pepper="salt")
    event = komos.webhooks.unwrap(delivery.body, delivery.headers, secret="whsec_test", pepper="salt", tolerance=60)
    assert (event.type, event.data.id) == ("task-run.completed", run.id)
    assert json.loads(server.webhook("task-run.log", secret="whsec_test").body)["logEntries"]
    with pytest.raises(ConfigurationError, match=r"no example of 'task-run\.lost'"):
        server.webhook("task-run.lost", secret="whsec_test")


def test_deliveries_are_sent_to_any_url(server: FakeServer) -> None:
    """Here to the server itself, which records it."""
    assert server.webhook("task-run.completed", secret="whsec_test").send(f"{server.url}/hook?a=1") == 404
    assert server.seen[0].query == {"a": ["1"]}
    assert "x-komos-signature" in server.seen[0].headers


def test_an_api_without_known_signatures_has_no_deliveries() -> None:
    """FakeServer.webhook raises ConfigurationError."""
    with FakeKomo() as server, pytest.raises(Exception, match="how this API signs its webhooks is unknown"):
        server.webhook("any", secret="x")
