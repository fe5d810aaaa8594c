"""What happens to a schema is called what oasdiff calls it, where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from generator.drift.catalogue import LEVELS
from tests.drift.small import NUMBER, TEXT, answers, asks, drift, heads, ids, takes, thing

LIST = {"type": "array", "items": TEXT}
NULL = {"type": "null"}
Schema = dict[str, Any]


def inside(schema: Schema) -> Schema:
    return thing(a=schema)


@pytest.mark.parametrize(
    ("old", "new", "request_", "response"),
    [
        ({**TEXT, "maxLength": 9}, {**TEXT, "maxLength": 5}, "max-length-decreased", None),
        ({**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 9}, "max-length-increased", "max-length-increased"),
        ({**TEXT, "maxLength": 5}, TEXT, None, "max-length-unset"),
        (TEXT, {**TEXT, "minLength": 1}, "min-length-increased", None),
        ({**LIST, "minItems": 1}, LIST, None, "min-items-unset"),
        (NUMBER, {**NUMBER, "maximum": 5}, "max-set", None),
        (
            {**NUMBER, "exclusiveMinimum": 5},
            {**NUMBER, "exclusiveMinimum": 1},
            "exclusive-min-decreased",
            "exclusive-min-decreased",
        ),
        (TEXT, {**TEXT, "pattern": "a"}, "pattern-added", "pattern-added"),
        ({**TEXT, "pattern": "a"}, {**TEXT, "pattern": ".*"}, "pattern-generalized", "pattern-changed"),
        (TEXT, {**TEXT, "const": "a"}, "const-added", "const-added"),
        ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["b"]}, "enum-value-removed", "enum-value-removed"),
        (TEXT, NUMBER, "type-changed", "type-changed"),
        (NUMBER, {"type": "number"}, "type-generalized", "type-generalized"),
        ({"type": "number"}, NUMBER, "type-changed", "type-specialized"),
        (TEXT, {**TEXT, "format": "uuid"}, "type-changed", "type-specialized"),
        (TEXT, {"type": ["string", "null"]}, "became-nullable", "became-nullable"),
        ({**TEXT, "nullable": True}, TEXT, "became-not-nullable", "became-not-nullable"),
        (TEXT, {"oneOf": [NULL, TEXT]}, "became-nullable", "became-nullable"),
        ({"oneOf": [TEXT, NULL]}, TEXT, "became-not-nullable", "became-not-nullable"),
        (TEXT, {"anyOf": [TEXT, NULL]}, "list-of-types-widened", "list-of-types-widened"),
        ({"oneOf": [TEXT, NUMBER]}, TEXT, "list-of-types-narrowed", "list-of-types-narrowed"),
        ({"allOf": [LIST]}, {"allOf": [LIST, {"minItems": 1}]}, "all-of-added", "all-of-added"),
        (
            {"allOf": [LIST]},
            {"allOf": [LIST, {"title": "L"}]},
            "all-of-added-annotation-only",
            "all-of-added-annotation-only",
        ),
        ({"anyOf": [inside(TEXT)]}, {"anyOf": [inside(TEXT), inside(LIST)]}, "any-of-added", "any-of-added"),
        (LIST, {**LIST, "contains": {"const": "a"}}, "contains-added", "contains-added"),
        (
            inside(TEXT),
            {**inside(TEXT), "propertyNames": {"maxLength": 5}},
            "property-names-added",
            "property-names-added",
        ),
        (TEXT, {**TEXT, "contentEncoding": "base64"}, "content-encoding-changed", "content-encoding-changed"),
        (TEXT, {**TEXT, "default": "a"}, "default-value-added", "default-value-added"),
    ],
)
def test_a_property_of_a_body(old: Schema, new: Schema, request_: str | None, response: str | None) -> None:
    """The same edit has its own name, or none, on either side."""
    assert ids(asks(inside(old)), asks(inside(new))) == ([f"request-property-{request_}"] if request_ else [])
    found = [change.id for change in drift(answers(inside(old)), answers(inside(new))).changes if change.id in LEVELS]
    assert found == ([f"response-property-{response}"] if response else [])


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        (NUMBER, TEXT, "request-parameter-type-generalized"),
        (TEXT, NUMBER, "request-parameter-type-changed"),
        (TEXT, LIST, "request-parameter-type-generalized"),
        (inside(NUMBER), inside(TEXT), "request-parameter-property-type-changed"),
        (inside(TEXT), inside(NUMBER), "request-parameter-property-type-specialized"),
    ],
)
def test_parameters_are_text(old: Schema, new: Schema, id: str) -> None:
    """In a URL 1 and "1" are written alike, and one value is a list of one."""
    assert ids(takes(old), takes(new)) == [id]


def test_what_is_not_json_may_become_text() -> None:
    """A number written in plain text can be read as text, but not the other way round."""
    assert ids(asks(NUMBER, "text/plain"), asks(TEXT, "text/plain")) == ["request-body-type-compatible"]
    assert ids(answers(TEXT, "text/plain"), answers(NUMBER, "text/plain")) == ["response-body-type-compatible"]


SAME = [
    ({"anyOf": [TEXT, NULL]}, {"type": ["string", "null"]}),
    ({**TEXT, "nullable": True}, {"type": ["null", "string"]}),
    ({**TEXT, "const": "a"}, {**TEXT, "enum": ["a"]}),
    (inside(TEXT), {"allOf": [inside(TEXT)]}),
    (thing(a=TEXT, b=LIST), {"allOf": [thing(a=TEXT), thing(b=LIST)]}),
    ({"anyOf": [TEXT, NUMBER]}, {"oneOf": [NUMBER, TEXT]}),
    (TEXT, {**TEXT, "minLength": 0}),
    ({**NUMBER, "maximum": 5, "exclusiveMaximum": True}, {**NUMBER, "exclusiveMaximum": 5}),
    ({**TEXT, "enum": ["a", "b"]}, {"enum": ["b", "a"], **TEXT}),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_another_way_to_say_the_same_is_no_change_on_the_wire(old: Schema, new: Schema) -> None:
    """Whatever oasdiff calls it: the same values are allowed."""
    for place in (asks, answers, takes, heads):
        assert drift(place(old), place(new)).wire == "no-change"
        assert drift(place(new), place(old)).wire == "no-change"


NARROWER = [
    (NUMBER, {**NUMBER, "multipleOf": 2}),
    (LIST, {**LIST, "uniqueItems": True}),
    (LIST, {**LIST, "maxItems": 5}),
    (inside(TEXT), {**inside(TEXT), "additionalProperties": False}),
    (inside(TEXT), {**inside(TEXT), "minProperties": 1}),
    (inside(TEXT), {**inside(TEXT), "required": ["a"]}),
    (inside(TEXT), {**inside(TEXT), "required": ["undescribed"]}),
    ({}, TEXT),
    ({"type": ["string", "integer"]}, TEXT),
    ({"type": "number"}, NUMBER),
    ({**NUMBER, "format": "int64"}, {**NUMBER, "format": "int32"}),
    ({"anyOf": [TEXT, NULL]}, TEXT),
    ({"anyOf": [inside(TEXT), NULL]}, inside(TEXT)),
    (TEXT, {**TEXT, "not": {"const": "a"}}),
]


@pytest.mark.parametrize(("old", "new"), NARROWER)
def test_requests_may_not_narrow_nor_responses_widen(old: Schema, new: Schema) -> None:
    """By sets, in every place, also where oasdiff is silent."""
    for place in (asks, takes):
        assert drift(place(old), place(new)).wire == "breaking"
        assert drift(place(new), place(old)).wire == "non-breaking"
    for answer in (answers, heads):
        assert drift(answer(old), answer(new)).wire == "non-breaking"
        assert drift(answer(new), answer(old)).wire == "breaking"


@pytest.mark.parametrize(("flag", "place"), [("readOnly", asks), ("writeOnly", answers)])
def test_what_does_not_travel_this_way_hurts_no_one(flag: str, place: Any) -> None:
    """A read-only property is not sent, a write-only one not received."""
    old, new = (place(inside({"type": kind, flag: True})) for kind in ("string", "integer"))
    assert drift(old, new).wire == "non-breaking"


def test_only_the_member_that_changed_is_told() -> None:
    """Members of a union are matched by reference, by being the same, and the one left over by being alone."""
    old = asks({"anyOf": [inside(TEXT), inside(LIST), {"$ref": "#/components/schemas/S"}]})
    new = asks({"anyOf": [{"$ref": "#/components/schemas/S"}, inside(LIST), inside(NUMBER)]})
    (change,) = drift(old, new).changes
    assert change.text.startswith("The request property `anyOf[subschema #1 -> subschema #3]/a` is now integer")


def test_an_object_wrapped_in_alternatives_is_told_once() -> None:
    """Its properties have moved, not gone."""
    new = {"oneOf": [thing(a=TEXT), thing(a=TEXT, b=NUMBER)]}
    assert ids(asks(inside(TEXT)), asks(new)) == ["request-body-wrapped-in-one-of"]
