"""Documents of any size: work in proportion to it, or a loss, or one line that names the place."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.errors import DocumentError
from generator.model.type_ref import Named, text, union
from generator.packages.pipeline import Rendered, render_document
from tests.generator.small import INTEGER, STRING, answer, document, lost, ref, say, thing
from tests.yardstick import grows_in_proportion

Schemas = dict[str, Any]


def a_chain(link: Callable[[int], Any], length: int, last: Any = STRING) -> Schemas:
    """So many schemas, each made by *link* of the number of the next one; *last* ends them."""
    return {**{f"S{number}": link(number + 1) for number in range(length)}, f"S{length}": last}


def go(schemas: Schemas, **more: Any) -> dict[str, Any]:
    """A document whose only operation returns the first schema."""
    operation = {"operationId": "go", "responses": {"200": answer(ref("S0"))}, **more}
    return document({"/go": {"post": operation}}, schemas)


def build(folder: Path, written: dict[str, Any]) -> Rendered:
    """The package of a document, whose modules are all Python."""
    folder.mkdir(exist_ok=True)
    path = folder / "series.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    made = render_document(path)
    for name, content in made.tree.files.items():
        if name.endswith(".py") and "/_runtime/" not in name:
            ast.parse(content)
    return made


CHAINS: dict[str, Callable[[int], Any]] = {
    "required": lambda n: {**thing(next=ref(f"S{n}")), "required": ["next"]},
    "required_twice": lambda n: {**thing(a=ref(f"S{n}"), b=ref(f"S{n}")), "required": ["a", "b"]},
    "reference": lambda n: ref(f"S{n}"),
    "nullable": lambda n: {"oneOf": [ref(f"S{n}"), {"type": "null"}]},
    "nullable_twice": lambda n: {
        **thing(a={"oneOf": [ref(f"S{n}"), {"type": "null"}]}, b={"anyOf": [ref(f"S{n}"), {"type": "null"}]}),
        "required": ["a", "b"],
    },
    "alternative": lambda n: {"oneOf": [ref(f"S{n}"), thing(**{f"k{n}": STRING})]},
    "several_items": lambda n: {"type": "array", "minItems": 5, "items": ref(f"S{n}")},
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_chain_of_any_length_is_read(kind: str, tmp_path: Path) -> None:
    """Each schema refers to the next one, three hundred times."""
    made = build(tmp_path, go(a_chain(CHAINS[kind], 300)))
    assert made.operations == 1
    assert made.models >= 300


def test_an_example_that_would_not_end_is_told(tmp_path: Path) -> None:
    """Three hundred required levels: the testing kit answers with an empty object."""
    made = build(tmp_path, go(a_chain(CHAINS["required"], 300)))
    assert [loss["pointer"] for loss in made.report["losses"] if loss["what"] == "an example of the response"] == [
        "/paths/~1go/post"
    ]


@pytest.mark.parametrize("kind", ["reference", "alternative", "nullable"])
def test_a_chain_takes_time_in_proportion(kind: str) -> None:
    """No link is followed again for each that leads to it."""
    grows_in_proportion(lambda size: say(ref("S0"), **a_chain(CHAINS[kind], size)), 1_200)


def test_parents_that_are_reached_in_many_ways_are_merged_once() -> None:
    """Sixty levels with two parents each, which have one in common: 2⁶⁰ ways."""
    schemas = {
        **a_chain(lambda n: {"allOf": [ref(f"L{n}"), ref(f"R{n}")]}, 60, thing(x=STRING)),
        **{
            f"{side}{n}": {"allOf": [ref(f"S{n}"), thing(**{f"{side}{n}": STRING})]}
            for n in range(1, 61)
            for side in "LR"
        },
    }
    models = {one.name: one for one in say(ref("S0"), **schemas).models}
    assert {one.wire for one in models["S0"].fields} == {"x", *(f"{side}{n}" for n in range(1, 61) for side in "LR")}


def test_the_same_parent_twice_is_one(tmp_path: Path) -> None:
    """Its examples end as well."""
    made = build(tmp_path, go(a_chain(lambda n: {"allOf": [ref(f"S{n}"), ref(f"S{n}")]}, 60, thing(x=STRING))))
    (example,) = json.loads(made.tree.files["series_client/_examples.json"])["operations"].values()
    assert example["fields"] == ["x"]


def test_parents_in_a_circle_of_all_end() -> None:
    """Ten schemas that each inherit from all others."""
    names = [f"S{number}" for number in range(10)]
    schemas = {
        one: {"allOf": [*(ref(other) for other in names if other != one), thing(**{one: STRING})]} for one in names
    }
    assert len(say(ref("S0"), **schemas).models) == 10


def test_unions_multiplied_beyond_use_are_anything_and_told() -> None:
    """Twenty unions of three, all at once: 3²⁰ classes."""
    unions = [
        {"oneOf": [{**thing(**{f"a{n}{m}": STRING}), "required": [f"a{n}{m}"]} for m in range(3)]} for n in range(20)
    ]
    parsed = say(ref("S0"), S0={"allOf": unions})
    assert "the variants of a union" in lost(parsed)
    assert len(parsed.models) < 100


def test_hundreds_of_unions_at_once_take_no_time() -> None:
    """What is beyond use is not even put together."""
    unions = [{"oneOf": [thing(**{f"a{n}{m}": STRING}) for m in range(3)]} for n in range(500)]
    assert "the variants of a union" in lost(say(ref("S0"), S0={"allOf": unions}))


def test_oneof_beside_anyof_is_bounded() -> None:
    """Two hundred times two hundred."""
    variants = {key: [thing(**{f"{key}{n}": STRING}) for n in range(200)] for key in ("oneOf", "anyOf")}
    assert "the variants of a union" in lost(say(ref("S0"), S0=variants))


def test_a_product_that_is_of_use_is_kept() -> None:
    """Two unions of two make four classes."""
    unions = [{"oneOf": [thing(**{f"a{n}{m}": STRING}) for m in range(2)]} for n in range(2)]
    assert lost(say(ref("S0"), S0={"allOf": unions})) == []


def test_a_union_of_many_is_no_product() -> None:
    """A thousand classes beside a common property."""
    variants = {f"V{n}": thing(**{f"v{n}": STRING}) for n in range(600)}
    union = {"oneOf": [ref(name) for name in variants], "properties": {"id": STRING}}
    parsed = say(ref("S0"), S0=union, **variants)
    assert len(parsed.models) == 1_200
    assert "the variants of a union" not in lost(parsed)


def test_many_properties_take_time_in_proportion() -> None:
    """The engine compares each with all others of the class that it is given."""

    def wide(size: int) -> dict[str, Any]:
        properties = {f"p{n}": STRING for n in range(size)}
        return {**thing(**properties), "required": list(properties)}

    grows_in_proportion(lambda size: say(ref("S0"), S0=wide(size)), 8_000)


def test_a_body_of_many_fields_is_one_argument(tmp_path: Path) -> None:
    """A thousand operations that take a body of a thousand fields would be a million arguments."""
    body = {"content": {"application/json": {"schema": ref("S0")}}}
    made = build(tmp_path, go({"S0": thing(**{f"p{n}": INTEGER for n in range(300)})}, requestBody=body))
    assert "the fields of the body as arguments" in [loss["what"] for loss in made.report["losses"]]


def test_alternatives_in_a_circle_are_cut_in_proportion() -> None:
    """Each is one of the next two."""

    def circle(size: int) -> None:
        parsed = say(
            {}, **{f"S{n}": {"oneOf": [ref(f"S{(n + 1) % size}"), ref(f"S{(n + 2) % size}")]} for n in range(size)}
        )
        assert "a schema that is an alternative to itself" in lost(parsed)

    grows_in_proportion(circle, 800)


def test_a_union_of_thousands_can_be_parsed() -> None:
    """Parsers nest what `|` joins, and their stack ends somewhere."""
    compile(text(union(Named(f"V{n}") for n in range(20_000))), "", "eval")


def test_what_is_too_deep_is_one_line_with_its_place() -> None:
    """Parents of parents, a thousand times, are more than Python's stack can hold."""
    schemas = a_chain(lambda n: {"allOf": [ref(f"S{n}"), thing(**{f"p{n}": STRING})]}, 1_000, thing(x=STRING))
    with pytest.raises(DocumentError, match=r"^#/components/schemas/S0: leads through too many schemas"):
        say(ref("S0"), **schemas)


