"""Schemas as sets of values: whether one set can be proved to include another."""

from __future__ import annotations

from typing import Any, Final

from attrs import field, frozen

from ...documents.json_values import listing
from ..change import Effect
from .document_pair import Document, DocumentPair, Node, NodePair, as_object, join_pointer
from .normal_form import (
    LOWER,
    UPPER,
    Disjunct,
    TooManyDisjuncts,
    bound,
    disjuncts,
    divides,
    enum_lists,
    has_type,
    satisfies,
    value_key,
)

_EQUAL_KEYWORDS: Final = {
    "string": ("pattern", "contentMediaType", "contentEncoding", "contentSchema"),
    "array": ("prefixItems", "contains", "minContains", "maxContains", "unevaluatedItems"),
    "object": ("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedProperties"),
}  # fmt: skip
"""Type → keywords whose values are not compared as sets: the narrower schema must have an equal one."""
_EQUAL_KEYWORDS_OF_ANY_TYPE: Final = ("not", "if", "then", "else")
WIDER_FORMATS: Final = {
    ("number", "float"): {"double"}, ("integer", "int32"): {"int64", "bigint"}, ("integer", "int64"): {"bigint"},
}  # fmt: skip
"""Type and format → the formats that allow every value of it."""
STEPS_PER_PROOF: Final = 100
"""The most inclusions that one proof tries."""
STEPS_IN_ALL: Final = 3_000
"""The most inclusions that all proofs of one comparison try; schemas after that are compared keyword by keyword."""


def set_relation(pair: NodePair, documents: DocumentPair) -> Effect | None:
    """How the new set of values relates to the old one; None when neither inclusion can be proved."""
    known = documents.relations
    if pair.key not in known:
        shrunk = _InclusionProof(documents.new, documents.old, documents).includes(pair.new, pair.old)
        grown = _InclusionProof(documents.old, documents.new, documents).includes(pair.old, pair.new)
        effect: Effect | None = "same" if shrunk and grown else "narrows" if shrunk else "widens" if grown else None
        known[pair.key] = effect
    found: Effect | None = known[pair.key]
    return found


def _are_integers(a: Disjunct, b: Disjunct) -> bool:
    """Whether *b* requires integers and *a* allows only numbers that are integers."""
    return (a.type, b.type) == ("number", "integer") and any(isinstance(one, int) for one in a.values("multipleOf"))


