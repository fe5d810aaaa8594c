"""Schemas: any JSON Schema in, one the engine understands without loss out."""

from __future__ import annotations

import json
import re
from typing import Any

from .. import shape
from ..errors import DocumentError
from ..pointers import pointer_to
from . import allof, enums, gist, heirs, unions
from .hints import hint
from .names import attribute, distinct, module
from .sidecar import Core, Work, box, ref

NULL: Core = {"type": "null"}
TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
MISTAKEN_TYPES = {
    "int": "integer", "int32": "integer", "int64": "integer", "long": "integer", "float": "number", "double": "number",
    "decimal": "number", "bool": "boolean", "str": "string", "text": "string", "uuid": "string", "dict": "object",
    "map": "object", "list": "array", "none": "null",
}  # fmt: skip
MISTAKEN_FORMATS = {"date": "date", "datetime": "date-time", "date-time": "date-time", "file": "binary"}
UNSAID = {
    "not": "what is excluded",
    "if": "a condition",
    "dependentSchemas": "what depends on a property's presence",
    "dependentRequired": "what depends on a property's presence",
    "propertyNames": "which keys are allowed",
    "contains": "what a list must contain",
    "unevaluatedItems": "what follows in a list",
    "contentSchema": "what the text contains",
}
"""Keywords whose meaning no Python annotation carries, and what that meaning is."""


def component(work: Work, pointer: str, name: str) -> None:
    """Give the named schema at *pointer* its class: a model, an enum, or an alias for anything else."""
    schema = work.source.at(pointer)
    if heirs.is_base(work, schema, pointer):
        heirs.say_base(work, schema, pointer, name)
        return
    said = core(work, schema, pointer, name)
    made = name in work.components
    if made and said == {"oneOf": [ref(name), NULL]}:
        work.nullable.add(name)
    elif not made or said != ref(name):
        alias(work, schema, pointer, name, said)


def alias(work: Work, schema: Any, pointer: str, name: str, said: Core) -> None:
    """Keep *name* for a union, list, map or scalar; the engine sees a box, which may even contain itself."""
    known = work.aliases.get(name)
    if known is None:
        facts = gist.gather(work, schema)
        known = shape.Alias(name=name, module=module(name), description=gist.text(facts), annotation="")
        work.aliases[name] = known
    work.places[name] = pointer
    work.components[name] = box(said)


def core(work: Work, schema: Any, pointer: str, name: str | None = None) -> Core:
    """*schema*, standing at *pointer*, for the engine; *name* is the class it shall be, where the document says."""
    pointer = work.source.place(schema, pointer)
    if not isinstance(schema, dict):
        return _not_a_schema(work, schema, pointer)
    if "$ref" in schema or "$dynamicRef" in schema or "allOf" in schema:
        merged = allof.flatten(work, schema, pointer)
        if isinstance(merged.get("$ref"), str):
            if _is_missing(work, merged["$ref"], pointer):
                return {}
            return nullable(reference(work, merged["$ref"], pointer), merged.get("nullable") is True)
        schema = merged
    for keyword in UNSAID.keys() & schema.keys():
        work.lose(pointer + pointer_to(keyword), UNSAID[keyword], "a Python type cannot say it")
    schema, admits_null = without_null(work, schema, pointer)
    return nullable(_plain(work, schema, pointer, name), admits_null)


def _not_a_schema(work: Work, schema: Any, pointer: str) -> Core:
    """``true`` is anything; ``false``, and what is no schema at all, must not pass unseen."""
    if schema is False:
        work.lose(pointer, "that nothing is allowed here", "there is no type without values that JSON could carry")
    elif schema is not True and schema is not None:
        work.lose(pointer, f"{json.dumps(schema)[:40]} in the place of a schema", "it is not one; anything is accepted")
    return {}


def without_null(work: Work, schema: Core, pointer: str) -> tuple[Core, bool]:
    """*schema* with one plain type, and whether null is admitted: by ``nullable``, a list of types, or a value."""
    admits = schema.get("nullable") is True
    kinds = schema.get("type")
    if isinstance(kinds, list):
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


