"""Schemas as sets of values: whether all that one allows the other allows too, where that can be proved."""

from __future__ import annotations

from typing import Any, Final

from attrs import field, frozen

from ...documents.json_values import listing
from ..change import Effect
from .cases import LOWER, UPPER, Case, TooMany, cases, divides, enums, holds, is_a, limit, token
from .documents import Document, Documents, Node, Pair, mapping, step

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
STEPS: Final = 100
"""How many inclusions one proof may try, and…"""
BUDGET: Final = 3_000
"""…all proofs of one comparison together; what is not proved then is judged keyword by keyword."""


def relation(pair: Pair, documents: Documents) -> Effect | None:
    """How the new set of values compares with the old one; None where neither inclusion can be proved."""
    known = documents.relations
    if pair.key not in known:
        shrunk = _Proof(documents.new, documents.old, documents).subset(pair.new, pair.old)
        grown = _Proof(documents.old, documents.new, documents).subset(pair.old, pair.new)
        effect: Effect | None = "same" if shrunk and grown else "narrows" if shrunk else "widens" if grown else None
        known[pair.key] = effect
    found: Effect | None = known[pair.key]
    return found


def _whole(a: Case, b: Case) -> bool:
    """Whether *a* are numbers of which all are whole, as *b* wants them."""
    return (a.type, b.type) == ("number", "integer") and any(isinstance(by, int) for by in a.all("multipleOf"))


@frozen(eq=False)
class _Proof:
    """An attempt to prove that sets of *small* are within sets of *large*; what it cannot prove it denies."""

    small: Document
    large: Document
    documents: Documents
    assumed: set[tuple[int, int]] = field(factory=set[tuple[int, int]])
    steps: list[None] = field(factory=list[None])

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
            wide = cases(b, self.large)
            narrow = [(case, self._values(case)) for case in cases(a, self.small)]
            return all(any(self._within(*case, other) for other in wide) for case in narrow if case[1] != [])
        except TooMany:
            return False
        finally:
            self.assumed.discard(key)

    def _same(self, a: object, b: object) -> bool:
        return self.documents.same(a, b) if self.small is self.documents.old else self.documents.same(b, a)

    def _within(self, a: Case, values: list[Any] | None, b: Case) -> bool:
        if values is not None:
            allowed = [self._named(enum) for enum in enums(b)]
            return all(holds(v, b) and all(token(v) in enum for enum in allowed) for v in values)
        if a.type != b.type and not (b.type == "number" and a.type == "integer") and not _whole(a, b):
            return False
        if self._values(b) is not None or any(not self._has(a, key, v) for key in _ANY_TYPE for v in b.all(key)):
            return False
        own = {"integer": self._multiple, "number": self._multiple, "array": self._array, "object": self._object}
        return self._bounded(a, b) and self._alike(a, b) and (a.type not in own or own[a.type](a, b))

    def _values(self, case: Case) -> list[Any] | None:
        """The values of *case* where they are few and known."""
        named = [self._named(values) for values in enums(case)]
        if not named:
            return [None] if case.type == "null" else [True, False] if case.type == "boolean" else None
        first, *others = named
        return [v for name, v in first.items() if is_a(v, case.type) and all(name in other for other in others)]

    def _named(self, values: list[Any]) -> dict[str, Any]:
        if id(values) not in self.documents.enums:
            self.documents.enums[id(values)] = (values, {token(value): value for value in values})
        return self.documents.enums[id(values)][1]

    def _bounded(self, a: Case, b: Case) -> bool:
        high, low = limit(b, UPPER[b.type], min), limit(b, LOWER[b.type], max)
        highest, lowest = limit(a, UPPER[b.type], min), limit(a, LOWER[b.type], max)
        below = high is None or (highest is not None and highest <= high)
        return below and (low is None or (lowest is not None and low <= lowest))

    def _alike(self, a: Case, b: Case) -> bool:
        if any(not self._has(a, key, value) for key in _ALIKE.get(b.type, ()) for value in b.all(key)):
            return False
        formats = [name for name in a.all("format") if isinstance(name, str)]
        return all(
            want in formats or any(want in WIDER_FORMATS.get((a.type, has), ()) for has in formats)
            for want in b.all("format")
            if isinstance(want, str)
        )

    def _has(self, a: Case, keyword: str, value: Any) -> bool:
        return any(self._same(mine, value) for mine in a.all(keyword))

    def _multiple(self, a: Case, b: Case) -> bool:
        whole = a.type == "integer"
        return all(
            any(divides(want, has) for has in a.all("multipleOf")) or (whole and want == 1)
            for want in b.all("multipleOf")
        )

    def _array(self, a: Case, b: Case) -> bool:
        if any(b.all("uniqueItems")) and not any(a.all("uniqueItems")):
            return False
        return all(
            any(
                self.subset(self._below(part, mine, "items", self.small), self._below(home, want, "items", self.large))
                for part, mine in a.nodes("items")
            )
            for home, want in b.nodes("items")
            if want is not True and want != {}
        )

    def _object(self, a: Case, b: Case) -> bool:
        required = [name for names in a.all("required") for name in listing(names)]
        if any(name not in required for names in b.all("required") for name in listing(names)):
            return False
        return self._properties(a, b) and self._additional(a, b)

    def _properties(self, a: Case, b: Case) -> bool:
        closed = any(value is False for value in a.all("additionalProperties"))
        for home, properties in b.nodes("properties"):
            for name, want in mapping(properties).items():
                mine = [(part, p[name]) for part, p in a.nodes("properties") if name in mapping(p)]
                if not mine and closed:
                    continue
                if not any(
                    self.subset(
                        self._below(part, value, "properties", self.small, name),
                        self._below(home, want, "properties", self.large, name),
                    )
                    for part, value in mine
                ):
                    return False
        return True

    def _additional(self, a: Case, b: Case) -> bool:
        for home, want in b.nodes("additionalProperties"):
            if want is True or want == {}:
                continue
            known = mapping(home["properties"])
            if any(name not in known for p in a.all("properties") for name in mapping(p)):
                return False
            if not any(
                self.subset(
                    self._below(part, has, "additionalProperties", self.small),
                    self._below(home, want, "additionalProperties", self.large),
                )
                for part, has in a.nodes("additionalProperties")
            ):
                return False
        return True

    def _below(self, part: Node, value: Any, keyword: str, document: Document, name: str = "") -> Node:
        return document.node(value, step(part.pointer, keyword, *([name] if name else [])))
