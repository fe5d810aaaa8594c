"""Rules for composition: allOf, anyOf, oneOf, prefixItems and discriminators."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import listing
from ..change import Effect
from ..diff.context import ANNOTATIONS
from ..diff.document_pair import as_object, join_pointer
from ..diff.schema_walk import SchemaDiff, node_at
from ..diff.subschemas import subschema_name
from .schema_changes import add_change

_ID_PARTS: Final = {"allOf": "all-of", "anyOf": "any-of", "oneOf": "one-of", "prefixItems": "prefix-items"}
KEYWORDS: Final = (*_ID_PARTS, "discriminator")


def check(diff: SchemaDiff, *, covered_by_type: bool) -> None:
    """Add the changes of composition; not of anyOf and oneOf if a change of type already covers them."""
    was_wrapped = bool(wrapped_properties(diff)) and not diff.name if diff.differs("oneOf") else False
    if was_wrapped:
        phrase = "is now wrapped in a oneOf instead of being a single object"
        add_change(diff, "wrapped-in-one-of", diff.relation or "incomparable", phrase, key="oneOf")
    for keyword in _ID_PARTS:
        if not (covered_by_type and keyword in ("anyOf", "oneOf")) and not (was_wrapped and keyword == "oneOf"):
            _check_subschemas(diff, keyword)
    _check_discriminator(diff)


def wrapped_properties(diff: SchemaDiff) -> list[str]:
    """The properties that moved from an object into the alternatives of a new oneOf; none if that did not happen."""
    old, new = as_object(diff.old.get("properties")), diff.new
    if not old or diff.old.get("oneOf") or not new.get("oneOf") or new.get("properties") or new.get("type"):
        return []
    alternatives = [node_at(diff, "new", "oneOf", i)["properties"] for i in range(len(listing(new["oneOf"])))]
    return [name for name in old if any(name in as_object(one) for one in alternatives)]


def _check_subschemas(diff: SchemaDiff, keyword: str) -> None:
    if not diff.differs(keyword):
        return
    subschemas = diff.subschemas(keyword)
    for event, positions, side in (("added", subschemas.added, "new"), ("removed", subschemas.removed, "old")):
        annotating = [i for i in positions if keyword == "allOf" and _only_annotates(diff, side, i)]
        constraining = [i for i in positions if i not in annotating]
        if constraining:
            _add_subschema_change(diff, keyword, event, "", constraining, side, _effect(diff, keyword, event))
        if annotating:
            diff.context.collector.docs.add(join_pointer(diff.pair.new.pointer, keyword))
            _add_subschema_change(diff, keyword, event, "-annotation-only", annotating, side, "same")


def _add_subschema_change(
    diff: SchemaDiff, keyword: str, event: str, id_suffix: str, positions: list[int], side: str, effect: Effect
) -> None:
    subschemas = diff.old[keyword] if side == "old" else diff.new[keyword]
    names = ", ".join(subschema_name(subschemas, i) for i in positions)
    verb = "now lists" if event == "added" else "no longer lists"
    before, after = (None, names) if event == "added" else (names, None)
    add_change(
        diff, f"{_ID_PARTS[keyword]}-{event}{id_suffix}", effect, f"{verb} {names} in its `{keyword}`", key=keyword,
        before=before, after=after,
    )  # fmt: skip


def _effect(diff: SchemaDiff, keyword: str, event: str) -> Effect:
    """The proved effect, or else the usual effect of adding or removing a subschema."""
    if diff.relation:
        return diff.relation
    if keyword == "prefixItems":
        grows = (event == "added") == (diff.new.get("items") is False)
        return "widens" if grows else "narrows"
    grows = (event == "added") == (keyword != "allOf")
    if keyword != "allOf" and not listing(diff.old.get(keyword)):
        grows = False  # A union where there was none before is a new constraint.
    if keyword != "allOf" and not listing(diff.new.get(keyword)):
        grows = True
    return "widens" if grows else "narrows"


def _only_annotates(diff: SchemaDiff, side: str, i: int) -> bool:
    """Whether a subschema of allOf does not constrain values."""
    value = node_at(diff, side, "allOf", i).value
    return all(key in ANNOTATIONS or key == "default" for key in value)


def _check_discriminator(diff: SchemaDiff) -> None:
    before, after, key = diff.old.get("discriminator"), diff.new.get("discriminator"), "discriminator"
    if before == after:
        return
    if before is None or after is None:
        event = "added" if before is None else "removed"
        add_change(diff, f"discriminator-{event}", "neutral", f"has a discriminator {event}", key=key)
        return
    old, new = as_object(before), as_object(after)
    if old.get("propertyName") != new.get("propertyName"):
        phrase = f"now has the discriminator `{new.get('propertyName')}` instead of `{old.get('propertyName')}`"
        add_change(diff, "discriminator-property-name-changed", "neutral", phrase, key=key)
    old, new = as_object(old.get("mapping")), as_object(new.get("mapping"))
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            event = "deleted" if name not in new else "added" if name not in old else "changed"
            id, phrase = f"discriminator-mapping-{event}", f"has the discriminator mapping of `{name}` {event}"
            add_change(diff, id, "neutral", phrase, key=key, before=old.get(name), after=new.get(name))
