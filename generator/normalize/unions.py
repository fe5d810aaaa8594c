"""Unions: oneOf, anyOf, lists of types, and their discriminators."""

from __future__ import annotations

import math
from typing import Any

from ..documents.json_values import is_object, is_reference, listing, mapping
from ..model import ir
from . import aliases, allof, enums, schema_annotations, types
from .inline_names import inline_name, merged_variant_name
from .names import module
from .sidecar import EngineSchema, Normalization, ref

MAX_NESTING = 4
"""Maximum nesting of a union in itself: each level multiplies the number of classes."""

MAX_COMBINATIONS = 500
"""Maximum number of classes of a union that others are combined with: three unions of ten make a thousand."""

MAX_COMBINED = 5_000
"""Maximum number of such classes in one document."""

VARIANT_KEYWORDS = frozenset(
    ["properties", "items", "prefixItems", "enum", "const", "format", "additionalProperties", "patternProperties"]
)
"""Keywords beside a union that must hold for each variant."""

OBJECT_KEYWORDS = frozenset({"properties", "required", "additionalProperties", "patternProperties"})


def of_types(work: Normalization, schema: EngineSchema, pointer: str) -> EngineSchema:
    """A list of types is a union of the same schema with one type each."""
    foreign = {"object": {"items", "prefixItems"}, "array": OBJECT_KEYWORDS}
    said: list[EngineSchema] = []
    for kind in schema["type"]:
        unfit = foreign.get(kind, {"items", "prefixItems"} | OBJECT_KEYWORDS)
        one = {key: value for key, value in schema.items() if key not in unfit}
        said.append(work.translate({**one, "type": kind, "nullable": False}, pointer))
    return join(work, said, pointer)


def of_variants(work: Normalization, schema: EngineSchema, pointer: str, name: str | None) -> EngineSchema:
    """The union of the variants, each merged with the sibling keywords of the union."""
    keyword = "oneOf" if schema.get("oneOf") else "anyOf"
    variants = [
        (variant, work.source.original_pointer(variant, f"{pointer}/{keyword}/{index}"))
        for index, variant in enumerate(schema[keyword])
    ]
    real = [(variant, place) for variant, place in variants if not _is_null(variant)]
    admits_null = len(real) < len(variants)
    base = {k: v for k, v in schema.items() if k not in (keyword, "discriminator", "nullable")}
    if keyword == "oneOf" and base.get("anyOf"):
        real = [(_all_of(work, {"anyOf": base["anyOf"]}, pointer, variant, place), place) for variant, place in real]
        base.pop("anyOf")
    if not real:
        return types.NULL
    if len(real) == 1 and not base.keys() & (VARIANT_KEYWORDS | {"type"}):
        return types.nullable(work.translate(real[0][0], real[0][1], name), admits_null)
    if base.keys() & (VARIANT_KEYWORDS | {"type"}) and all(_restricts_only(variant) for variant, _ in real):
        work.lose(f"{pointer}/{keyword}", "which combinations are allowed", "a class cannot say what excludes what")
        return types.nullable(work.translate(base, pointer, name), admits_null)
    values = _constants(real)
    if values and not base.keys() & {"properties", "items"}:
        return types.nullable(enums.enumeration(work, {**base, **values}, pointer, name), admits_null)
    own = bool(base.keys() & VARIANT_KEYWORDS)
    if work.in_progress.count(real[0][1]) >= MAX_NESTING or (own and work.nesting >= MAX_NESTING):
        work.lose(f"{pointer}/{keyword}", "a union inside its own variants", "their combinations have no end")
        return work.translate(base, pointer, name)
    if _are_too_many(work, base if own else {}, [variant for variant, _ in real]):
        work.lose(f"{pointer}/{keyword}", "the variants of a union", "combined with other unions they are too many")
        return {}
    if not own:
        _lose_required(work, base, pointer, [variant for variant, _ in real])
    work.in_progress.append(real[0][1])
    work.nesting += own
    said: list[tuple[Any, EngineSchema]] = []
    for variant, place in real:
        merged = _with_siblings(work, base, pointer, variant, place)
        if merged is not variant and not place.startswith(f"{pointer}/"):
            work.variant_names[place] = merged_variant_name(work, name or inline_name(work, pointer), place)
        said.append((variant, work.translate(merged, place)))
        work.variant_names.pop(place, None)
    work.in_progress.pop()
    work.nesting -= own
    union = types.nullable(join(work, [core for _, core in said], f"{pointer}/{keyword}"), admits_null)
    if isinstance(mapping(schema.get("discriminator")).get("propertyName"), str):
        return _discriminated(work, schema, pointer, name, said, union)
    return union