def test_examples_that_do_not_fit_are_compared_once(tmp_path: Path) -> None:
    """Both ways lead to the same schemas: 2¹⁵⁰ comparisons."""
    example: Any = "x"
    for _ in range(150):
        example = {"a": example}
    way = {**thing(a=ref("S0")), "required": ["a"]}
    schemas = {"S0": {"anyOf": [way, {"allOf": [way]}, INTEGER]}}
    responses = {"200": {"description": "", "content": {"application/json": {"schema": ref("S0"), "example": example}}}}
    assert build(tmp_path, go(schemas, responses=responses)).operations == 1


def test_a_path_of_a_thousand_words_has_files(tmp_path: Path) -> None:
    """File systems take 255 bytes."""
    path = "".join(f"/word{n}" for n in range(1_000))
    written = document({path: {"get": {"operationId": "go", "responses": {"200": answer(STRING)}}}})
    assert max(len(part) for name in build(tmp_path, written).tree.files for part in name.split("/")) < 200


def test_a_thousand_operations_of_one_name_are_numbered(tmp_path: Path) -> None:
    """Their paths differ in their queries alone, and they have no ids."""
    paths = {f"/go?x={n}": {"get": {"responses": {"200": answer(STRING)}}} for n in range(1_100)}
    assert build(tmp_path, document(paths)).operations == 1_100


def test_properties_inherited_through_many_levels_are_bounded() -> None:
    """Six hundred levels, each with one property more."""
    schemas = {"S0": thing(x=STRING)}
    schemas |= {f"S{n}": {"allOf": [ref(f"S{n - 1}"), thing(**{f"p{n}": STRING})]} for n in range(1, 600)}
    with pytest.raises(
        DocumentError, match=r"^#/components/schemas/S\d+: schemas inherit more than 100,000 properties"
    ):
        say(ref("S0"), **schemas)
