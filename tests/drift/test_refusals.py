"""What cannot be compared is refused in one line; what is merely wrong is compared; nothing takes long."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from generator.drift import ComparisonRefused
from tests.drift.small import NUMBER, TEXT, api, asks, drift, thing
from tests.yardstick import grows_in_proportion


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = TEXT
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    return schema


def knot() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["again"] = value
    return value


def bomb() -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(64):
        value = {"a": value, "b": value}
    return value


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (None, "the new document: expected an OpenAPI document, got NoneType"),
        ({"swagger": "2.0"}, "the new document: expected `openapi: 3.x`, got None; convert it to OpenAPI 3 first"),
        ({"openapi": "3.1.0"}, "the new document: expected at least one of `paths`, `webhooks` and `components`"),
        (api(tags={1: "x"}), "the new document: expected string keys, got 1; quote it"),
        (api(tags=b"x"), "the new document: expected JSON values, got bytes"),
        (asks(nested(50_000)), "the new document: nested more than 200 levels deep"),
        (asks(knot()), "the new document: a value that contains itself; use $ref for recursion"),
        (asks(bomb()), "the new document: more than 20,000,000 values once its aliases are written out"),
    ],
    ids=["nothing", "swagger", "empty", "key", "bytes", "deep", "knot", "bomb"],
)
def test_one_line_says_why(document: Any, line: str) -> None:
    """Which document, what is wrong, how to mend it."""
    with pytest.raises(ComparisonRefused) as refused:
        drift(api(), document)
    assert str(refused.value) == line


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


BODY = {"allOf": [thing("a", a=TEXT)], "anyOf": [{**NUMBER, "format": "int32"}]}
OAUTH = {"type": "oauth2", "flows": {"implicit": {"scopes": {"a": ""}}}}
SAMPLE = api(
    {
        "parameters": [{"name": "p", "in": "query", "schema": {"enum": ["a"]}}],
        "requestBody": {"content": {"application/json": {"schema": BODY}}},
        "responses": {"200": {"headers": {"H": {"schema": NUMBER}}, "content": {"application/json": {"schema": TEXT}}}},
        "security": [{"key": ["a"]}],
    },
    components={"securitySchemes": {"key": OAUTH}},
)


@pytest.mark.parametrize("wrong", [None, True, 1, "x", [], [1], {}, {"a": None}, {"$ref": "#/nowhere"}, {"$ref": 1}])
def test_what_is_wrong_is_compared_for_the_rest(wrong: Any) -> None:
    """A value of the wrong kind anywhere is compared, on either side; only the version must be right."""
    refused: set[tuple[Any, ...]] = set()
    for place in places(SAMPLE)[1:]:
        broken = copy.deepcopy(SAMPLE)
        holder: Any = broken
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = wrong
        for old, new in ((SAMPLE, broken), (broken, SAMPLE)):
            try:
                found = drift(old, new)
            except ComparisonRefused:
                refused.add(place)
            else:
                assert json.loads(json.dumps(found.to_json()))["class"] != "no-change", place
    assert refused == {("openapi",)}


def ref(i: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/S{i}"}


def chained(schemas: dict[str, Any]) -> dict[str, Any]:
    return asks(ref(0), components={"schemas": schemas})


def ladder(count: int, rung: Any, last: Any) -> dict[str, Any]:
    return chained({**{f"S{i}": rung(ref(i + 1)) for i in range(count)}, f"S{count}": last})


@pytest.mark.parametrize(
    "rung",
    [
        lambda below: thing(a=below),
        lambda below: thing(a=below, b=below),
        lambda below: {"anyOf": [below, {"type": "array", "items": below}]},
        lambda below: {"allOf": [below, below]},
    ],
    ids=["chain", "properties", "anyOf", "allOf"],
)
def test_a_ladder_of_references_ends_quickly(rung: Any) -> None:
    """Two ways down at each of a hundred steps make 2¹⁰⁰ names; the change at the end is found all the same."""

    def found(rungs: int) -> Any:
        return drift(ladder(rungs, rung, {**TEXT, "maxLength": 9}), ladder(rungs, rung, {**TEXT, "maxLength": 5}))

    assert found(100).klass == "breaking"
    grows_in_proportion(found, 60)


def test_rings_of_different_size_are_not_gone_round_for_ever() -> None:
    """Rings of 200 and 201 schemas make forty thousand pairs: refused, not unrolled."""

    def ring(size: int) -> dict[str, Any]:
        return chained({f"S{i}": thing(a=ref((i + 1) % size), b={"maxLength": size + i}) for i in range(size)})

    with pytest.raises(ComparisonRefused, match="in too many combinations"):
        drift(ring(200), ring(201))


@pytest.mark.parametrize("loop", [{"S0": ref(0)}, {"S0": ref(1), "S1": ref(0)}, {"S0": {"anyOf": [ref(0), TEXT]}}])
def test_a_reference_may_lead_back_to_itself(loop: dict[str, Any]) -> None:
    """Nothing is waited for that never comes."""
    assert drift(chained(loop), chained({"S0": NUMBER})).klass == "breaking"
    assert drift(chained(loop), chained(loop)).klass == "no-change"


def test_a_tree_is_entered_once() -> None:
    """A schema within itself is the same schema; its change has one name."""
    old, new = (
        chained({"S0": thing(value=kind, children={"type": "array", "items": ref(0)})}) for kind in (TEXT, NUMBER)
    )
    assert [change.text for change in drift(old, new).changes] == [
        "The request property `value` is now integer instead of string."
    ]
