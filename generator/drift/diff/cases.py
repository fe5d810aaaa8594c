"""The ways to be valid under a schema: each a type and the keywords that must hold, unions multiplied out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeGuard

from attrs import frozen

from ...documents.json_values import listing
from .documents import ANYTHING, Document, Json, Node, step

TYPES: Final = ("string", "integer", "number", "boolean", "null", "array", "object")
UPPER: Final = {
    "string": "maxLength", "integer": "maximum", "number": "maximum", "array": "maxItems", "object": "maxProperties",
}  # fmt: skip
LOWER: Final = {
    "string": "minLength", "integer": "minimum", "number": "minimum", "array": "minItems", "object": "minProperties",
}  # fmt: skip
_BEYOND: Final = {
    "string": ("pattern", "format"), "array": ("items", "contains", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties"),
}  # fmt: skip
"""What a value named in an enum is not held against."""
MANY: Final = 64
Limit = tuple[float, float]
"""A bound, and how far beyond it the values stop: 0 at it, ±1 before it."""


@frozen(eq=False)
class Case:
    """One way to be valid: a type, and keyword objects that must all hold."""

    type: str
    parts: tuple[Node, ...]

    def all(self, keyword: str) -> Iterator[Any]:
        for part in self.parts:
            if (value := part[keyword]) is not None:
                yield value

    def nodes(self, keyword: str) -> Iterator[tuple[Node, Any]]:
        for part in self.parts:
            if (value := part[keyword]) is not None:
                yield part, value


class TooMany(Exception):
    """More cases than are worth telling apart."""


def cases(node: Node, document: Document, depth: int = 0) -> list[Case]:
    """The ways to be valid under *node*: its types, times the members of its unions."""
    value = node.value
    if value.get("not") == {} or value.get("not") is True:
        return []
    if depth > 8:
        raise TooMany
    types = _types(value)
    types -= {"integer"} if "number" in types else set()
    found = [Case(type_, (node,)) for type_ in TYPES if type_ in types]
    if value.get("nullable") is True and "null" not in types:
        found.append(Case("null", (Node(ANYTHING, node.pointer),)))
    for keyword in ("anyOf", "oneOf"):
        if members := listing(value.get(keyword)):
            nodes = [document.node(m, step(node.pointer, keyword, i)) for i, m in enumerate(members)]
            found = _both(found, [case for inner in nodes for case in cases(inner, document, depth + 1)])
    for i, member in enumerate(listing(value.get("allOf"))):
        inner = document.node(member, step(node.pointer, "allOf", i))
        found = _both(found, cases(inner, document, depth + 1))
    return found


def _both(left: list[Case], right: list[Case]) -> list[Case]:
    both = [Case(_meet(a.type, b.type), a.parts + b.parts) for a in left for b in right if _meet(a.type, b.type)]
    if len(both) > MANY:
        raise TooMany
    return both


def _meet(a: str, b: str) -> str:
    return a if a == b else "integer" if {a, b} == {"integer", "number"} else ""


def _types(value: Json) -> set[str]:
    named = value.get("type")
    if named is None:
        return set(TYPES)
    return {named} if isinstance(named, str) else {name for name in listing(named) if isinstance(name, str)}


def enums(case: Case) -> Iterator[list[Any]]:
    for part in case.parts:
        if isinstance(values := part["enum"], list):
            yield values
        if "const" in part.value:
            yield [part.value["const"]]


def token(value: Any) -> str:
    """A text that equal JSON values share, and no others: 1 and 1.0 do, 1 and true do not."""
    if isinstance(value, str):
        return f"={value}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True)


def holds(value: Any, case: Case) -> bool:
    """Whether *value*, which the enums of *case* name, is one of it as far as its bounds tell."""
    if not is_a(value, case.type) or any(case.all("not")) or any(case.all("if")):
        return False
    if value is None or isinstance(value, bool):
        return True
    if any(part[key] is not None for part in case.parts for key in _BEYOND.get(case.type, ())):
        return False
    sized: Any = value
    size = len(sized) if isinstance(value, (str, list, dict)) else value
    low, high = limit(case, LOWER[case.type], max), limit(case, UPPER[case.type], min)
    fits = (low is None or low <= (size, 0)) and (high is None or (size, 0) <= high)
    return fits and all(divides(part, value) for part in case.all("multipleOf"))


def is_a(value: Any, type_: str) -> bool:
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


def limit(case: Case, keyword: str, strictest: Callable[[list[Limit]], Limit]) -> Limit | None:
    """The strictest bound that *case* puts by *keyword* or its exclusive twin."""
    sign = -1 if keyword.startswith("max") else 1
    limits: list[Limit] = []
    for part in case.parts:
        exclusive = part["exclusive" + keyword[0].upper() + keyword[1:]] if keyword in ("minimum", "maximum") else None
        if _numeric(bound := part[keyword]) and (bound > 0 or sign < 0 or keyword == "minimum"):
            limits.append((bound, sign if exclusive is True else 0))
        if _numeric(exclusive):
            limits.append((exclusive, sign))
    if case.type == "integer":
        limits = [(bound + by, 0) if isinstance(bound, int) else (bound, by) for bound, by in limits]
    return strictest(limits) if limits else None


def _numeric(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def divides(step_: Any, value: Any) -> bool:
    if not (_numeric(step_) and _numeric(value) and step_):
        return False
    return bool(abs(value / step_ - round(value / step_)) < 1e-9) if abs(value / step_) < 1e15 else False
