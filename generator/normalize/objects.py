"""Objects: classes for schemas with properties, maps for others."""

from __future__ import annotations

import json

from ..documents.json_values import is_object, listing, mapping
from ..documents.pointers import pointer_to
from ..errors import DocumentError
from ..model import ir
from ..model.type_ref import ANY
from . import schema_annotations, unions
from .inline_names import inline_name
from .names import attribute, distinct, module
from .sidecar import EngineSchema, Normalization, ref

MAX_INHERITED = 100_000
"""Maximum number of properties that the classes of a document have from others: a chain of N classes has N² / 2."""


def class_or_map(work: Normalization, schema: EngineSchema, pointer: str, name: str | None) -> EngineSchema:
    """A class when it has properties of its own, otherwise a map."""
    if schema.get("enum"):
        work.lose(pointer + "/enum", "which objects are allowed", "enums are of scalars")
    declared = schema.get("properties")
    properties = mapping(declared)
    additional = _additional(work, schema, pointer) if not properties else None
    if properties or (name and (declared is not None or schema.get("additionalProperties") is False)):
        return _model(work, schema, properties, pointer, name)
    return map_of(work, additional or {}, pointer)


def map_of(work: Normalization, value: EngineSchema, pointer: str) -> EngineSchema:
    """``dict[str, X]``: the engine knows classes only, so one class stands for each kind of map."""
    key = json.dumps(value, sort_keys=True)
    if key not in work.maps:
        work.maps[key] = name = work.names.pool.take("DictOf")
        work.places[name] = pointer
        work.components[name] = {"type": "object", "additionalProperties": value or True}
    return ref(work.maps[key])


def _additional(work: Normalization, schema: EngineSchema, pointer: str) -> EngineSchema | None:
    """The type of additional properties; None when nothing is declared, or they are forbidden."""
    said: list[EngineSchema] = []
    for pattern, value in mapping(schema.get("patternProperties")).items():
        work.lose(pointer + pointer_to("patternProperties", pattern), "the pattern of the keys", "dict keys are str")
        said.append(work.translate(value, pointer + pointer_to("patternProperties", pattern)))
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        rest = schema.get(keyword)
        if is_object(rest):
            said.append(work.translate(rest, pointer + pointer_to(keyword)) if rest else {})
            break
        if rest is True:  # said in so many words: whatever comes is no news
            said.append({})
            break
    return unions.join(work, said, pointer) if said else None


def _model(
    work: Normalization, schema: EngineSchema, properties: EngineSchema, pointer: str, name: str | None
) -> EngineSchema:
    """The class of *schema*; the same class when the schema is reached again by inheritance or reference."""
    if name is None:
        if known := work.class_of_inline(schema, pointer):
            return ref(known)
        name = work.name_inline(schema, pointer, work.variant_names.get(pointer) or inline_name(work, pointer))
    required = dict.fromkeys(key for key in listing(schema.get("required")) if isinstance(key, str))
    properties = {**properties, **{key: {} for key in required if key not in properties}}  # required, hence known
    names = distinct((wire, attribute(wire)) for wire in properties)
    work.places[name] = pointer
    work.components[name] = {}  # keeps its place before the classes of its properties
    work.models[name] = ir.Model(name=name, module=module(name), description="", fields=(), pointer=pointer)
    fields: list[ir.Field] = []
    said: dict[str, EngineSchema] = {}
    for wire, value in properties.items():
        place = work.source.original_pointer(value, pointer + pointer_to("properties", wire))
        work.inherited_fields += not place.startswith(f"{pointer}/")
        said[names[wire]] = work.translate(value, place)
        fields.append(
            schema_annotations.field(work, value, place, wire=wire, name=names[wire], required=wire in required)
        )
    if work.inherited_fields > MAX_INHERITED:
        what = f"schemas inherit more than {MAX_INHERITED:,} properties from others in all"
        raise DocumentError(f"#{pointer}", what, "let them refer to what they share, or inherit in fewer levels")
    closed = False in (schema.get("additionalProperties"), schema.get("unevaluatedProperties"))
    additional = _additional(work, schema, pointer)
    work.components[name] = {
        "type": "object",
        "properties": said,
        "required": [names[wire] for wire in properties if wire in required],
        "additionalProperties": additional or not closed,
    }
    work.models[name] = ir.Model(
        name=name,
        module=module(name),
        description=schema_annotations.text(schema),
        fields=tuple(fields),
        additional=ANY if additional == {} else None,
        closed=closed,
        pointer=pointer,
    )
    return ref(name)