def _are_too_many(work: Normalization, base: EngineSchema, variants: list[Any]) -> bool:
    """Whether *variants* that are combined with other unions, or with *base*, make too many classes."""
    combined = [one for one in variants if base or (is_object(one) and one.keys() & {"allOf", "anyOf"})]
    classes = sum(_alternatives(work, one) for one in combined)
    if classes <= MAX_COMBINATIONS and work.combined + classes <= MAX_COMBINED:
        work.combined += classes if classes > len(variants) else 0
        return False
    return classes > _written(work, combined)


def _alternatives(work: Normalization, schema: Any) -> int:
    """Number of classes that *schema* makes: its unions multiply each other."""
    if is_reference(schema):
        target, place = work.source.seek(schema)
        if place not in work.alternatives:
            work.alternatives[place] = 1  # for one that contains itself
            work.alternatives[place] = _alternatives(work, target)
        return work.alternatives[place]
    factors = [_alternatives(work, part) for part in listing(mapping(schema).get("allOf"))]
    unions = [variants for keyword in ("oneOf", "anyOf") if (variants := listing(mapping(schema).get(keyword)))]
    return math.prod([*factors, *(sum(_alternatives(work, one) for one in variants) for variants in unions)])


def _written(work: Normalization, schemas: list[Any]) -> int:
    """Number of variants that stand in the document for *schemas*, each counted once."""
    waiting, seen, count = list(schemas), set[int](), len(schemas)
    while waiting:
        schema = mapping(work.source.seek(waiting.pop())[0])
        for keyword in ("allOf", "oneOf", "anyOf"):
            parts = listing(schema.get(keyword))
            if id(parts) not in seen:
                seen.add(id(parts))
                waiting += parts
                count += len(parts) if keyword != "allOf" else 0
    return count


def _is_null(variant: Any) -> bool:
    """Whether *variant* is null, in any spelling; some generators write a bare ``nullable: true`` in 3.0."""
    if not is_object(variant):
        return False
    bare = variant.get("nullable") is True and not variant.keys() & allof.STRUCTURAL
    return bare or variant.get("type") in ("null", ["null"]) or variant.get("enum") == [None]


def _restricts_only(variant: Any) -> bool:
    """Whether *variant* only restricts the sibling keywords of the union."""
    return variant is True or (is_object(variant) and not variant.keys() & allof.STRUCTURAL)


def _lose_required(work: Normalization, base: EngineSchema, pointer: str, variants: list[Any]) -> None:
    """Report properties that are required beside the union and not by every variant."""
    for key in listing(base.get("required")):
        targets = [work.source.seek(variant)[0] for variant in variants]
        if not all(is_object(target) and key in (target.get("required") or []) for target in targets):
            work.lose(f"{pointer}/required", f"that {key!s:.60} is required", "a variant is a class of its own")


def _with_siblings(work: Normalization, base: EngineSchema, pointer: str, variant: Any, place: str) -> Any:
    """*variant* merged with the sibling properties of the union; unchanged where it inherits them."""
    if not is_object(variant):
        return variant
    own = base.keys() & VARIANT_KEYWORDS
    if own and not (own == {"additionalProperties"} and isinstance(base["additionalProperties"], bool)):
        if _inherits(work, variant, pointer):
            return variant
        kept = {k: v for k, v in base.items() if k in VARIANT_KEYWORDS | {"type", "required"}}
        return _all_of(work, kept, pointer, variant, place)
    if "type" in base and not variant.keys() & {"$ref", "type", "allOf", "oneOf", "anyOf"}:
        typed = {"type": base["type"], **variant}
        work.source.record_original(typed, place)
        return typed
    return variant


def _all_of(work: Normalization, base: EngineSchema, pointer: str, variant: Any, place: str) -> EngineSchema:
    for wire, value in mapping(base.get("properties")).items():
        work.source.record_original(value, allof.below(pointer, "properties", wire))
    both: EngineSchema = {"allOf": [base, variant]}
    work.source.record_original(base, pointer)
    work.source.record_original(variant, place)
    work.source.record_original(both, place)
    return both


def _inherits(work: Normalization, variant: EngineSchema, pointer: str) -> bool:
    """Whether *variant* is a class that takes its properties from the schema at *pointer* by ``allOf``."""
    target, _ = work.source.seek(variant)
    parts = listing(mapping(target).get("allOf"))
    return any(is_reference(part) and work.source.target(part["$ref"], pointer) == pointer for part in parts)


