"""Whatever a document is like, it makes a package, or one line that says why not and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import DocumentError
from generator.normalize import keyword_types
from tests.generator.small import STRING, document, ref, thing
from tests.shares import amount
from tests.sweeps.fuzz.mutations import mutated
from tests.sweeps.fuzz.seeds import SEEDS
from tests.sweeps.fuzz.target import build, complaint


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["info"]["title"])
def test_the_seeds_are_valid(seed: dict[str, Any]) -> None:
    """Each makes a package: what is found wrong later is the change's doing."""
    assert complaint(seed) == ""


@settings(max_examples=amount(40, 300, 3000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(min_size=8, max_size=38))
def test_a_changed_document_is_a_package_or_one_line(data: bytes) -> None:
    """Any other exception than a `GeneratorError` of one line fails here."""
    complaint(mutated(SEEDS, data))


@pytest.mark.parametrize(
    ("schema", "pointer", "wanted"),
    [
        ({"allOf": 5}, "/allOf", "a list"),
        ({"oneOf": {"type": "string"}}, "/oneOf", "a list"),
        ({"properties": []}, "", ""),
        ({"properties": {"a/b": "string"}}, "/properties/a~1b", "an object"),
        ({"type": {"a": 1}}, "/type", "the name of a type"),
        ({"type": "object", "required": [["id"]]}, "/required", "a list of names"),
        ({"enum": "a"}, "/enum", "a list"),
        ({"items": 5}, "/items", "an object"),
        ({"$ref": 5}, "/$ref", "text"),
    ],
)
def test_a_schema_of_no_form_is_told_at_its_place(schema: Any, pointer: str, wanted: str) -> None:
    """The pointer leads to the fault, and the line says what should stand there."""
    content = document({"/go": {"get": {"responses": {}}}}, {"Bad": schema})
    if not wanted:
        build(content)
        return
    with pytest.raises(DocumentError) as caught:
        build(content)
    assert caught.value.where == f"#/components/schemas/Bad{pointer}"
    assert wanted in caught.value.what


@pytest.mark.parametrize("schema", [None, True, {"items": [STRING]}, {"required": True}, {"type": None}, ref("Good")])
def test_what_is_sloppy_and_clear_is_read(schema: Any) -> None:
    """Null, a draft-3 ``required``, a list of items: real documents have them, and nobody is in doubt."""
    keyword_types.check(document({"/go": {"get": {"responses": {}}}}, {"Bad": schema, "Good": thing()}))


def test_query_is_a_method_as_others() -> None:
    """OpenAPI 3.2 has it; it may be repeated as GET may."""
    files = build(document({"/things": {"query": {"responses": {"204": {"description": ""}}}}}))
    resource = next(text for path, text in files.items() if path.endswith("resources/things.py"))
    assert 'Operation("things.query", "QUERY", "/things", safe)' in resource


def test_an_address_that_is_none_is_left_to_the_constructor() -> None:
    """A package is made all the same; its caller gives ``base_url``."""
    paths: dict[str, Any] = {"/things": {"get": {"responses": {}}}}
    assert build(document(paths, servers=[{"url": "https://[api]/v1"}]))
