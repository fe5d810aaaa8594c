"""What the tests of pages share: the document that they are held against, and a site on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.drift.pages import DocumentIndex
from tests.drift.pages import parcels
from tests.drift.pages.site import Site


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> DocumentIndex:
    """What the document and the facts of the parcels API say."""
    return parcels.known(tmp_path_factory.mktemp("specs") / "parcels")


@pytest.fixture
def site() -> Iterator[Site]:
    """A documentation site on loopback."""
    site = Site()
    yield site
    site.close()
