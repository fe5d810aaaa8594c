"""Schemas: every form that the engine drops, mistakes or refuses comes out typed."""

from __future__ import annotations

from typing import Any

import pytest

from generator.errors import DocumentError
from generator.model.type_ref import ANY, Named
from tests.generator.small import INTEGER, STRING, alias, annotation, enum, field_types, lost, model, ref, say, thing


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (STRING, "str"),
        (INTEGER, "int"),
        ({"type": "number"}, "float"),
        ({"type": "boolean"}, "bool"),
        ({"type": "null"}, "None"),
        ({}, "Any"),
        (True, "Any"),
        ({"type": "string", "format": "uuid"}, "str"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "binary"}, "bytes"),
        ({"type": "string", "format": "byte"}, "str"),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, "bytes"),
        ({"type": "integer", "format": "date-time"}, "int"),
        ({"type": "object"}, "dict[str, Any]"),
        ({"type": "object", "additionalProperties": INTEGER}, "dict[str, int]"),
        ({"additionalProperties": {"type": "array", "items": STRING}}, "dict[str, list[str]]"),
        ({"type": "object", "patternProperties": {"^x-": INTEGER}}, "dict[str, int]"),
        ({"type": "array"}, "list[Any]"),
        ({"type": "array", "items": {"type": ["integer", "null"]}}, "list[int | None]"),
        ({"type": "array", "prefixItems": [STRING, INTEGER]}, "list[str | int]"),
        ({"type": "string", "nullable": True}, "str | None"),
        ({"type": ["string", "null"]}, "str | None"),
        ({"type": ["string", "integer"]}, "str | int"),
        ({"anyOf": [STRING, {"type": "null"}]}, "str | None"),
        ({"anyOf": [STRING, {"nullable": True}]}, "str | None"),
        ({"anyOf": [{}, {"type": "null"}]}, "Any"),
        ({"oneOf": [STRING, {"oneOf": [INTEGER, STRING]}]}, "str | int"),
        ({"const": "a'b"}, 'Literal["a\'b"]'),
        ({"const": 1}, "Literal[1]"),
        ({"const": True}, "Literal[True]"),
        ({"const": None}, "None"),
        ({"enum": ["only"]}, "Literal['only']"),
        ({"type": "boolean", "enum": [True, False]}, "bool"),
        ({"enum": [1.5, 2.5]}, "float"),
        ({"allOf": [STRING, {"maxLength": 3}]}, "str"),
        ({"type": "int"}, "int"),
        ({"type": "file"}, "bytes"),
        ({"type": "any"}, "Any"),
        ({"type": "string", "oneOf": [{"pattern": "a"}, {"pattern": "b"}]}, "str"),
    ],
)
def test_annotations(schema: Any, expected: str) -> None:
    """One schema, one Python type."""
    assert annotation(schema) == expected


def test_a_nullable_class_is_nullable_wherever_it_is_named() -> None:
    """The class itself cannot say so."""
    thing_or_null = {"type": ["object", "null"], "properties": {"a": STRING}}
    assert annotation({"type": "array", "items": ref("A")}, A=thing_or_null) == "list[A | None]"


def test_nullable_beside_a_reference_counts() -> None:
    """Documents of version 3.0 write it there, although it has no meaning by the letter."""
    assert annotation({**ref("A"), "nullable": True}, A=thing(a=STRING)) == "A | None"


def test_a_recursive_list_is_an_alias() -> None:
    """The engine cannot; the box around it can."""
    parsed = say(ref("Tree"), Tree={"type": "array", "items": ref("Tree")})
    assert parsed.calls[0].returns == "Tree"
    assert alias(parsed, "Tree") == "list[Tree]"


def test_any_json_value_is_an_alias_of_itself() -> None:
    """Unions, lists and maps may contain the name that they define."""
    parts = [
        STRING,
        {"type": "null"},
        {"type": "array", "items": ref("J")},
        {"type": "object", "additionalProperties": ref("J")},
    ]
    assert alias(say(ref("J"), J={"anyOf": parts}), "J") == "str | list[J] | dict[str, J] | None"


def test_an_alias_is_not_an_alternative_to_itself() -> None:
    """What leads straight back adds no value that it could have."""
    parsed = say(ref("A"), A={"oneOf": [ref("B"), STRING]}, B={"oneOf": [ref("A"), INTEGER]})
    assert (alias(parsed, "A"), alias(parsed, "B")) == ("str", "A | int")
    assert lost(parsed) == ["a schema that is an alternative to itself"]


def test_references_that_name_each_other_are_anything() -> None:
    """A circle of bare references defines nothing."""
    assert annotation(ref("A"), A=ref("B"), B=ref("A")) == "Any"


def test_every_named_schema_keeps_its_name() -> None:
    """As class, enum or alias, used or not."""
    parsed = say(
        {},
        M=thing(a=STRING),
        E={"enum": ["a", "b"]},
        S=STRING,
        L={"type": "array", "items": STRING},
        F={"type": "object"},
        N=ref("M"),
    )
    assert [one.name for one in parsed.models] == ["M"]
    assert [one.name for one in parsed.enums] == ["E"]
    assert {one.name: one.annotation for one in parsed.aliases} == {
        "S": "str",
        "L": "list[str]",
        "F": "dict[str, Any]",
        "N": "M",
    }


