"""Types as values, and as Python."""

from __future__ import annotations

import pytest

from generator.model.type_ref import (
    ANY,
    NONE,
    TEXT,
    Applied,
    ListOf,
    LiteralOf,
    MapOf,
    Named,
    TypeRef,
    alternatives,
    item,
    names,
    replaced,
    text,
    union,
    without_none,
)

RUN = Named("Run")
RUNS = ListOf(RUN)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (RUN, "Run"),
        (union([RUNS, NONE]), "list[Run] | None"),
        (MapOf(ListOf(Named("int"))), "dict[str, list[int]]"),
        (Applied("Response", (Applied("Page", (RUN,)),)), "Response[Page[Run]]"),
        (LiteralOf(("a | ]'", 1, True, None)), 'Literal["a | ]\'", 1, True, None]'),
    ],
)
def test_a_type_is_written_as_python(kind: TypeRef, wanted: str) -> None:
    """Text in literals is quoted."""
    assert text(kind) == wanted


def test_hidden_builtins_are_qualified() -> None:
    """A class with a method called ``list`` must say ``builtins.list``."""
    assert text(union([ListOf(TEXT), NONE]), frozenset({"list"})) == "builtins.list[str] | None"
    assert text(MapOf(ANY), frozenset({"str"})) == "dict[builtins.str, Any]"


def test_a_union_is_flat_and_says_each_member_once() -> None:
    """Of one member it is that member."""
    assert union([union([RUN, NONE]), RUN, TEXT]) == union([RUN, NONE, TEXT])
    assert alternatives(union([RUN, RUN])) == (RUN,)


def test_one_is_not_true() -> None:
    """Literals are told apart as JSON tells them apart, although Python finds them equal."""
    assert LiteralOf((1,)) != LiteralOf((True,))
    assert len(alternatives(union([LiteralOf((1,)), LiteralOf((True,))]))) == 2


def test_none_is_taken_off() -> None:
    """``X | None`` is ``X``; nothing but ``None`` stays."""
    assert without_none(union([RUN, NONE])) == RUN
    assert without_none(NONE) == NONE


@pytest.mark.parametrize(("kind", "wanted"), [(RUNS, RUN), (union([RUNS, NONE]), RUN), (RUN, None), (MapOf(RUN), None)])
def test_the_item_of_a_list(kind: TypeRef, wanted: TypeRef | None) -> None:
    """Found through ``| None``."""
    assert item(kind) == wanted


def test_every_name_is_found_and_changed() -> None:
    """At any depth, but not inside literals."""
    kind = union([Applied("Page", (MapOf(RUN),)), LiteralOf(("Run",)), NONE])
    assert names(kind) == {"Page", "dict", "str", "Run", "Literal", "None"}
    assert (
        text(replaced(kind, lambda one: TEXT if one == RUN else one)) == "Page[dict[str, str]] | Literal['Run'] | None"
    )
