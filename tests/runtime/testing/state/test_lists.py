"""Pagination and filters of the fake server."""

from __future__ import annotations

import pytest
from kairo_client import Kairo
from kairo_client.testing import FakeServer as FakeKairo
from komos_client import Komos
from komos_client.testing import FakeServer


@pytest.mark.parametrize(("size", "pages"), [(10, 5), (20, 3), (46, 1)])
def test_offset_pagination(server: FakeServer, komos: Komos, size: int, pages: int) -> None:
    """Each item is on one page, and the total is right."""
    server.seed("tasks.list", 45, name="One of many")
    page = komos.tasks.list(limit=size)
    assert page.total == 46
    assert len({task.id for task in page}) == 46
    assert server.requests["tasks.list"] == pages


def test_cursor_pagination() -> None:
    """Each item is on one page; the cursor of a page returns the next."""
    with FakeKairo() as server, Kairo(server.key, base_url=server.url, strict=True) as kairo:
        server.seed("agents.list", 24)
        assert len({agent.id for agent in kairo.agents.list(limit=10)}) == 25
        assert server.requests["agents.list"] == 3


def test_filters(server: FakeServer, komos: Komos) -> None:
    """A parameter with the name of a field filters by its value; a search looks in every field."""
    server.seed("tasks.list", 2, status="DRAFT", name="Invoices")
    assert [task.status for task in komos.tasks.list(status="DRAFT")] == ["DRAFT"] * 2
    assert len(list(komos.tasks.list(search="invoice"))) == 2
