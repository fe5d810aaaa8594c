"""One fake server for each test, and a client of it; a small API stands for all where the kit itself is looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from komos_client import Komos
from komos_client.testing import FakeServer


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A running server."""
    with FakeServer() as server:
        yield server


@pytest.fixture
def komos(server: FakeServer) -> Iterator[Komos]:
    """A client of it that raises where an answer does not fit the document, and does not wait long to try again."""
    with Komos(server.key, base_url=server.url, strict=True, timeout=1.0) as komos:
        yield komos
