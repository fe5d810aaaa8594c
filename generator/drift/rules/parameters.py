"""Rules for parameters: which there are, which must be sent, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...documents.json_values import listing
from ..change import Effect, size
from ..diff.documents import Json, Node, Pair, mapping, step
from ..diff.scene import Scene
from ..diff.walk import Walk
from .lifecycle import SUNSET, day, deprecation, sunset_event
from .types import types

_STYLE: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_JUDGED: Final = (
    "name", "in", "required", "schema", "content", "deprecated", SUNSET, "style", "explode", "allowReserved",
    "allowEmptyValue",
)  # fmt: skip
Named = dict[tuple[str, str], Node]


def judge(scene: Scene, pair: Pair, item: Pair, names: Mapping[str, str], walk: Walk) -> None:
    """Compare the parameters of one operation; *item* is the path it belongs to."""
    old = _named(scene.documents.old, pair.old, names)
    new = _named(scene.documents.new, pair.new, {})
    shared_old = _named(scene.documents.old, item.old, names)
    shared_new = _named(scene.documents.new, item.new, {})
    for key in old.keys() & new.keys():
        _changed(scene, Pair(old[key], new[key]), "parameter", walk)
    for key in old.keys() - new.keys():
        if (home := _exploded(key, old[key], new)) is not None:
            _changed(scene, Pair(old[key], home), "parameter", walk)
        else:
            _removed(scene, old[key], moved=key in shared_new)
    for key in new.keys() - old.keys():
        folded = any(_exploded(other, old[other], {key: new[key]}) for other in old.keys() - new.keys())
        if not folded and _exploded(key, new[key], old) is None:
            _added(scene, new[key], moved=key in shared_old)
    for key in shared_new.keys() - shared_old.keys():
        if key[0] != "path":
            _shared_added(scene, shared_new[key], moved=key in old)
    _effective(
        scene, {**shared_old, **old}, {**shared_new, **new}, old.keys() & new.keys(), old.keys() | new.keys(), walk
    )


def _effective(scene: Scene, old: Named, new: Named, done: Any, own: Any, walk: Walk) -> None:
    """What oasdiff passes over: parameters that a whole path shares, and those that moved there or back."""
    for key in (old.keys() & new.keys()) - done:
        _changed(scene, Pair(old[key], new[key]), "common-parameter", walk)
    for key in (old.keys() - new.keys()) - own:
        scene.enter(
            "request-common-parameter-removed",
            "unknown",
            "is gone",
            at=old[key],
            about=_called(old[key]),
            before=key[1],
        )


def _named(document: Any, owner: Node, names: Mapping[str, str]) -> Named:
    """The parameters of *owner* by place and name; in paths, by the name the new document has for them."""
    found: Named = {}
    for i, value in enumerate(listing(owner["parameters"])):
        node = document.node(value, step(owner.pointer, "parameters", i))
        place, name = str(node["in"]), str(node["name"])
        found.setdefault((place, names.get(name, name) if place == "path" else name), node)
    return found


def _exploded(key: tuple[str, str], parameter: Node, others: Named) -> Node | None:
    """The same parameter as a property of an object that is written out as separate parameters."""
    for (place, _), other in others.items():
        schema = mapping(other["schema"])
        if place != key[0] or other["explode"] is not True or other["style"] not in (None, "form"):
            continue
        if schema.get("type") == "object" and key[1] in mapping(schema.get("properties")):
            value = {
                **other.value,
                "name": key[1],
                "required": parameter["required"],
                "schema": schema["properties"][key[1]],
            }
            return Node(value, step(other.pointer, "schema", "properties", key[1]))
    return None


def _called(parameter: Node) -> str:
    return f"the {parameter['in']} parameter `{parameter['name']}`"


def _removed(scene: Scene, parameter: Node, *, moved: bool) -> None:
    value = parameter.value
    id, phrase = "request-parameter-removed", "is gone"
    if value.get("deprecated") is True:
        if SUNSET not in value:
            id, phrase = "request-parameter-removed-with-deprecation", "is gone, as its deprecation announced"
        elif (sunset := day(value[SUNSET])) is None:
            id, phrase = "request-parameter-sunset-parse", "is gone, and its sunset was no date"
        elif scene.today < sunset:
            id, phrase = "request-parameter-removed-before-sunset", f"is gone before its sunset on {sunset}"
        else:
            scene.ledger.others.add(parameter.pointer)
            return
    scene.enter(
        id, "same" if moved else "unknown", phrase, at=parameter, about=_called(parameter), before=parameter["name"]
    )


def _added(scene: Scene, parameter: Node, *, moved: bool) -> None:
    required = parameter["required"] is True
    effect: Effect = "same" if moved else "narrows" if required else "neutral"
    id = f"new-{'required' if required else 'optional'}-request-parameter"
    if parameter["in"] == "path":
        id, effect = "new-request-path-parameter", "same" if moved else "narrows"
    phrase = "is new and required" if required else "is new"
    scene.enter(id, effect, phrase, at=parameter, about=_called(parameter), after=parameter["name"])


def _shared_added(scene: Scene, parameter: Node, *, moved: bool) -> None:
    required = parameter["required"] is True
    id = f"new-{'required' if required else 'optional'}-request-default-parameter-to-existing-path"
    effect: Effect = "same" if moved else "narrows" if required else "neutral"
    phrase = "is new for the whole path" + (" and required" if required else "")
    scene.enter(id, effect, phrase, at=parameter, about=_called(parameter), after=parameter["name"])


def _changed(scene: Scene, pair: Pair, holder: Any, walk: Walk) -> None:
    if scene.documents.same(pair.old.value, pair.new.value):
        return
    old, new, about = pair.old.value, pair.new.value, _called(pair.new)
    style = new.get("style") or _STYLE.get(str(new.get("in")), "")
    exploded = new.get("explode", style == "form") is True
    needed = old.get("required") is True or new.get("required") is True
    here = scene.at(side="request", holder=holder, subject=about, place=str(new.get("in")), typed=False, needed=needed)
    here.required(f"request-{holder}", pair)
    _written(here, pair)
    _lifecycle(here, pair)
    _schema(here.at(repeats=style == "form" and exploded), pair, walk)
    here.note(pair, *_JUDGED)


def _written(scene: Scene, pair: Pair) -> None:
    """How a value is put into the URL or header; oasdiff does not look."""
    schema = scene.pair(pair, "schema")
    before, after = _serialization(pair.old.value, schema.old.value), _serialization(pair.new.value, schema.new.value)
    if before != after and before.count(",") == after.count(","):
        phrase = f"is written in another way: {after} instead of {before}"
        scene.enter(
            "request-parameter-serialization-changed", "incomparable", phrase, at=pair.new, before=before, after=after
        )
    for key in ("allowReserved", "allowEmptyValue"):
        if (pair.old[key] is True) != (pair.new[key] is True):
            effect = size(grows=pair.new[key] is True)
            scene.enter(
                f"request-parameter-{key}-changed", effect, f"has `{key}` changed to {pair.new[key]}", at=pair.new
            )


def _serialization(parameter: Json, schema: Json) -> str:
    style = str(parameter.get("style") or _STYLE.get(str(parameter.get("in")), ""))
    if not {"array", "object"} & set(types(schema)):
        return style
    return f"{style}, {'one by one' if parameter.get('explode', style == 'form') is True else 'joined'}"


def _lifecycle(scene: Scene, pair: Pair) -> None:
    before, after = pair.old["deprecated"] is True, pair.new["deprecated"] is True
    if before != after:
        event, phrase = (
            deprecation(pair.new.value, scene.today) if after else ("reactivated", "is no longer deprecated")
        )
        event = {"deprecated-with-sunset": "deprecated"}.get(event, event)
        scene.enter(f"request-parameter-{event}", "neutral", phrase, at=pair.new, before=before, after=after)
    if (event := sunset_event(pair.old.value, pair.new.value, scene.today) or "") != "":
        word = {"deleted": "sunset-deleted", "parse": "sunset-parse", "early": "sunset-date-changed-too-small"}[event]
        scene.enter(
            f"request-parameter-{word}",
            "neutral",
            "has its sunset changed",
            at=pair.new,
            before=pair.old[SUNSET],
            after=pair.new[SUNSET],
        )


def _schema(scene: Scene, pair: Pair, walk: Walk) -> None:
    """A parameter's schema; a default matters only where the parameter may be left out."""
    old, new = pair.old["schema"], pair.new["schema"]
    if old is not None and new is not None:
        if not scene.documents.same(old, new):
            walk(scene, scene.pair(pair, "schema"))
    elif old is not new:
        event, effect = "added" if old is None else "removed", size(grows=new is None)
        scene.enter(f"request-parameter-schema-{event}", effect, f"has a schema {event}", at=pair.new)
    before, after = mapping(pair.old["content"]), mapping(pair.new["content"])
    for name in before.keys() & after.keys():
        both = scene.pair(pair, "content", name, "schema")
        if not scene.documents.same(both.old.value, both.new.value):
            walk(scene.at(holder="content", typed=True), both)
