"""Objects: classes for those with properties of their own, maps for the rest."""

from __future__ import annotations

import json

from ..documents.json_values import is_object, listing, mapping
from ..documents.pointers import pointer_to
from ..model import ir
from ..model.type_ref import ANY
from . import gist, unions
from .hints import hint
from .names import attribute, distinct, module
from .sidecar import Core, Work, ref


def class_or_map(work: Work, schema: Core, pointer: str, name: str | None) -> Core:
    """A class when it has properties of its own, otherwise a map."""
    if schema.get("enum"):
        work.lose(pointer + "/enum", "which objects are allowed", "enums are of scalars")
    declared = schema.get("properties")
    properties = mapping(declared)
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
    for pattern, value in mapping(schema.get("patternProperties")).items():
        work.lose(pointer + pointer_to("patternProperties", pattern), "the pattern of the keys", "dict keys are str")
        said.append(work.core(value, pointer + pointer_to("patternProperties", pattern)))
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        rest = schema.get(keyword)
        if is_object(rest):
            said.append(work.core(rest, pointer + pointer_to(keyword)) if rest else {})
            break
        if rest is True:  # said in so many words: whatever comes is no news
            said.append({})
            break
    return unions.join(work, said, pointer) if said else None


def _model(work: Work, schema: Core, properties: Core, pointer: str, name: str | None) -> Core:
    """A class; met again at the same place (inherited, referred to), it is the same class."""
    if name is None:
        if known := work.met(schema, pointer):
            return ref(known)
        name = work.hoist(schema, pointer, work.borrowed.get(pointer) or hint(work, pointer))
    required = [key for key in listing(schema.get("required")) if isinstance(key, str)]
    properties = {**properties, **{key: {} for key in required if key not in properties}}  # required, hence known
    names = distinct((wire, attribute(wire)) for wire in properties)
    work.places[name] = pointer
    work.components[name] = {}  # keeps its place before the classes of its properties
    work.models[name] = ir.Model(name=name, module=module(name), description="", fields=(), pointer=pointer)
    fields: list[ir.Field] = []
    said: dict[str, Core] = {}
    for wire, value in properties.items():
        place = work.source.place(value, pointer + pointer_to("properties", wire))
        said[names[wire]] = work.core(value, place)
        fields.append(gist.described(work, value, place, wire=wire, name=names[wire], required=wire in required))
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
        description=gist.text(schema),
        fields=tuple(fields),
        additional=ANY if additional == {} else None,
        closed=closed,
        pointer=pointer,
    )
    return ref(name)
