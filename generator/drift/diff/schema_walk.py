"""The walk through a pair of schemas: every pair of schemas within it, named as callers name it, and its changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, KeysView
from typing import Any, Final

from attrs import Factory, define, field, frozen

from ...documents.json_values import listing
from ..change import ChangeCollector, Effect, set_effect, wire_verdict
from .context import DiffContext
from .document_pair import Json, Node, NodePair, as_object, join_pointer
from .inclusion import set_relation
from .subschemas import SubschemaMatch, match_subschemas, subschema_name
from .validation import ComparisonRefused

SCHEMA_KEYWORDS: Final = (
    "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
    "if", "then", "else", "not", "contentSchema",
)  # fmt: skip
"""Keywords whose value is a schema."""
SCHEMA_MAP_KEYWORDS: Final = ("patternProperties", "dependentSchemas")
"""Keywords besides `properties` whose value is a map of schemas."""
SCHEMA_LIST_KEYWORDS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
"""Keywords whose value is a list of schemas."""
MAX_NAME_LENGTH: Final = 400
"""The length to which the name of a schema is cut, at its beginning."""
REVISITS: Final = (4_000, 20_000)
"""The least and the greatest limit on how often one comparison visits pairs of schemas again under another name.

Between them the limit is half the size of the documents, so that the cost stays linear.
"""
MAX_PAIRS: Final = 20_000
"""The most pairs of schemas, beyond two for each container, before the documents are refused as combining endlessly."""


_Keys = tuple[str | int, ...]
Usage = tuple[int, int, Any, bool, bool, bool]
"""A pair of schemas, by identity, and everything else that the rules for schemas depend on."""


def _changed(diff: SchemaDiff) -> KeysView[str]:
    return diff.context.documents.changed_keys(diff.old, diff.new)


@frozen(eq=False)
class SchemaDiff:
    """A pair of schemas and its name, such as `data/items/id`; the root of a walk has the empty name."""

    context: DiffContext
    pair: NodePair
    name: str = ""
    property_name: str = ""
    """The name of the property that the schemas describe; empty for items, subschemas and the like."""
    parent: NodePair | None = None
    excluded: bool = False
    """Whether it is below a readOnly property of a request, or a writeOnly property of a response."""
    negated: bool = False
    """Whether it is below a `not`."""
    enclosing: SchemaDiff | None = None
    """The pair of schemas around it, while pairs are visited by name."""
    changed: KeysView[str] = field(init=False, default=Factory(_changed, takes_self=True))
    """The keywords whose values differ, or refer to something that changed."""
    cache: dict[str, Any] = field(factory=dict[str, Any])

    @property
    def usage(self) -> Usage:
        """The pair with everything that the rules depend on."""
        return *self.pair.key, self.context.schema_usage, self.excluded, self.negated, not self.name

    @property
    def old(self) -> Json:
        """The old schema."""
        return self.pair.old.value

    @property
    def new(self) -> Json:
        """The new schema."""
        return self.pair.new.value

    def differs(self, *keywords: str) -> bool:
        """Whether any of *keywords* changed."""
        return not self.changed.isdisjoint(keywords)

    @property
    def relation(self) -> Effect | None:
        """How the two sets of values relate; None when nothing can be proved."""
        if "relation" not in self.cache:
            self.cache["relation"] = set_relation(self.pair, self.context.documents)
        found: Effect | None = self.cache["relation"]
        return found

    def effect(self, found: Effect) -> Effect:
        """The effect to report for one keyword that has the effect *found* on its own.

        When the whole schema, or one around it, is proved not to break callers, that relation is reported instead:
        constraints may have moved from one keyword or level to another.
        """
        if self.excluded and found != "same":
            return "neutral"
        if self.negated and found in ("narrows", "widens"):
            found = set_effect(grows=found == "narrows")
        if wire_verdict(found, self.context.client_direction) != "breaking":
            return found
        diff: SchemaDiff | None = self
        while diff is not None:
            if (diff is self or diff.differs("allOf", "anyOf", "oneOf")) and not diff.negated:
                whole = diff.relation
                if whole and wire_verdict(whole, diff.context.client_direction) != "breaking":
                    return whole
            diff = diff.enclosing
        return found

    def subschemas(self, keyword: str) -> SubschemaMatch:
        """How the old and new subschemas of *keyword* correspond."""
        if keyword not in self.cache:
            old, new = listing(self.old.get(keyword)), listing(self.new.get(keyword))
            self.cache[keyword] = match_subschemas(old, new, self.context.documents)
        found: SubschemaMatch = self.cache[keyword]
        return found


@define(eq=False)
class SchemaWalk:
    """Applies *check* to every pair of schemas below a root, with results shared over a whole comparison.

    First each pair is checked once and its changes are discarded; then the pairs that lead to a change are visited by
    each of their names. So a schema that many operations share, and that refers to itself, costs no more than one.
    """

    check: Callable[[SchemaDiff], None]
    size: int
    """The number of objects and arrays in both documents."""
    leads_to_change: dict[Usage, bool] = field(factory=dict[Usage, bool])
    """Whether a pair, in one usage, changed or leads to one that changed."""
    changed: set[Usage] = field(factory=set[Usage])
    """The pairs that changed themselves."""
    visited: set[Usage] = field(factory=set[Usage])
    revisits: int = 0

    def __call__(self, context: DiffContext, root: NodePair) -> None:
        """Add every change from *root* down; a pair within itself is not visited again."""
        self.explore(context, root)
        active: set[tuple[int, int]] = set()
        stack: list[SchemaDiff | tuple[int, int]] = [SchemaDiff(context, root)]
        while stack:
            diff = stack.pop()
            if isinstance(diff, tuple):
                active.discard(diff)
                continue
            usage, key = diff.usage, diff.pair.key
            if not self.leads_to_change[usage] or key in active:
                continue
            again = usage in self.visited
            if again and self.revisits > min(max(self.size // 2, REVISITS[0]), REVISITS[1]):
                continue
            self.visited.add(usage)
            active.add(key)
            stack.append(key)
            if usage in self.changed:
                self.check(diff)
            children = [*_children(diff, enclosing=diff)]
            self.revisits += 1 + len(children) if again else 0
            stack.extend(reversed(children))

    def explore(self, context: DiffContext, root: NodePair) -> bool:
        """Find out which pairs below *root* lead to changes; whether *root* does.

        Differences that are no changes, such as those in documentation, are recorded on the way.
        """
        collector = ChangeCollector(docs=context.collector.docs, others=context.collector.others)
        discarding = context.evolve(collector=collector)
        parents: defaultdict[Usage, list[Usage]] = defaultdict(list)
        leading: list[Usage] = []
        stack = [SchemaDiff(discarding, root)]
        while stack:
            diff = stack.pop()
            usage = diff.usage
            if usage in self.leads_to_change:
                continue
            self.leads_to_change[usage] = False
            if len(self.leads_to_change) > MAX_PAIRS + 2 * self.size:
                raise ComparisonRefused("the documents", "their schemas refer to each other in too many combinations")
            known = len(collector.changes)
            self.check(diff)
            if len(collector.changes) > known:
                self.changed.add(usage)
                leading.append(usage)
            for child in _children(diff):
                parents[child.usage].append(usage)
                if self.leads_to_change.get(child.usage):
                    leading.append(usage)
                stack.append(child)
        while leading:
            usage = leading.pop()
            if not self.leads_to_change[usage]:
                self.leads_to_change[usage] = True
                leading.extend(parents[usage])
        return self.leads_to_change[SchemaDiff(context, root).usage]


def _children(diff: SchemaDiff, enclosing: SchemaDiff | None = None) -> Iterator[SchemaDiff]:
    """The pairs of schemas directly below *diff* that differ."""
    old, new, changed, same = diff.old, diff.new, diff.changed, diff.context.documents.same
    for listed in [keyword for keyword in SCHEMA_LIST_KEYWORDS if keyword in changed]:
        for i, j in diff.subschemas(listed).kept:
            if not same(old[listed][i], new[listed][j]):
                names = subschema_name(old[listed], i), subschema_name(new[listed], j)
                name = names[0] if names[0] == names[1] else " -> ".join(names)
                yield _child(diff, enclosing, (listed, i), (listed, j), f"{listed}[{name}]")
    if "properties" in changed:
        for name in _changed_names(diff, "properties"):
            yield _child(diff, enclosing, ("properties", name), ("properties", name), name, name)
    for keyword in [keyword for keyword in SCHEMA_KEYWORDS if keyword in changed]:
        if isinstance(old.get(keyword), dict) and isinstance(new.get(keyword), dict):
            yield _child(diff, enclosing, (keyword,), (keyword,), keyword, negates=keyword == "not")
    for mapped in [keyword for keyword in SCHEMA_MAP_KEYWORDS if keyword in changed]:
        for name in _changed_names(diff, mapped):
            yield _child(diff, enclosing, (mapped, name), (mapped, name), f"{mapped}[{name}]")


def _changed_names(diff: SchemaDiff, keyword: str) -> list[str]:
    """The names in both of the maps at *keyword* whose schemas differ."""
    old, new = as_object(diff.old.get(keyword)), as_object(diff.new.get(keyword))
    return [name for name in diff.context.documents.changed_keys(old, new) if name in old and name in new]


def _child(
    diff: SchemaDiff, enclosing: SchemaDiff | None, keys_old: _Keys, keys_new: _Keys, segment: str,
    property_name: str = "", *, negates: bool = False,
) -> SchemaDiff:  # fmt: skip
    """The pair of schemas at *keys_old* and *keys_new* below *diff*; its name is *segment* below that of *diff*."""
    pair = diff.context.documents.pair(
        _value_at(diff.old, keys_old), _value_at(diff.new, keys_new),
        join_pointer(diff.pair.old.pointer, *keys_old), join_pointer(diff.pair.new.pointer, *keys_new),
    )  # fmt: skip
    flag = "readOnly" if diff.context.direction == "request" else "writeOnly"
    excluded = diff.excluded or bool(pair.new[flag] and pair.old[flag])
    name = f"{diff.name}/{segment}" if diff.name else segment
    if len(name) > MAX_NAME_LENGTH:
        name = "…" + name[-MAX_NAME_LENGTH:]
    return SchemaDiff(
        diff.context, pair, name, property_name, diff.pair, excluded, diff.negated != negates, enclosing
    )  # fmt: skip


def node_at(diff: SchemaDiff, side: str, *keys: str | int) -> Node:
    """The node at *keys* below the "old" or the "new" *side* of *diff*."""
    documents = diff.context.documents
    document, node = (documents.old, diff.pair.old) if side == "old" else (documents.new, diff.pair.new)
    return document.node(_value_at(node.value, keys), join_pointer(node.pointer, *keys))


def _value_at(value: Any, keys: _Keys) -> Any:
    for key in keys:
        value = listing(value)[key] if isinstance(key, int) else as_object(value).get(key)
    return value
