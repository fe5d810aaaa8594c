"""The schemas within a pair of schemas, as callers name them; each difference is come upon once per name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import field, frozen

from generator.drift.change import Effect, Ledger
from generator.drift.documents import Json, Node, Pair, listing, mapping, step
from generator.drift.scene import Scene
from generator.drift.sets import relation

SINGLE: Final = (
    "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
    "if", "then", "else", "not", "contentSchema",
)  # fmt: skip
MAPS: Final = ("patternProperties", "dependentSchemas")
UNIONS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
REPEATS: Final = 10_000
"""How often in one comparison a pair of schemas is looked at again under another name: keeps the cost linear."""


Use = tuple[int, int, Any, bool, bool]
"""A pair of schemas, by identity, and the way its values travel."""


@frozen(eq=False)
class Members:
    """How the members of a union correspond: *kept* are pairs of positions, the rest positions on one side."""

    kept: tuple[tuple[int, int], ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


@frozen(eq=False)
class Spot:
    """A pair of schemas and the name callers have for it, such as `data/items/id`; the root has none."""

    scene: Scene
    pair: Pair
    name: str = ""
    leaf: str = ""
    """The property it is, if it is one rather than an item or a member."""
    parent: Pair | None = None
    hidden: bool = False
    """Under something that does not travel this way: read-only in a request, write-only in a response."""
    memo: dict[str, Any] = field(factory=dict)

    @property
    def use(self) -> Use:
        return *self.pair.key, self.scene.way, self.hidden, not self.name

    @property
    def old(self) -> Json:
        return self.pair.old.value

    @property
    def new(self) -> Json:
        return self.pair.new.value

    @property
    def changed(self) -> frozenset[str]:
        """The keywords that are not written alike, or refer to something that changed."""
        if "changed" not in self.memo:
            old, new, same = self.old, self.new, self.scene.documents.same
            self.memo["changed"] = frozenset([key for key in {**old, **new} if not same(old.get(key), new.get(key))])
        found: frozenset[str] = self.memo["changed"]
        return found

    def differs(self, *keywords: str) -> bool:
        return not self.changed.isdisjoint(keywords)

    @property
    def relation(self) -> Effect | None:
        """What is provable of the two sets of values, None if nothing is."""
        if "relation" not in self.memo:
            self.memo["relation"] = relation(self.pair, self.scene.documents)
        found: Effect | None = self.memo["relation"]
        return found

    def members(self, keyword: str) -> Members:
        if keyword not in self.memo:
            self.memo[keyword] = _match(self, keyword)
        found: Members = self.memo[keyword]
        return found


@frozen(eq=False)
class Walk:
    """Asks *judge* about every pair of schemas below a root, and remembers over a whole comparison what bore changes.

    First each pair is judged once, in silence; then those that lead to a change are gone through by every name they
    have. So a schema that a thousand operations share, and that all in it refer back to, costs no more than one.
    """

    judge: Callable[[Spot], None]
    bears: dict[Use, bool] = field(factory=dict)
    """Whether a pair, used in some way, is or leads to a change."""
    named: set[Use] = field(factory=set)
    repeats: list[None] = field(factory=list)

    def __call__(self, scene: Scene, root: Pair) -> None:
        """Enter every change from *root* down; a pair within itself is not entered again."""
        self.explore(scene, root)
        active: set[tuple[int, int]] = set()
        stack: list[Spot | tuple[int, int]] = [Spot(scene, root)]
        while stack:
            spot = stack.pop()
            if isinstance(spot, tuple):
                active.discard(spot)
                continue
            use, key = spot.use, spot.pair.key
            again = use in self.named
            if not self.bears[use] or key in active or (again and len(self.repeats) >= REPEATS):
                continue
            if again:
                self.repeats.append(None)
            self.named.add(use)
            active.add(key)
            stack.append(key)
            self.judge(spot)
            stack.extend(reversed(list(_inner(spot))))

    def explore(self, scene: Scene, root: Pair) -> bool:
        """Find out what below *root* bears changes, and whether it does; words and the like are noted on the way."""
        silent = scene.at(ledger=Ledger(docs=scene.ledger.docs, others=scene.ledger.others))
        above: defaultdict[Use, list[Use]] = defaultdict(list)
        bearing: list[Use] = []
        stack = [Spot(silent, root)]
        while stack:
            spot = stack.pop()
            use = spot.use
            if use in self.bears:
                continue
            self.bears[use] = False
            known = len(silent.ledger.changes)
            self.judge(spot)
            if len(silent.ledger.changes) > known:
                bearing.append(use)
            for inner in _inner(spot):
                above[inner.use].append(use)
                if self.bears.get(inner.use):
                    bearing.append(use)
                stack.append(inner)
        while bearing:
            use = bearing.pop()
            if not self.bears[use]:
                self.bears[use] = True
                bearing.extend(above[use])
        return self.bears[Spot(scene, root).use]


def _inner(spot: Spot) -> Iterator[Spot]:
    """The spots directly below *spot* that differ."""
    documents = spot.scene.documents
    old, new, changed = spot.pair.old, spot.pair.new, spot.changed

    def below(a: Any, b: Any, keys: tuple[str | int, ...], keys_new: tuple[str | int, ...], segment: str, name: str = "") -> Iterator[Spot]:
        if documents.same(a, b):
            return
        pair = documents.pair(a, b, step(old.pointer, *keys), step(new.pointer, *keys_new))
        flag = "readOnly" if spot.scene.side == "request" else "writeOnly"
        hidden = spot.hidden or bool(pair.new[flag] and pair.old[flag])
        full = f"{spot.name}/{segment}" if spot.name else segment
        yield Spot(spot.scene, pair, full, name, spot.pair, hidden)

    for keyword in [keyword for keyword in UNIONS if keyword in changed]:
        for i, j in spot.members(keyword).kept:
            label = _label(old[keyword], i, new[keyword], j)
            yield from below(old[keyword][i], new[keyword][j], (keyword, i), (keyword, j), f"{keyword}[{label}]")
    properties = mapping(new["properties"])
    for name, value in mapping(old["properties"] if "properties" in changed else None).items():
        if name in properties:
            at = ("properties", name)
            yield from below(value, properties[name], at, at, name, name)
    for keyword in [keyword for keyword in SINGLE if keyword in changed]:
        if isinstance(old[keyword], dict) and isinstance(new[keyword], dict):
            yield from below(old[keyword], new[keyword], (keyword,), (keyword,), keyword)
    for keyword in [keyword for keyword in MAPS if keyword in changed]:
        others = mapping(new[keyword])
        for name, value in mapping(old[keyword]).items():
            if name in others:
                yield from below(value, others[name], (keyword, name), (keyword, name), f"{keyword}[{name}]")


def _match(spot: Spot, keyword: str) -> Members:
    """Pair the members of a union: by reference, by being the same, by title, and the last two left over."""
    documents = spot.scene.documents
    old, new = listing(spot.old.get(keyword)), listing(spot.new.get(keyword))
    if old is new or documents.same(old, new):
        return Members()
    kept: list[tuple[int, int]] = []
    left, right = dict(enumerate(old)), dict(enumerate(new))

    def take(key_of: Any) -> None:
        index: dict[Any, list[int]] = {}
        for j, member in right.items():
            if (key := key_of(member, False)) is not None:
                index.setdefault(key, []).append(j)
        for i, member in list(left.items()):
            if (key := key_of(member, True)) is not None and index.get(key):
                j = index[key].pop(0)
                kept.append((i, j))
                del left[i], right[j]

    take(lambda member, _: _ref(member))
    take(lambda member, is_old: _text(member) if not _ref(member) and (not is_old or documents.same(member, member)) else None)
    take(lambda member, _: mapping(member).get("title") or None if not _ref(member) else None)
    rest = [(i, j) for i in left if not _ref(left[i]) for j in right if not _ref(right[j])] if len(left) < 9 > len(right) else []
    inline_left = [i for i in left if not _ref(left[i])]
    inline_right = [j for j in right if not _ref(right[j])]
    if len(inline_left) == len(inline_right) == 1 and not any(mapping(m).get("title") for m in (left[inline_left[0]], right[inline_right[0]])):
        kept.append(rest[0] if rest else (inline_left[0], inline_right[0]))
        del left[inline_left[0]], right[inline_right[0]]
    return Members(tuple(sorted(kept)), tuple(right), tuple(left))


def _ref(member: object) -> str | None:
    ref = mapping(member).get("$ref")
    return ref if isinstance(ref, str) else None


def _text(member: object) -> str:
    return json.dumps(member, sort_keys=True)


def _label(old: Any, i: int, new: Any, j: int) -> str:
    before, after = label(old, i), label(new, j)
    return before if before == after else f"{before} -> {after}"


def label(members: Any, i: int) -> str:
    """What callers may call a member of a union: the schema it refers to, its title, or its position."""
    member = members[i]
    if ref := _ref(member):
        return ref
    title = mapping(member).get("title")
    return f"subschema #{i + 1}" + (f": {title}" if title else "")


def node(spot: Spot, side: str, *keys: str | int) -> Node:
    """The node at *keys* below the old or the new side of *spot*."""
    documents, here = spot.scene.documents, spot.pair.old if side == "old" else spot.pair.new
    value: Any = here.value
    for key in keys:
        value = value[key] if isinstance(value, list) and isinstance(key, int) else mapping(value).get(str(key))
    document = documents.old if side == "old" else documents.new
    return document.node(value, step(here.pointer, *keys))
