"""Unions: variants with their surroundings, discriminators, and bases that stand for their heirs."""

from __future__ import annotations

from generator.model.ir import Alias, Parsed
from tests.generator.small import INTEGER, STRING, alias, annotation, field_types, ref, say, thing


def named(parsed: Parsed, name: str) -> Alias:
    return next(one for one in parsed.aliases if one.name == name)


def test_properties_beside_a_union_belong_to_each_variant() -> None:
    """The engine drops them."""
    parsed = say(
        ref("X"), X={**thing(id=STRING), "oneOf": [{"title": "By Name", **thing(name=STRING)}, thing(n=INTEGER)]}
    )
    assert alias(parsed, "X") == "XByName | XVariant2"
    assert field_types(parsed, "XByName") == {"id": "str", "name": "str"}
    assert field_types(parsed, "XVariant2") == {"id": "str", "n": "int"}


def test_a_union_taken_over_by_allof_gives_classes_of_the_heirs_name() -> None:
    """Not the second, third, … of the base's."""
    parsed = say({}, U={"oneOf": [thing(a=STRING), thing(b=STRING)]}, X={"allOf": [ref("U"), thing(id=STRING)]})
    assert alias(parsed, "U") == "UVariant1 | UVariant2"
    assert alias(parsed, "X") == "XVariant1 | XVariant2"
    assert field_types(parsed, "XVariant1") == {"a": "str", "id": "str"}


def test_two_unions_at_once_give_every_combination() -> None:
    """Each a class of its own."""
    parsed = say(
        {"allOf": [{"oneOf": [thing(a=STRING), thing(b=STRING)]}, {"oneOf": [thing(c=STRING), thing(d=STRING)]}]}
    )
    assert [tuple(one.wire for one in model.fields) for model in parsed.models] == [
        ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"),
    ]  # fmt: skip


def test_a_discriminator_is_kept_with_its_mapping() -> None:
    """Values come from the mapping, then from the variants' constants, then from their names."""
    variants = {"A": thing(t={"const": "a"}), "B": thing(t={"enum": ["bee", "wasp"]}), "C": thing(t=STRING)}
    union = {
        "oneOf": [ref("A"), ref("B"), ref("C")],
        "discriminator": {"propertyName": "t", "mapping": {"ay": "#/components/schemas/A"}},
    }
    parsed = say(ref("U"), U=union, **variants)
    assert named(parsed, "U").discriminator == "t"
    assert named(parsed, "U").mapping == (("ay", "A"), ("bee", "B"), ("wasp", "B"), ("C", "C"))


def test_a_variant_that_is_a_union_has_the_values_of_its_variants() -> None:
    """However deep, and where the property may be null too."""
    inner = {"anyOf": [ref("A"), {"oneOf": [ref("B"), ref("Inner")]}]}
    variants = {"A": thing(t={"const": "a"}), "B": thing(t={"anyOf": [{"enum": ["bee"]}, {"type": "null"}]})}
    union = {"oneOf": [ref("Inner"), ref("C")], "discriminator": {"propertyName": "t"}}
    parsed = say(ref("U"), U=union, Inner=inner, C=thing(t={"const": "c"}), **variants)
    assert named(parsed, "U").mapping == (("a", "Inner"), ("bee", "Inner"), ("c", "C"))


def test_an_inline_union_with_a_discriminator_gets_a_name() -> None:
    """Only an alias has room for it."""
    union = {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "t"}}
    parsed = say(thing(u={"anyOf": [union, {"type": "null"}]}), A=thing(t=STRING), B=thing(t=STRING))
    assert field_types(parsed, "GoResponse") == {"u": "GoResponseU | None"}
    assert named(parsed, "GoResponseU").mapping == (("A", "A"), ("B", "B"))


def test_a_base_that_lists_its_heirs_is_their_union() -> None:
    """The heirs take its properties, not its list."""
    base = {**thing(kind=STRING), "discriminator": {"propertyName": "kind"}, "oneOf": [ref("Cat"), ref("Dog")]}
    parsed = say(
        ref("Pet"),
        Pet=base,
        Cat={"allOf": [ref("Pet"), thing(a=STRING)]},
        Dog={"allOf": [ref("Pet"), thing(b=INTEGER)]},
    )
    assert alias(parsed, "Pet") == "Cat | Dog"
    assert field_types(parsed, "Dog") == {"kind": "str", "b": "int"}


def test_a_base_with_a_discriminator_stands_for_its_heirs() -> None:
    """And for itself, where the kind is not known."""
    base = {**thing(kind=STRING), "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}}}
    parsed = say(
        thing(pet=ref("Pet")),
        Pet=base,
        Cat={"allOf": [ref("Pet"), thing(a=STRING)]},
        Dog={"allOf": [ref("Pet"), thing(b=INTEGER)]},
    )
    assert field_types(parsed, "GoResponse") == {"pet": "Pet"}
    assert alias(parsed, "Pet") == "Cat | Dog | PetBase"
    assert named(parsed, "Pet").mapping == (("cat", "Cat"), ("Dog", "Dog"))
    assert field_types(parsed, "PetBase") == {"kind": "str"}


def test_an_heir_that_adds_nothing_is_a_class_all_the_same() -> None:
    """As a mere reference it would be the union that it is part of."""
    base = {**thing(kind=STRING), "discriminator": {"propertyName": "kind"}}
    parsed = say(ref("Pet"), Pet=base, Cat={"allOf": [ref("Pet")]})
    assert alias(parsed, "Pet") == "Cat | PetBase"
    assert field_types(parsed, "Cat") == {"kind": "str"}
    parsed = say(ref("Pet"), Pet={**base, "oneOf": [ref("Cat")]}, Cat={"allOf": [ref("Pet")]})
    assert alias(parsed, "Pet") == "Cat"
    assert field_types(parsed, "Cat") == {"kind": "str"}


def test_a_union_of_several_types_keeps_each_types_keywords() -> None:
    """Properties belong to the object, items to the list."""
    schema = {"type": ["object", "array", "null"], "properties": {"a": STRING}, "items": INTEGER}
    assert annotation(schema) == "GoResponse | list[int] | None"


def test_a_union_with_one_variant_is_that_variant() -> None:
    """Without a name like Variant1."""
    assert annotation({"anyOf": [thing(a=STRING), {"type": "null"}]}) == "GoResponse | None"


def test_a_union_inside_its_own_variants_comes_to_an_end() -> None:
    """Each turn would merge in more."""
    parsed = say(ref("U"), U={"oneOf": [{"allOf": [ref("U"), thing(a=STRING)]}, thing(b=STRING)]})
    assert parsed.calls[0].returns == "U"
