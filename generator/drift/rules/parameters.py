"""Rules for parameters: added, removed, required, serialized differently, deprecated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ...documents.json_values import listing
from ..change import Effect, set_effect
from ..diff.context import DiffContext, Element
from ..diff.document_pair import Document, Json, Node, NodePair, as_object, join_pointer
from ..diff.schema_walk import SchemaWalk
from .lifecycle import SUNSET, deprecation_event, sunset_date, sunset_event
from .types import type_names

_DEFAULT_STYLE: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_CHECKED: Final = (
    "name", "in", "required", "schema", "content", "deprecated", SUNSET, "style", "explode", "allowReserved",
    "allowEmptyValue",
)  # fmt: skip
_Key = tuple[str, str]
"""The location and name of a parameter; in paths, the name that the new document has."""
_Parameters = dict[_Key, Node]


def check(
    context: DiffContext, pair: NodePair, path_item: NodePair, renamed: Mapping[str, str], walk: SchemaWalk
) -> None:
    """Compare the parameters of one operation; *renamed* are the path parameters by their old names."""
    old = _parameters(context.documents.old, pair.old, renamed)
    new = _parameters(context.documents.new, pair.new, {})
    shared_old = _parameters(context.documents.old, path_item.old, renamed)
    shared_new = _parameters(context.documents.new, path_item.new, {})
    for key in old.keys() & new.keys():
        _check_parameter(context, NodePair(old[key], new[key]), "parameter", walk)
    for key in old.keys() - new.keys():
        if (replacement := _exploded_property(key, old[key], new)) is not None:
            _check_parameter(context, NodePair(old[key], replacement), "parameter", walk)
        else:
            _add_removed(context, old[key], moved=key in shared_new)
    for key in new.keys() - old.keys():
        replaces = any(_exploded_property(other, old[other], {key: new[key]}) for other in old.keys() - new.keys())
        if not replaces and _exploded_property(key, new[key], old) is None:
            _add_added(context, new[key], moved=key in shared_old)
    for key in shared_new.keys() - shared_old.keys():
        if key[0] != "path":
            _add_common_added(context, shared_new[key], moved=key in old)
    _check_common(context, {**shared_old, **old}, {**shared_new, **new}, old.keys(), new.keys(), walk)


def _check_common(
    context: DiffContext, old: _Parameters, new: _Parameters, own_old: Collection[_Key], own_new: Collection[_Key],
    walk: SchemaWalk,
) -> None:  # fmt: skip
    """Compare what oasdiff does not: parameters of the path item, and those that moved between it and the operation."""
    for key in old.keys() & new.keys():
        if key not in own_old or key not in own_new:
            _check_parameter(context, NodePair(old[key], new[key]), "common-parameter", walk)
    for key in old.keys() - new.keys():
        if key not in own_old and key not in own_new:
            id, subject = "request-common-parameter-removed", _subject(old[key])
            context.add_change(id, "unknown", "was removed", at=old[key], subject=subject, before=key[1])


def _parameters(document: Document, owner: Node, renamed: Mapping[str, str]) -> _Parameters:
    """The parameters of *owner*, an operation or a path item."""
    found: _Parameters = {}
    for i, value in enumerate(listing(owner["parameters"])):
        node = document.node(value, join_pointer(owner.pointer, "parameters", i))
        location, name = str(node["in"]), str(node["name"])
        found.setdefault((location, renamed.get(name, name) if location == "path" else name), node)
    return found


def _exploded_property(key: _Key, parameter: Node, others: _Parameters) -> Node | None:
    """*parameter* as a property of one of *others*, an object whose properties are serialized as parameters."""
    for (location, _), other in others.items():
        schema = as_object(other["schema"])
        if location != key[0] or other["explode"] is not True or other["style"] not in (None, "form"):
            continue
        if schema.get("type") == "object" and key[1] in as_object(schema.get("properties")):
            value = {
                **other.value,
                "name": key[1],
                "required": parameter["required"],
                "schema": schema["properties"][key[1]],
            }
            return Node(value, join_pointer(other.pointer, "schema", "properties", key[1]))
    return None


def _subject(parameter: Node) -> str:
    return f"the {parameter['in']} parameter `{parameter['name']}`"


def _add_removed(context: DiffContext, parameter: Node, *, moved: bool) -> None:
    value = parameter.value
    id, phrase = "request-parameter-removed", "was removed"
    if value.get("deprecated") is True:
        if SUNSET not in value:
            id, phrase = "request-parameter-removed-with-deprecation", "was removed after its deprecation"
        elif (sunset := sunset_date(value[SUNSET])) is None:
            id, phrase = "request-parameter-sunset-parse", "was removed, and its sunset was not a valid date"
        elif context.today < sunset:
            id, phrase = "request-parameter-removed-before-sunset", f"was removed before its sunset on {sunset}"
        else:
            context.collector.others.add(parameter.pointer)
            return
    context.add_change(
        id, "same" if moved else "unknown", phrase, at=parameter, subject=_subject(parameter), before=parameter["name"]
    )


def _add_added(context: DiffContext, parameter: Node, *, moved: bool) -> None:
    required = parameter["required"] is True
    effect: Effect = "same" if moved else "narrows" if required else "neutral"
    id = f"new-{'required' if required else 'optional'}-request-parameter"
    if parameter["in"] == "path":
        id, effect = "new-request-path-parameter", "same" if moved else "narrows"
    phrase = "was added and is required" if required else "was added"
    context.add_change(id, effect, phrase, at=parameter, subject=_subject(parameter), after=parameter["name"])


def _add_common_added(context: DiffContext, parameter: Node, *, moved: bool) -> None:
    required = parameter["required"] is True
    id = f"new-{'required' if required else 'optional'}-request-default-parameter-to-existing-path"
    effect: Effect = "same" if moved else "narrows" if required else "neutral"
    phrase = "was added to the whole path" + (" and is required" if required else "")
    context.add_change(id, effect, phrase, at=parameter, subject=_subject(parameter), after=parameter["name"])


def _check_parameter(context: DiffContext, pair: NodePair, element: Element, walk: SchemaWalk) -> None:
    if context.documents.same(pair.old.value, pair.new.value):
        return
    old, new = pair.old.value, pair.new.value
    style = new.get("style") or _DEFAULT_STYLE.get(str(new.get("in")), "")
    parameter_context = context.evolve(
        direction="request", element=element, subject=_subject(pair.new), location=str(new.get("in")), typed=False,
        required_parameter=old.get("required") is True or new.get("required") is True,
    )  # fmt: skip
    parameter_context.compare_required(f"request-{element}", pair)
    _check_serialization(parameter_context, pair)
    _check_lifecycle(parameter_context, pair)
    form_exploded = style == "form" and new.get("explode", True) is True
    _check_schema(parameter_context.evolve(form_exploded=form_exploded), pair, walk)
    parameter_context.add_unhandled(pair, *_CHECKED)


def _check_serialization(context: DiffContext, pair: NodePair) -> None:
    """Compare how values are serialized, which oasdiff does not."""
    schema = context.child(pair, "schema")
    before, after = _serialization(pair.old.value, schema.old.value), _serialization(pair.new.value, schema.new.value)
    if before != after and before.count(",") == after.count(","):
        id, phrase = "request-parameter-serialization-changed", f"is now serialized as {after} instead of {before}"
        context.add_change(id, "incomparable", phrase, at=pair.new, before=before, after=after)
    for key in ("allowReserved", "allowEmptyValue"):
        if (pair.old[key] is True) != (pair.new[key] is True):
            effect = set_effect(grows=pair.new[key] is True)
            id, phrase = f"request-parameter-{key}-changed", f"has `{key}` changed to {pair.new[key]}"
            context.add_change(id, effect, phrase, at=pair.new)


def _serialization(parameter: Json, schema: Json) -> str:
    """The style of *parameter* and, for arrays and objects, whether it explodes; part of fingerprints."""
    style = str(parameter.get("style") or _DEFAULT_STYLE.get(str(parameter.get("in")), ""))
    if not {"array", "object"} & set(type_names(schema)):
        return style
    return f"{style}, {'one by one' if parameter.get('explode', style == 'form') is True else 'joined'}"


def _check_lifecycle(context: DiffContext, pair: NodePair) -> None:
    before, after = pair.old["deprecated"] is True, pair.new["deprecated"] is True
    if before != after:
        event, phrase = (
            deprecation_event(pair.new.value, context.today) if after else ("reactivated", "is no longer deprecated")
        )
        event = {"deprecated-with-sunset": "deprecated"}.get(event, event)
        context.add_change(f"request-parameter-{event}", "neutral", phrase, at=pair.new, before=before, after=after)
    if (event := sunset_event(pair.old.value, pair.new.value, context.today) or "") != "":
        word = {"deleted": "sunset-deleted", "parse": "sunset-parse", "early": "sunset-date-changed-too-small"}[event]
        id, old, new = f"request-parameter-{word}", pair.old[SUNSET], pair.new[SUNSET]
        context.add_change(id, "neutral", "has its sunset changed", at=pair.new, before=old, after=new)


def _check_schema(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    old, new = pair.old["schema"], pair.new["schema"]
    if old is not None and new is not None:
        if not context.documents.same(old, new):
            walk(context, context.child(pair, "schema"))
    elif old is not new:
        event, effect = "added" if old is None else "removed", set_effect(grows=new is None)
        context.add_change(f"request-parameter-schema-{event}", effect, f"has a schema {event}", at=pair.new)
    before, after = as_object(pair.old["content"]), as_object(pair.new["content"])
    for name in before.keys() & after.keys():
        schemas = context.child(pair, "content", name, "schema")
        if not context.documents.same(schemas.old.value, schemas.new.value):
            walk(context.evolve(element="content", typed=True), schemas)
