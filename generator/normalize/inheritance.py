"""Inheritance with a discriminator: a base whose subtypes refer to it in allOf is the union of them."""

from __future__ import annotations

from typing import Any

from ..documents.json_values import is_object, is_reference, listing, mapping
from ..documents.pointers import pointer_to
from ..model import ir
from . import aliases, schema_annotations, unions
from .names import module
from .sidecar import EngineSchema, Normalization, ref


def find_subtypes(work: Normalization) -> None:
    """Record the subtypes of each base schema in components."""
    components = mapping(work.source.document.get("components"))
    for key, schema in mapping(components.get("schemas")).items():
        for part in listing(mapping(schema).get("allOf")):
            if is_reference(part) and part["$ref"].startswith("#/"):
                subtype = pointer_to("components", "schemas", key)
                work.subtypes.setdefault(work.source.target(part["$ref"], subtype), []).append(subtype)


def is_base(work: Normalization, schema: Any, pointer: str) -> bool:
    """Whether *schema* is a base: it has a discriminator and subtypes."""
    if not is_object(schema) or schema.get("oneOf") or schema.get("anyOf"):
        return False
    return isinstance(mapping(schema.get("discriminator")).get("propertyName"), str) and pointer in work.subtypes


def is_bare_subtype(work: Normalization, schema: Any, pointer: str) -> bool:
    """Whether *schema* adds nothing to a base: as a plain reference it would become the union that it is part of."""
    for part in listing(mapping(schema).get("allOf")):
        if is_reference(part):
            target, place = work.source.seek(part)
            if place != pointer and (is_base(work, target, place) or _lists_variant(work, target, place, pointer)):
                return True
    return False


def _lists_variant(work: Normalization, base: Any, place: str, subtype: str) -> bool:
    """Whether the schema *base* at *place* has the one at *subtype* among its variants."""
    variants = [v for key in ("oneOf", "anyOf") for v in listing(mapping(base).get(key))]
    return any(is_reference(variant) and work.source.target(variant["$ref"], place) == subtype for variant in variants)


def translate_base(work: Normalization, schema: EngineSchema, pointer: str, name: str) -> None:
    """Make *name* the union of the base's subtypes and a class of its own, for values of an unknown subtype."""
    own = work.name(f"{name} Base", pointer)
    base = work.translate({key: value for key, value in schema.items() if key != "discriminator"}, pointer, own)
    subtypes = [subtype for subtype in work.subtypes[pointer] if subtype in work.entries]
    variants: list[tuple[Any, str]] = [({"$ref": f"#{subtype}"}, work.entries[subtype]) for subtype in subtypes]
    discriminator = schema["discriminator"]
    work.aliases[name] = ir.Alias(
        name=name,
        module=module(name),
        description=schema_annotations.text(schema),
        discriminator=discriminator["propertyName"],
        mapping=tuple(unions.mapping_of(work, discriminator, pointer, variants, own).items()),
    )
    said = unions.join(work, [*(ref(work.entries[subtype]) for subtype in subtypes), base], pointer)
    aliases.add_alias(work, schema, pointer, name, said)
