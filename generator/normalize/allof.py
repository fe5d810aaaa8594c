"""Merges allOf into one schema; inherited properties keep their original pointers."""

from __future__ import annotations

from typing import Any

from ..documents.json_values import is_array, is_object, is_reference, listing, mapping
from ..documents.pointers import pointer_to
from ..errors import DocumentError
from .sidecar import EngineSchema, Normalization

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
"""Keywords that define a type; others describe or restrict one."""

NOT_INHERITED = frozenset(
    {"description", "title", "discriminator", "nullable", "deprecated", "example", "examples", "default"}
)
"""Keywords that subtypes do not inherit."""


MAX_UNIONS = 20
"""Maximum number of unions that hold at once: two variants each are a million classes."""

WAYS = 10
"""Maximum number of ways, on average, in which schemas that inherit from each other in circles are merged."""


def below(pointer: str, *parts: str | int) -> str:
    """*pointer* continued through *parts*."""
    return pointer + pointer_to(*parts)


def flatten(
    work: Normalization, schema: EngineSchema, pointer: str, seen: frozenset[str] = frozenset()
) -> EngineSchema:
    """*schema* without ``allOf``: an equivalent schema, or a bare ``$ref`` where nothing else remains."""
    if "$dynamicRef" in schema and "$ref" not in schema:
        schema = {**{k: v for k, v in schema.items() if k != "$dynamicRef"}, "$ref": schema["$dynamicRef"]}
    own = {key: value for key, value in schema.items() if key not in ("allOf", "$ref")}
    parts = [(part, f"{pointer}/allOf/{index}") for index, part in enumerate(listing(schema.get("allOf")))]
    if is_reference(schema):
        parts.insert(0, ({"$ref": schema["$ref"]}, pointer))
    parts = _without_ancestors(work, parts)
    only = _only_reference(own, [part for part, _ in parts])
    if only:
        loose = own.get("nullable") is True or any(mapping(part).get("nullable") is True for part, _ in parts)
        return {"$ref": only, "nullable": loose}
    merged: EngineSchema = {}
    for part, place in parts:
        if is_object(part):
            flat = _resolved(work, part, work.source.original_pointer(part, place), seen | {pointer})
            merged = _merge(work, merged, flat, pointer)
    _record_children(work, own, pointer)
    return _merge(work, merged, own, pointer)


