"""Schemas in disjunctive normal form: alternatives, each of one type with the keywords that must all hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeGuard

from attrs import frozen

from ...documents.json_values import listing
from .document_pair import EMPTY, Document, Json, Node, join_pointer

TYPES: Final = ("string", "integer", "number", "boolean", "null", "array", "object")
UPPER: Final = {
    "string": "maxLength", "integer": "maximum", "number": "maximum", "array": "maxItems", "object": "maxProperties",
}  # fmt: skip
LOWER: Final = {
    "string": "minLength", "integer": "minimum", "number": "minimum", "array": "minItems", "object": "minProperties",
}  # fmt: skip
_UNCHECKED_KEYWORDS: Final = {
    "string": ("pattern", "format"), "array": ("items", "contains", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties"),
}  # fmt: skip
"""Keywords that `satisfies` does not evaluate; a disjunct with one of them is taken not to allow the value."""
MAX_DISJUNCTS: Final = 64
MAX_COMPOSITION_DEPTH: Final = 8
Bound = tuple[float, float]
"""A bound, and the offset of the last allowed value: 0 when it is inclusive, +1 or -1 when it is exclusive."""


@frozen(eq=False)
class Disjunct:
    """One alternative of a schema: a type, and schema objects whose keywords must all hold."""

    type: str
    conjuncts: tuple[Node, ...]

    def values(self, keyword: str) -> Iterator[Any]:
        """The values of *keyword* in the conjuncts that have it."""
        for _, value in self.nodes(keyword):
            yield value

    def nodes(self, keyword: str) -> Iterator[tuple[Node, Any]]:
        """The conjuncts that have *keyword*, each with its value."""
        for conjunct in self.conjuncts:
            if (value := conjunct[keyword]) is not None:
                yield conjunct, value


class TooManyDisjuncts(Exception):
    """A schema whose normal form is larger than `MAX_DISJUNCTS`, or nested too deeply."""


def disjuncts(node: Node, document: Document, depth: int = 0) -> list[Disjunct]:
    """The normal form of the schema at *node*: its types, multiplied by the alternatives of its subschemas."""
    value = node.value
    if value.get("not") == {} or value.get("not") is True:
        return []
    if depth > MAX_COMPOSITION_DEPTH:
        raise TooManyDisjuncts
    types = _types(value)
    types -= {"integer"} if "number" in types else set()
    found = [Disjunct(type_, (node,)) for type_ in TYPES if type_ in types]
    if value.get("nullable") is True and "null" not in types:
        found.append(Disjunct("null", (Node(EMPTY, node.pointer),)))
    for keyword in ("anyOf", "oneOf"):
        if subschemas := listing(value.get(keyword)):
            nodes = [document.node(s, join_pointer(node.pointer, keyword, i)) for i, s in enumerate(subschemas)]
            alternatives = [one for inner in nodes for one in disjuncts(inner, document, depth + 1)]
            found = _conjunction(found, alternatives)
    for i, subschema in enumerate(listing(value.get("allOf"))):
        inner = document.node(subschema, join_pointer(node.pointer, "allOf", i))
        found = _conjunction(found, disjuncts(inner, document, depth + 1))
    return found


def _conjunction(left: list[Disjunct], right: list[Disjunct]) -> list[Disjunct]:
    """The normal form of *left* and *right* together."""
    found = [
        Disjunct(type_, a.conjuncts + b.conjuncts)
        for a in left
        for b in right
        if (type_ := _common_type(a.type, b.type))
    ]
    if len(found) > MAX_DISJUNCTS:
        raise TooManyDisjuncts
    return found


def _common_type(a: str, b: str) -> str:
    return a if a == b else "integer" if {a, b} == {"integer", "number"} else ""


def _types(value: Json) -> set[str]:
    declared = value.get("type")
    if declared is None:
        return set(TYPES)
    return {declared} if isinstance(declared, str) else {name for name in listing(declared) if isinstance(name, str)}


def enum_lists(disjunct: Disjunct) -> Iterator[list[Any]]:
    """The enums of *disjunct*; a const is an enum of one value."""
    for conjunct in disjunct.conjuncts:
        if isinstance(values := conjunct["enum"], list):
            yield values
        if "const" in conjunct.value:
            yield [conjunct.value["const"]]


def value_key(value: Any) -> str:
    """A text that is the same for equal JSON values only: equal for 1 and 1.0, different for 1 and true."""
    if isinstance(value, str):
        return f"={value}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True)


def satisfies(value: Any, disjunct: Disjunct) -> bool:
    """Whether *value* certainly satisfies *disjunct*, whose enums contain it."""
    if not has_type(value, disjunct.type) or any(disjunct.values("not")) or any(disjunct.values("if")):
        return False
    if value is None or isinstance(value, bool):
        return True
    unchecked = _UNCHECKED_KEYWORDS.get(disjunct.type, ())
    if any(conjunct[key] is not None for conjunct in disjunct.conjuncts for key in unchecked):
        return False
    sized: Any = value
    size = len(sized) if isinstance(value, (str, list, dict)) else value
    low, high = bound(disjunct, LOWER[disjunct.type], max), bound(disjunct, UPPER[disjunct.type], min)
    fits = (low is None or low <= (size, 0)) and (high is None or (size, 0) <= high)
    return fits and all(divides(divisor, value) for divisor in disjunct.values("multipleOf"))


def has_type(value: Any, type_: str) -> bool:
    """Whether *value* is of the JSON Schema type *type_*."""
    match value:
        case None:
            return type_ == "null"
        case bool():
            return type_ == "boolean"
        case int():
            return type_ in ("integer", "number")
        case float():
            return type_ == "number" or (type_ == "integer" and value.is_integer())
        case str():
            return type_ == "string"
        case list():
            return type_ == "array"
        case _:
            return type_ == "object"


def bound(disjunct: Disjunct, keyword: str, strictest: Callable[[list[Bound]], Bound]) -> Bound | None:
    """The strictest bound that *keyword* and its exclusive variant set in *disjunct*."""
    sign = -1 if keyword.startswith("max") else 1
    bounds: list[Bound] = []
    for conjunct in disjunct.conjuncts:
        numeric = keyword in ("minimum", "maximum")
        exclusive = conjunct["exclusive" + keyword[0].upper() + keyword[1:]] if numeric else None
        if _is_number(value := conjunct[keyword]) and (value > 0 or sign < 0 or keyword == "minimum"):
            bounds.append((value, sign if exclusive is True else 0))
        if _is_number(exclusive):
            bounds.append((exclusive, sign))
    if disjunct.type == "integer":
        bounds = [(value + offset, 0) if isinstance(value, int) else (value, offset) for value, offset in bounds]
    return strictest(bounds) if bounds else None


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def divides(divisor: Any, value: Any) -> bool:
    """Whether *value* is a multiple of *divisor*, up to rounding; False for what is no number."""
    if not (_is_number(divisor) and _is_number(value) and divisor):
        return False
    return bool(abs(value / divisor - round(value / divisor)) < 1e-9) if abs(value / divisor) < 1e15 else False
