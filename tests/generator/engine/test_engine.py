"""The engine: whole documents in, the whole shape out, and one line for what cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.engine import engine
from generator.engine.engine import PIN, parse
from generator.errors import DocumentError, EngineError
from tests.generator.small import STRING, answer, document, field_types, ref, say, thing
from tests.shares import amount
from tests.sweeps.corpus.parse import unresolved

NAMES = [
    "a",
    "A",
    "a-b",
    "aB",
    "class",
    "str",
    "",
    "{{ 7 }}",
    "__init__",
    "../../x",
    "a\u202eb",
    "x" * 300,
    "'\"\n",
    "DictOf",
    "GoResponse",
    "用户",
    "ﬁ",
]


def referable(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def schemas(names: list[str]) -> st.SearchStrategy[Any]:
    """Schemas of every form, that may refer to any of *names*."""
    leaf = st.sampled_from(
        [
            STRING,
            {"type": "integer"},
            {},
            True,
            {"type": "null"},
            {"type": ["string", "null"]},
            {"const": "x"},
            {"enum": [1, None, "a"]},
        ]
        + [{"enum": ["a", "A", "'\"\n"]}, {"type": "string", "format": "date"}, {"type": "zebra"}]
        + [{"$ref": f"#/components/schemas/{referable(name)}"} for name in names]
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(
                lambda properties: thing(**properties), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
            ),
            st.builds(lambda items: {"type": "array", "items": items}, inner),
            st.builds(lambda value: {"type": "object", "additionalProperties": value}, inner),
            st.builds(
                lambda keyword, parts, more: {keyword: parts, **more},
                st.sampled_from(["oneOf", "anyOf", "allOf"]),
                st.lists(inner, max_size=3),
                st.sampled_from([{}, {"nullable": True}, thing(a=STRING), {"discriminator": {"propertyName": "a"}}]),
            ),
        ),
        max_leaves=8,
    )


@settings(max_examples=amount(25, 60, 1000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_schema_comes_out_with_annotations_that_resolve(data: st.DataObject) -> None:
    """Or as one line that says what is wrong; never as a traceback, never as a name that is not defined."""
    names = data.draw(st.lists(st.sampled_from([name for name in NAMES if name]), unique=True, max_size=4))
    components = {name: data.draw(schemas(names)) for name in names}
    schema = data.draw(schemas(names))
    try:
        parsed = say(schema, **components)
    except DocumentError:
        return
    assert unresolved(parsed) == []
    for model in parsed.models:
        fields = [one.name for one in model.fields]
        assert len({*fields}) == len(fields)
        assert all(name.isidentifier() and not name.startswith("_") for name in [model.name, model.module, *fields])


@pytest.mark.parametrize(
    ("value", "where", "what"),
    [
        ([], "#", "expected a mapping"),
        (None, "#", "expected a mapping"),
        ({}, "#/openapi", "is missing"),
        ({"swagger": "2.0", "paths": {}}, "#/swagger", "Swagger 2.0"),
        ({"openapi": "4.0.0", "paths": {"/a": {"get": {}}}}, "#/openapi", "version 4.0.0"),
        ({"openapi": "3.1.0"}, "#/paths", "missing or empty"),
        ({"openapi": "3.1.0", "paths": []}, "#/paths", "expected a mapping"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/nothing"}}}, "#/paths/~1a", "names nothing"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}, "#/paths/~1a", "leads back to itself"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "a.yaml"}}}, "#/paths/~1a", "bundle it first"),
    ],
)
def test_what_is_no_document_is_one_line(value: Any, where: str, what: str) -> None:
    """Where, what, and how to mend it."""
    with pytest.raises(DocumentError) as error:
        parse(value)
    assert error.value.where == where
    assert what in str(error.value)
    assert error.value.mend
    assert "\n" not in str(error.value)


def test_schemas_nested_without_end_are_one_line() -> None:
    """Not a RecursionError."""
    deep: Any = STRING
    for _ in range(400):
        deep = {"type": "array", "items": deep}
    with pytest.raises(DocumentError, match="leads through too many schemas"):
        say(deep)


@pytest.mark.parametrize("version", ["3.0.3", "3.0", "3.1.1", "3.2.0", 3.1])
def test_versions_are_read_as_far_as_they_are_alike(version: Any) -> None:
    """Numbers and short forms too; 3.2 brings methods of its own."""
    paths = {"/a": {"get": {}, "query": {}, "additionalOperations": {"COPY": {}}}}
    parsed = parse({"openapi": version, "info": {"title": "T", "version": 1.0}, "paths": paths})
    assert [call.method for call in parsed.calls] == ["GET", "QUERY", "COPY"]
    assert parsed.version == "1.0"


def test_a_document_full_of_wrong_types_is_read_as_far_as_it_goes() -> None:
    """What is no operation is none."""
    odd = {"parameters": "x", "responses": [], "tags": "q", "requestBody": "z", "security": "s", "servers": {}}
    paths = {"/a": 3, "/b": {"get": 4, "post": odd}, "x-y": 3}
    parsed = parse({"openapi": "3.1.0", "info": None, "paths": paths, "components": {"schemas": []}, "tags": 3})
    assert [call.id for call in parsed.calls] == ["post_b"]


def test_classes_keep_clear_of_reserved_names() -> None:
    """Whatever their capitals."""
    parsed = parse(
        document({"/a": {"get": {}}}, {"Response": thing(), "model": thing(), "Any": thing()}),
        frozenset({"Response", "Model"}),
    )
    assert {model.name for model in parsed.models} | {one.name for one in parsed.aliases} == {
        "ResponseModel",
        "ModelModel",
        "AnyModel",
    }


def test_a_missing_schema_is_anything_where_lenient() -> None:
    """And a loss."""
    paths = {"/a": {"get": {"responses": {"200": answer(ref("Gone"))}}}}
    parsed = parse(document(paths), lenient=True)
    assert parsed.calls[0].returns == "Any"
    assert [loss.what for loss in parsed.losses] == ["the type '#/components/schemas/Gone'"]


def test_the_document_is_left_as_it_was() -> None:
    """Parsing reads."""
    value = document(
        {"/a/{id}": {"get": {"responses": {"200": answer(ref("B"))}}}},
        {"A": thing(a=STRING), "B": {"allOf": [ref("A")], "properties": {"b": {"enum": ["x", None]}}}},
    )
    before = deepcopy(value)
    parse(value)
    assert value == before


def test_the_result_does_not_depend_on_the_hash_seed() -> None:
    """The same bytes on every run."""
    script = (
        "from tests.generator.engine.test_engine import sample; from generator.engine.engine import parse;"
        "print(parse(sample()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")[: amount(2, 3, 3)]
    }
    assert len(outputs) == 1


def sample() -> dict[str, Any]:
    """A document with a bit of everything whose order could get lost."""
    union = {"oneOf": [ref("A"), ref("B"), {"enum": ["x", "y", "z"]}], "not": STRING, "if": {}, "contains": {}}
    return document(
        {"/a": {"get": {"operationId": "go", "responses": {"200": answer(union), "4XX": answer(ref("B"))}}}},
        {
            "A": thing(c=STRING, b={"type": ["integer", "string", "null"]}),
            "B": {**thing(a=STRING), "required": ["q", "r", "s"]},
        },
    )


def test_densely_linked_classes_take_no_time_to_copy() -> None:
    """The engine alone copies every class within reach of each operation, several times."""
    names = [f"M{n}" for n in range(300)]
    linked = {name: thing(**{f"f{i}": ref(names[(n * 7 + i) % 300]) for i in range(8)}) for n, name in enumerate(names)}
    paths = {f"/p{n}": {"get": {"responses": {"200": answer(ref(names[n]))}}} for n in range(100)}
    assert len(parse(document(paths, linked)).calls) == 100


def test_the_engine_is_left_as_it_was() -> None:
    """The patch for speed holds during one call only."""
    say(thing(a=STRING))
    assert "__deepcopy__" not in vars(engine.opc.ModelProperty)


def test_another_version_of_the_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its insides are not public; the pin is what they were read in."""
    monkeypatch.setattr(engine, "version", lambda _name: "0.30.0")
    with pytest.raises(EngineError, match=f"install {PIN}"):
        say({})


