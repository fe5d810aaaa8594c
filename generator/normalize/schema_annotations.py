"""Annotations of a schema besides its type: description, access, default, example, constraints, provenance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents.json_values import is_array, is_object, is_reference, listing, mapping
from ..model import ir
from .sidecar import EngineSchema, Normalization

CONSTRAINTS = [
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "contentEncoding",
    "contentMediaType",
]
INHERITED = frozenset({"readOnly", "writeOnly", "default", "example", "examples", *CONSTRAINTS})
"""Keywords that hold through a reference; a description belongs to the class that it describes."""


def collect(work: Normalization, schema: Any, depth: int = 5) -> EngineSchema:
    """The annotations that hold for *schema*: its own, then its parts', then what it refers to."""
    if not is_object(schema) or not depth:
        return {}
    facts: EngineSchema = {}
    if is_reference(schema):
        target, _ = work.source.seek(schema)
        facts |= {key: value for key, value in collect(work, target, depth - 1).items() if key in INHERITED}
    for part in listing(schema.get("allOf")):
        facts |= collect(work, part, depth - 1)
    variants = [v for key in ("anyOf", "oneOf") for v in listing(schema.get(key)) if v != {"type": "null"}]
    if len(variants) == 1:
        facts |= collect(work, variants[0], depth - 1)
    facts |= {key: value for key, value in schema.items() if key not in ("$ref", "allOf", "anyOf", "oneOf")}
    return facts


def field(work: Normalization, schema: Any, pointer: str, *, wire: str, name: str, required: bool) -> ir.Field:
    """The field for the property *wire*, complete but for its type."""
    facts = collect(work, schema)
    return ir.Field(
        wire=wire,
        name=name,
        required=required,
        description=text(facts),
        read_only=facts.get("readOnly") is True,
        write_only=facts.get("writeOnly") is True,
        deprecated=facts.get("deprecated") is True,
        provenance=provenance(work, facts, pointer),
        default=facts.get("default"),
        example=example(facts),
        constraints=constraints(facts),
    )


def text(facts: Mapping[str, Any], key: str = "description") -> str:
    """The description, stripped; empty when it is missing or no text."""
    said = facts.get(key)
    return said.strip() if isinstance(said, str) else ""


def constraints(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Validation keywords as the document has them."""
    return {key: facts[key] for key in CONSTRAINTS if facts.get(key) is not None}


def example(facts: Mapping[str, Any]) -> Any:
    """The first example, wherever the document keeps it."""
    if facts.get("example") is not None:
        return facts["example"]
    several = facts.get("examples")
    if is_array(several):
        return several[0] if several else None
    for one in mapping(several).values():
        if is_object(one):
            return one.get("value", one.get("dataValue"))
    return None


def provenance(work: Normalization, facts: Mapping[str, Any], pointer: str) -> str:
    """``x-provenance`` of the schema, or of the nearest parent that has it."""
    said = facts.get("x-provenance")
    if isinstance(said, str):
        return said
    known = work.provenance
    while pointer and pointer not in known:
        pointer = pointer.rpartition("/")[0]
    return known.get(pointer, "")
