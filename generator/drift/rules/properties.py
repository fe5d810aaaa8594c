"""Rules for the properties of objects: added and removed, required, readOnly and writeOnly, and additional ones."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import is_object, listing
from ..change import Effect
from ..diff.document_pair import Json, NodePair, as_object
from ..diff.inclusion import set_relation
from ..diff.schema_walk import SchemaDiff, node_at
from .composition import wrapped_properties
from .schema_changes import add_change, id_prefix, subject_of

KEYWORDS: Final = ("properties", "required", "readOnly", "writeOnly", "additionalProperties")


def check(diff: SchemaDiff, *, moved_to_subschema: bool = False) -> None:
    """Add the changes of properties; only readOnly and writeOnly if *moved_to_subschema*, when all moved unchanged."""
    _check_access(diff)
    if moved_to_subschema:
        return
    if diff.differs("properties"):
        _check_removed(diff)
        _check_added(diff)
    if diff.differs("required"):
        _check_required(diff)
    _check_additional(diff)


def _composition_effect(diff: SchemaDiff) -> Effect | None:
    """The proved relation, where properties may have moved between an object and its subschemas."""
    return diff.relation if diff.differs("allOf", "anyOf", "oneOf") else None


def _required_names(schema: Json) -> list[str]:
    return [name for name in listing(schema.get("required")) if isinstance(name, str)]


def _check_removed(diff: SchemaDiff) -> None:
    old, new = as_object(diff.old.get("properties")), as_object(diff.new.get("properties"))
    wrapped = wrapped_properties(diff)
    for name in sorted(old.keys() - new.keys()):
        schema = node_at(diff, "old", "properties", name).value
        required = name in _required_names(diff.old)
        if name in wrapped:
            continue
        if diff.context.direction == "request":
            if schema.get("readOnly") is True:
                continue
            write_only, id = False, "request-property-removed"
        else:
            write_only = schema.get("writeOnly") is True
            kind = f"{'required' if required else 'optional'}-{'write-only-' if write_only else ''}property"
            id = f"response-{kind}-removed"
        effect = _composition_effect(diff) or _removal_effect(diff, name, required=required)
        add_change(
            diff, "", "neutral" if write_only else effect, "was removed", key=f"properties/{name}",
            id=_change_id(diff, id, "removed"), subject=subject_of(diff, name), before=name,
        )  # fmt: skip


def _removal_effect(diff: SchemaDiff, name: str, *, required: bool) -> Effect:
    """The effect of no longer describing the property *name*, to which `additionalProperties` applies from now on."""
    additional = diff.new.get("additionalProperties")
    if diff.context.client_direction == "request" and additional is False:
        return "narrows"
    if diff.context.client_direction == "response" and required:
        return "widens"
    if is_object(additional) and additional:
        return _schema_effect(diff, ("properties", name), ("additionalProperties",))
    return "unknown"


def _addition_effect(diff: SchemaDiff, name: str, *, required: bool) -> Effect:
    """The effect of describing the property *name*, to which `additionalProperties` applied before."""
    additional = diff.old.get("additionalProperties")
    if diff.context.client_direction == "request" and required:
        return "narrows"
    if additional is False:
        return "widens"
    if is_object(additional) and additional:
        return _schema_effect(diff, ("additionalProperties",), ("properties", name))
    return "narrows" if _is_described_by_sibling(diff, name) else "neutral"


def _is_described_by_sibling(diff: SchemaDiff, name: str) -> bool:
    """Whether the old document described *name* in another subschema of the `allOf` that *diff* is part of."""
    if diff.parent is None:
        return False
    document, parent = diff.context.documents.old, diff.parent.old
    subschemas = [document.node(one, parent.pointer).value for one in listing(parent["allOf"])]
    siblings = [one for one in subschemas if one is not diff.old]
    if len(subschemas) < 2 or diff.old not in subschemas:
        return False
    return any(
        name in as_object(one.get("properties")) or is_object(one.get("additionalProperties")) for one in siblings
    )


def _schema_effect(diff: SchemaDiff, before: tuple[str, ...], after: tuple[str, ...]) -> Effect:
    """The effect on a property whose schema was at *before* and is now at *after*."""
    found = set_relation(NodePair(node_at(diff, "old", *before), node_at(diff, "new", *after)), diff.context.documents)
    return "neutral" if found == "same" else found or "incomparable"


def _change_id(diff: SchemaDiff, id: str, event: str) -> str:
    """*id* in bodies, for which oasdiff has ids; elsewhere an id of the same form."""
    if diff.context.element == "body":
        return id
    return f"{diff.context.direction}-{diff.context.element}-property-{event}"


def _is_header_parameter(diff: SchemaDiff) -> bool:
    return diff.context.element == "parameter" and diff.context.location == "header"


def _check_added(diff: SchemaDiff) -> None:
    old, new = as_object(diff.old.get("properties")), as_object(diff.new.get("properties"))
    for name in sorted(new.keys() - old.keys()):
        schema = node_at(diff, "new", "properties", name).value
        required = name in _required_names(diff.new)
        effect = _addition_effect(diff, name, required=required)
        if diff.context.direction == "request":
            if schema.get("readOnly") is True:
                continue
            id = "new-required-request-property" if required else "new-optional-request-property"
            id += "-with-default" if required and schema.get("default") is not None else ""
        else:
            write_only = "write-only-" if schema.get("writeOnly") is True else ""
            effect = "neutral" if write_only else effect
            id = f"response-{'required' if required else 'optional'}-{write_only}property-added"
        if diff.context.direction == "request" and required and _is_header_parameter(diff):
            id = "new-required-request-header-property"
        else:
            id, effect = _change_id(diff, id, "added"), _composition_effect(diff) or effect
        phrase = "was added and is required" if required else "was added"
        add_change(
            diff, "", effect, phrase, key=f"properties/{name}", id=id, subject=subject_of(diff, name), after=name
        )  # fmt: skip


def _check_required(diff: SchemaDiff) -> None:
    before, after = _required_names(diff.old), _required_names(diff.new)
    for name in dict.fromkeys(n for n in after if n not in before):
        _became(diff, name, required=True)
    for name in dict.fromkeys(n for n in before if n not in after):
        _became(diff, name, required=False)


def _became(diff: SchemaDiff, name: str, *, required: bool) -> None:
    """Add that the property *name* became *required*, or optional."""
    old, new = as_object(diff.old.get("properties")), as_object(diff.new.get("properties"))
    effect: Effect = "narrows" if required else "widens"
    event = f"became-{'required' if required else 'optional'}"
    phrase, subject = event.replace("-", " "), subject_of(diff, name)
    direction, element = diff.context.direction, diff.context.element
    # oasdiff reports a property of a response body that was required but not described as having become optional.
    newly_described = direction == "response" and not diff.name and not required and name in new
    if (name not in old or name not in new) and not newly_described:
        if name not in old and name not in new:
            add_change(diff, f"undescribed-property-{event}", effect, phrase, key="required", subject=subject)
        return
    schema = node_at(diff, "new", "properties", name).value
    if direction == "request" and schema.get("readOnly") is True:
        return
    flagged = schema if not diff.name else node_at(diff, "old", "properties", name).value
    write_only = direction == "response" and flagged.get("writeOnly") is True
    id = f"{direction}-{'write-only-' if write_only else ''}property-{event}"
    if direction == "request" and required and schema.get("default") is not None:
        id += "-with-default"
    if element != "body":
        id = _change_id(diff, id, event)
        if required and _is_header_parameter(diff):
            id = "request-header-property-became-required"
    effect = "neutral" if write_only else _composition_effect(diff) or effect
    add_change(
        diff, "", effect, phrase, key="required", id=id, subject=subject, before=not required, after=required
    )  # fmt: skip


def _check_access(diff: SchemaDiff) -> None:
    """Add the changes of readOnly and writeOnly, which have no effect on the values that are sent today."""
    parent = diff.parent.new.value if diff.parent else {}
    required = diff.property_name in listing(parent.get("required")) if diff.property_name else False
    for keyword, word in (("readOnly", "read-only"), ("writeOnly", "write-only")):
        before, after = diff.old.get(keyword) is True, diff.new.get(keyword) is True
        if before != after:
            event = f"became-{'' if after else 'not-'}{word}"
            id = f"{diff.context.direction}-{'required' if required else 'optional'}-property-{event}"
            id = _change_id(diff, id, event) if diff.name else f"{id_prefix(diff)}-{event}"
            add_change(diff, "", "neutral", event.replace("-", " "), key=keyword, id=id, before=before, after=after)


def _check_additional(diff: SchemaDiff) -> None:
    before, after = (_openness(side.get("additionalProperties")) for side in (diff.old, diff.new))
    if before == after:
        return
    effect: Effect = "narrows" if after < before else "widens"
    word, phrase = (
        ("forbidden", "may no longer have properties that are not listed"),
        ("typed", "has a schema for properties that are not listed"),
        ("allowed", "may now have properties that are not listed"),
    )[after]
    add_change(diff, f"additional-properties-{word}", effect, phrase, key="additionalProperties")


def _openness(additional: object) -> int:
    """0 where *additional* forbids properties that are not listed, 1 where a schema constrains them, 2 otherwise."""
    return 0 if additional is False else 1 if isinstance(additional, dict) and additional else 2
