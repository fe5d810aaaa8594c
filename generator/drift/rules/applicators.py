"""Rules for JSON Schema's applicators besides properties and composition, such as items, contains and if."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import listing
from ..change import Effect, set_effect
from ..diff.document_pair import as_object
from ..diff.schema_walk import SchemaDiff
from .schema_changes import add_change, quoted_list

_SCHEMA_KEYWORDS: Final = {
    "contains": "contains", "propertyNames": "property-names", "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties", "if": "if", "then": "then", "else": "else",
    "contentSchema": "content-schema", "not": "not", "items": "items",
}  # fmt: skip
_MAP_KEYWORDS: Final = {"patternProperties": "pattern-property", "dependentSchemas": "dependent-schema"}
KEYWORDS: Final = (*_SCHEMA_KEYWORDS, *_MAP_KEYWORDS, "dependentRequired")


def check(diff: SchemaDiff) -> None:
    """Add the changes of applicators, without those of the schemas that they apply."""
    for keyword, word in _SCHEMA_KEYWORDS.items():
        if diff.differs(keyword):
            _check_schema(diff, keyword, word)
    for keyword, word in _MAP_KEYWORDS.items():
        if diff.differs(keyword):
            _check_map(diff, keyword, word)
    if diff.differs("dependentRequired"):
        _check_dependent_required(diff)


def _check_schema(diff: SchemaDiff, keyword: str, word: str) -> None:
    before, after = diff.old.get(keyword), diff.new.get(keyword)
    if (before is None and after is None) or (keyword == "items" and diff.differs("type")):
        return
    if isinstance(before, bool) or isinstance(after, bool):
        if (before in (None, True, {})) != (after in (None, True, {})):
            allows_all = after in (None, True, {})
            event, effect = "widened" if allows_all else "restricted", diff.relation or set_effect(grows=allows_all)
            add_change(diff, f"{word}-{event}", effect, f"has `{keyword}` {event}", key=keyword)
    elif before is None:
        effect = diff.relation or "narrows"
        add_change(diff, f"{word}-added", effect, f"must now satisfy `{keyword}`", key=keyword)
    elif after is None:
        effect = diff.relation or "widens"
        add_change(diff, f"{word}-removed", effect, f"no longer has to satisfy `{keyword}`", key=keyword)


def _check_map(diff: SchemaDiff, keyword: str, word: str) -> None:
    before, after = as_object(diff.old.get(keyword)), as_object(diff.new.get(keyword))
    for name in sorted(after.keys() - before.keys()):
        phrase = f"must now satisfy `{keyword}` for `{name}`"
        add_change(diff, f"{word}-added", "narrows", phrase, key=f"{keyword}/{name}", after=name)
    for name in sorted(before.keys() - after.keys()):
        phrase = f"no longer has to satisfy `{keyword}` for `{name}`"
        add_change(diff, f"{word}-removed", "widens", phrase, key=f"{keyword}/{name}", before=name)


def _check_dependent_required(diff: SchemaDiff) -> None:
    key = "dependentRequired"
    before, after = as_object(diff.old.get(key)), as_object(diff.new.get(key))
    for name in sorted({*before, *after}):
        old, new = listing(before.get(name)), listing(after.get(name))
        if name not in before:
            phrase = f"with `{name}` must now have {quoted_list(new)}"
            add_change(diff, "dependent-required-added", "narrows", phrase, key=key, after=new)
        elif name not in after:
            phrase = f"with `{name}` no longer has to have {quoted_list(old)}"
            add_change(diff, "dependent-required-removed", "widens", phrase, key=key, before=old)
        elif sorted(map(str, old)) != sorted(map(str, new)):
            fewer, more = set(map(str, new)) <= set(map(str, old)), set(map(str, old)) <= set(map(str, new))
            effect: Effect = "widens" if fewer else "narrows" if more else "incomparable"
            phrase = f"with `{name}` must now have {quoted_list(new)} instead of {quoted_list(old)}"
            add_change(diff, "dependent-required-changed", effect, phrase, key=key, before=old, after=new)