def _without_ancestors(work: Normalization, parts: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """*parts* without references to schemas that another part inherits from."""
    refs = {place: work.source.target(part["$ref"], place) for part, place in parts if is_reference(part)}
    if len(refs) < 2:
        return parts
    above = {ancestor for place, target in refs.items() for ancestor in _ancestors(work, target, place)}
    return [(part, place) for part, place in parts if refs.get(place) not in above]


def _ancestors(work: Normalization, pointer: str, referrer: str) -> set[str]:
    """Pointers of all schemas that the one at *pointer* inherits from through allOf, directly or not."""
    found: set[str] = set()
    waiting = [(pointer, referrer)]
    while waiting:
        here, referrer = waiting.pop()
        for part in listing(mapping(work.source.at(here, referrer)).get("allOf")):
            if is_reference(part):
                target = work.source.target(part["$ref"], here)
                if target not in found and target != pointer:
                    found.add(target)
                    waiting.append((target, here))
    return found


def _only_reference(own: EngineSchema, parts: list[Any]) -> str:
    """The reference that the schema consists of, apart from annotations; empty when there is more."""
    real = [part for part in parts if is_object(part) and part.keys() & (STRUCTURAL | {"required"})]
    if len(real) != 1 or set(own) & ((STRUCTURAL - {"type"}) | {"required"}):
        return ""
    (part,) = real
    bare = not (set(part) - {"$ref"}) & ((STRUCTURAL - {"type"}) | {"required"})
    return part["$ref"] if bare and is_reference(part) else ""


def _resolved(work: Normalization, part: EngineSchema, place: str, seen: frozenset[str]) -> EngineSchema:
    """A member of an allOf as a flat schema whose parts have their original pointers recorded."""
    if is_reference(part):
        target = work.source.target(part["$ref"], place)
        if target in seen:
            work.lose(place, "an inheritance that leads back to itself", "a class cannot be its own parent")
            return {key: value for key, value in part.items() if key != "$ref"}
        inherited = _inherited(work, target, place, seen)
        kept = {key: value for key, value in inherited.items() if key not in NOT_INHERITED}
        rest = {key: value for key, value in part.items() if key != "$ref"}
        return _merge(work, _without_subtypes(work, kept, target, seen), rest, place)
    if "allOf" in part:
        flat = flatten(work, part, place, seen)
        return _resolved(work, {"$ref": flat["$ref"]}, place, seen) if is_reference(flat) else flat
    _record_children(work, part, place)
    return part


def _inherited(work: Normalization, target: str, place: str, seen: frozenset[str]) -> EngineSchema:
    """The parent at *target* as a flat schema; made once, for of those *seen* only its relatives make a difference."""
    key = target, seen & relatives(work, target, place)
    if key not in work.inherited:
        base = work.source.at(target, place)
        if len(work.inherited) > WAYS * (len(work.entries) + 1_000):
            raise DocumentError(f"#{place}", "allOf leads back to itself in too many ways", "break the circles")
        work.inherited[key] = _resolved(work, base, target, seen | {target}) if is_object(base) else {}
    return work.inherited[key]


def relatives(work: Normalization, pointer: str, referrer: str) -> frozenset[str]:
    """Pointers of all schemas that the one at *pointer* is made of: parents, variants, what they refer to."""
    if pointer not in work.relatives:
        found: set[str] = set()
        waiting = [(work.source.at(pointer, referrer), pointer)]
        while waiting:
            schema, here = waiting.pop()
            if is_reference(schema):
                target = work.source.target(schema["$ref"], here)
                if target in work.relatives:
                    found |= {target, *work.relatives[target]}
                elif target not in found:
                    found.add(target)
                    waiting.append((work.source.at(target, here), target))
            for keyword in ("allOf", "oneOf", "anyOf"):
                waiting += [(one, here) for one in listing(mapping(schema).get(keyword))]
        work.relatives[pointer] = frozenset(found)
    return work.relatives[pointer]


def _without_subtypes(work: Normalization, base: EngineSchema, pointer: str, seen: frozenset[str]) -> EngineSchema:
    """*base* without the list of its subtypes, which they do not inherit."""
    for keyword in ("oneOf", "anyOf"):
        variants = listing(base.get(keyword))
        if any(is_reference(one) and work.source.target(one["$ref"], pointer) in seen for one in variants):
            base = {key: value for key, value in base.items() if key != keyword}
    return base


def _record_children(work: Normalization, schema: EngineSchema, pointer: str) -> None:
    for wire, value in mapping(schema.get("properties")).items():
        work.source.record_original(value, below(pointer, "properties", wire))
    for keyword in ("items", "additionalProperties"):
        work.source.record_original(schema.get(keyword), below(pointer, keyword))
    for keyword in ("oneOf", "anyOf", "prefixItems"):
        for index, value in enumerate(listing(schema.get(keyword))):
            work.source.record_original(value, below(pointer, keyword, index))


def _merge(work: Normalization, a: EngineSchema, b: EngineSchema, pointer: str) -> EngineSchema:
    """A schema for what satisfies both *a* and *b*; in a contradiction *b*, the more specific, is used."""
    if not a or not b:
        return b or a
    result = {**a, **b}
    if is_object(a.get("properties")) and is_object(b.get("properties")):
        result["properties"] = dict(a["properties"])
        for wire, value in b["properties"].items():
            known = result["properties"].get(wire)
            result["properties"][wire] = value if known is None else _both(known, value)
    if is_array(a.get("required")) and is_array(b.get("required")):
        result["required"] = list(dict.fromkeys([*a["required"], *b["required"]]))
    if is_array(a.get("enum")) and is_array(b.get("enum")):
        result["enum"] = [value for value in b["enum"] if value in a["enum"]] or b["enum"]
    for keyword in ("items", "additionalProperties"):
        if is_object(a.get(keyword)) and is_object(b.get(keyword)):
            result[keyword] = _both(a[keyword], b[keyword])
    if a.get("additionalProperties") is False and "additionalProperties" not in b and b.get("properties"):
        result.pop("additionalProperties")  # taken literally, the subtype's own properties would be forbidden
    for keyword in ("oneOf", "anyOf"):
        if a.get(keyword) and b.get(keyword) and a[keyword] != b[keyword]:
            if any(isinstance(one, Merged) and len(one["allOf"]) > MAX_UNIONS for one in a[keyword]):
                work.lose(pointer, "the variants of a union", f"it holds at once with more than {MAX_UNIONS} others")
                result[keyword] = a[keyword]
            else:
                result[keyword] = [_both(variant, {keyword: b[keyword]}) for variant in a[keyword]]
    if "type" in a and "type" in b:
        result["type"] = _common_type(work, a["type"], b["type"], pointer)
    return result


class Merged(dict[str, Any]):
    """An allOf that merging made: two schemas of one property, one of them inherited."""


def _both(a: Any, b: Any) -> Any:
    """One schema for a property that two schemas describe; each part once, so that classes within reach of
    themselves come to an end.
    """
    if a == b or not is_object(b):
        return a if is_object(a) else b
    if not is_object(a) or not a.keys() & STRUCTURAL:
        return b
    if not b.keys() & (STRUCTURAL | {"required"}) and not a.keys() & {"$ref", "allOf"}:
        return {**a, **b}
    parts: list[Any] = []
    for part in [one for schema in (a, b) for one in (schema["allOf"] if isinstance(schema, Merged) else [schema])]:
        if part not in parts:
            parts.append(part)
    return Merged(allOf=parts)


def _common_type(work: Normalization, a: Any, b: Any, pointer: str) -> Any:
    first, second = (value if is_array(value) else [value] for value in (a, b))
    common = [kind for kind in second if kind in first]
    if "integer" in first + second and "number" in first + second and "integer" not in common:
        common.append("integer")
    if not common:
        work.lose(pointer, f"that it is {a!s:.40}", f"it is to be {b!s:.40} at the same time")
        return b
    return common[0] if len(common) == 1 else common
