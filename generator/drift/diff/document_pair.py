"""A pair of documents: references resolved in each, and a quick test of whether two values are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, KeysView
from typing import Any, Final

from attrs import field, frozen

from ...documents.json_values import children, is_container, is_object, is_reference, listing

Json = dict[str, Any]
EMPTY: Final[Json] = {}
"""The empty object; as a schema it allows every value. It is one object because nodes are identified by `id`."""
FALSE_SCHEMA: Final[Json] = {"not": {}}
"""The schema `false` as an object: it allows no value."""


def as_object(value: object) -> Json:
    """*value* if it is an object, else `EMPTY`, so that the valid parts of invalid documents are compared."""
    return value if is_object(value) else EMPTY


def join_pointer(pointer: str, *keys: str | int) -> str:
    """The JSON pointer to *keys* below *pointer*."""
    return pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


@frozen(eq=False)
class Node:
    """An object of a document with its pointer; *ref* is the reference that led to it, if any."""

    value: Json
    pointer: str
    ref: str = ""

    def __getitem__(self, key: str) -> Any:
        return self.value.get(key)


@frozen(eq=False)
class Document:
    """One document, whose local references can be resolved."""

    root: Json
    _merged: dict[int, tuple[Json, Json]] = field(factory=dict[int, tuple[Json, Json]], init=False)
    """The `id` of an object with a $ref → the object, and its merge with the target."""
    _resolved: dict[str, Any] = field(factory=dict[str, Any], init=False)
    """Reference → its target."""

    def node(self, value: object, pointer: str) -> Node:
        """The object that *value* is or refers to; an unresolvable reference is returned as it is."""
        if value is False:
            return Node(FALSE_SCHEMA, pointer)
        found = as_object(value)
        if "$ref" not in found:
            return Node(found, pointer)
        ref, seen = "", set[str]()
        while isinstance(name := found.get("$ref"), str) and name not in seen:
            seen.add(name)
            target = as_object(self.resolve(name))
            if target is EMPTY:
                break
            ref = ref or name
            found, pointer = self._with_siblings(found, target), name.removeprefix("#")
        return Node(found, pointer, ref)

    def resolve(self, ref: str) -> Any:
        """The target of the local reference *ref*; None if there is none."""
        if ref not in self._resolved:
            self._resolved[ref] = self._lookup(ref)
        return self._resolved[ref]

    def _lookup(self, ref: str) -> Any:
        value: Any = self.root
        if not ref.startswith("#/"):
            return value if ref == "#" else None
        for part in ref[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            items = listing(value)
            if items and key.isdecimal() and len(key) < 7 and int(key) < len(items):
                value = items[int(key)]
            else:
                value = as_object(value).get(key)
        return value

    def _with_siblings(self, value: Json, target: Json) -> Json:
        """*target* merged with the siblings of the $ref in *value*, which OpenAPI 3.1 allows.

        It is built once for each *value*, because nodes are identified by `id`.
        """
        if len(value) == 1 or str(self.root.get("openapi")).startswith("3.0") or isinstance(target.get("$ref"), str):
            return target
        if id(value) not in self._merged:
            self._merged[id(value)] = (value, {**target, **{key: item for key, item in value.items() if key != "$ref"}})
        return self._merged[id(value)][1]


@frozen(eq=False)
class NodePair:
    """Corresponding nodes of the old and the new document."""

    old: Node
    new: Node

    @property
    def key(self) -> tuple[int, int]:
        """The identity of both values."""
        return id(self.old.value), id(self.new.value)


@frozen(eq=False)
class DocumentPair:
    """The old and the new document, and what was found out about them."""

    old: Document
    new: Document
    changed_refs: frozenset[str]
    """The references whose targets differ, directly or through other references."""
    relations: dict[tuple[int, int], Any] = field(factory=dict[tuple[int, int], Any], init=False)
    """Pair of schemas, by identity → how their sets of values relate."""
    steps: list[None] = field(factory=list[None], init=False)
    """One item for each step of a proof, over all proofs."""
    enum_values: dict[int, tuple[list[Any], Json]] = field(factory=dict[int, tuple[list[Any], Json]], init=False)
    """The `id` of an enum → the enum, and its values by `value_key`."""
    _changed_keys: dict[tuple[int, int], dict[str, None]] = field(
        factory=dict[tuple[int, int], dict[str, None]], init=False
    )
    _changed_within: dict[int, bool] = field(factory=dict[int, bool], init=False)

    def pair(self, old: object, new: object, pointer_old: str, pointer_new: str) -> NodePair:
        """The nodes of two corresponding values, with references followed."""
        return NodePair(self.old.node(old, pointer_old), self.new.node(new, pointer_new))

    def same(self, old: object, new: object) -> bool:
        """Whether *old* and *new* are equal and contain no reference to anything that changed."""
        if old != new:
            return False
        return not self.changed_refs or not is_container(old) or not self._contains_changed_ref(old)

    def changed_keys(self, old: Json, new: Json) -> KeysView[str]:
        """The keys whose values are not the same in both, in order; computed once for each pair of objects."""
        key = id(old), id(new)
        if key not in self._changed_keys:
            found = [name for name in {**old, **new} if not self.same(old.get(name), new.get(name))]
            self._changed_keys[key] = dict.fromkeys(found)
        return self._changed_keys[key].keys()

    def _contains_changed_ref(self, value: Json | list[Any]) -> bool:
        """Whether *value* contains one of the changed references; computed once for each container."""
        key = id(value)
        if key not in self._changed_within:
            ref = value.get("$ref") if is_object(value) else None
            self._changed_within[key] = (isinstance(ref, str) and ref in self.changed_refs) or any(
                self._contains_changed_ref(one) for one in children(value) if is_container(one)
            )
        return self._changed_within[key]


def pair_documents(old: Document, new: Document) -> DocumentPair:
    """The pair of both documents, with the references whose targets differ."""
    uses: dict[str, set[str]] = {}
    pending_changed: list[str] = []
    pending = [*_refs_in(old.root), *_refs_in(new.root)]
    while pending:
        ref = pending.pop()
        if ref not in uses:
            before, after = old.resolve(ref), new.resolve(ref)
            uses[ref] = {*_refs_in(before)}
            if before != after:
                pending_changed.append(ref)
                uses[ref].update(_refs_in(after))
            pending.extend(uses[ref])
    users: defaultdict[str, list[str]] = defaultdict(list)
    for ref, others in uses.items():
        for other in others:
            users[other].append(ref)
    changed: set[str] = set()
    while pending_changed:
        ref = pending_changed.pop()
        if ref not in changed:
            changed.add(ref)
            pending_changed.extend(users[ref])
    return DocumentPair(old, new, frozenset(changed))


def _refs_in(root: object) -> Iterator[str]:
    """Every $ref within *root*; containers that occur several times are visited once."""
    stack, seen = [root], set[int]()
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        stack += [one for one in children(value) if isinstance(one, (dict, list))]
        if is_reference(value):
            yield value["$ref"]
