"""Two documents side by side: what a $ref stands for in each, and which parts are the same and need no look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, KeysView
from typing import Any, Final

from attrs import field, frozen

from ...documents.json_values import children, is_container, is_object, is_reference, listing

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
    found: dict[str, Any] = field(factory=dict[str, Any], init=False)
    """What references point at, once it was looked for."""

    def node(self, value: object, pointer: str) -> Node:
        """The object that *value* is or refers to; a reference that leads nowhere stands for itself."""
        if value is False:
            return Node(NOTHING, pointer)
        found = mapping(value)
        if "$ref" not in found:
            return Node(found, pointer)
        ref, seen = "", set[str]()
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
        if ref not in self.found:
            self.found[ref] = self._find(ref)
        return self.found[ref]

    def _find(self, ref: str) -> Any:
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
    _differing: dict[tuple[int, int], dict[str, None]] = field(
        factory=dict[tuple[int, int], dict[str, None]], init=False
    )
    _leads: dict[int, bool] = field(factory=dict[int, bool], init=False)

    def pair(self, old: object, new: object, pointer_old: str, pointer_new: str) -> Pair:
        return Pair(self.old.node(old, pointer_old), self.new.node(new, pointer_new))

    def same(self, old: object, new: object) -> bool:
        """Whether *old* and *new* are written alike and refer to nothing that changed."""
        if old != new:
            return False
        return not self.changed or not is_container(old) or not self._leads_to_change(old)

    def differing(self, old: Json, new: Json) -> KeysView[str]:
        """The keys in either that are not the same in both, in order; looked for once in each pair of objects."""
        key = id(old), id(new)
        if key not in self._differing:
            found = [name for name in {**old, **new} if not self.same(old.get(name), new.get(name))]
            self._differing[key] = dict.fromkeys(found)
        return self._differing[key].keys()

    def _leads_to_change(self, value: Json | list[Any]) -> bool:
        """Whether a reference within *value* means something else now; each container is looked at once."""
        key = id(value)
        if key not in self._leads:
            ref = value.get("$ref") if is_object(value) else None
            self._leads[key] = (isinstance(ref, str) and ref in self.changed) or any(
                self._leads_to_change(one) for one in children(value) if is_container(one)
            )
        return self._leads[key]


def side_by_side(old: Document, new: Document) -> Documents:
    """Both documents, with what it takes to tell quickly that something did not change."""
    inside: dict[str, set[str]] = {}
    rewritten: list[str] = []
    pending = [*_refs_in(old.root), *_refs_in(new.root)]
    while pending:
        ref = pending.pop()
        if ref not in inside:
            before, after = old.at(ref), new.at(ref)
            inside[ref] = {*_refs_in(before)}
            if before != after:
                rewritten.append(ref)
                inside[ref].update(_refs_in(after))
            pending.extend(inside[ref])
    users: defaultdict[str, list[str]] = defaultdict(list)
    for ref, used in inside.items():
        for other in used:
            users[other].append(ref)
    changed: set[str] = set()
    while rewritten:
        ref = rewritten.pop()
        if ref not in changed:
            changed.add(ref)
            rewritten.extend(users[ref])
    return Documents(old, new, frozenset(changed))


def _refs_in(root: object) -> Iterator[str]:
    """Every $ref within *root*, each container looked at once."""
    stack, seen = [root], set[int]()
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        stack += [one for one in children(value) if isinstance(one, (dict, list))]
        if is_reference(value):
            yield value["$ref"]