def _known_type(work: Work, kind: Any, pointer: str) -> str | None:
    """JSON Schema's word for a type; other languages' words are understood, ``any`` and the rest say nothing."""
    if kind in TYPES:
        return str(kind)
    word = str(kind).lower()
    known = "string" if word in MISTAKEN_FORMATS else word if word in TYPES else MISTAKEN_TYPES.get(word)
    if known is None and word not in ("any", "mixed", "*"):
        work.lose(pointer + "/type", f"the type {str(kind)[:40]!r}", "JSON Schema has no such type")
    return known


def nullable(said: Core, admits: bool = True) -> Core:
    """*said* or null; anything admits null already."""
    if not admits or not said or said == NULL:
        return said
    if "oneOf" in said:
        return said if NULL in said["oneOf"] else {"oneOf": [*said["oneOf"], NULL]}
    return {"oneOf": [said, NULL]}


def _plain(work: Work, schema: Core, pointer: str, name: str | None) -> Core:
    kind = schema.get("type")
    if isinstance(kind, list):
        return unions.of_types(work, schema, pointer)
    if schema.get("oneOf") or schema.get("anyOf"):
        return unions.of_variants(work, schema, pointer, name)
    if "const" in schema:
        return enums.constant(work, schema, pointer)
    if isinstance(schema.get("enum"), list) and kind not in ("array", "object"):
        return enums.enumeration(work, schema, pointer, name)
    if kind == "object" or (
        kind is None and schema.keys() & {"properties", "additionalProperties", "patternProperties"}
    ):
        return _object(work, schema, pointer, name)
    if kind == "array" or (kind is None and schema.keys() & {"items", "prefixItems"}):
        return _array(work, schema, pointer)
    if schema.get("properties"):
        work.lose(pointer + "/properties", f"the properties of a {kind}", f"type says {kind}, which has none")
    return _scalar(schema, kind)


def _scalar(schema: Core, kind: str | None) -> Core:
    if kind is None and schema.get("format") in ("date", "date-time", "binary"):
        kind = "string"
    if kind != "string":
        return {"type": kind} if kind else {}
    media = schema.get("contentMediaType")
    if media and media != "text/plain" and "contentEncoding" not in schema and "format" not in schema:
        return {"type": "string", "format": "binary"} if media == "application/octet-stream" else {"type": "string"}
    form = schema.get("format")
    return {"type": "string", "format": form} if form in ("date", "date-time", "binary") else {"type": "string"}


def reference(work: Work, pointer_ref: str, referrer: str) -> Core:
    """The class that ``$ref`` leads to; one that leads to a nameless schema is that schema, said once more."""
    pointer = work.source.target(pointer_ref, referrer)
    seen = {referrer}
    while pointer not in work.entries or _is_mere_alias(work, pointer):
        target = work.source.at(pointer, referrer)
        if not (isinstance(target, dict) and set(target) == {"$ref"} and isinstance(target["$ref"], str)):
            break
        if pointer in seen:
            work.lose(pointer, "a reference that leads back to itself", "it names no schema; anything is accepted")
            return {}
        seen.add(pointer)
        referrer, pointer = pointer, work.source.target(target["$ref"], pointer)
    if pointer in work.entries:
        work.source.at(pointer, referrer)
        return ref(work.entries[pointer])
    if pointer in work.open:
        work.lose(pointer, "a nameless schema inside itself", "only named schemas can; give it a name in components")
        return {}
    work.open.append(pointer)
    said = core(work, work.source.at(pointer, referrer), pointer)
    work.open.pop()
    return said


def _is_missing(work: Work, said: str, pointer: str) -> bool:
    """Whether a schema is referred to that is not there, at a place that gets by without it.

    A parameter's value is written as text whatever its type; anywhere else the document must be mended, or be read
    leniently.
    """
    if not (work.lenient or re.search(r"/parameters/[^/]+/schema(/|$)", pointer)):
        return False
    try:
        work.source.at(work.source.target(said, pointer), pointer)
    except DocumentError as error:
        work.lose(pointer, f"the type {said[:80]!r}", error.what)
        return True
    return False


def _is_mere_alias(work: Work, pointer: str) -> bool:
    target = work.source.at(pointer)
    return isinstance(target, dict) and set(target) == {"$ref"}


