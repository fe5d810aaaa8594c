"""allOf: everything that must hold at once, merged into one schema; inherited properties keep their places."""

from __future__ import annotations

from typing import Any

from ..pointers import pointer_to
from .sidecar import Core, Work

STRUCTURAL = frozenset(
    [
        "type",
        "properties",
        "items",
        "prefixItems",
        "enum",
        "const",
        "oneOf",
        "anyOf",
        "allOf",
        "$ref",
        "additionalProperties",
        "patternProperties",
        "format",
        "unevaluatedProperties",
    ]
)
"""Keywords that make a type; the rest describes or restricts one."""

OWN_ONLY = frozenset(
    {"description", "title", "discriminator", "nullable", "deprecated", "example", "examples", "default"}
)
"""What a schema says of itself and its heirs do not inherit."""


def below(pointer: str, *parts: str | int) -> str:
    """The pointer that goes on from *pointer* through *parts*."""
    return pointer + pointer_to(*parts)


def flatten(work: Work, schema: Core, pointer: str, seen: frozenset[str] = frozenset()) -> Core:
    """*schema* without ``allOf``: one schema that says as much, or a bare ``$ref`` where that is all there is."""
    if "$dynamicRef" in schema and "$ref" not in schema:
        schema = {**{k: v for k, v in schema.items() if k != "$dynamicRef"}, "$ref": schema["$dynamicRef"]}
    own = {key: value for key, value in schema.items() if key not in ("allOf", "$ref")}
    listed = schema.get("allOf")
    parts: list[tuple[Any, str]] = [
        (part, f"{pointer}/allOf/{index}") for index, part in enumerate(listed if isinstance(listed, list) else [])
    ]
    if isinstance(schema.get("$ref"), str):
        parts.insert(0, ({"$ref": schema["$ref"]}, pointer))
    parts = _without_ancestors(work, parts)
    only = _only_reference(own, [part for part, _ in parts])
    if only:
        loose = own.get("nullable") is True or any(isinstance(p, dict) and p.get("nullable") is True for p, _ in parts)
        return {"$ref": only, "nullable": loose}
    merged: Core = {}
    for part, place in parts:
        if isinstance(part, dict):
            merged = _merge(
                work, merged, _resolved(work, part, work.source.place(part, place), seen | {pointer}), pointer
            )
    _remember_children(work, own, pointer)
    return _merge(work, merged, own, pointer)


