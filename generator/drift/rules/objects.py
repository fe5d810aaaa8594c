"""Rules for the properties of an object: which there are, which must be there, and which way they travel."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import is_object, listing
from ..change import Effect
from ..diff.documents import Pair, mapping
from ..diff.sets import relation
from ..diff.walk import Spot, node
from .finding import find, kind
from .unions import wraps

KEYWORDS: Final = ("properties", "required", "readOnly", "writeOnly", "additionalProperties")


def judge(spot: Spot, *, moved: bool = False) -> None:
    """*moved* says that the properties went into a branch of a union unchanged."""
    _travel(spot)
    if moved:
        return
    if spot.differs("properties"):
        _removed(spot)
        _added(spot)
    if spot.differs("required"):
        _required(spot)
    _additional(spot)


def _composed(spot: Spot) -> Effect | None:
    """What is provable where properties may have moved between an object and the members of its unions."""
    return spot.relation if spot.differs("allOf", "anyOf", "oneOf") else None


def _needs(spot: Spot, side: str) -> list[str]:
    return [
        name for name in listing((spot.old if side == "old" else spot.new).get("required")) if isinstance(name, str)
    ]


def _name(spot: Spot, name: str) -> str:
    full = f"{spot.name}/{name}" if spot.name else name
    scene = spot.scene
    return f"the {scene.side} property `{full}`" if scene.holder == "body" else f"`{full}` in {scene.subject}"


def _removed(spot: Spot) -> None:
    old, new = mapping(spot.old.get("properties")), mapping(spot.new.get("properties"))
    moved = wraps(spot)
    for name in sorted(old.keys() - new.keys()):
        schema = node(spot, "old", "properties", name).value
        required = name in _needs(spot, "old")
        if spot.scene.side == "request":
            if schema.get("readOnly") is True or name in moved:
                continue
            silent, id = False, "request-property-removed"
        else:
            if name in moved:
                continue
            silent = schema.get("writeOnly") is True
            id = f"response-{'required' if required else 'optional'}-{'write-only-' if silent else ''}property-removed"
        find(
            spot,
            "",
            "neutral" if silent else _composed(spot) or _loss(spot, name, required=required),
            "is gone",
            key=f"properties/{name}",
            name=_id(spot, id, "removed"),
            about=_name(spot, name),
            before=name,
        )


def _loss(spot: Spot, name: str, *, required: bool) -> Effect:
    """What it does that *name* is not listed any more: what is sent under it falls to the rule for all the rest."""
    rest = spot.new.get("additionalProperties")
    if spot.scene.sender == "request" and rest is False:
        return "narrows"
    if spot.scene.sender == "response" and required:
        return "widens"
    typed = is_object(rest) and bool(rest)
    return _changed_hands(spot, ("properties", name), ("additionalProperties",)) if typed else "unknown"


def _gain(spot: Spot, name: str, *, required: bool) -> Effect:
    """What it does that *name* is listed now, which was allowed, forbidden, or held to the rule for all the rest."""
    rest = spot.old.get("additionalProperties")
    if spot.scene.sender == "request" and required:
        return "narrows"
    if rest is False:
        return "widens"
    if is_object(rest) and rest:
        return _changed_hands(spot, ("additionalProperties",), ("properties", name))
    return "narrows" if _is_known(spot, name) else "neutral"


def _is_known(spot: Spot, name: str) -> bool:
    """Whether another member of the `allOf` that *spot* is in has spoken of *name* already."""
    if spot.parent is None:
        return False
    document, above = spot.scene.documents.old, spot.parent.old
    members = [document.node(one, above.pointer).value for one in listing(above["allOf"])]
    others = [one for one in members if one is not spot.old] if len(members) > 1 and spot.old in members else []
    return any(name in mapping(one.get("properties")) or is_object(one.get("additionalProperties")) for one in others)


def _changed_hands(spot: Spot, before: tuple[str, ...], after: tuple[str, ...]) -> Effect:
    """How what a property may hold compares, when another keyword says it now."""
    found = relation(Pair(node(spot, "old", *before), node(spot, "new", *after)), spot.scene.documents)
    return "neutral" if found == "same" else found or "incomparable"


def _id(spot: Spot, id: str, event: str) -> str:
    """*id* in bodies, where oasdiff looks; elsewhere a name of the same form."""
    if spot.scene.holder == "body":
        return id
    return f"{spot.scene.side}-{spot.scene.holder}-property-{event}"


def _added(spot: Spot) -> None:
    old, new = mapping(spot.old.get("properties")), mapping(spot.new.get("properties"))
    for name in sorted(new.keys() - old.keys()):
        schema = node(spot, "new", "properties", name).value
        required = name in _needs(spot, "new")
        effect = _gain(spot, name, required=required)
        if spot.scene.side == "request":
            if schema.get("readOnly") is True:
                continue
            id = "new-required-request-property" if required else "new-optional-request-property"
            id += "-with-default" if required and schema.get("default") is not None else ""
            if required and spot.scene.holder == "parameter" and spot.scene.place == "header":
                id = "new-required-request-header-property"
                find(
                    spot,
                    "",
                    effect,
                    "is new and required",
                    key=f"properties/{name}",
                    name=id,
                    about=_name(spot, name),
                    after=name,
                )
                continue
        else:
            silent = "write-only-" if schema.get("writeOnly") is True else ""
            effect = "neutral" if silent else effect
            id = f"response-{'required' if required else 'optional'}-{silent}property-added"
        phrase = "is new and required" if required else "is new"
        find(
            spot,
            "",
            _composed(spot) or effect,
            phrase,
            key=f"properties/{name}",
            name=_id(spot, id, "added"),
            about=_name(spot, name),
            after=name,
        )


def _required(spot: Spot) -> None:
    before, after = _needs(spot, "old"), _needs(spot, "new")
    for name in dict.fromkeys(n for n in after if n not in before):
        _became(spot, name, required=True)
    for name in dict.fromkeys(n for n in before if n not in after):
        _became(spot, name, required=False)


def _became(spot: Spot, name: str, *, required: bool) -> None:
    old, new = mapping(spot.old.get("properties")), mapping(spot.new.get("properties"))
    effect: Effect = "narrows" if required else "widens"
    event = f"became-{'required' if required else 'optional'}"
    # oasdiff takes a body's property that was required before it was described for one that became optional.
    newly = spot.scene.side == "response" and not spot.name and not required and name in new
    if (name not in old or name not in new) and not newly:
        if name not in old and name not in new:  # Required of an object that does not describe it.
            find(
                spot,
                f"undescribed-property-{event}",
                effect,
                event.replace("-", " "),
                key="required",
                about=_name(spot, name),
            )
        return
    schema = node(spot, "new", "properties", name).value
    side, holder = spot.scene.side, spot.scene.holder
    if side == "request" and schema.get("readOnly") is True:
        return
    silent = (
        side == "response"
        and (schema if not spot.name else node(spot, "old", "properties", name).value).get("writeOnly") is True
    )
    id = f"{side}-{'write-only-' if silent else ''}property-{event}"
    if side == "request" and required and schema.get("default") is not None:
        id += "-with-default"
    if holder != "body":
        id = _id(spot, id, event)
        if required and holder == "parameter" and spot.scene.place == "header":
            id = "request-header-property-became-required"
    find(
        spot,
        "",
        "neutral" if silent else _composed(spot) or effect,
        event.replace("-", " "),
        key="required",
        name=id,
        about=_name(spot, name),
        before=not required,
        after=required,
    )


def _travel(spot: Spot) -> None:
    """Read-only and write-only: for oasdiff of properties alone; by sets they change nothing that is sent today."""
    parent = spot.parent.new.value if spot.parent else {}
    required = spot.leaf in listing(parent.get("required")) if spot.leaf else False
    for keyword, word in (("readOnly", "read-only"), ("writeOnly", "write-only")):
        before, after = spot.old.get(keyword) is True, spot.new.get(keyword) is True
        if before != after:
            event = f"became-{'' if after else 'not-'}{word}"
            id = f"{spot.scene.side}-{'required' if required else 'optional'}-property-{event}"
            id = _id(spot, id, event) if spot.name else f"{kind(spot)}-{event}"
            find(spot, "", "neutral", event.replace("-", " "), key=keyword, name=id, before=before, after=after)


def _additional(spot: Spot) -> None:
    """Properties that are not listed: allowed, allowed if they fit, or not allowed."""
    before, after = (_openness(side.get("additionalProperties")) for side in (spot.old, spot.new))
    if before == after:
        return
    effect: Effect = "narrows" if after < before else "widens"
    words = (
        "may no longer have properties that are not listed",
        "has a schema for properties that are not listed",
        "may now have properties that are not listed",
    )
    find(
        spot,
        f"additional-properties-{('forbidden', 'typed', 'allowed')[after]}",
        effect,
        words[after],
        key="additionalProperties",
    )


def _openness(value: object) -> int:
    return 0 if value is False else 1 if isinstance(value, dict) and value else 2
