"""Two documents side by side: what a $ref stands for in each, and which parts need no look because they are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from attrs import field, frozen

Json = dict[str, Any]
ANYTHING: Final[Json] = {}
NOTHING: Final[Json] = {"not": {}}


def mapping(value: object) -> Json:
    """*value* if it is an object, else an empty one: invalid documents are compared for what is valid in them."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


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
    merged: dict[int, tuple[Json, Json]] = field(factory=dict, init=False)

    def node(self, value: object, pointer: str) -> Node:
        """The object that *value* is or refers to; a reference that leads nowhere stands for itself."""
        ref, seen = "", set[str]()
        if value is True:
            return Node(ANYTHING, pointer)
        if value is False:
            return Node(NOTHING, pointer)
        value = mapping(value)
        while isinstance(name := value.get("$ref"), str) and name not in seen:
            seen.add(name)
            target = self.at(name)
            if not isinstance(target, dict):
                break
            ref = ref or name
            value, pointer = self._beside(value, target), name.removeprefix("#")
        return Node(value, pointer, ref)

    def at(self, ref: str) -> Any:
        """What a local *ref* points at, None if nothing."""
        value: Any = self.root
        if not ref.startswith("#/"):
            return value if ref == "#" else None
        for part in ref[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and key.isdecimal() and len(key) < 7 and int(key) < len(value):
                value = value[int(key)]
            else:
                return None
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
    changed: frozenset[str] = field(init=False)
    relations: dict[tuple[int, int], Any] = field(factory=dict, init=False)
    """What was proved of pairs of schemas, and in how many steps."""
    steps: list[None] = field(factory=list, init=False)
    _refs: dict[int, frozenset[str]] = field(factory=dict, init=False)

    @changed.default
    def _changed(self) -> frozenset[str]:
        """The references that do not mean the same in both documents, be it only because of what they refer to."""
        inside: dict[str, set[str]] = {}
        pending = [*_refs_in(self.old.root), *_refs_in(self.new.root)]
        while pending:
            ref = pending.pop()
            if ref not in inside:
                inside[ref] = {*_refs_in(self.old.at(ref)), *_refs_in(self.new.at(ref))}
        users: defaultdict[str, list[str]] = defaultdict(list)
        for ref, used in inside.items():
            for other in used:
                users[other].append(ref)
        changed: set[str] = set()
        pending = [ref for ref in inside if self.old.at(ref) != self.new.at(ref)]
        while pending:
            ref = pending.pop()
            if ref not in changed:
                changed.add(ref)
                pending.extend(users[ref])
        return frozenset(changed)

    def pair(self, old: object, new: object, pointer_old: str, pointer_new: str) -> Pair:
        return Pair(self.old.node(old, pointer_old), self.new.node(new, pointer_new))

    def same(self, old: object, new: object) -> bool:
        """Whether *old* and *new* are written alike and refer to nothing that changed."""
        return old == new and not (self.changed and self.changed & self._refs_of(old))

    def _refs_of(self, value: object) -> frozenset[str]:
        if id(value) not in self._refs:
            self._refs[id(value)] = frozenset(_refs_in(value))
        return self._refs[id(value)]


def _refs_in(root: object) -> Iterator[str]:
    """Every $ref within *root*, each container looked at once."""
    stack, seen = [root], set[int]()
    while stack:
        value = stack.pop()
        kind = type(value)
        if (kind is not dict and kind is not list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            ref = value.get("$ref")
            if type(ref) is str:
                yield ref
            stack += value.values()
        elif isinstance(value, list):
            stack += value
