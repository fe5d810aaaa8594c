"""Schemas as sets of values: whether all that one allows the other allows too, where that can be proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

from generator.drift.change import Effect
from generator.drift.documents import ANYTHING, Document, Documents, Json, Node, Pair, listing, mapping, step

TYPES: Final = ("string", "integer", "number", "boolean", "null", "array", "object")
_UPPER: Final = {
    "string": ("maxLength",), "integer": ("maximum",), "number": ("maximum",),
    "array": ("maxItems",), "object": ("maxProperties",),
}  # fmt: skip
_LOWER: Final = {
    "string": ("minLength",), "integer": ("minimum",), "number": ("minimum",),
    "array": ("minItems",), "object": ("minProperties",),
}  # fmt: skip
_ALIKE: Final = {
    "string": ("pattern", "contentMediaType", "contentEncoding", "contentSchema"),
    "array": ("prefixItems", "contains", "minContains", "maxContains", "unevaluatedItems"),
    "object": ("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedProperties"),
}  # fmt: skip
_ANY_TYPE: Final = ("not", "if", "then", "else")
WIDER_FORMATS: Final = {
    ("number", "float"): {"double"}, ("integer", "int32"): {"int64", "bigint"}, ("integer", "int64"): {"bigint"},
}  # fmt: skip
"""Formats that allow every value of the given one."""
MANY: Final = 64
STEPS: Final = 100
"""How many inclusions one proof may try, and…"""
BUDGET: Final = 6_000
"""…all proofs of one comparison together; what is not proved then is judged keyword by keyword."""


def relation(pair: Pair, documents: Documents) -> Effect | None:
    """How the new set of values compares with the old one; None where neither inclusion can be proved."""
    known = documents.relations
    if pair.key not in known:
        shrunk = _Proof(documents.new, documents.old, documents).subset(pair.new, pair.old)
        grown = _Proof(documents.old, documents.new, documents).subset(pair.old, pair.new)
        known[pair.key] = "same" if shrunk and grown else "narrows" if shrunk else "widens" if grown else None
    return known[pair.key]


@frozen(eq=False)
class _Case:
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


class _TooMany(Exception):
    """More cases than are worth telling apart."""


@frozen(eq=False)
class _Proof:
    """An attempt to prove that sets of *small* are within sets of *large*; what it cannot prove it denies."""

    small: Document
    large: Document
    documents: Documents
    assumed: set[tuple[int, int]] = field(factory=set)
    steps: list[None] = field(factory=list)

    def subset(self, a: Node, b: Node) -> bool:
        key = (id(a.value), id(b.value))
        if key in self.assumed or not b.value:
            return True
        if self._same(a.value, b.value):
            return True
        if len(self.steps) >= STEPS or len(self.documents.steps) >= BUDGET:
            return False
        self.steps.append(None)
        self.documents.steps.append(None)
        self.assumed.add(key)
        try:
            wide = _cases(b, self.large)
            return all(any(self._within(case, other) for other in wide) for case in _cases(a, self.small))
        except _TooMany:
            return False
        finally:
            self.assumed.discard(key)

    def _same(self, a: object, b: object) -> bool:
        return self.documents.same(a, b) if self.small is self.documents.old else self.documents.same(b, a)

    def _within(self, a: _Case, b: _Case) -> bool:
        if a.type != b.type and (a.type, b.type) != ("integer", "number"):
            return False
        if (values := _values(a)) is not None:
            return all(_holds(value, b) for value in values)
        if _values(b) is not None or any(not self._has(a, key, v) for key in _ANY_TYPE for v in b.all(key)):
            return False
        return self._bounded(a, b) and self._alike(a, b) and getattr(self, f"_{a.type}", _yes)(a, b)

    def _bounded(self, a: _Case, b: _Case) -> bool:
        for keyword in _UPPER.get(b.type, ()):
            if _limit(b, keyword, min) is not None and not _le(_limit(a, keyword, min), _limit(b, keyword, min)):
                return False
        for keyword in _LOWER.get(b.type, ()):
            if _limit(b, keyword, max) is not None and not _le(_limit(b, keyword, max), _limit(a, keyword, max)):
                return False
        return True

    def _alike(self, a: _Case, b: _Case) -> bool:
        if any(not self._has(a, key, value) for key in _ALIKE.get(b.type, ()) for value in b.all(key)):
            return False
        formats = set(a.all("format"))
        return all(
            want in formats or any(want in WIDER_FORMATS.get((a.type, has), ()) for has in formats if isinstance(has, str))
            for want in b.all("format")
        )

    def _has(self, a: _Case, keyword: str, value: Any) -> bool:
        return any(self._same(mine, value) for mine in a.all(keyword))

    def _integer(self, a: _Case, b: _Case) -> bool:
        return all(any(_divides(want, has) for has in a.all("multipleOf")) or want == 1 for want in b.all("multipleOf"))

    def _number(self, a: _Case, b: _Case) -> bool:
        return all(any(_divides(want, has) for has in a.all("multipleOf")) for want in b.all("multipleOf"))

    def _array(self, a: _Case, b: _Case) -> bool:
        if any(b.all("uniqueItems")) and not any(a.all("uniqueItems")):
            return False
        return all(
            any(self.subset(self._below(part, mine, "items", self.small), self._below(home, want, "items", self.large))
                for part, mine in a.nodes("items"))
            for home, want in b.nodes("items") if want is not True and want != {}
        )  # fmt: skip

    def _object(self, a: _Case, b: _Case) -> bool:
        required = {name for names in a.all("required") for name in listing(names) if isinstance(name, str)}
        if any(name not in required for names in b.all("required") for name in listing(names)):
            return False
        return self._properties(a, b) and self._additional(a, b)

    def _properties(self, a: _Case, b: _Case) -> bool:
        closed = any(value is False for value in a.all("additionalProperties"))
        for home, properties in b.nodes("properties"):
            for name, want in mapping(properties).items():
                mine = [(part, p[name]) for part, p in a.nodes("properties") if name in mapping(p)]
                if not mine and closed:
                    continue
                if not any(
                    self.subset(self._below(part, value, "properties", self.small, name), self._below(home, want, "properties", self.large, name))
                    for part, value in mine
                ):
                    return False
        return True

    def _additional(self, a: _Case, b: _Case) -> bool:
        for home, want in b.nodes("additionalProperties"):
            if want is True or want == {}:
                continue
            known = mapping(home["properties"])
            if any(name not in known for p in a.all("properties") for name in mapping(p)):
                return False
            if not any(
                self.subset(self._below(part, has, "additionalProperties", self.small), self._below(home, want, "additionalProperties", self.large))
                for part, has in a.nodes("additionalProperties")
            ):
                return False
        return True

    def _below(self, part: Node, value: Any, keyword: str, document: Document, name: str = "") -> Node:
        return document.node(value, step(part.pointer, keyword, *([name] if name else [])))


def _yes(a: _Case, b: _Case) -> bool:
    return True


def _cases(node: Node, document: Document, depth: int = 0) -> list[_Case]:
    """The ways to be valid under *node*: its types, times the members of its unions."""
    value = node.value
    if value.get("not") == {} or value.get("not") is True:
        return []
    if depth > 8:
        raise _TooMany
    types = _types(value)
    cases = [_Case(type_, (node,)) for type_ in TYPES if type_ in types and not (type_ == "integer" and "number" in types)]
    if value.get("nullable") is True and "null" not in types:
        cases.append(_Case("null", (Node(ANYTHING, node.pointer),)))
    for keyword in ("anyOf", "oneOf"):
        if isinstance(members := value.get(keyword), list):
            inner = [case for i, m in enumerate(members) for case in _cases(document.node(m, step(node.pointer, keyword, i)), document, depth + 1)]
            cases = _both(cases, inner)
    for i, member in enumerate(listing(value.get("allOf"))):
        cases = _both(cases, _cases(document.node(member, step(node.pointer, "allOf", i)), document, depth + 1))
    return cases


def _both(left: list[_Case], right: list[_Case]) -> list[_Case]:
    both = [_Case(_meet(a.type, b.type), a.parts + b.parts) for a in left for b in right if _meet(a.type, b.type)]
    if len(both) > MANY:
        raise _TooMany
    return both


def _meet(a: str, b: str) -> str:
    return a if a == b else "integer" if {a, b} == {"integer", "number"} else ""


def _types(value: Json) -> set[str]:
    named = value.get("type")
    if named is None:
        return set(TYPES)
    return {named} if isinstance(named, str) else {name for name in listing(named) if isinstance(name, str)}


def _values(case: _Case) -> list[Any] | None:
    """The values of *case* where they are few and known."""
    named = [listing(values) for values in case.all("enum")] + [[part.value["const"]] for part in case.parts if "const" in part.value]
    if not named:
        return [None] if case.type == "null" else [True, False] if case.type == "boolean" else None
    return [value for value in named[0] if _is(value, case.type) and all(any(_equal(value, v) for v in other) for other in named[1:])]


def _holds(value: Any, case: _Case) -> bool:
    """Whether *value* is one of *case*, as far as its enums and bounds tell."""
    if not _is(value, case.type) or any(case.all("not")) or any(case.all("if")):
        return False
    if any(not any(_equal(value, other) for other in listing(enum)) for enum in case.all("enum")):
        return False
    if any("const" in part.value and not _equal(value, part.value["const"]) for part in case.parts):
        return False
    if isinstance(value, (str, dict, list)):
        keys = {str: ("pattern", "format"), list: ("items", "contains", "uniqueItems"), dict: ("properties", "required", "additionalProperties")}
        if any(part[key] is not None for part in case.parts for key in keys[type(value)]):
            return False
    size = len(value) if isinstance(value, (str, list, dict)) else value
    if value is None or isinstance(value, bool):
        return True
    above = [_limit(case, keyword, max) for keyword in _LOWER.get(case.type, ())]
    below = [_limit(case, keyword, min) for keyword in _UPPER.get(case.type, ())]
    fits = all(_le(low, (size, 0)) for low in above if low) and all(_le((size, 0), high) for high in below if high)
    return fits and all(_divides(step_, value) for step_ in case.all("multipleOf"))


def _is(value: Any, type_: str) -> bool:
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
    return type_ == "object"


def _equal(a: Any, b: Any) -> bool:
    return a == b and isinstance(a, bool) == isinstance(b, bool)


Limit = tuple[float, float]


def _limit(case: _Case, keyword: str, strictest: Any) -> Limit | None:
    """The bound that *case* puts, and how far beyond it the values stop: 0 at it, ±1 before it."""
    sign = -1 if keyword.startswith("max") else 1
    limits: list[Limit] = []
    for part in case.parts:
        exclusive = part["exclusive" + keyword[0].upper() + keyword[1:]] if keyword in ("minimum", "maximum") else None
        if _numeric(bound := part[keyword]) and (bound > 0 or sign < 0 or keyword == "minimum"):
            limits.append((bound, sign if exclusive is True else 0))
        if _numeric(exclusive):
            limits.append((exclusive, sign))
    found: Limit | None = strictest(limits) if limits else None
    return found


def _numeric(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _le(low: Limit | None, high: Limit | None) -> bool:
    return low is not None and high is not None and low <= high


def _divides(step_: Any, value: Any) -> bool:
    if not (_numeric(step_) and _numeric(value) and step_):
        return False
    return bool(abs(value / step_ - round(value / step_)) < 1e-9) if abs(value / step_) < 1e15 else False
