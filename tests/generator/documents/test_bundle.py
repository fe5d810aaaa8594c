"""Several files become one document in which every reference holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.documents.bundle import bundle
from generator.engine.engine import parse
from generator.errors import DocumentError

HEAD = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}


def write(folder: Path, **files: Any) -> Path:
    """Files named ``a_b`` for ``a/b.json`` below *folder*; gives the path of the one called ``root``."""
    for name, value in files.items():
        path = folder / (name.replace("_", "/") + ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    return folder / "root.json"


def operation(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def test_a_schema_in_another_file_becomes_a_component(tmp_path: Path) -> None:
    """Its own references follow it."""
    root = write(
        tmp_path,
        root={**HEAD, "paths": {"/a": {"get": operation({"$ref": "models/Pet.json"})}}},
        models_Pet={"type": "object", "properties": {"owner": {"$ref": "Owner.json#/definitions/Owner"}}},
        models_Owner={
            "definitions": {
                "Owner": {"type": "object", "properties": {"pets": {"type": "array", "items": {"$ref": "Pet.json"}}}}
            }
        },
    )
    document = bundle(root)
    assert document["components"]["schemas"] == {
        "Pet": {"type": "object", "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}},
        "Owner": {
            "type": "object",
            "properties": {"pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}},
        },
    }
    assert [model.name for model in parse(document).models] == ["Pet", "Owner"]


def test_path_items_operations_and_parameters_by_reference(tmp_path: Path) -> None:
    """Path items and operations are put in place; parameters become components."""
    root = write(
        tmp_path,
        root={**HEAD, "paths": {"/a": {"$ref": "paths.json#/~1a"}, "/b": {"get": {"$ref": "paths.json#/b%20op"}}}},
        paths={
            "/a": {"get": {"operationId": "a", "parameters": [{"$ref": "#/q"}], "responses": {}}},
            "b op": {"operationId": "b", "responses": {}},
            "q": {"name": "q", "in": "query", "schema": {"type": "string"}},
        },
    )
    document = bundle(root)
    assert document["components"]["parameters"] == {"q": {"name": "q", "in": "query", "schema": {"type": "string"}}}
    assert [(call.id, [one.name for one in call.parameters]) for call in parse(document).calls] == [
        ("a", ["q"]),
        ("b", []),
    ]


def test_a_component_that_is_a_reference_keeps_its_name(tmp_path: Path) -> None:
    """The root's name for a file is the name of what is in it."""
    root = write(
        tmp_path,
        root={
            **HEAD,
            "paths": {"/a": {"get": operation({"$ref": "pet.json"})}},
            "components": {"schemas": {"Animal": {"$ref": "pet.json"}}},
        },
        pet={"type": "object", "properties": {"next": {"$ref": "pet.json"}}},
    )
    document = bundle(root)
    assert document["components"]["schemas"] == {
        "Animal": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Animal"}}}
    }
    assert parse(document).calls[0].returns == "Animal"


def test_properties_by_reference_are_taken_in(tmp_path: Path) -> None:
    """Some documents keep a whole map of properties elsewhere."""
    root = write(
        tmp_path,
        root={
            **HEAD,
            "paths": {"/a": {"get": operation({"type": "object", "properties": {"$ref": "fields.json", "own": {}}})}},
        },
        fields={"name": {"type": "string"}},
    )
    fields = parse(bundle(root)).models[0].fields
    assert [(one.wire, one.annotation) for one in fields] == [("name", "str"), ("own", "Any")]


def test_a_property_called_ref_is_no_reference(tmp_path: Path) -> None:
    """Neither are examples that look like one."""
    schema = {"type": "object", "properties": {"$ref": {"type": "string"}}, "example": {"$ref": "nowhere.json"}}
    root = write(tmp_path, root={**HEAD, "paths": {"/a": {"get": operation({"$ref": "x.json"})}}}, x=schema)
    assert bundle(root)["components"]["schemas"]["x"] == schema