def _without_ancestors(work: Work, parts: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """A class and one that it inherits from, both asked for, are the class."""
    refs = {
        place: work.source.target(part["$ref"], place)
        for part, place in parts
        if isinstance(part, dict) and isinstance(part.get("$ref"), str)
    }
    if len(refs) < 2:
        return parts
    above = {ancestor for place, target in refs.items() for ancestor in _ancestors(work, target, place)}
    return [(part, place) for part, place in parts if refs.get(place) not in above]


def _ancestors(work: Work, pointer: str, referrer: str) -> set[str]:
    """Pointers of the schemas that the one at *pointer* takes into its allOf, at any remove."""
    found: set[str] = set()
    waiting = [(pointer, referrer)]
    while waiting:
        here, referrer = waiting.pop()
        schema = work.source.at(here, referrer)
        listed = schema.get("allOf") if isinstance(schema, dict) else None
        for part in listed if isinstance(listed, list) else []:
            if isinstance(part, dict) and isinstance(part.get("$ref"), str):
                target = work.source.target(part["$ref"], here)
                if target not in found and target != pointer:
                    found.add(target)
                    waiting.append((target, here))
    return found


def _only_reference(own: Core, parts: list[Any]) -> str:
    """The reference that is all of the schema but for annotations; empty when there is more to it."""
    real = [part for part in parts if isinstance(part, dict) and part.keys() & (STRUCTURAL | {"required"})]
    if len(real) != 1 or set(own) & ((STRUCTURAL - {"type"}) | {"required"}):
        return ""
    (part,) = real
    bare = "$ref" in part and not (set(part) - {"$ref"}) & ((STRUCTURAL - {"type"}) | {"required"})
    return part["$ref"] if bare and isinstance(part["$ref"], str) else ""


def _resolved(work: Work, part: Core, place: str, seen: frozenset[str]) -> Core:
    """One member of an allOf as a flat schema whose parts know where they stood."""
    if "$ref" in part and isinstance(part["$ref"], str):
        target = work.source.target(part["$ref"], place)
        if target in seen:
            work.lose(place, "an inheritance that leads back to itself", "a class cannot be its own parent")
            return {key: value for key, value in part.items() if key != "$ref"}
        base = work.source.at(target, place)
        inherited = _resolved(work, base, target, seen | {target}) if isinstance(base, dict) else {}
        kept = {key: value for key, value in inherited.items() if key not in OWN_ONLY}
        rest = {key: value for key, value in part.items() if key != "$ref"}
        return _merge(work, _without_heirs(work, kept, target, seen), rest, place)
    if "allOf" in part:
        flat = flatten(work, part, place, seen)
        if isinstance(flat.get("$ref"), str):
            return _resolved(work, {"$ref": flat["$ref"]}, place, seen)
        return flat
    _remember_children(work, part, place)
    return part


def _without_heirs(work: Work, base: Core, pointer: str, seen: frozenset[str]) -> Core:
    """A base that lists its heirs as variants does not hand that list down to them."""
    for keyword in ("oneOf", "anyOf"):
        variants = base.get(keyword)
        if isinstance(variants, list) and any(
            isinstance(v, dict) and isinstance(v.get("$ref"), str) and work.source.target(v["$ref"], pointer) in seen
            for v in variants
        ):
            base = {key: value for key, value in base.items() if key != keyword}
    return base


def _remember_children(work: Work, schema: Core, pointer: str) -> None:
    properties = schema.get("properties")
    for wire, value in (properties if isinstance(properties, dict) else {}).items():
        work.source.remember(value, below(pointer, "properties", wire))
    for keyword in ("items", "additionalProperties"):
        work.source.remember(schema.get(keyword), below(pointer, keyword))
    for keyword in ("oneOf", "anyOf", "prefixItems"):
        variants = schema.get(keyword)
        for index, value in enumerate(variants if isinstance(variants, list) else []):
            work.source.remember(value, below(pointer, keyword, index))


def _merge(work: Work, a: Core, b: Core, pointer: str) -> Core:
    """What satisfies both *a* and *b*; where they contradict each other *b*, the more specific, wins."""
    if not a or not b:
        return b or a
    result = {**a, **b}
    if isinstance(a.get("properties"), dict) and isinstance(b.get("properties"), dict):
        result["properties"] = dict(a["properties"])
        for wire, value in b["properties"].items():
            known = result["properties"].get(wire)
            result["properties"][wire] = value if known is None else _both(known, value)
    if isinstance(a.get("required"), list) and isinstance(b.get("required"), list):
        result["required"] = list(dict.fromkeys([*a["required"], *b["required"]]))
    if isinstance(a.get("enum"), list) and isinstance(b.get("enum"), list):
        result["enum"] = [value for value in b["enum"] if value in a["enum"]] or b["enum"]
    for keyword in ("items", "additionalProperties"):
        if isinstance(a.get(keyword), dict) and isinstance(b.get(keyword), dict):
            result[keyword] = _both(a[keyword], b[keyword])
    if a.get("additionalProperties") is False and "additionalProperties" not in b and b.get("properties"):
        result.pop("additionalProperties")  # taken literally, the heir's own properties would be forbidden
    for keyword in ("oneOf", "anyOf"):
        if a.get(keyword) and b.get(keyword) and a[keyword] != b[keyword]:
            result[keyword] = [_both(variant, {keyword: b[keyword]}) for variant in a[keyword]]
    if "type" in a and "type" in b:
        result["type"] = _common_type(work, a["type"], b["type"], pointer)
    return result


class Merged(dict[str, Any]):
    """An allOf that no author wrote: two schemas of one property, one of them inherited."""


def _both(a: Any, b: Any) -> Any:
    """One schema for a property that two schemas describe; each part once, so that classes within reach of
    themselves come to an end.
    """
    if a == b or not isinstance(b, dict):
        return a if isinstance(a, dict) else b
    if not isinstance(a, dict) or not a.keys() & STRUCTURAL:
        return b
    if not b.keys() & (STRUCTURAL | {"required"}) and not a.keys() & {"$ref", "allOf"}:
        return {**a, **b}
    parts: list[Any] = []
    for part in [one for schema in (a, b) for one in (schema["allOf"] if isinstance(schema, Merged) else [schema])]:
        if part not in parts:
            parts.append(part)
    return Merged(allOf=parts)


def _common_type(work: Work, a: Any, b: Any, pointer: str) -> Any:
    first, second = (value if isinstance(value, list) else [value] for value in (a, b))
    common = [kind for kind in second if kind in first]
    if "integer" in first + second and "number" in first + second and "integer" not in common:
        common.append("integer")
    if not common:
        work.lose(pointer, f"that it is {a!s:.40}", f"it is to be {b!s:.40} at the same time")
        return b
    return common[0] if len(common) == 1 else common
