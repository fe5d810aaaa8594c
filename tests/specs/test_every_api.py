"""What holds for every folder of specs/."""

from __future__ import annotations

import ast
import re
from typing import Any

from openapi_spec_validator import validate

PROVENANCE = {"documented", "inferred"}


def test_document_is_valid_openapi(spec):
    """The document passes openapi-spec-validator."""
    validate(spec.document)


def test_document_stands_alone(spec):
    """No `$ref` leaves the document, and each leads somewhere."""
    references = re.findall(r'"?\$ref"?: [\'"]?([^\'",}\s]+)', spec.path.read_text("utf-8"))
    assert references
    for reference in references:
        assert reference.startswith("#/")
        spec.resolve({"$ref": reference})


def test_every_operation_says_where_it_comes_from(spec):
    """Provenance, an address, a summary and an id of its own."""
    assert [route for route, one in spec.operations.items() if one.get("x-provenance") not in PROVENANCE] == []
    assert [route for route, one in spec.operations.items() if not one.get("x-source", "").startswith("https://")] == []
    assert [route for route, one in spec.operations.items() if not one.get("summary")] == []
    ids = [one["operationId"] for one in spec.operations.values()]
    assert len(set(ids)) == len(ids)


def test_every_schema_says_where_it_comes_from(spec):
    """Provenance, an address and a description."""
    for name, schema in spec.schemas.items():
        assert schema.get("x-provenance") in PROVENANCE, name
        assert schema.get("x-source", "").startswith("https://"), name
        assert schema.get("description"), name


def test_every_field_says_where_it_comes_from(spec):
    """Provenance on the property itself; a description there or on the named schema it refers to."""
    for name, schema in spec.schemas.items():
        for field, value in schema.get("properties", {}).items():
            assert value.get("x-provenance") in PROVENANCE, f"{name}.{field}"
            assert value.get("description") or spec.resolve(value).get("description"), f"{name}.{field}"


def test_an_inferred_schema_has_no_documented_field_of_its_own(spec):
    """What is documented cannot hang on a guess, save in a request that the guess merely carries."""
    documented = {field.split(".")[0] for field in spec.fields("documented")}
    guessed = {name for name, schema in spec.schemas.items() if schema["x-provenance"] == "inferred"}
    assert documented & guessed <= {"InboxConnect", "InboxAccount"}  # mailboxes by Gmail or Outlook are documented


def test_every_parameter_says_where_it_comes_from(spec):
    """Provenance and a description."""
    for route, operation in spec.operations.items():
        for parameter in map(spec.resolve, operation["parameters"]):
            assert parameter.get("x-provenance") in PROVENANCE, f"{route} {parameter['name']}"
            assert parameter.get("description"), f"{route} {parameter['name']}"


def test_every_error_has_the_error_schema(spec):
    """Whatever an error status carries is described."""
    for route, operation in spec.operations.items():
        for status, response in operation["responses"].items():
            if status[0] in "45":
                schema = spec.resolve(response)["content"]["application/json"]["schema"]
                assert schema["$ref"].endswith("Error"), f"{route} {status}"


def test_every_answer_has_an_example(spec):
    """A mock server can answer every operation from the document alone."""
    for route, operation in spec.operations.items():
        for status, response in operation["responses"].items():
            for media in spec.resolve(response).get("content", {}).values() if status[0] == "2" else ():
                assert {"example", "examples"} & set(media), f"{route} {status}"


def test_every_example_fits_its_schema(spec):
    """Examples of parameters, headers, bodies, answers and schemas."""
    examples = list(spec.examples())
    assert len(examples) > 10
    assert {place: faults for place, value, schema in examples if (faults := spec.faults(value, schema))} == {}


def test_every_component_is_used(spec):
    """Nothing lies about."""
    text = spec.path.read_text("utf-8")
    unused = [
        f"{kind}/{name}"
        for kind, components in spec.components.items()
        for name in components
        if kind != "securitySchemes" and f"#/components/{kind}/{name}" not in text
    ]
    assert unused == []


def test_facts_name_one_default_server_first(spec):
    """The facts' servers are the document's, in the same order."""
    assert list(spec.api.servers.values()) == [server["url"] for server in spec.document["servers"]]
    assert next(iter(spec.api.servers)) == "production"


def test_example_key_fits_the_pattern(spec):
    """The made-up key is one that the client does not warn about."""
    assert re.fullmatch(spec.api.auth.pattern, spec.api.auth.example)


def test_facts_that_name_routes_name_real_ones(spec):
    """A key with a method matches an operation of the document."""
    routes = [re.sub(r"\{\w+\}", "{}", route) for route in spec.operations]
    for key in spec.api.operations:
        if " " in key:
            pattern = re.escape(re.sub(r"\{\w+\}", "{}", key)).replace(r"\*", ".*")
            assert any(re.fullmatch(pattern, route) for route in routes), key


def test_idempotency_fields_and_envelopes_exist(spec):
    """`key` and `unwrap` are properties of some schema; paging names what lists have."""
    known = {field for schema in spec.schemas.values() for field in schema.get("properties", {})}
    for key, fact in spec.api.operations.items():
        paging = fact.paging
        named = [fact.key, fact.unwrap, *([paging.items, paging.next, paging.more, paging.total] if paging else [])]
        assert {one for one in named if one} <= known, key


def test_quick_starts_are_short_python(spec):
    """Both parse; neither is longer than a screen's corner."""
    quick_start = spec.api.quick_start
    assert quick_start is not None
    for text in (quick_start.sync, quick_start.asynchronous):
        ast.parse(text)
        assert f"from {spec.api.package} import" in text
        assert 6 <= len([line for line in text.splitlines() if line.strip()]) <= 12


def test_every_fact_has_an_address_or_says_inferred(spec):
    """Each address that api.yaml abbreviates is spelled out in its head, and guesses are called guesses."""
    text = (spec.folder / "api.yaml").read_text("utf-8")
    assert "https://" in text.split("\ntitle:")[0]
    assert "inferred" in text


def test_version_is_in_the_changelog(spec):
    """The version that is built next has its entry."""
    version = (spec.folder / "VERSION").read_text("utf-8").strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert f"## [{version}]" in (spec.folder / "CHANGELOG.md").read_text("utf-8")


def test_readme_explains_every_key(spec):
    """specs/README.md knows every key that this api.yaml uses."""
    readme = (spec.folder.parent / "README.md").read_text("utf-8")
    keys = set(_keys(spec.api))
    assert [key for key in sorted(keys) if f"`{key}`" not in readme] == []


def _keys(value: Any) -> list[str]:
    import attrs

    reserved = {"repeat": "class", "asynchronous": "async"}
    if isinstance(value, dict):
        return [key for one in value.values() for key in _keys(one)]
    if isinstance(value, tuple):
        return [key for one in value for key in _keys(one)]
    if not attrs.has(type(value)):
        return []
    own = [one.name for one in attrs.fields(type(value)) if one.name not in ("name", "directory")]
    return [reserved.get(name, name) for name in own] + [key for name in own for key in _keys(getattr(value, name))]
