"""A running fake server and a client of it for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from komos_client import Komos
from komos_client.testing import FakeServer


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A running server."""
    with FakeServer() as server:
        yield server


@pytest.fixture
def komos(server: FakeServer) -> Iterator[Komos]:
    """A client of *server* that raises on drift and has a short timeout."""
    with Komos(server.key, base_url=server.url, strict=True, timeout=10.0) as komos:
        yield komos
