"""Aliases: names for what is no class; one may contain itself inside a list or a map, but not be itself."""

from __future__ import annotations

from typing import Any

from ..model import ir
from . import schema_annotations
from .names import module
from .sidecar import EngineSchema, Normalization, box
from .types import nullable


def add_alias(work: Normalization, schema: Any, pointer: str, name: str, said: EngineSchema) -> None:
    """Keep *name* for a union, list, map or scalar; the engine sees a box, which may even contain itself."""
    known = work.aliases.get(name)
    if known is None:
        facts = schema_annotations.collect(work, schema)
        known = ir.Alias(name=name, module=module(name), description=schema_annotations.text(facts))
        work.aliases[name] = known
    work.places[name] = pointer
    work.components[name] = box(said)


def cut_circles(work: Normalization) -> None:
    """Take out of each alias the variants that lead straight back to it: they add no value it could have."""
    for name in work.aliases:
        value = work.components[name]["properties"]["value"]
        members = value.get("oneOf", [value])
        kept = [member for member in members if not _leads_to(work, member, name, set())]
        if len(kept) < len(members):
            work.lose(work.places[name], "a schema that is an alternative to itself", "only its other variants can be")
            said: EngineSchema = {} if not kept else kept[0] if len(kept) == 1 else {"oneOf": kept}
            work.components[name]["properties"]["value"] = said if said != {"type": "null"} else nullable({})


def _leads_to(work: Normalization, said: EngineSchema, name: str, seen: set[str]) -> bool:
    target = said.get("$ref", "").rsplit("/", 1)[-1]
    if not target or target == name:
        return bool(target)
    if target in seen or target not in work.aliases:
        return False
    seen.add(target)
    value = work.components[target]["properties"]["value"]
    return any(_leads_to(work, member, name, seen) for member in value.get("oneOf", [value]))
