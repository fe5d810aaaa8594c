"""allOf: inherited properties are there, narrowed where an heir narrows them."""

from __future__ import annotations

from tests.generator.small import INTEGER, STRING, annotation, field_types, lost, model, ref, say, thing


def test_siblings_of_a_single_reference_count() -> None:
    """The engine drops them without a word."""
    parsed = say({}, B=thing(id=STRING), X={"allOf": [ref("B")], "properties": {"n": INTEGER}, "required": ["id"]})
    assert [(one.wire, one.annotation, one.required) for one in model(parsed, "X").fields] == [
        ("id", "str", True),
        ("n", "int", False),
    ]


def test_nested_allof_is_flattened() -> None:
    """At any depth, through references."""
    parsed = say(
        {},
        A=thing(a=STRING),
        B={"allOf": [ref("A"), thing(b=STRING)]},
        C={"allOf": [{"allOf": [ref("B")]}, thing(c=STRING)]},
    )
    assert list(field_types(parsed, "C")) == ["a", "b", "c"]


def test_an_annotated_reference_is_the_reference() -> None:
    """A description makes no new class; nullable makes the mention nullable."""
    schema = thing(e={"allOf": [ref("E"), {"description": "which"}], "nullable": True})
    parsed = say(schema, E={"enum": ["a", "b"]})
    assert field_types(parsed, "GoResponse") == {"e": "E | None"}
    assert model(parsed, "GoResponse").fields[0].description == "which"


def test_an_heir_narrows_a_property() -> None:
    """To a constant, fewer values, a more special class."""
    parsed = say(
        {},
        M=thing(a=STRING),
        N={"allOf": [ref("M"), thing(b=STRING)]},
        B=thing(kind=STRING, some={"enum": ["a", "b", "c"]}, part=ref("M")),
        X={"allOf": [ref("B"), thing(kind={"const": "x"}, some={"enum": ["a", "b"]}, part=ref("N"))]},
    )
    assert field_types(parsed, "X") == {"kind": "Literal['x']", "some": "XSome", "part": "N"}


def test_a_contradiction_is_decided_for_the_heir_and_told() -> None:
    """Text and number at once is nothing."""
    parsed = say({}, B=thing(t=STRING), X={"allOf": [ref("B"), thing(t=INTEGER)]})
    assert field_types(parsed, "X") == {"t": "int"}
    assert lost(parsed) == ["that it is string"]


def test_a_circle_of_inheritance_is_cut() -> None:
    """Each has the other's properties."""
    parsed = say({}, A={"allOf": [ref("B"), thing(a=STRING)]}, B={"allOf": [ref("A"), thing(b=STRING)]})
    assert set(field_types(parsed, "A")) == set(field_types(parsed, "B")) == {"a", "b"}


def test_two_recursive_classes_merged_are_one_recursive_class() -> None:
    """Their merger refers to itself instead of growing for ever."""
    parsed = say({}, M=thing(p=ref("M"), a=STRING), N=thing(p=ref("N"), b=STRING), Y={"allOf": [ref("M"), ref("N")]})
    assert field_types(parsed, "YP") == {"p": "YP", "a": "str", "b": "str"}


def test_a_base_closed_to_other_properties_does_not_close_its_heir() -> None:
    """By the letter it could have no properties of its own."""
    parsed = say({}, B={**thing(a=STRING), "additionalProperties": False}, X={"allOf": [ref("B"), thing(b=STRING)]})
    assert not model(parsed, "X").closed


def test_scalars_are_merged_too() -> None:
    """The engine makes an empty class of them."""
    assert annotation({"allOf": [{"type": "number"}, {"type": "integer"}, {"minimum": 1}]}) == "int"


def test_siblings_of_a_reference_count() -> None:
    """As 3.1 says, and as authors of 3.0 mean."""
    assert list(field_types(say({**ref("B"), "properties": {"b": STRING}}, B=thing(a=STRING)), "GoResponse")) == [
        "a",
        "b",
    ]