def test_inline_objects_are_named_after_their_place() -> None:
    """Parent and property, item, value."""
    schema = thing(
        user=thing(tags={"type": "array", "items": thing(a=STRING)}), by={"additionalProperties": thing(b=STRING)}
    )
    parsed = say(schema)
    assert [one.name for one in parsed.models] == [
        "GoResponse",
        "GoResponseUser",
        "GoResponseUserTagsItem",
        "GoResponseByValue",
    ]
    assert field_types(parsed, "GoResponse") == {"user": "GoResponseUser", "by": "dict[str, GoResponseByValue]"}
    assert ("/paths/~1go/get/responses/200/content/application~1json/schema", "GoResponse") in parsed.made_up


def test_a_reference_into_a_schema_is_the_class_made_there() -> None:
    """Also when it is reached before its parent."""
    parsed = say(thing(x={"$ref": "#/components/schemas/M/properties/x"}), M=thing(x=thing(y=STRING)))
    assert field_types(parsed, "GoResponse") == {"x": "MX"}
    assert field_types(parsed, "M") == {"x": "MX"}


@pytest.mark.parametrize("target", ["#/components/schemas/A%20B~1c", "#here"])
def test_references_are_decoded(target: str) -> None:
    """Percent signs, tildes and anchors."""
    assert annotation({"$ref": target}, **{"A B/c": {"$anchor": "here", **thing(x=STRING)}}) == "ABC"


def test_a_inline_list_inside_itself_is_cut() -> None:
    """Only names can recur."""
    parsed = say(thing(), M=thing(k={"type": "array", "items": {"$ref": "#/components/schemas/M/properties/k"}}))
    assert lost(parsed) == ["an inline schema inside itself"]


def test_a_dangling_reference_says_what_it_may_have_meant() -> None:
    """With its place and its target."""
    with pytest.raises(
        DocumentError, match=r"responses/200.*'#/components/schemas/Petz' names nothing.*did you mean Pets"
    ):
        say(ref("Petz"), Pets=thing())


def test_additional_properties_are_typed_or_closed() -> None:
    """Nothing said is neither; what is open in so many words takes anything."""
    parsed = say(
        {},
        Typed={**thing(a=STRING), "additionalProperties": INTEGER},
        Closed={**thing(a=STRING), "additionalProperties": False},
        Open={**thing(a=STRING), "additionalProperties": True},
        Silent=thing(a=STRING),
    )
    assert [(m.name, m.additional, m.closed) for m in parsed.models] == [
        ("Typed", Named("int"), False), ("Closed", None, True), ("Open", ANY, False), ("Silent", None, False),
    ]  # fmt: skip


def test_a_property_that_is_required_only_is_known() -> None:
    """It can be anything, but it is no surprise, and callers can give it."""
    said = model(say({}, M={**thing(a=STRING), "required": ["b"]}), "M")
    assert [(one.name, one.annotation, one.required) for one in said.fields] == [
        ("a", "str", False),
        ("b", "Any", True),
    ]


def test_fields_keep_what_the_engine_drops() -> None:
    """Wire name, access, default, example, limits, description."""
    raw = {
        "type": "string", "description": " Who. ", "readOnly": True, "deprecated": True, "default": "x", "maxLength": 3,
        "examples": ["y"], "format": "email",
    }  # fmt: skip
    field = model(say({}, M={**thing(userName=raw), "required": ["userName"]}), "M").fields[0]
    assert (field.wire, field.name, field.required, field.description) == ("userName", "user_name", True, "Who.")
    assert (field.read_only, field.write_only, field.deprecated) == (True, False, True)
    assert (field.default, field.example, dict(field.constraints)) == ("x", "y", {"maxLength": 3, "format": "email"})


def test_defaults_that_do_not_fit_do_not_matter() -> None:
    """The engine refuses them; they are documentation."""
    parsed = say(
        {},
        M=thing(a={"type": "string", "format": "date-time", "default": {}}, b={"allOf": [ref("N")], "default": []}),
        N=thing(),
    )
    assert field_types(parsed, "M")["a"] == "datetime"


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        ({"not": STRING}, "what is excluded"),
        ({"type": "object", "propertyNames": {"pattern": "a"}}, "which keys are allowed"),
        ({"type": "object", "patternProperties": {"^x": STRING}}, "the pattern of the keys"),
        ({"type": "array", "prefixItems": [STRING, INTEGER]}, "the position of each item"),
        ({"enum": [1, "a"]}, "which values are allowed"),
        ({"const": 1.5}, "that only '1.5' is allowed"),
        ({"anyOf": [STRING, {}]}, "the variants of a union"),
        ({**thing(a=STRING), "anyOf": [{"required": ["a"]}]}, "which combinations are allowed"),
        ({"type": "string", "properties": {"a": STRING}}, "the properties of a string"),
        ({"required": ["a"], "oneOf": [thing(a=STRING), thing(a=INTEGER)]}, "that a is required"),
        ({"type": "wombat"}, "the type 'wombat'"),
        (False, "that nothing is allowed here"),
        ([], "[] in the place of a schema"),
    ],
)
def test_what_no_type_can_say_is_a_loss(schema: Any, what: str) -> None:
    """Never silence."""
    assert what in lost(say(schema))


def test_one_enum_for_one_place() -> None:
    """An inherited property has the class of its parent's."""
    parsed = say({}, B=thing(s={"enum": ["a", "b"]}), C={"allOf": [ref("B"), thing(t=STRING)]})
    assert [one.name for one in parsed.enums] == ["BS"]
    assert field_types(parsed, "C") == {"s": "BS", "t": "str"}
    assert enum(parsed, "BS") == {"A": "a", "B": "b"}
