"""The schemas within a pair of schemas, as callers name them; each difference is come upon once per name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, KeysView
from typing import Any, Final

from attrs import Factory, define, field, frozen

from ...documents.json_values import listing
from ..change import Effect, Ledger, size, wire
from .documents import Json, Node, Pair, mapping, step
from .members import Members, label, match
from .plain import ComparisonRefused
from .scene import Scene
from .sets import relation

SINGLE: Final = (
    "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
    "if", "then", "else", "not", "contentSchema",
)  # fmt: skip
MAPS: Final = ("patternProperties", "dependentSchemas")
UNIONS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
LONGEST: Final = 400
"""The longest name a spot is called by in full."""
REPEATS: Final = (4_000, 20_000)
"""How often in one comparison a pair of schemas is looked at again under another name, at least and at most; between
them as often as the documents have parts. Keeps the cost linear."""
PAIRS: Final = 20_000
"""How many pairs there may be, and two more for each part: far more than documents have that were not made to combine
without end."""


Keys = tuple[str | int, ...]
Use = tuple[int, int, Any, bool, bool, bool]
"""A pair of schemas, by identity, and the way its values travel."""


def _changed(spot: Spot) -> KeysView[str]:
    return spot.scene.documents.differing(spot.old, spot.new)


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
    turned: bool = False
    """Under a `not`: what it allows is forbidden."""
    above: Spot | None = None
    """What it is within, as far as it is known which of its names is meant."""
    changed: KeysView[str] = field(init=False, default=Factory(_changed, takes_self=True))
    """The keywords that are not written alike, or refer to something that changed."""
    memo: dict[str, Any] = field(factory=dict[str, Any])

    @property
    def use(self) -> Use:
        return *self.pair.key, self.scene.way, self.hidden, self.turned, not self.name

    @property
    def old(self) -> Json:
        return self.pair.old.value

    @property
    def new(self) -> Json:
        return self.pair.new.value

    def differs(self, *keywords: str) -> bool:
        return not self.changed.isdisjoint(keywords)

    @property
    def relation(self) -> Effect | None:
        """What is provable of the two sets of values, None if nothing is."""
        if "relation" not in self.memo:
            self.memo["relation"] = relation(self.pair, self.scene.documents)
        found: Effect | None = self.memo["relation"]
        return found

    def effect(self, found: Effect) -> Effect:
        """What one keyword does to the set of values, *found*, unless the whole says that it hurts nobody.

        The whole is the schema, or one that it is within: what moved from one keyword or level to another changes both
        and yet nothing.
        """
        if self.hidden and found != "same":
            return "neutral"
        if self.turned and found in ("narrows", "widens"):
            found = size(grows=found == "narrows")
        if wire(found, self.scene.sender) != "breaking":
            return found
        spot: Spot | None = self
        while spot is not None:
            if (spot is self or spot.differs("allOf", "anyOf", "oneOf")) and not spot.turned:
                whole = spot.relation
                if whole and wire(whole, spot.scene.sender) != "breaking":
                    return whole
            spot = spot.above
        return found

    def members(self, keyword: str) -> Members:
        if keyword not in self.memo:
            old, new = listing(self.old.get(keyword)), listing(self.new.get(keyword))
            self.memo[keyword] = match(old, new, self.scene.documents)
        found: Members = self.memo[keyword]
        return found


@define(eq=False)
class Walk:
    """Asks *judge* about every pair of schemas below a root, and remembers over a whole comparison what bore changes.

    First each pair is judged once, in silence; then those that lead to a change are gone through by every name they
    have. So a schema that a thousand operations share, and that all in it refer back to, costs no more than one.
    """

    judge: Callable[[Spot], None]
    size: int
    """How many objects and lists both documents have."""
    bears: dict[Use, bool] = field(factory=dict[Use, bool])
    """Whether a pair, used in some way, is or leads to a change."""
    changes: set[Use] = field(factory=set[Use])
    """Those that are one themselves."""
    named: set[Use] = field(factory=set[Use])
    repeats: int = 0

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
            if not self.bears[use] or key in active:
                continue
            again = use in self.named
            if again and self.repeats > min(max(self.size // 2, REPEATS[0]), REPEATS[1]):
                continue
            self.named.add(use)
            active.add(key)
            stack.append(key)
            if use in self.changes:
                self.judge(spot)
            inner = [*_inner(spot, above=spot)]
            self.repeats += 1 + len(inner) if again else 0
            stack.extend(reversed(inner))

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
            if len(self.bears) > PAIRS + 2 * self.size:
                raise ComparisonRefused("the documents", "their schemas refer to each other in too many combinations")
            known = len(silent.ledger.changes)
            self.judge(spot)
            if len(silent.ledger.changes) > known:
                self.changes.add(use)
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


def _inner(spot: Spot, above: Spot | None = None) -> Iterator[Spot]:
    """The spots directly below *spot* that differ; *above*: what they are known to be within."""
    old, new, changed, same = spot.old, spot.new, spot.changed, spot.scene.documents.same
    for union in [union for union in UNIONS if union in changed]:
        for i, j in spot.members(union).kept:
            if not same(old[union][i], new[union][j]):
                names = label(old[union], i), label(new[union], j)
                name = names[0] if names[0] == names[1] else " -> ".join(names)
                yield _below(spot, above, (union, i), (union, j), f"{union}[{name}]")
    if "properties" in changed:
        for name in _differing(spot, "properties"):
            yield _below(spot, above, ("properties", name), ("properties", name), name, leaf=name)
    for keyword in [keyword for keyword in SINGLE if keyword in changed]:
        if isinstance(old.get(keyword), dict) and isinstance(new.get(keyword), dict):
            yield _below(spot, above, (keyword,), (keyword,), keyword, turns=keyword == "not")
    for map_ in [keyword for keyword in MAPS if keyword in changed]:
        for name in _differing(spot, map_):
            yield _below(spot, above, (map_, name), (map_, name), f"{map_}[{name}]")


def _differing(spot: Spot, keyword: str) -> list[str]:
    """The names in both of the maps at *keyword* whose schemas differ."""
    old, new = mapping(spot.old.get(keyword)), mapping(spot.new.get(keyword))
    return [name for name in spot.scene.documents.differing(old, new) if name in old and name in new]


def _below(
    spot: Spot, above: Spot | None, keys: Keys, keys_new: Keys, segment: str, leaf: str = "", *, turns: bool = False
) -> Spot:
    """The spot at *keys* below *spot*."""
    a, b = _get(spot.old, keys), _get(spot.new, keys_new)
    pair = spot.scene.documents.pair(a, b, step(spot.pair.old.pointer, *keys), step(spot.pair.new.pointer, *keys_new))
    flag = "readOnly" if spot.scene.side == "request" else "writeOnly"
    hidden = spot.hidden or bool(pair.new[flag] and pair.old[flag])
    name = f"{spot.name}/{segment}" if spot.name else segment
    if len(name) > LONGEST:
        name = "…" + name[-LONGEST:]
    return Spot(spot.scene, pair, name, leaf, spot.pair, hidden, spot.turned != turns, above)


def node(spot: Spot, side: str, *keys: str | int) -> Node:
    """The node at *keys* below the old or the new side of *spot*."""
    documents, here = spot.scene.documents, spot.pair.old if side == "old" else spot.pair.new
    document = documents.old if side == "old" else documents.new
    return document.node(_get(here.value, keys), step(here.pointer, *keys))


def _get(value: Any, keys: Keys) -> Any:
    for key in keys:
        value = listing(value)[key] if isinstance(key, int) else mapping(value).get(key)
    return value