@frozen(eq=False)
class _InclusionProof:
    """A proof that schemas of the document *large* include schemas of *small*; False means not proved.

    In all methods *a* is of *small* and *b* of *large*.
    """

    small: Document
    large: Document
    documents: DocumentPair
    assumed: set[tuple[int, int]] = field(factory=set[tuple[int, int]])
    """Inclusions being proved, which recursive schemas may rely on."""
    steps: list[None] = field(factory=list[None])

    def includes(self, a: Node, b: Node) -> bool:
        """Whether every value of *a* is proved to be one of *b*."""
        key = (id(a.value), id(b.value))
        if key in self.assumed or not b.value:
            return True
        if self._same(a.value, b.value):
            return True
        if len(self.steps) >= STEPS_PER_PROOF or len(self.documents.steps) >= STEPS_IN_ALL:
            return False
        self.steps.append(None)
        self.documents.steps.append(None)
        self.assumed.add(key)
        try:
            wide = disjuncts(b, self.large)
            narrow = [(disjunct, self._values(disjunct)) for disjunct in disjuncts(a, self.small)]
            return all(any(self._within(*one, other) for other in wide) for one in narrow if one[1] != [])
        except TooManyDisjuncts:
            return False
        finally:
            self.assumed.discard(key)

    def _same(self, a: object, b: object) -> bool:
        return self.documents.same(a, b) if self.small is self.documents.old else self.documents.same(b, a)

    def _within(self, a: Disjunct, values: list[Any] | None, b: Disjunct) -> bool:
        """Whether *b* includes *a*, whose *values* are listed where they are finite."""
        if values is not None:
            allowed = [self._by_key(enum) for enum in enum_lists(b)]
            return all(satisfies(v, b) and all(value_key(v) in enum for enum in allowed) for v in values)
        if a.type != b.type and not (b.type == "number" and a.type == "integer") and not _are_integers(a, b):
            return False
        if self._values(b) is not None:
            return False
        if any(not self._has(a, key, v) for key in _EQUAL_KEYWORDS_OF_ANY_TYPE for v in b.values(key)):
            return False
        rules = {"integer": self._multiple, "number": self._multiple, "array": self._array, "object": self._object}
        return self._bounded(a, b) and self._equal_keywords(a, b) and (a.type not in rules or rules[a.type](a, b))

    def _values(self, disjunct: Disjunct) -> list[Any] | None:
        """The values that *disjunct* allows, where its type or enums make them finite."""
        enums = [self._by_key(values) for values in enum_lists(disjunct)]
        if not enums:
            return [None] if disjunct.type == "null" else [True, False] if disjunct.type == "boolean" else None
        first, *others = enums
        return [
            value
            for key, value in first.items()
            if has_type(value, disjunct.type) and all(key in other for other in others)
        ]

    def _by_key(self, values: list[Any]) -> dict[str, Any]:
        """*values* by `value_key`, computed once for each list."""
        if id(values) not in self.documents.enum_values:
            self.documents.enum_values[id(values)] = (values, {value_key(value): value for value in values})
        return self.documents.enum_values[id(values)][1]

    def _bounded(self, a: Disjunct, b: Disjunct) -> bool:
        upper, lower = bound(b, UPPER[b.type], min), bound(b, LOWER[b.type], max)
        highest, lowest = bound(a, UPPER[b.type], min), bound(a, LOWER[b.type], max)
        below = upper is None or (highest is not None and highest <= upper)
        return below and (lower is None or (lowest is not None and lower <= lowest))

    def _equal_keywords(self, a: Disjunct, b: Disjunct) -> bool:
        if any(not self._has(a, key, value) for key in _EQUAL_KEYWORDS.get(b.type, ()) for value in b.values(key)):
            return False
        formats = [name for name in a.values("format") if isinstance(name, str)]
        return all(
            wanted in formats or any(wanted in WIDER_FORMATS.get((a.type, name), ()) for name in formats)
            for wanted in b.values("format")
            if isinstance(wanted, str)
        )

    def _has(self, a: Disjunct, keyword: str, value: Any) -> bool:
        return any(self._same(one, value) for one in a.values(keyword))

    def _multiple(self, a: Disjunct, b: Disjunct) -> bool:
        integer = a.type == "integer"
        return all(
            any(divides(wanted, divisor) for divisor in a.values("multipleOf")) or (integer and wanted == 1)
            for wanted in b.values("multipleOf")
        )

    def _array(self, a: Disjunct, b: Disjunct) -> bool:
        if any(b.values("uniqueItems")) and not any(a.values("uniqueItems")):
            return False
        return all(
            any(
                self.includes(
                    self._below(narrow, items, "items", self.small), self._below(wide, wanted, "items", self.large)
                )
                for narrow, items in a.nodes("items")
            )
            for wide, wanted in b.nodes("items")
            if wanted is not True and wanted != {}
        )

    def _object(self, a: Disjunct, b: Disjunct) -> bool:
        required = [name for names in a.values("required") for name in listing(names)]
        if any(name not in required for names in b.values("required") for name in listing(names)):
            return False
        return self._properties(a, b) and self._additional(a, b)

    def _properties(self, a: Disjunct, b: Disjunct) -> bool:
        closed = any(value is False for value in a.values("additionalProperties"))
        for wide, properties in b.nodes("properties"):
            for name, wanted in as_object(properties).items():
                described = [(narrow, p[name]) for narrow, p in a.nodes("properties") if name in as_object(p)]
                if not described and closed:
                    continue
                if not any(
                    self.includes(
                        self._below(narrow, schema, "properties", self.small, name),
                        self._below(wide, wanted, "properties", self.large, name),
                    )
                    for narrow, schema in described
                ):
                    return False
        return True

    def _additional(self, a: Disjunct, b: Disjunct) -> bool:
        for wide, wanted in b.nodes("additionalProperties"):
            if wanted is True or wanted == {}:
                continue
            known = as_object(wide["properties"])
            if any(name not in known for p in a.values("properties") for name in as_object(p)):
                return False
            if not any(
                self.includes(
                    self._below(narrow, schema, "additionalProperties", self.small),
                    self._below(wide, wanted, "additionalProperties", self.large),
                )
                for narrow, schema in a.nodes("additionalProperties")
            ):
                return False
        return True

    def _below(self, node: Node, value: Any, keyword: str, document: Document, name: str = "") -> Node:
        return document.node(value, join_pointer(node.pointer, keyword, *([name] if name else [])))
