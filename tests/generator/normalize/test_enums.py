"""Enums: unique, readable member names for any list of values."""

from __future__ import annotations

from tests.generator.small import STRING, annotation, enum, field_types, ref, say, thing


def test_members_that_would_share_a_name_are_told_apart() -> None:
    """The engine ends with a traceback."""
    values = ["a", "A", "a b", "a_b", "", "*", "1h", "-x", "x", "class"]
    assert enum(say(ref("E"), E={"type": "string", "enum": values}), "E") == {
        "A_2": "a", "A": "A", "A_B": "a b", "A_B_2": "a_b", "EMPTY": "", "STAR": "*", "VALUE_1H": "1h", "MINUS_X": "-x",
        "X": "x", "CLASS": "class",
    }  # fmt: skip


def test_whole_numbers_have_members_too() -> None:
    """Negative ones are spelled."""
    assert enum(say(ref("E"), E={"enum": [1, -1, 1]}), "E") == {"VALUE_1": 1, "VALUE_MINUS_1": -1}


def test_null_among_the_values_makes_the_mention_nullable() -> None:
    """In any version's spelling."""
    assert annotation(ref("E"), E={"type": ["string", "null"], "enum": ["a", "b", None]}) == "E | None"
    assert annotation({"enum": ["a", "b", None]}) == "GoResponse | None"


def test_the_declared_type_wins_over_what_yaml_made_of_a_value() -> None:
    """``no`` and ``1`` are text where text is declared."""
    parsed = say({}, A={"type": "string", "enum": [True, 1, "x"]}, B={"type": "integer", "enum": ["1", "2"]})
    assert enum(parsed, "A") == {"TRUE": "true", "VALUE_1": "1", "X": "x"}
    assert enum(parsed, "B") == {"VALUE_1": 1, "VALUE_2": 2}


def test_the_authors_names_are_taken_when_there_is_one_for_each() -> None:
    """Whatever they contain, they come out as identifiers."""
    said = {"enum": [1, 2], "x-enum-varnames": ["not found", "import os; os.system('x')"]}
    assert enum(say(ref("E"), E=said), "E") == {"NOT_FOUND": 1, "IMPORT_OS_OS_SYSTEM_X": 2}


def test_constants_with_titles_are_an_enum() -> None:
    """The way of 3.1 to describe each value."""
    parsed = say({"oneOf": [{"const": "a", "title": "First one"}, {"const": "b", "title": "Second"}]})
    assert enum(parsed, "GoResponse") == {"FIRST_ONE": "a", "SECOND": "b"}


def test_values_beside_a_list_are_meant_for_its_items() -> None:
    """A misplaced enum still says which values."""
    parsed = say(thing(kinds={"type": "array", "items": STRING, "enum": ["a", "b"]}))
    assert field_types(parsed, "GoResponse") == {"kinds": "list[GoResponseKindsItem]"}


def test_a_value_cannot_become_code() -> None:
    """Literal is written by repr."""
    assert annotation({"const": "'] or __import__('os')\n\u202e"}) == "Literal[\"'] or __import__('os')\\n\\u202e\"]"
