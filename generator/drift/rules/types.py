"""Rules for what type a value has: type, format, nullability, and unions that are but lists of types."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import listing
from ..change import Effect, size
from ..diff.documents import Json, Pair
from ..diff.scene import DOCS
from ..diff.sets import WIDER_FORMATS, relation
from ..diff.walk import Spot, node
from .finding import find, guarded, kind, listed
from .unions import wraps

KEYWORDS: Final = ("type", "format", "nullable")
_WIDER: Final = {**WIDER_FORMATS, ("string", "date"): {"date-time"}, ("string", "time"): {"date-time"}}
"""Formats that oasdiff takes for wider; by sets a date is no date-time."""


def types(schema: Json) -> list[str]:
    named = schema.get("type")
    return [named] if isinstance(named, str) else [name for name in listing(named) if isinstance(name, str)]


def judge(spot: Spot) -> tuple[bool, bool]:
    """Enter changes of type; say whether they explain the union beside it, and whether all else moved into it."""
    wrapped = _null_wrap(spot)
    lists = list_of_types(spot)
    _nullable(spot, wrapped)
    if lists is not None and not wrapped:
        _list_of_types(spot, *lists)
    elif lists is None and not wrapped and not wraps(spot):
        _type(spot)
    return lists is not None, wrapped


def accepts_null(schema: Json) -> bool:
    return schema.get("nullable") is True or "null" in types(schema)


def _null_wrap(spot: Spot) -> bool:
    """Whether what was X is now `oneOf: [null, X]`, or the other way round."""
    return _wraps(spot, "new", spot.old) or _wraps(spot, "old", spot.new)


def _wraps(spot: Spot, side: str, inside: Json) -> bool:
    """Whether one *side* of *spot* is the other, *inside*, or null."""
    outside = spot.new if side == "new" else spot.old
    members = listing(outside.get("oneOf"))
    if len(members) != 2 or accepts_null(inside) or any(key in inside for key in ("oneOf", "anyOf", "allOf", "not")):
        return False
    if any(key not in DOCS and key not in ("oneOf", "default") and not key.startswith("x-") for key in outside):
        return False
    nodes = [node(spot, side, "oneOf", i) for i in (0, 1)]
    nulls = [i for i in (0, 1) if types(nodes[i].value) == ["null"]]
    if len(nulls) != 1:
        return False
    inner = nodes[1 - nulls[0]]
    pair = Pair(spot.pair.old, inner) if side == "new" else Pair(inner, spot.pair.new)
    return relation(pair, spot.scene.documents) == "same"


def _nullable(spot: Spot, wrapped: bool) -> None:
    old, new = types(spot.old), types(spot.new)
    before, after = spot.old.get("nullable") is True, spot.new.get("nullable") is True
    became: bool | None = None
    if before != after:
        became = after
    elif new and "null" in old and "null" not in new:
        became = False
    elif old and "null" in new and "null" not in old:
        became = True
    elif wrapped:
        became = "oneOf" in spot.new
    if became is None:
        return
    key = "nullable" if before != after else "type"
    event, phrase = (
        ("became-nullable", "may now be null") if became else ("became-not-nullable", "may no longer be null")
    )
    find(spot, event, spot.relation or size(grows=became), phrase, key=key, before=not became, after=became)


def list_of_types(spot: Spot) -> tuple[list[str], list[str]] | None:
    """The types added and removed where one side is a union of nothing but types."""
    old, new = _pattern(spot, "old"), _pattern(spot, "new")
    if old is None or new is None or not (old[1] or new[1]):
        return None
    added, removed = [t for t in new[0] if t not in old[0]], [t for t in old[0] if t not in new[0]]
    return (added, removed) if added or removed else None


def _pattern(spot: Spot, side: str) -> tuple[list[str], bool] | None:
    """The types a schema allows if it says nothing but types, and whether it says so by a union."""
    schema = spot.old if side == "old" else spot.new
    if any(schema.get(key) for key in ("not", "allOf", "properties")):
        return None
    if own := types(schema):
        return own[:1], False
    for keyword in ("oneOf", "anyOf"):
        members = [node(spot, side, keyword, i).value for i in range(len(listing(schema.get(keyword))))]
        if members and all(_simple(member) for member in members):
            return list(dict.fromkeys(types(member)[0] for member in members)), True
    return None


def _simple(schema: Json) -> bool:
    return len(types(schema)) == 1 and not any(schema.get(key) for key in ("properties", "oneOf", "anyOf", "allOf"))


def _list_of_types(spot: Spot, added: list[str], removed: list[str]) -> None:
    narrowed = bool(removed) if spot.scene.side == "request" else not added
    both = (added and removed) or _bounded(spot)
    default: Effect = "incomparable" if both else "widens" if added else "narrows"
    event = "narrowed" if narrowed else "widened"
    phrase = f"may no longer be {listed(removed)}" if narrowed else f"may now also be {listed(added)}"
    find(spot, f"list-of-types-{event}", spot.relation or default, phrase, before=removed or None, after=added or None)


def _bounded(spot: Spot) -> bool:
    """Whether more is said of the types, or of one of them, than that they are allowed: then that may differ, too."""
    members = [
        node(spot, side, keyword, i).value
        for side, schema in (("old", spot.old), ("new", spot.new))
        for keyword in ("oneOf", "anyOf")
        for i in range(len(listing(schema.get(keyword))))
    ]
    return any(_constraints(one).keys() - {"anyOf", "oneOf"} for one in (spot.old, spot.new, *members))


def _type(spot: Spot) -> None:
    old, new = types(spot.old), types(spot.new)
    added, removed = [t for t in new if t not in old], [t for t in old if t not in new]
    retyped = bool(added or removed)
    reformatted = _format(spot.old) != _format(spot.new)
    if not retyped and not reformatted:
        return
    if retyped and not reformatted and {*added, *removed} == {"null"}:
        return
    if guarded(spot) and spot.scene.side == "request":
        spot.scene.ledger.others.add(spot.pair.new.pointer)
        return
    event = _event(spot, added, removed)
    before, after = _written(spot.old), _written(spot.new)
    find(
        spot,
        event,
        spot.relation or "incomparable",
        f"is now {after} instead of {before}",
        key="type" if retyped else "format",
        before=before,
        after=after,
    )


def _format(schema: Json) -> str:
    name = schema.get("format")
    return name if isinstance(name, str) else ""


def _written(schema: Json) -> str:
    text = " or ".join(types(schema)) or "any type"
    return f"{text} ({schema['format']})" if schema.get("format") else text


def _event(spot: Spot, added: list[str], removed: list[str]) -> str:
    """What oasdiff calls the change: by where it stands, and by whether 1 and "1" are told apart there."""
    typed = spot.scene.typed
    if kind(spot) == "request-parameter":
        broken = _breaks(spot, added, removed, typed=False) and not _one_of_many(spot)
        return "type-changed" if broken else "type-generalized"
    if kind(spot) == "request-parameter-property":
        strict, loose = _breaks(spot, added, removed, typed=True), _breaks(spot, added, removed, typed=False)
        return "type-changed" if strict != loose else "type-specialized" if strict else "type-generalized"
    old, new = types(spot.old), types(spot.new)
    changed = bool(added or removed)
    if spot.scene.side == "request":
        covered = changed and _covered(old, new)
        if (not changed or new) and _breaks(spot, [] if covered else added, [] if covered else removed, typed=typed):
            return "type-changed"
        return "type-compatible" if changed and old and new and not covered else "type-generalized"
    covered = changed and _covered(new, old)
    if (not changed or old) and _breaks(spot, [] if covered else added, [] if covered else removed, typed=typed):
        return "type-generalized" if changed and _covered(old, new) else "type-changed"
    return "type-compatible" if changed and old and new and not covered else "type-specialized"


def _breaks(spot: Spot, added: list[str], removed: list[str], *, typed: bool) -> bool:
    """Whether those who held to the old contract (the sender, that is) fail the new one."""
    there, here = (added, removed) if spot.scene.side == "request" else (removed, added)
    if (added or removed) and not _type_fits(there, here, typed):
        return True
    before, after = _format(spot.old), _format(spot.new)
    if before == after:
        return False
    goal, start, schema = (after, before, spot.new) if spot.scene.side == "request" else (before, after, spot.old)
    return bool(goal) and not (len(types(schema)) == 1 and goal in _WIDER.get((types(schema)[0], start), ()))


def _type_fits(there: list[str], here: list[str], typed: bool) -> bool:
    if here == ["integer"] and there == ["number"]:
        return True
    return not typed and (not there or there == ["string"])


def _covered(small: list[str], large: list[str]) -> bool:
    return bool(small) and all(t in large or (t == "integer" and "number" in large) for t in small)


def _one_of_many(spot: Spot) -> bool:
    """Whether a single value became an array of such values, written as repeated parameters: one is still fine."""
    old, new = _not_null(spot.old), _not_null(spot.new)
    items = node(spot, "new", "items").value
    if new != ["array"] or not old or "array" in old or not spot.scene.repeats or not items:
        return False
    inner = _not_null(items)
    return (_covered(old, inner) or inner == ["string"]) and _constraints(spot.old) == _constraints(items)


def _not_null(schema: Json) -> list[str]:
    return [name for name in types(schema) if name != "null"]


def _constraints(schema: Json) -> Json:
    silent = {*DOCS, "type", "default", "nullable"}
    return {key: value for key, value in schema.items() if key not in silent}
