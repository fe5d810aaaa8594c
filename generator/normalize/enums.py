"""Enums and constants: lists of allowed values, as classes where Python's enums can hold them."""

from __future__ import annotations

import re
from typing import Any

from ..documents.json_values import is_array
from ..model import ir
from . import schema_annotations, types
from .inline_names import inline_name
from .names import constant as member_name
from .names import distinct, module
from .sidecar import EngineSchema, Normalization, ref


def constant(work: Normalization, schema: EngineSchema, pointer: str) -> EngineSchema:
    """The one value allowed; Literal knows text, whole numbers and booleans, the rest keeps its type only."""
    value = schema["const"]
    if value is None:
        return types.NULL
    if isinstance(value, str | int):
        return {"const": value}
    work.lose(pointer + "/const", f"that only {str(value)[:40]!r} is allowed", "Literal cannot hold such a value")
    return _type_of(value)


def enumeration(work: Normalization, schema: EngineSchema, pointer: str, name: str | None) -> EngineSchema:
    """A class for strings or integers, Literal for an inline single value, the plain type for the rest."""
    values = [_as_declared(value, schema.get("type")) for value in schema["enum"]]
    admits_null = None in values
    values = _without_duplicates([value for value in values if value is not None])
    if not values:
        return types.NULL if admits_null else _without_enum(work, schema, pointer)
    if all(isinstance(value, bool) for value in values):
        translated: EngineSchema = {"const": values[0]} if len(values) == 1 else {"type": "boolean"}
    elif all(isinstance(value, str) for value in values) or all(type(value) is int for value in values):
        translated = (
            {"const": values[0]}
            if len(values) == 1 and name is None
            else _enum_class(work, schema, values, pointer, name)
        )
    else:
        work.lose(pointer + "/enum", "which values are allowed", "they are not all text, nor all whole numbers")
        kinds = _without_duplicates([_type_of(value) for value in values])
        translated = kinds[0] if len(kinds) == 1 else {"oneOf": kinds} if {} not in kinds else {}
    return types.nullable(translated, admits_null)


def _without_enum(work: Normalization, schema: EngineSchema, pointer: str) -> EngineSchema:
    """The schema without its empty enum, which would allow nothing."""
    work.lose(pointer + "/enum", "an enum without values", "nothing would be allowed; the type is kept")
    return work.translate({key: value for key, value in schema.items() if key != "enum"}, pointer)


def _as_declared(value: Any, kind: Any) -> Any:
    """*value* in the declared type *kind*: YAML reads ``no`` and ``1`` as other types."""
    if kind == "string" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "string" and isinstance(value, int | float):
        return str(value)
    if kind == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    if kind in ("integer", "number") and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _without_duplicates(values: list[Any]) -> list[Any]:
    """Each value once; ``1`` and ``true`` are different values although Python has them equal."""
    return list({(type(value).__name__, repr(value)): value for value in values}.values())


def _type_of(value: Any) -> EngineSchema:
    if isinstance(value, bool):
        return {"type": "boolean"}
    names = {str: "string", int: "integer", float: "number"}
    if type(value) in names:
        return {"type": names[type(value)]}
    return {"type": "array", "items": {}} if is_array(value) else {}


def _enum_class(
    work: Normalization, schema: EngineSchema, values: list[Any], pointer: str, name: str | None
) -> EngineSchema:
    if name is None:
        if known := work.class_of_inline(values, pointer):
            return ref(known)
        name = work.name_inline(values, pointer, inline_name(work, pointer))
    members = distinct(
        (str(value), wanted) for value, wanted in zip(values, _member_names(schema, values), strict=True)
    )
    work.places[name] = pointer
    work.enums[name] = ir.Enum(
        name=name,
        module=module(name),
        description=schema_annotations.text(schema),
        kind="str" if isinstance(values[0], str) else "int",
        members=tuple((members[str(value)], value) for value in values),
    )
    work.components[name] = {"type": "string" if isinstance(values[0], str) else "integer", "enum": values}
    return ref(name)


def _member_names(schema: EngineSchema, values: list[Any]) -> list[str]:
    """The author's own names (``x-enum-varnames``) when there is one for each value."""
    for key in ("x-enum-varnames", "x-enumNames", "x-enum-names"):
        given = schema.get(key)
        if is_array(given) and len(given) == len(values) and all(isinstance(word, str) for word in given):
            return [member_name(word) for word in given]
    return [member_name(value) for value in values]
