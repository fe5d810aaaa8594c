"""Names of inline schemas: the nearest named parent, followed by the keys on the path from it."""

from __future__ import annotations

from typing import Any

from ..documents.json_values import is_array, is_object, is_reference, listing, mapping
from ..documents.pointers import child, parts_of, pointer_to
from .names import class_name
from .sidecar import Normalization


def inline_name(work: Normalization, pointer: str) -> str:
    """A class name for the inline schema at *pointer*: ``Parent`` + ``Prop``."""
    parts = parts_of(pointer)
    start = next((n for n in range(len(parts), 0, -1) if pointer_to(*parts[:n]) in work.name_prefixes), 0)
    said = work.name_prefixes[pointer_to(*parts[:start])] if start else ""
    node: Any = work.source.at(pointer_to(*parts[:start]))
    index = start
    while index < len(parts):
        word, used = _step(node, parts[index:])
        said += class_name(word, "") if word else ""
        for part in parts[index : index + used]:
            node = child(node, part)
        index += used
    return said or "Model"


def merged_variant_name(work: Normalization, owner: str, place: str) -> str:
    """A name for the variant at *place* after it was merged with properties of *owner*, a class elsewhere."""
    parts = parts_of(place)
    word = _variant(work.source.at(pointer_to(*parts[:-2])), *parts[-2:]) if len(parts) > 1 else ""
    return f"{owner} {word}"


def _step(node: object, rest: list[str]) -> tuple[str, int]:
    """The word for the next part of the path, and how many parts it consumes."""
    key, after = rest[0], rest[1] if len(rest) > 1 else ""
    match key:
        case "properties" | "$defs" | "definitions" | "schemas" | "patternProperties" if after:
            return ("Value" if key == "patternProperties" else after), 2
        case "items" | "itemSchema":
            return "Item", 1
        case "prefixItems":
            return f"Item {after}", 2
        case "additionalProperties" | "unevaluatedProperties":
            return "Value", 1
        case "oneOf" | "anyOf":
            return _variant(node, key, after), 2
        case "requestBody":
            return "Body", 1
        case "responses" if after:
            return _response(node, after), 2
        case "parameters" | "headers" if after:
            return _parameter(node, key, after), 2
        case "allOf" | "content" | "encoding" | "examples" if after:
            return "", 2
        case "schema" | "components" | "paths":
            return "", 1
        case _:
            return key, 1


def _variant(node: object, key: str, index: str) -> str:
    """A variant's title, the class it refers to, or its number; nothing for the only one that is not null."""
    listed = listing(mapping(node).get(key))
    variants = [v for v in listed if v != {"type": "null"}]
    chosen = child(listed, index)
    if len(variants) < 2 or not is_object(chosen):
        return ""
    if is_reference(chosen):
        return str(chosen["$ref"].rsplit("/", 1)[-1])
    if isinstance(chosen.get("title"), str) and chosen["title"].strip():
        return str(chosen["title"])[:40]
    return f"Variant {int(index) + 1}"


def _response(node: object, status: str) -> str:
    """``Response`` for the success, or the status with it where there are several or it is an error."""
    statuses = [s for s in mapping(mapping(node).get("responses")) if s.startswith("2")]
    if status.startswith("2") or (status == "default" and not statuses):
        return "Response" if len(statuses) < 2 else f"Response {status}"
    return "Error" if status == "default" else f"Error {status}"


def _parameter(node: object, key: str, index: str) -> str:
    items = mapping(node).get(key)
    name = mapping(child(items, index)).get("name")
    return name if isinstance(name, str) else "" if is_array(items) else index
