"""Request bodies and responses of an operation, by media type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..documents import media_types
from ..documents.json_values import is_object, listing, mapping
from ..documents.pointers import pointer_to
from ..errors import DocumentError
from ..model import ir
from . import schema_annotations
from .operation_ids import LocatedOperation
from .sidecar import EngineSchema, Normalization

BINARY: EngineSchema = {"type": "string", "format": "binary"}
TEXT: EngineSchema = {"type": "string"}
JSON = "application/json"
STRUCTURE = frozenset({"$ref", "properties", "allOf", "oneOf", "anyOf", "items"})
"""Keywords of schemas of objects, arrays and unions."""


def body(work: Normalization, site: LocatedOperation) -> tuple[ir.Body, EngineSchema] | None:
    """The request body in the preferred media type; for the engine it is always JSON."""
    raw, pointer = work.source.follow(site.operation.get("requestBody"), site.pointer + "/requestBody")
    content = content_of(raw)
    if not content:
        return None
    chosen, *others = sorted(content, key=media_types.preference)
    entry, place = content[chosen], pointer + pointer_to("content", chosen)
    said = ir.Body(
        media_type=media_types.sendable(chosen),
        required=raw.get("required") is True,
        description=schema_annotations.text(raw),
        others=tuple(others),
        encodings={key: mapping(value) for key, value in mapping(entry.get("encoding")).items()},
        example=_example(work, entry, place),
    )
    for other in others:
        schema = content[other].get("schema")
        if schema is not None and schema != entry.get("schema") and schema not in (TEXT, BINARY):
            work.lose(pointer + pointer_to("content", other), f"the body as {other[:60]}", f"{chosen} is sent")
    core = _content_schema(work, entry, chosen, place, media_types.family(chosen))
    return said, {"required": said.required, "content": {JSON: {"schema": core}}}


def answers(work: Normalization, site: LocatedOperation) -> tuple[tuple[ir.Answer, ...], dict[str, EngineSchema]]:
    """Every documented response, once for each way to read it; for the engine each has a status of its own."""
    said: list[ir.Answer] = []
    cores: dict[str, EngineSchema] = {}
    for key, raw in mapping(site.operation.get("responses")).items():
        if key.startswith("x-"):
            continue
        response, pointer = work.source.follow(raw, site.pointer + pointer_to("responses", key))
        status = "default" if key.lower() == "default" else key.upper()
        if not is_object(response) or not re.fullmatch(r"default|[1-9](?:\d\d|XX)", status):
            work.lose(pointer, f"the response {key[:40]!r}", "it is not a status, a range like 4XX, or default")
            continue
        if response.get("links"):
            work.lose(pointer + "/links", "links to other operations", "methods do not know of each other")
        for answer, core in _answer(work, response, status, pointer):
            if core is not None:
                # The engine keeps one answer for each status: ours are told apart by a number that is no status.
                cores[str(1000 + len(said))] = {"description": "", "content": {JSON: {"schema": core}}}
            said.append(answer)
    return tuple(said), cores


def _answer(
    work: Normalization, response: EngineSchema, status: str, pointer: str
) -> list[tuple[ir.Answer, EngineSchema | None]]:
    content = content_of(response)
    headers = tuple((name, _header(work, value, pointer)) for name, value in mapping(response.get("headers")).items())
    plain = ir.Answer(status=status, description=schema_annotations.text(response), headers=headers)
    result: list[tuple[ir.Answer, EngineSchema | None]] = []
    json: list[Any] = []
    for media_type in sorted(content, key=_order):
        family, entry = media_types.family(media_type), content[media_type]
        schema = entry.get("schema")
        if family == "json":
            if schema in json:
                continue  # read alike
            json.append(schema)
        repeats = family in ALIKE and schema in json[:1] and not _is_string(work, schema)
        if repeats and media_types.bare(media_type) in ("text/plain", "text/html"):
            continue  # which can hold these values as JSON only
        said = ir.Answer(
            status=status,
            description=plain.description,
            media_type=media_type,
            stream=family if family == "sse" or family == "ndjson" else "",
            headers=headers,
            example=_example(work, entry, pointer),
            repeats=repeats,
        )
        place = pointer + pointer_to("content", media_type)
        held = _content_schema(work, {} if repeats else entry, media_type, place, ALIKE.get(family, family))
        result.append((said, held))
    return result or [(plain, None)]


ALIKE: Mapping[media_types.Family, media_types.Family] = {
    "text": "text",
    "binary": "binary",
    "form": "text",
    "multipart": "binary",
}
"""Family of an answer that is no JSON and no stream → how it is read: clients do not take forms apart."""


def _order(media_type: str) -> tuple[int, tuple[int, int]]:
    """Sort key: JSON by preference, the rest in the document's order, streams by preference."""
    family = media_types.family(media_type)
    if family in ALIKE:
        return 1, (0, 0)
    return 0 if family == "json" else 2, media_types.preference(media_type)


def _is_string(work: Normalization, schema: Any) -> bool:
    """Whether *schema* says no more than that a value is text or bytes."""
    target, _ = work.source.seek(schema)
    return not mapping(target) or "string" in (target.get("type"), *listing(target.get("type")))


def _content_schema(
    work: Normalization, entry: EngineSchema, media_type: str, place: str, family: media_types.Family
) -> EngineSchema:
    """The type of the content: its schema where it is structured, ``str`` for text and ``bytes`` for the rest."""
    schema, where = entry.get("schema"), place + "/schema"
    if family in ("sse", "ndjson") and entry.get("itemSchema") is not None:
        schema, where = entry["itemSchema"], place + "/itemSchema"
    if family in ("json", "form", "multipart"):
        return work.translate(schema, where) if schema is not None else {}
    if family in ("sse", "ndjson"):
        return work.translate(schema, where) if schema is not None else TEXT if family == "sse" else {}
    if is_object(schema) and schema.keys() & STRUCTURE and not _is_string(work, schema):
        what = "text" if family == "text" else "bytes"
        work.lose(where, f"the structure of {media_type[:60]}", f"it is sent and read as {what}")
    return TEXT if family == "text" and mapping(schema).get("format") != "binary" else BINARY


def content_of(holder: Any) -> dict[str, EngineSchema]:
    """The content of *holder*, a body or a response, by media type."""
    return {key: mapping(value) for key, value in mapping(mapping(holder).get("content")).items()}


def _header(work: Normalization, raw: Any, pointer: str) -> str:
    return schema_annotations.text(mapping(_follow_documentation(work, raw, pointer)))


def _example(work: Normalization, entry: EngineSchema, pointer: str) -> Any:
    examples = entry.get("examples")
    if is_object(examples):
        entry = {
            **entry,
            "examples": {key: _follow_documentation(work, value, pointer) for key, value in examples.items()},
        }
    return schema_annotations.example({**schema_annotations.collect(work, entry.get("schema")), **entry})


def _follow_documentation(work: Normalization, raw: Any, pointer: str) -> Any:
    """The target of a reference to documentation; a broken reference is a loss, not an error."""
    try:
        return work.source.follow(raw, "")[0]
    except DocumentError as error:
        work.lose(pointer, f"an example or header, {raw.get('$ref')!s:.80}", error.what)
        return None
