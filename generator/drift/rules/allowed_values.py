"""Rules for keywords that list or describe values: enum, const, default, pattern and the content keywords."""

from __future__ import annotations

from typing import Any, Final

from ...documents.json_values import listing
from ..catalogue import LEVELS
from ..change import Effect, set_effect
from ..diff.normal_form import value_key
from ..diff.schema_walk import SchemaDiff
from .schema_changes import add_change, id_prefix, is_excluded, quoted

KEYWORDS: Final = ("enum", "const", "default", "pattern", "contentMediaType", "contentEncoding", "x-extensible-enum")


def check(diff: SchemaDiff, *, moved_to_subschema: bool = False) -> None:
    """Add the changes of the keywords; none if *moved_to_subschema*, when all constraints moved unchanged."""
    if moved_to_subschema:
        return
    _check_enum(diff)
    _check_const(diff)
    _check_pattern(diff)
    _check_default(diff)
    for keyword, word in (("contentMediaType", "content-media-type"), ("contentEncoding", "content-encoding")):
        if diff.differs(keyword):
            before, after = diff.old.get(keyword), diff.new.get(keyword)
            effect: Effect = "narrows" if before is None else "widens" if after is None else "incomparable"
            phrase = f"has `{keyword}` changed from {quoted(before)} to {quoted(after)}"
            add_change(diff, f"{word}-changed", effect, phrase, key=keyword, before=before, after=after)
    _check_extensible_enum(diff)


def _without(values: list[Any], others: list[Any]) -> list[Any]:
    """The *values* that are not among *others*, in order."""
    known = {value_key(other) for other in others}
    return [value for value in values if value_key(value) not in known]


def _check_enum(diff: SchemaDiff) -> None:
    if not diff.differs("enum"):
        return
    before, after = diff.old.get("enum"), diff.new.get("enum")
    old, new = listing(before), listing(after)
    if before is None and new:
        effect: Effect = diff.relation or "narrows"
        add_change(diff, "became-enum", effect, f"is now limited to {len(new)} values", key="enum", after=after)
        if diff.context.element == "parameter" and diff.context.location == "header":
            id = "request-header-property-became-enum"
            add_change(diff, "", effect, "is now limited to an enum", key="enum", id=id, after=after)
    for value in _without(old, new):
        effect = diff.relation or ("widens" if after is None else "narrows")
        phrase, id = f"no longer lists the enum value {quoted(value)}", _enum_id(diff, "removed")
        add_change(diff, "enum-value-removed", effect, phrase, key="enum", id=id, before=value)
    for value in _without(new, old):
        if before is not None or _enum_id(diff, "added") in LEVELS:
            effect = diff.relation or ("narrows" if before is None else "widens")
            phrase, id = f"now lists the enum value {quoted(value)}", _enum_id(diff, "added")
            add_change(diff, "enum-value-added", effect, phrase, key="enum", id=id, after=value)


def _enum_id(diff: SchemaDiff, event: str) -> str:
    id = f"{id_prefix(diff)}-enum-value-{event}"
    if id_prefix(diff) == "response-body" and event == "removed":
        return "response-mediatype-enum-value-removed"
    if is_excluded(diff):
        prefix = "request-read-only" if diff.context.direction == "request" else "response-write-only"
        special = f"{prefix}-property-enum-value-{event}"
        return special if special in LEVELS else id
    return id


def _check_const(diff: SchemaDiff) -> None:
    if not diff.differs("const"):
        return
    before, after = diff.old.get("const"), diff.new.get("const")
    event = "added" if before is None else "removed" if after is None else "changed"
    effect: Effect = "incomparable" if event == "changed" else set_effect(grows=event == "removed")
    phrases = {
        "added": f"must now be {quoted(after)}",
        "removed": f"no longer has to be {quoted(before)}",
        "changed": f"must now be {quoted(after)} instead of {quoted(before)}",
    }
    effect = diff.relation or effect
    add_change(diff, f"const-{event}", effect, phrases[event], key="const", before=before, after=after)


def _check_default(diff: SchemaDiff) -> None:
    if not diff.differs("default") or (diff.context.required_parameter and not diff.name):
        return
    before, after = diff.old.get("default"), diff.new.get("default")
    event = "added" if before is None else "removed" if after is None else "changed"
    # A caller that relies on the server's default may get other results; reading a response is not affected.
    effect: Effect = "unknown" if diff.context.client_direction == "request" else "neutral"
    phrases = {
        "added": f"now defaults to {quoted(after)}",
        "removed": f"no longer defaults to {quoted(before)}",
        "changed": f"now defaults to {quoted(after)} instead of {quoted(before)}",
    }
    add_change(diff, f"default-value-{event}", effect, phrases[event], key="default", before=before, after=after)


def _check_pattern(diff: SchemaDiff) -> None:
    if not diff.differs("pattern"):
        return
    before, after = diff.old.get("pattern") or None, diff.new.get("pattern") or None
    if before is None:
        add_change(diff, "pattern-added", "narrows", f"must now match {quoted(after)}", key="pattern", after=after)
    elif after is None:
        phrase = f"no longer has to match {quoted(before)}"
        add_change(diff, "pattern-removed", "widens", phrase, key="pattern", before=before)
    else:
        generalized = after == ".*" and diff.context.direction == "request"
        effect: Effect = "widens" if after == ".*" else "narrows" if before == ".*" else "incomparable"
        phrase = f"must now match {quoted(after)} instead of {quoted(before)}"
        event = "pattern-generalized" if generalized else "pattern-changed"
        add_change(diff, event, effect, phrase, key="pattern", before=before, after=after)


def _check_extensible_enum(diff: SchemaDiff) -> None:
    if diff.context.direction != "request":
        return
    old, new = (listing(side.get("x-extensible-enum")) for side in (diff.old, diff.new))
    for value in _without(old, new):
        phrase = f"no longer lists the enum value {quoted(value)}"
        add_change(
            diff, "x-extensible-enum-value-removed", "narrows", phrase, key="x-extensible-enum", before=value
        )  # fmt: skip