def test_a_complaint_of_the_engine_names_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the original document, with the engine's words."""
    honest = engine.normalize

    def broken(*arguments: Any, **options: Any) -> Any:
        normal = honest(*arguments, **options)
        normal.document["components"]["schemas"]["M"]["properties"]["a"] = {"$ref": "#/components/schemas/Lost"}
        return normal

    monkeypatch.setattr(engine, "normalize", broken)
    with pytest.raises(EngineError, match=r"^#/components/schemas/M: openapi-python-client says: .*Could not find"):
        say({}, M=thing(a=STRING))


def test_a_document_of_a_python_framework_comes_out_clean() -> None:
    """anyOf with null, padded ids, validation errors, titles everywhere."""
    schemas_ = {
        "HTTPValidationError": {
            "title": "HTTPValidationError",
            **thing(detail={"type": "array", "title": "Detail", "items": ref("ValidationError")}),
        },
        "ValidationError": {
            "title": "ValidationError",
            "required": ["loc"],
            **thing(loc={"type": "array", "title": "Location", "items": {"anyOf": [STRING, {"type": "integer"}]}}),
        },
        "Account": {
            "title": "Account",
            **thing(
                id={"type": "string", "format": "uuid", "title": "Id"},
                closed={"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}], "title": "Closed"},
                kind={"type": "string", "const": "account", "title": "Kind", "default": "account"},
                extra={"additionalProperties": True, "type": "object", "title": "Extra"},
            ),
        },
    }
    operation = {
        "operationId": "list_accounts_api_crm_accounts_get",
        "parameters": [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "schema": {"anyOf": [STRING, {"type": "null"}], "title": "Cursor"},
            }
        ],
        "responses": {
            "200": answer({"type": "array", "items": ref("Account"), "title": "Response List Accounts"}),
            "422": answer(ref("HTTPValidationError")),
        },
    }
    parsed = parse(document({"/api/crm/accounts": {"get": operation}}, schemas_))
    assert (parsed.calls[0].id, parsed.calls[0].returns) == ("list_accounts", "list[Account]")
    assert field_types(parsed, "Account") == {
        "id": "str", "closed": "datetime | None", "kind": "Literal['account']", "extra": "dict[str, Any]",
    }  # fmt: skip
    assert field_types(parsed, "ValidationError") == {"loc": "list[str | int]"}
    assert (parsed.losses, parsed.made_up) == ((), ())