def _array(work: Work, schema: Core, pointer: str) -> Core:
    """A list; a tuple's items become one union, because Python's lists know no positions."""
    prefix = schema.get("prefixItems") or (schema["items"] if isinstance(schema.get("items"), list) else [])
    place = pointer + ("/prefixItems" if schema.get("prefixItems") else "/items")
    items = schema.get("items")
    if isinstance(schema.get("enum"), list) and isinstance(items, dict):
        # Allowed values beside a list of scalars can only be meant for its items.
        if not any(isinstance(value, list) for value in schema["enum"]):
            items = {**items, "enum": schema["enum"]}
            work.source.remember(items, pointer + "/items")
        else:
            work.lose(pointer + "/enum", "which lists are allowed", "enums are of scalars")
    if not prefix:
        inner = core(work, items, pointer + "/items") if items is not None else {}
        return {"type": "array", "items": inner}
    work.lose(place, "the position of each item", "a list's items have one type")
    said = [core(work, item, f"{place}/{index}") for index, item in enumerate(prefix)]
    if items is not None and not isinstance(items, list | bool):
        said.append(core(work, items, pointer + "/items"))
    return {"type": "array", "items": unions.join(work, said, place)}


def _object(work: Work, schema: Core, pointer: str, name: str | None) -> Core:
    """A class when it has properties of its own, otherwise a map."""
    if schema.get("enum"):
        work.lose(pointer + "/enum", "which objects are allowed", "enums are of scalars")
    declared = schema.get("properties")
    properties = declared if isinstance(declared, dict) else {}
    additional = _additional(work, schema, pointer) if not properties else None
    if properties or (name and (declared is not None or schema.get("additionalProperties") is False)):
        return _model(work, schema, properties, pointer, name)
    return map_of(work, additional or {}, pointer)


def map_of(work: Work, value: Core, pointer: str) -> Core:
    """``dict[str, X]``: the engine knows classes only, so one class stands for each kind of map."""
    key = json.dumps(value, sort_keys=True)
    if key not in work.maps:
        work.maps[key] = name = work.names.pool.take("DictOf")
        work.places[name] = pointer
        work.components[name] = {"type": "object", "additionalProperties": value or True}
    return ref(work.maps[key])


def _additional(work: Work, schema: Core, pointer: str) -> Core | None:
    """The type of properties that have no name; None when nothing is said, or they are forbidden."""
    said: list[Core] = []
    patterns = schema.get("patternProperties")
    for pattern, value in (patterns if isinstance(patterns, dict) else {}).items():
        work.lose(pointer + pointer_to("patternProperties", pattern), "the pattern of the keys", "dict keys are str")
        said.append(core(work, value, pointer + pointer_to("patternProperties", pattern)))
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        rest = schema.get(keyword)
        if isinstance(rest, dict):
            said.append(core(work, rest, pointer + pointer_to(keyword)) if rest else {})
            break
        if rest is True and said:
            said.append({})
    return unions.join(work, said, pointer) if said else None


def _model(work: Work, schema: Core, properties: Core, pointer: str, name: str | None) -> Core:
    """A class; met again at the same place (inherited, referred to), it is the same class."""
    if name is None:
        if known := work.met(schema, pointer):
            return ref(known)
        name = work.hoist(schema, pointer, hint(work, pointer))
    required = (
        [key for key in schema.get("required") or [] if isinstance(key, str)]
        if isinstance(schema.get("required"), list)
        else []
    )
    names = distinct((wire, attribute(wire)) for wire in properties)
    work.places[name] = pointer
    work.components[name] = {}  # keeps its place before the classes of its properties
    work.models[name] = shape.Model(name=name, module=module(name), description="", fields=(), pointer=pointer)
    fields, said = [], {}
    for wire, value in properties.items():
        place = work.source.place(value, pointer + pointer_to("properties", wire))
        said[names[wire]] = core(work, value, place)
        fields.append(gist.described(work, value, place, wire=wire, name=names[wire], required=wire in required))
    for key in dict.fromkeys(required):
        if key not in properties:
            work.lose(pointer + "/required", f"that {key[:60]!r} is required", "no property of that name is described")
    closed = False in (schema.get("additionalProperties"), schema.get("unevaluatedProperties"))
    additional = _additional(work, schema, pointer)
    work.components[name] = {
        "type": "object",
        "properties": said,
        "required": [names[wire] for wire in properties if wire in required],
        "additionalProperties": additional or not closed,
    }
    work.models[name] = shape.Model(
        name=name,
        module=module(name),
        description=gist.text(schema),
        fields=tuple(fields),
        closed=closed,
        pointer=pointer,
    )
    return ref(name)