def _constants(real: list[tuple[Any, str]]) -> EngineSchema | None:
    """Several ``const`` variants are an enum whose values have titles."""
    if len(real) < 2 or not all(is_object(v) and type(v.get("const")) in (str, int) for v, _ in real):
        return None
    titles = [variant.get("title") for variant, _ in real]
    named = {"x-enum-varnames": titles} if all(isinstance(t, str) and t for t in titles) else {}
    return {"enum": [variant["const"] for variant, _ in real], **named}


def join(work: Normalization, cores: list[EngineSchema], pointer: str) -> EngineSchema:
    """One flat union of *cores*: a union with anything is anything, of one is that one."""
    members: list[EngineSchema] = []
    for said in cores:
        for member in said.get("oneOf", [said]):
            if member not in members:
                members.append(member)
    real = [member for member in members if member != types.NULL]
    if {} in real:
        if len(real) > 1:
            work.lose(pointer, "the variants of a union", "one of them is anything, hence so is the union")
        return {}
    if not real:
        return types.NULL if members else {}
    said = real[0] if len(real) == 1 else {"oneOf": real}
    return types.nullable(said, len(real) < len(members))


def _discriminated(
    work: Normalization,
    schema: EngineSchema,
    pointer: str,
    name: str | None,
    said: list[tuple[Any, EngineSchema]],
    union: EngineSchema,
) -> EngineSchema:
    """An alias for the union: only an alias can hold its discriminator."""
    discriminator = schema["discriminator"]
    if name is None:
        if known := work.class_of_inline(schema, pointer):
            return ref(known)
        name = work.name_inline(schema, pointer, inline_name(work, pointer))
    classes = [(variant, _class_of(core)) for variant, core in said]
    facts = schema_annotations.collect(work, schema)
    work.aliases[name] = ir.Alias(
        name=name,
        module=module(name),
        description=schema_annotations.text(facts),
        discriminator=discriminator["propertyName"],
        mapping=tuple(mapping_of(work, discriminator, pointer, classes).items()),
    )
    aliases.add_alias(work, schema, pointer, name, union)
    return ref(name)


def _class_of(said: EngineSchema) -> str:
    target = said.get("$ref")
    return target.rsplit("/", 1)[-1] if isinstance(target, str) else ""


def mapping_of(
    work: Normalization, discriminator: EngineSchema, pointer: str, classes: list[tuple[Any, str]], itself: str = ""
) -> dict[str, str]:
    """Value → class: as mapped, and for variants the mapping leaves out, by their constant or their schema's name.

    *itself* is the class for values mapped to the schema that carries the discriminator.
    """
    by_target = {
        work.source.target(variant["$ref"], pointer): name
        for variant, name in classes
        if is_reference(variant) and name
    }
    result: dict[str, str] = {}
    for value, target in mapping(discriminator.get("mapping")).items():
        where = work.source.target(target, pointer) if str(target).startswith("#") else f"/components/schemas/{target}"
        name = by_target.get(where) or (itself if itself and where == pointer else work.entries.get(where))
        if name:
            result[value] = name
        else:
            work.lose(f"{pointer}/discriminator/mapping", f"{value[:40]!r} → {str(target)[:60]!r}", "no such schema")
    mapped = set(result.values())
    for variant, name in classes:
        if name and name not in mapped:
            mapped.add(name)
            place = work.source.seek(variant)[1]
            named = [place.rsplit("/", 1)[-1]] if place.startswith("/components/schemas/") else []
            for value in _tags(work, variant, discriminator["propertyName"], set()) or named:
                result.setdefault(value, name)
    return result


def _tags(work: Normalization, variant: Any, wire: str, seen: set[str]) -> list[str]:
    """The values of the discriminating property that *variant*, a class or a union of classes, admits by itself.

    Schemas that were *seen* are passed over: their values are known.
    """
    target, place = work.source.seek(variant)
    if (place and place in seen) or not is_object(target):
        return []
    seen.add(place)
    merged = allof.flatten(work, target, place) if "allOf" in target else target
    found = dict.fromkeys(_texts(work, mapping(merged.get("properties")).get(wire), set()))
    for inner in _variants(merged):
        found |= dict.fromkeys(_tags(work, inner, wire, seen))
    return list(found)


def _texts(work: Normalization, schema: Any, seen: set[str]) -> list[str]:
    """The strings that *schema* admits, where it lists them; schemas that were *seen* are passed over."""
    found, place = work.source.seek(schema)
    if place and place in seen:
        return []
    seen.add(place)
    tag = mapping(found)
    listed = [tag["const"]] if "const" in tag else listing(tag.get("enum"))
    texts = [value for value in listed if isinstance(value, str)]
    return texts + [text for inner in _variants(tag) for text in _texts(work, inner, seen)]


def _variants(schema: EngineSchema) -> list[Any]:
    return [*listing(schema.get("oneOf")), *listing(schema.get("anyOf"))]
