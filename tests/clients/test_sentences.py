"""No promise of the vendors' pages is without a test, and no test is without a promise."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.clients.sentences import PAGES, Sentence, missing

SEEDS = {"komo": "komo-rest-api.txt", "kairo": "kairo-api-reference.txt", "komos": "komos-overview.txt"}
"""API → the file that its page is kept in."""

SENTENCES = {one.id: one for page in PAGES.values() for one in page}


class Proof(NamedTuple):
    """A test, and the sentence that its docstring quotes."""

    test: str
    id: str
    quote: str


def proofs(api: str) -> list[Proof]:
    """What the tests of one page say they prove: ``ID “quote”`` at the beginning of each docstring."""
    tree = ast.parse(Path(__file__).with_name(f"test_{api}_page.py").read_text(encoding="utf-8"))
    found: list[Proof] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said = re.match(r"(\S+) “(.+?)”", ast.get_docstring(node) or "", re.DOTALL)
            name, quote = said.groups() if said else ("", "")
            found.append(Proof(node.name, name, " ".join(quote.split())))
    return found


@pytest.fixture(scope="module", params=PAGES)
def api(request: pytest.FixtureRequest) -> str:
    """Each page in turn."""
    name: str = request.param
    return name


def test_every_sentence_has_a_test_or_a_reason(api: str) -> None:
    """A sentence that is neither proved nor excused is a promise nobody looks after."""
    proved = {proof.id for proof in proofs(api)}
    assert [one.id for one in PAGES[api] if not one.untestable and one.id not in proved] == []


def test_every_test_names_a_sentence_of_its_page(api: str) -> None:
    """An id that the index does not have, or that another page has, proves nothing."""
    known = {one.id for one in PAGES[api]}
    assert [proof for proof in proofs(api) if proof.id not in known] == []


def test_no_excused_sentence_has_a_test(api: str) -> None:
    """What has a test is testable."""
    excused = {one.id for one in PAGES[api] if one.untestable}
    assert [proof for proof in proofs(api) if proof.id in excused] == []


def test_tests_quote_verbatim(api: str) -> None:
    """A quotation that the sentence does not contain is a paraphrase."""
    known = {one.id: one.text for one in PAGES[api]}
    assert [proof for proof in proofs(api) if proof.quote not in known.get(proof.id, "")] == []


def test_ids_are_unique() -> None:
    """Also between pages."""
    ids = Counter(one.id for page in PAGES.values() for one in page)
    assert [name for name, count in ids.items() if count > 1] == []


def test_the_index_is_the_whole_page(api: str) -> None:
    """Every word of the page belongs to one sentence of the index, in order."""
    folder = os.environ.get("SEEDS")
    if not folder:
        pytest.skip("SEEDS=<folder with the vendors' pages> compares the index with them")
    assert missing(PAGES[api], Path(folder, SEEDS[api]).read_text(encoding="utf-8")) == ""


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("One. Two.", ""),
        ("One. And more. Two.", "before B: Andmore."),
        ("One. Two. Three.", "Three."),
        ("Two. One.", "before A: Two."),
        ("One.", "B is not on the page"),
    ],
)
def test_the_comparison_notices_what_is_missing(page: str, fault: str) -> None:
    """Left out, added, and out of order."""
    assert missing((Sentence("A", "One."), Sentence("B", "Two.")), page) == fault
