"""Parameters: merged from path and operation, matched with the path's template, each with a safe name."""

from __future__ import annotations

import re
from typing import Any, Literal

from ..documents import media_types
from ..documents.json_values import is_object, listing, mapping
from ..documents.pointers import pointer_to
from ..model import ir
from . import schema_annotations
from .names import attribute, distinct
from .operation_ids import LocatedOperation
from .sidecar import EngineSchema, Normalization

DEFAULT_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
RESERVED_HEADERS = frozenset(
    {"accept", "content-type", "authorization", "content-length", "transfer-encoding", "connection"}
)
"""Headers that are described by media types and security, or set by the transport."""
NOT_SCHEMA = frozenset({"name", "in", "required", "description", "style", "explode", "deprecated"})
TOKEN = re.compile(r"\{([^{}]*)\}")

Declared = dict[tuple[ir.Location | Literal["querystring"], str], tuple[dict[str, Any], str]]
"""(location, wire name) → the parameter and its pointer."""


def template(path: str) -> str:
    """*path* with plain wire names in braces; the fragment some documents add to tell paths apart is not sent."""
    return TOKEN.sub(lambda match: "{" + _wire(match[1]) + "}", path.split("#", maxsplit=1)[0])


def parameters(work: Normalization, site: LocatedOperation) -> tuple[tuple[ir.Parameter, ...], list[EngineSchema]]:
    """The operation's parameters, and the same for the engine.

    The engine allows few types outside the query (no dates in headers, no lists in paths); where a parameter travels
    does not change its type, hence the engine is told of query parameters only.
    """
    declared = _declared(work, site)
    chosen: list[tuple[ir.Location, str, dict[str, Any], str]] = []
    for wire in dict.fromkeys(_wire(token) for token in TOKEN.findall(template(site.path))):
        found = _take(declared, wire)
        chosen.append(("path", wire, *(found or ({"schema": {"type": "string"}}, site.paths_pointer))))
    for (location, wire), (parameter, pointer) in declared.items():
        if location == "path":
            work.lose(pointer, f"the path parameter {wire[:60]!r}", "the path has no place for it")
        elif location == "header" and wire.lower() in RESERVED_HEADERS:
            continue
        elif location == "querystring":
            work.lose(pointer, "a whole query string as one parameter", "only named parameters can be said")
        else:
            chosen.append((location, wire, parameter, pointer))
    names = distinct((f"{location} {wire}", attribute(wire, "param")) for location, wire, _, _ in chosen)
    said = [_parameter(work, site, names[f"{one[0]} {one[1]}"], *one) for one in chosen]
    return tuple(parameter for parameter, _ in said), [core for _, core in said]


def _wire(token: str) -> str:
    """The parameter's name in *token*: ``{id+}``, ``{path=**}`` and ``{path:path}`` also allow slashes."""
    return re.split(r"[=:]", token, maxsplit=1)[0].rstrip("+*").strip() or token


def _declared(work: Normalization, site: LocatedOperation) -> Declared:
    result: Declared = {}
    for owner, base in ((site.item, site.item_pointer), (site.operation, site.pointer)):
        own: Declared = {}
        for index, raw in enumerate(listing(owner.get("parameters"))):
            parameter, pointer = work.source.follow(raw, f"{base}/parameters/{index}")
            if not is_object(parameter):
                continue
            location, wire = parameter.get("in"), parameter.get("name")
            if location not in (*DEFAULT_STYLE, "querystring") or not isinstance(wire, str):
                work.lose(pointer, f"a parameter in {str(location)[:40]!r}", "it has no name, or no known place")
            elif (location, wire) not in own:
                own[location, wire] = parameter, pointer
            elif own[location, wire][0] != parameter:
                work.lose(pointer, f"a second {location} parameter {wire[:60]!r}", "the first of that name is taken")
        result |= own
    return result


def _take(declared: Declared, wire: str) -> tuple[dict[str, Any], str] | None:
    """The declaration of a path parameter, also when it is spelled with other capitals."""
    for location, name in declared:
        if location == "path" and _wire(name) == wire:
            return declared.pop((location, name))
    for location, name in declared:
        if location == "path" and name.casefold() == wire.casefold():
            return declared.pop((location, name))
    return None


def _parameter(
    work: Normalization,
    site: LocatedOperation,
    name: str,
    location: ir.Location,
    wire: str,
    parameter: dict[str, Any],
    pointer: str,
) -> tuple[ir.Parameter, EngineSchema]:
    media_type, schema, place = _content(parameter, pointer)
    facts = {**schema_annotations.collect(work, schema), **{k: v for k, v in parameter.items() if k != "schema"}}
    style = parameter.get("style")
    explode = parameter.get("explode")
    said = ir.Parameter(
        wire=wire,
        name=name,
        location=location,
        required=location == "path" or parameter.get("required") is True,
        description=schema_annotations.text(facts),
        style=style if isinstance(style, str) and style != DEFAULT_STYLE[location] else "",
        explode=explode if isinstance(explode, bool) else None,
        content=media_type,
        deprecated=facts.get("deprecated") is True,
        default=facts.get("default"),
        example=schema_annotations.example(facts),
        constraints=schema_annotations.constraints(facts),
        provenance=schema_annotations.provenance(work, facts, pointer)
        or schema_annotations.provenance(work, {}, site.pointer),
    )
    core = work.translate(schema, place) if schema is not None else {}
    return said, {"name": name, "in": "query", "required": said.required, "schema": core}


def _content(parameter: dict[str, Any], pointer: str) -> tuple[str, Any, str]:
    """(media type, schema, place of the schema); the media type is empty unless ``content`` says how it is written."""
    if content := mapping(parameter.get("content")):
        media_type, entry = next(iter(content.items()))
        place = pointer + pointer_to("content", media_type, "schema")
        schema = mapping(entry).get("schema")
        return media_type, schema if media_types.family(media_type) == "json" else {"type": "string"}, place
    schema = parameter.get("schema")
    if schema is None and "type" in parameter:
        schema = {key: value for key, value in parameter.items() if key not in NOT_SCHEMA}  # written as in version 2
    return "", schema, f"{pointer}/schema"
