"""The type that a schema declares, in any spelling, and whether it is nullable."""

from __future__ import annotations

from typing import Any

from ..documents.json_values import is_array
from .sidecar import EngineSchema, Normalization

NULL: EngineSchema = {"type": "null"}
TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
MISTAKEN_TYPES = {
    "int": "integer", "int32": "integer", "int64": "integer", "long": "integer", "float": "number", "double": "number",
    "decimal": "number", "bool": "boolean", "str": "string", "text": "string", "uuid": "string", "dict": "object",
    "map": "object", "list": "array", "none": "null",
}  # fmt: skip
MISTAKEN_FORMATS = {"date": "date", "datetime": "date-time", "date-time": "date-time", "file": "binary"}


def without_null(work: Normalization, schema: EngineSchema, pointer: str) -> tuple[EngineSchema, bool]:
    """*schema* with one plain type, and whether null is admitted: by ``nullable``, a list of types, or a value."""
    admits = schema.get("nullable") is True
    kinds = schema.get("type")
    if is_array(kinds):
        kinds = list(dict.fromkeys(_known_type(work, kind, pointer) for kind in kinds))
        admits |= "null" in kinds
        kinds = [kind for kind in kinds if kind not in ("null", None)]
        if not kinds:
            return {"type": "null"} if admits else {k: v for k, v in schema.items() if k != "type"}, False
        return {**schema, "type": kinds[0] if len(kinds) == 1 else kinds}, admits
    if kinds is not None and kinds not in TYPES:
        fixed = _known_type(work, kinds, pointer)
        rest = {k: v for k, v in schema.items() if k != "type"}
        if isinstance(kinds, str) and kinds.lower() in MISTAKEN_FORMATS:
            return {"format": MISTAKEN_FORMATS[kinds.lower()], **rest, "type": "string"}, admits
        return {**rest, "type": fixed} if fixed else rest, admits
    return schema, admits


def _known_type(work: Normalization, kind: Any, pointer: str) -> str | None:
    """The JSON Schema type for *kind*, also in other languages' names; None for ``any`` and unknown names."""
    if kind in TYPES:
        return str(kind)
    word = str(kind).lower()
    known = "string" if word in MISTAKEN_FORMATS else word if word in TYPES else MISTAKEN_TYPES.get(word)
    if known is None and word not in ("any", "mixed", "*"):
        work.lose(pointer + "/type", f"the type {str(kind)[:40]!r}", "JSON Schema has no such type")
    return known


def nullable(schema: EngineSchema, admits: bool = True) -> EngineSchema:
    """*schema* or null; anything admits null already."""
    if not admits or not schema or schema == NULL:
        return schema
    if "oneOf" in schema:
        return schema if NULL in schema["oneOf"] else {"oneOf": [*schema["oneOf"], NULL]}
    return {"oneOf": [schema, NULL]}


def scalar(schema: EngineSchema, kind: str | None) -> EngineSchema:
    if kind is None and schema.get("format") in ("date", "date-time", "binary"):
        kind = "string"
    if kind != "string":
        return {"type": kind} if kind else {}
    media = schema.get("contentMediaType")
    if media and media != "text/plain" and "contentEncoding" not in schema and "format" not in schema:
        return {"type": "string", "format": "binary"} if media == "application/octet-stream" else {"type": "string"}
    form = schema.get("format")
    return {"type": "string", "format": form} if form in ("date", "date-time", "binary") else {"type": "string"}
