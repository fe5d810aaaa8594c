"""Two documents side by side: what a $ref stands for in each, and which parts are the same and need no look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

from generator.json_values import is_object, listing

Json = dict[str, Any]
ANYTHING: Final[Json] = {}
NOTHING: Final[Json] = {"not": {}}


def mapping(value: object) -> Json:
    """*value* if it is an object, else `ANYTHING`: invalid documents are compared for what is valid in them."""
    return value if is_object(value) else ANYTHING


def step(pointer: str, *keys: str | int) -> str:
    """The JSON pointer of what stands at *keys* below *pointer*."""
    return pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


@frozen(eq=False)
class Node:
    """A value with its place in its document; *ref* is how it was referred to, if it was."""

    value: Json
    pointer: str
    ref: str = ""

    def __getitem__(self, key: str) -> Any:
        return self.value.get(key)


@frozen(eq=False)
class Document:
    """One document whose local references can be followed."""

    root: Json
    merged: dict[int, tuple[Json, Json]] = field(factory=dict[int, tuple[Json, Json]], init=False)

    def node(self, value: object, pointer: str) -> Node:
        """The object that *value* is or refers to; a reference that leads nowhere stands for itself."""
        ref, seen = "", set[str]()
        if value is True:
            return Node(ANYTHING, pointer)
        if value is False:
            return Node(NOTHING, pointer)
        found = mapping(value)
        while isinstance(name := found.get("$ref"), str) and name not in seen:
            seen.add(name)
            target = mapping(self.at(name))
            if target is ANYTHING:
                break
            ref = ref or name
            found, pointer = self._beside(found, target), name.removeprefix("#")
        return Node(found, pointer, ref)

    def at(self, ref: str) -> Any:
        """What a local *ref* points at, None if nothing."""
        value: Any = self.root
        if not ref.startswith("#/"):
            return value if ref == "#" else None
        for part in ref[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            items = listing(value)
            if items and key.isdecimal() and len(key) < 7 and int(key) < len(items):
                value = items[int(key)]
            else:
                value = mapping(value).get(key)
        return value

    def _beside(self, value: Json, target: Json) -> Json:
        """*target* with the keywords that OpenAPI 3.1 lets stand beside a $ref; made once, as nodes go by identity."""
        if len(value) == 1 or str(self.root.get("openapi")).startswith("3.0") or isinstance(target.get("$ref"), str):
            return target
        if id(value) not in self.merged:
            self.merged[id(value)] = (value, {**target, **{key: item for key, item in value.items() if key != "$ref"}})
        return self.merged[id(value)][1]


@frozen(eq=False)
class Pair:
    """The same thing in the old and the new document."""

    old: Node
    new: Node

    @property
    def key(self) -> tuple[int, int]:
        return id(self.old.value), id(self.new.value)


@frozen(eq=False)
class Documents:
    """The old document and the new one."""

    old: Document
    new: Document
    changed: frozenset[str]
    """The references that do not mean the same in both."""
    relations: dict[tuple[int, int], Any] = field(factory=dict[tuple[int, int], Any], init=False)
    """What was proved of pairs of schemas, and in how many steps."""
    steps: list[None] = field(factory=list[None], init=False)
    enums: dict[int, tuple[list[Any], Json]] = field(factory=dict[int, tuple[list[Any], Json]], init=False)
    """Lists of values, by identity, with the values by what equal ones share."""
    _refs: dict[int, frozenset[str]] = field(factory=dict[int, frozenset[str]], init=False)

    def pair(self, old: object, new: object, pointer_old: str, pointer_new: str) -> Pair:
        return Pair(self.old.node(old, pointer_old), self.new.node(new, pointer_new))

    def same(self, old: object, new: object) -> bool:
        """Whether *old* and *new* are written alike and refer to nothing that changed."""
        return old == new and (not self.changed or self.changed.isdisjoint(self._refs_of(old)))

    def _refs_of(self, value: object) -> frozenset[str]:
        if id(value) not in self._refs:
            self._refs[id(value)] = frozenset(_refs_in(value))
        return self._refs[id(value)]


def side_by_side(old: Document, new: Document) -> Documents:
    """Both documents, with what it takes to tell quickly that something did not change."""
    inside: dict[str, set[str]] = {}
    pending = [*_refs_in(old.root), *_refs_in(new.root)]
    while pending:
        ref = pending.pop()
        if ref not in inside:
            inside[ref] = {*_refs_in(old.at(ref)), *_refs_in(new.at(ref))}
            pending.extend(inside[ref])
    users: defaultdict[str, list[str]] = defaultdict(list)
    for ref, used in inside.items():
        for other in used:
            users[other].append(ref)
    changed: set[str] = set()
    pending = [ref for ref in inside if old.at(ref) != new.at(ref)]
    while pending:
        ref = pending.pop()
        if ref not in changed:
            changed.add(ref)
            pending.extend(users[ref])
    return Documents(old, new, frozenset(changed))


def _refs_in(root: object) -> Iterator[str]:
    """Every $ref within *root*, each container looked at once."""
    stack, seen = [root], set[int]()
    while stack:
        value: Any = stack.pop()
        inner = mapping(value).values() or listing(value)
        if inner and id(value) not in seen:
            seen.add(id(value))
            stack += inner
            ref = mapping(value).get("$ref")
            if isinstance(ref, str):
                yield ref
