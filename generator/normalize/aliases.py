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
    edges = {name: {_target(one) for one in _members(work, name)} & work.aliases.keys() for name in work.aliases}
    _peel(edges, set(edges))
    for name in work.aliases:
        if name not in edges:
            continue
        members = _members(work, name)
        kept = [member for member in members if not _leads_to(edges, _target(member), name)]
        if len(kept) < len(members):
            work.lose(work.places[name], "a schema that is an alternative to itself", "only its other variants can be")
            translated: EngineSchema = {} if not kept else kept[0] if len(kept) == 1 else {"oneOf": kept}
            work.components[name]["properties"]["value"] = (
                translated if translated != {"type": "null"} else nullable({})
            )
        edges[name] = {_target(one) for one in kept} & edges.keys()
        _peel(edges, {name})


def _members(work: Normalization, name: str) -> list[EngineSchema]:
    value = work.components[name]["properties"]["value"]
    members: list[EngineSchema] = value.get("oneOf", [value])
    return members


def _target(translated: EngineSchema) -> str:
    return str(translated.get("$ref", "")).rsplit("/", 1)[-1]


def _peel(edges: dict[str, set[str]], waiting: set[str]) -> None:
    """Remove from *edges* what leads to no circle, beginning with the names *waiting* to be looked at."""
    before: dict[str, list[str]] = {}
    for name, targets in edges.items():
        for target in targets:
            before.setdefault(target, []).append(name)
    ended = [name for name in waiting if not edges[name]]
    while ended:
        name = ended.pop()
        del edges[name]
        for one in before.get(name, ()):
            edges[one].discard(name)
            if not edges[one]:
                ended.append(one)


def _leads_to(edges: dict[str, set[str]], start: str, name: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == name:
            return True
        new = edges.get(here, set[str]()) - seen
        seen |= new
        waiting += new
    return False
