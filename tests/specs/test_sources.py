"""The pages that are watched are those that documents were written from, and none of them is contradicted."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.documents.bundle import bundle
from generator.drift.pages import DocumentIndex, load_lock
from generator.packages import workspace
from generator.specs import facts, sources
from generator.upstream.document import document_file

SPECS = workspace.Repository(Path(__file__).parents[2]).specs
WATCHED = sorted(file.parent.name for file in SPECS.glob(f"*/{sources.FILE}"))
LOCKED = sorted(file.parent.name for file in SPECS.glob(f"*/{sources.LOCK}"))


@pytest.mark.parametrize("api", WATCHED)
def test_a_watched_page_is_cited(api: str) -> None:
    """Its address stands in the facts or in the document: no page is made up, and none is watched for nothing."""
    directory = SPECS / api
    cited = "".join(file.read_text() for file in (directory / "api.yaml", *directory.glob("openapi.*")))
    assert not [source.url for source in sources.read(directory).pages.values() if source.url not in cited]


@pytest.mark.parametrize("api", LOCKED)
def test_no_accepted_page_is_contradicted(api: str) -> None:
    """What was read is what was written down; what is left out on purpose is lacking, which is another thing."""
    directory = SPECS / api
    known = DocumentIndex(bundle(document_file(directory, facts.read(directory))), facts.read(directory))
    pages = load_lock((directory / sources.LOCK).read_bytes(), where=api)
    stated = [fact for locked in pages.values() for fact, _ in locked.page.statements()]
    assert len(stated) > 10
    assert not [str(fact) for fact in stated if known.check(fact).result == "contradicts"]


@pytest.mark.parametrize("api", LOCKED)
def test_a_lock_holds_no_prose(api: str) -> None:
    """Facts are a few words; whatever is longer would be the vendor's text."""
    pages = load_lock((SPECS / api / sources.LOCK).read_bytes(), where=api)
    facts = [str(fact) for locked in pages.values() for fact, _ in locked.page.statements()]
    assert max(len(fact.split()) for fact in facts) <= 12


def test_every_document_of_ours_is_watched() -> None:
    """A document that was written by hand has pages to be held against."""
    written = [
        file.parent.name
        for file in SPECS.glob("*/api.yaml")
        if facts.read(Path(file.parent)).document.origin == "hand-written"
    ]
    assert written
    assert set(written) <= set(WATCHED)
