"""Translates any JSON Schema into one that the engine understands without loss."""

from __future__ import annotations

import json
import re
from typing import Any

from ..documents.json_values import is_array, is_object, is_reference, listing
from ..documents.pointers import pointer_to
from ..errors import DocumentError
from . import aliases, allof, enums, inheritance, keyword_types, objects, types, unions
from .sidecar import EngineSchema, Normalization, ref

INEXPRESSIBLE = {
    "not": "what is excluded",
    "if": "a condition",
    "dependentSchemas": "what depends on a property's presence",
    "dependentRequired": "what depends on a property's presence",
    "propertyNames": "which keys are allowed",
    "contains": "what a list must contain",
    "unevaluatedItems": "what follows in a list",
    "contentSchema": "what the text contains",
}
"""Keywords that no Python annotation can express, and their meaning."""


def component(work: Normalization, pointer: str, name: str) -> None:
    """Give the named schema at *pointer* its class: a model, an enum, or an alias for anything else."""
    schema = work.source.at(pointer)
    if inheritance.is_base(work, schema, pointer):
        inheritance.translate_base(work, schema, pointer, name)
        return
    if inheritance.is_bare_subtype(work, schema, pointer):
        schema = {**schema, "required": listing(schema.get("required"))}  # more than a reference: a class of its own
    said = translate(work, schema, pointer, name)
    made = name in work.components
    if made and said == {"oneOf": [ref(name), types.NULL]}:
        work.nullable.add(name)
    elif not made or said != ref(name):
        aliases.add_alias(work, schema, pointer, name, said)


def translate(work: Normalization, schema: Any, pointer: str, name: str | None = None) -> EngineSchema:
    """The schema at *pointer*, translated for the engine; *name* is its class name, where the document has one."""
    pointer = work.source.original_pointer(schema, pointer)
    if isinstance(schema, allof.Merged):
        # Two classes that refer to themselves, merged, refer to their merger: it is one class, wherever it is met.
        pointer = work.merged.setdefault(json.dumps(schema, sort_keys=True), pointer)
    if not is_object(schema):
        return _not_a_schema(work, schema, pointer)
    keyword_types.check_schema(schema, pointer)
    if "$ref" in schema or "$dynamicRef" in schema or "allOf" in schema:
        merged = allof.flatten(work, schema, pointer)
        if is_reference(merged):
            if _is_missing(work, merged["$ref"], pointer):
                return {}
            return types.nullable(reference(work, merged["$ref"], pointer), merged.get("nullable") is True)
        schema = merged
    for keyword in [keyword for keyword in INEXPRESSIBLE if keyword in schema]:
        work.lose(pointer + pointer_to(keyword), INEXPRESSIBLE[keyword], "a Python type cannot say it")
    schema, admits_null = types.without_null(work, schema, pointer)
    return types.nullable(_plain(work, schema, pointer, name), admits_null)


def _not_a_schema(work: Normalization, schema: Any, pointer: str) -> EngineSchema:
    """``true`` accepts anything; ``false``, and values that are no schema, are reported as losses."""
    if schema is False:
        work.lose(pointer, "that nothing is allowed here", "there is no type without values that JSON could carry")
    elif schema is not True and schema is not None:
        work.lose(pointer, f"{json.dumps(schema)[:40]} in the place of a schema", "it is not one; anything is accepted")
    return {}


def _plain(work: Normalization, schema: EngineSchema, pointer: str, name: str | None) -> EngineSchema:
    kind = schema.get("type")
    if is_array(kind):
        return unions.of_types(work, schema, pointer)
    if schema.get("oneOf") or schema.get("anyOf"):
        return unions.of_variants(work, schema, pointer, name)
    if "const" in schema:
        return enums.constant(work, schema, pointer)
    if is_array(schema.get("enum")) and kind not in ("array", "object"):
        return enums.enumeration(work, schema, pointer, name)
    if kind == "object" or (
        kind is None and schema.keys() & {"properties", "additionalProperties", "patternProperties"}
    ):
        return objects.class_or_map(work, schema, pointer, name)
    if kind == "array" or (kind is None and schema.keys() & {"items", "prefixItems"}):
        return _array(work, schema, pointer)
    if schema.get("properties"):
        work.lose(pointer + "/properties", f"the properties of a {kind}", f"type says {kind}, which has none")
    return types.scalar(schema, kind)


def reference(work: Normalization, pointer_ref: str, referrer: str) -> EngineSchema:
    """The class that ``$ref`` points to; a reference to an inline schema is translated in place."""
    pointer = work.source.target(pointer_ref, referrer)
    start, passed = referrer, dict[str, None]()
    while pointer not in work.entries or _is_mere_alias(work, pointer):
        target = work.source.at(pointer, referrer)
        if not (is_reference(target) and len(target) == 1):
            break
        if pointer in passed or pointer == start:
            work.lose(pointer, "a reference that leads back to itself", "it names no schema; anything is accepted")
            return {}
        if pointer in work.chain_ends:
            pointer = work.chain_ends[pointer]
            break
        passed[pointer] = None
        referrer, pointer = pointer, work.source.target(target["$ref"], pointer)
    work.chain_ends |= dict.fromkeys(passed, pointer)
    if pointer in work.entries:
        work.source.at(pointer, referrer)
        return ref(work.entries[pointer])
    if pointer in work.in_progress:
        work.lose(pointer, "an inline schema inside itself", "only named schemas can; give it a name in components")
        return {}
    work.in_progress.append(pointer)
    said = translate(work, work.source.at(pointer, referrer), pointer)
    work.in_progress.pop()
    return said


def _is_missing(work: Normalization, said: str, pointer: str) -> bool:
    """Whether a reference to a missing schema may be ignored: a loss instead of an error.

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


def _is_mere_alias(work: Normalization, pointer: str) -> bool:
    target = work.source.at(pointer)
    return is_object(target) and set(target) == {"$ref"}


def _array(work: Normalization, schema: EngineSchema, pointer: str) -> EngineSchema:
    """A list; a tuple's items become one union, because Python's lists know no positions."""
    items = schema.get("items")
    prefix = schema.get("prefixItems") or listing(items)
    place = pointer + ("/prefixItems" if schema.get("prefixItems") else "/items")
    if is_array(schema.get("enum")) and is_object(items):
        # Allowed values beside a list of scalars can only be meant for its items.
        if not any(is_array(value) for value in schema["enum"]):
            items = {**items, "enum": schema["enum"]}
            work.source.record_original(items, pointer + "/items")
        else:
            work.lose(pointer + "/enum", "which lists are allowed", "enums are of scalars")
    if not prefix:
        inner = translate(work, items, pointer + "/items") if items is not None else {}
        return {"type": "array", "items": inner}
    work.lose(place, "the position of each item", "a list's items have one type")
    said = [translate(work, item, f"{place}/{index}") for index, item in enumerate(prefix)]
    if items is not None and not isinstance(items, list | bool):
        said.append(translate(work, items, pointer + "/items"))
    return {"type": "array", "items": unions.join(work, said, place)}