def test_discriminator_mappings_follow_their_schemas(tmp_path: Path) -> None:
    """Files are rewritten, plain schema names stay."""
    union = {
        "oneOf": [{"$ref": "cat.json"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "./cat.json", "dog": "Dog"}},
    }
    root = write(
        tmp_path,
        root={
            **HEAD,
            "paths": {"/a": {"get": operation(union)}},
            "components": {"schemas": {"Dog": {"type": "object"}}},
        },
        cat={"type": "object", "properties": {"kind": {"type": "string"}}},
    )
    said = bundle(root)["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert said["discriminator"]["mapping"] == {"cat": "#/components/schemas/cat", "dog": "Dog"}


def test_two_files_with_one_name_are_two_components(tmp_path: Path) -> None:
    """The second is numbered."""
    root = write(
        tmp_path,
        root={**HEAD, "paths": {"/a": {"get": operation({"oneOf": [{"$ref": "a/x.json"}, {"$ref": "b/x.json"}]})}}},
        a_x={"type": "string"},
        b_x={"type": "integer"},
    )
    assert bundle(root)["components"]["schemas"] == {"x": {"type": "string"}, "x_2": {"type": "integer"}}


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("pets.json", "did you mean pet.json"),
        ("pet.json#/definitions/Pett", "did you mean Pet"),
        ("pet.json#/definitions/Zebra", "names nothing"),
        ("../outside.json", "leaves"),
        ("https://example.com/pet.json", "leads to the network"),
        ("ftp://example.com/pet.json", "no local file"),
    ],
)
def test_a_reference_that_leads_nowhere_names_itself(tmp_path: Path, target: str, what: str) -> None:
    """Where it stands, what it says, and what it may have meant."""
    (tmp_path / "outside.json").write_text("{}", encoding="utf-8")
    folder = tmp_path / "spec"
    root = write(
        folder,
        root={**HEAD, "paths": {"/a": {"get": operation({"$ref": target})}}},
        pet={"definitions": {"Pet": {}}},
    )
    with pytest.raises(DocumentError) as error:
        bundle(root)
    assert what in str(error.value)
    assert target in str(error.value)
    assert "root.json#/paths/~1a/get/responses/200" in str(error.value)


def test_path_items_that_lead_to_each_other_are_refused(tmp_path: Path) -> None:
    """What is put in place cannot go on for ever."""
    root = write(
        tmp_path,
        root={**HEAD, "paths": {"/a": {"$ref": "b.json"}}},
        b={"$ref": "c.json"},
        c={"$ref": "b.json"},
    )
    with pytest.raises(DocumentError, match="leads back to itself"):
        bundle(root)


def test_the_network_is_read_only_by_who_is_asked_to(tmp_path: Path) -> None:
    """A reader for URLs is handed in; relative references go on from there."""
    pages = {
        "https://example.com/v1/pet.json": {"type": "object", "properties": {"o": {"$ref": "owner.json"}}},
        "https://example.com/v1/owner.json": {"type": "string"},
    }
    root = write(
        tmp_path, root={**HEAD, "paths": {"/a": {"get": operation({"$ref": "https://example.com/v1/pet.json"})}}}
    )
    assert list(bundle(root, remote=pages.__getitem__)["components"]["schemas"]) == ["pet", "owner"]


def test_a_wider_folder_may_be_given(tmp_path: Path) -> None:
    """References may go up as far as is said."""
    root = write(tmp_path / "api", root={**HEAD, "paths": {"/a": {"get": operation({"$ref": "../shared.json"})}}})
    (tmp_path / "shared.json").write_text('{"type": "string"}', encoding="utf-8")
    assert "shared" in bundle(root, within=tmp_path)["components"]["schemas"]


def test_a_file_nested_without_end_is_one_line(tmp_path: Path) -> None:
    """Not a RecursionError."""
    deep: Any = {"type": "string"}
    for _ in range(240):
        deep = {"items": {"allOf": [deep]}}
    root = write(
        tmp_path, root={**HEAD, "paths": {"/a": {"get": operation({"$ref": "deep.json"})}}}, deep={"properties": deep}
    )
    with pytest.raises(DocumentError, match="nested deeper"):
        bundle(root)
