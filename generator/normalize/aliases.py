"""Aliases: names for types that are no classes. An alias may contain itself in a list or a map, but not be itself."""

from __future__ import annotations

from typing import Any

from ..model import ir
from . import schema_annotations
from .names import module
from .sidecar import EngineSchema, Normalization, box
from .types import nullable


def add_alias(work: Normalization, schema: Any, pointer: str, name: str, translated: EngineSchema) -> None:
    """Add the alias *name* for a union, list, map or scalar; for the engine it is a box, which may contain itself."""
    known = work.aliases.get(name)
    if known is None:
        facts = schema_annotations.collect(work, schema)
        known = ir.Alias(name=name, module=module(name), description=schema_annotations.text(facts))
        work.aliases[name] = known
    work.places[name] = pointer
    work.components[name] = box(translated)


def cut_circles(work: Normalization) -> None:
    """Remove from each alias the variants that are only references back to it: they add no value."""
    for name in work.aliases:
        value = work.components[name]["properties"]["value"]
        members = value.get("oneOf", [value])
        kept = [member for member in members if not _leads_to(work, member, name, set())]
        if len(kept) < len(members):
            work.lose(work.places[name], "a schema that is an alternative to itself", "only its other variants can be")
            translated: EngineSchema = {} if not kept else kept[0] if len(kept) == 1 else {"oneOf": kept}
            work.components[name]["properties"]["value"] = (
                translated if translated != {"type": "null"} else nullable({})
            )


def _leads_to(work: Normalization, translated: EngineSchema, name: str, seen: set[str]) -> bool:
    target = translated.get("$ref", "").rsplit("/", 1)[-1]
    if not target or target == name:
        return bool(target)
    if target in seen or target not in work.aliases:
        return False
    seen.add(target)
    value = work.components[target]["properties"]["value"]
    return any(_leads_to(work, member, name, seen) for member in value.get("oneOf", [value]))
