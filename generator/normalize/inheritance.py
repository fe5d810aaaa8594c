"""Inheritance with a discriminator: a base whose heirs name it in allOf stands for any of them."""

from __future__ import annotations

from typing import Any

from ..documents.json_values import is_object, is_reference, listing, mapping
from ..documents.pointers import pointer_to
from ..model import ir
from . import aliases, schema_annotations, unions
from .names import module
from .sidecar import EngineSchema, Normalization, ref


def find_subtypes(work: Normalization) -> None:
    """Note, for each base in components that tells its heirs apart, who they are."""
    components = mapping(work.source.document.get("components"))
    for key, schema in mapping(components.get("schemas")).items():
        for part in listing(mapping(schema).get("allOf")):
            if is_reference(part) and part["$ref"].startswith("#/"):
                heir = pointer_to("components", "schemas", key)
                work.subtypes.setdefault(work.source.target(part["$ref"], heir), []).append(heir)


def is_base(work: Normalization, schema: Any, pointer: str) -> bool:
    """Whether mentions of *schema* mean any of its heirs: it has some, and says what tells them apart."""
    if not is_object(schema) or schema.get("oneOf") or schema.get("anyOf"):
        return False
    return isinstance(mapping(schema.get("discriminator")).get("propertyName"), str) and pointer in work.subtypes


def is_bare_subtype(work: Normalization, schema: Any, pointer: str) -> bool:
    """Whether *schema* adds nothing to such a base: as a mere reference it would be the union that it is part of."""
    for part in listing(mapping(schema).get("allOf")):
        if is_reference(part):
            target, place = work.source.seek(part)
            if place != pointer and (is_base(work, target, place) or _lists_variant(work, target, place, pointer)):
                return True
    return False


def _lists_variant(work: Normalization, base: Any, place: str, heir: str) -> bool:
    """Whether the schema *base* at *place* has the one at *heir* among its variants."""
    variants = [v for key in ("oneOf", "anyOf") for v in listing(mapping(base).get(key))]
    return any(is_reference(variant) and work.source.target(variant["$ref"], place) == heir for variant in variants)


def translate_base(work: Normalization, schema: EngineSchema, pointer: str, name: str) -> None:
    """The base's name becomes the union of its heirs; a class for its own properties takes values of no known kind."""
    own = work.name(f"{name} Base", pointer)
    base = work.translate({key: value for key, value in schema.items() if key != "discriminator"}, pointer, own)
    heirs = [heir for heir in work.subtypes[pointer] if heir in work.entries]
    variants: list[tuple[Any, str]] = [({"$ref": f"#{heir}"}, work.entries[heir]) for heir in heirs]
    mark = schema["discriminator"]
    work.aliases[name] = ir.Alias(
        name=name,
        module=module(name),
        description=schema_annotations.text(schema),
        discriminator=mark["propertyName"],
        mapping=tuple(unions.mapping_of(work, mark, pointer, variants, own).items()),
    )
    said = unions.join(work, [*(ref(work.entries[heir]) for heir in heirs), base], pointer)
    aliases.add_alias(work, schema, pointer, name, said)
