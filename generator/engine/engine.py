"""openapi_python_client's parser, pinned exactly: it gives every value its type. Nothing else imports it.

A normalized document has nothing that the engine refuses, drops or names by itself; every warning of the engine is an
error. What its property objects do not hold comes from the sidecar.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import evolve, frozen
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import properties as opc
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from ..errors import EngineError
from ..model.derived_types import ModelLookup, result, returned
from ..model.ir import Call, Loss, Model, Parsed
from ..model.type_ref import ANY, NONE, ListOf, LiteralOf, MapOf, Named, TypeRef, union
from ..normalize import NormalizedDocument, normalize
from ..normalize.names import Names
from ..normalize.references import followable

PIN = "0.29.1"

SIMPLE: dict[type, str] = {
    opc.AnyProperty: "Any",
    BooleanProperty: "bool",
    IntProperty: "int",
    FloatProperty: "float",
    StringProperty: "str",
    UuidProperty: "str",
    DateProperty: "date",
    DateTimeProperty: "datetime",
    FileProperty: "bytes",
    NoneProperty: "None",
}
"""The engine's property classes whose type is one word."""

PART = 100
"""Number of properties that the engine is given at once: it compares each one of a class with all others."""

MAX_ARGUMENTS = 255
"""Maximum number of fields of a body that are arguments of a method."""

COPIER = "__deepcopy__"
"""The method of a class that `copy.deepcopy` asks for."""


def parse(document: Mapping[str, Any], reserved: frozenset[str] = frozenset(), *, lenient: bool = False) -> Parsed:
    """The parsed *document*; no class has a *reserved* name.

    A reference to a schema that is not there is an error, or, where *lenient*, anything and a loss.
    """
    return typed(prepared(document, reserved, lenient=lenient))


def prepared(
    document: Mapping[str, Any], reserved: frozenset[str] = frozenset(), *, lenient: bool = False
) -> NormalizedDocument:
    """*document* normalized for the engine, and what the engine would drop."""
    return normalize(document, reserved, lenient=lenient)


def typed(normal: NormalizedDocument) -> Parsed:
    """A normalized document parsed by the engine, with what the engine would drop."""
    with followable():
        parts, schemas = _in_parts(normal.document["components"]["schemas"])
        data = _engine_data(normal, schemas)
        return _Typing.of(normal, data, parts).parsed(data)


def _in_parts(schemas: Mapping[str, Any]) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Class name → names of the classes that have its properties, where it has many; and *schemas* with those."""
    names = Names(frozenset(schemas))
    parts: dict[str, list[str]] = {}
    result: dict[str, Any] = {}
    for name, schema in schemas.items():
        properties = list(schema.get("properties", {}).items())
        required = frozenset(schema.get("required", ()))
        result[name] = schema
        if len(properties) <= PART:
            continue
        result[name] = {**schema, "properties": {}, "required": []}
        for start in range(0, len(properties), PART):
            part = dict(properties[start : start + PART])
            parts.setdefault(name, []).append(own := names.claim(f"{name}Part"))
            result[own] = {"type": "object", "properties": part, "required": [one for one in part if one in required]}
    return parts, result


def _engine_data(normal: NormalizedDocument, schemas: Mapping[str, Any]) -> GeneratorData:
    if version("openapi-python-client") != PIN:
        raise EngineError("openapi-python-client", f"is {version('openapi-python-client')}", f"install {PIN}")
    config = Config.from_sources(
        ConfigFile(post_hooks=[], literal_enums=True), MetaType.NONE, Path("document"), "utf-8", False, None
    )
    with _shared_models():
        data = GeneratorData.from_dict({**normal.document, "components": {"schemas": schemas}}, config=config)
    if isinstance(data, GeneratorError):
        raise EngineError(
            "#", f"openapi-python-client refused the document: {data.detail}", "report it, with the document"
        )
    errors = [*data.errors, *(e for c in data.endpoint_collections_by_tag.values() for e in c.parse_errors)]
    if errors:
        raise _error(errors[0], normal)
    return data


@contextmanager
def _shared_models() -> Generator[None]:
    """Let copies of an endpoint share its models; otherwise each copy includes every linked class.

    Only parameters are changed after a copy, never models; 1,200 linked classes take 1 s instead of 180.
    """
    setattr(opc.ModelProperty, COPIER, _itself)
    try:
        yield
    finally:
        delattr(opc.ModelProperty, COPIER)


def _itself(model: opc.ModelProperty, _memo: object) -> opc.ModelProperty:
    return model


def _error(error: ParseError, normal: NormalizedDocument) -> EngineError:
    """The engine's error with its pointer in the original document."""
    said = f"{error.header} {error.detail or ''}"
    known = [word for word in re.findall(r"\w+", said) if word in normal.places]
    pointer = normal.places[max(known, key=len)] if known else ""
    return EngineError(f"#{pointer}", f"openapi-python-client says: {said.strip()}", "report it, with the document")


@frozen(kw_only=True)
class _Typing:
    """Types from the engine's properties, filled into the sidecar."""

    normal: NormalizedDocument
    models: Mapping[str, opc.ModelProperty]
    """Our class name → the engine's model."""
    names: Mapping[str, str]
    """The engine's class name, which may differ in capitals → ours."""
    parts: Mapping[str, list[str]]
    """Class name → names of the classes that have its properties, where it has many."""

    @classmethod
    def of(cls, normal: NormalizedDocument, data: GeneratorData, parts: Mapping[str, list[str]]) -> _Typing:
        models = {_component(model): model for model in data.models}
        enums = {_component(enum): enum for enum in data.enums}
        names = {str(p.class_info.name): name for name, p in [*models.items(), *enums.items()]}
        missing = normal.document["components"]["schemas"].keys() - names.values()
        if missing:
            name = min(missing)
            raise EngineError(f"#{normal.places.get(name, '')}", f"openapi-python-client dropped {name}", "report it")
        return cls(normal=normal, models=models, names=names, parts=parts)

    def type_of(self, prop: PropertyProtocol) -> TypeRef:
        """The type of *prop*, without absence."""
        return union(self.members(prop))

    def members(self, prop: PropertyProtocol) -> list[TypeRef]:
        """The members of the union that *prop* is; None comes last."""
        if type(prop) in SIMPLE:
            return [Named(SIMPLE[type(prop)])]
        if isinstance(prop, UnionProperty):
            said = [member for inner in prop.inner_properties for member in self.members(inner)]
            return [ANY] if ANY in said else [m for m in said if m != NONE] + [NONE] * (NONE in said)
        if isinstance(prop, ListProperty):
            return [ListOf(self.type_of(prop.inner_property))]
        if isinstance(prop, ConstProperty):
            return [LiteralOf((prop.value.raw_value,))]
        if isinstance(prop, opc.ModelProperty | opc.LiteralEnumProperty):
            name = self.names[str(prop.class_info.name)]
            is_map = name in self.normal.maps
            kind: TypeRef = MapOf(self.additional(name) or ANY) if is_map else Named(name)
            return [kind, NONE] if name in self.normal.nullable else [kind]
        raise EngineError("#", f"openapi-python-client made a {type(prop).__name__}", "teach engine.py its type")

    def additional(self, name: str) -> TypeRef | None:
        """The type of additional properties of the class *name*; None where they have none."""
        prop = self.models[name].additional_properties
        return None if prop is None or isinstance(prop, opc.AnyProperty) else self.type_of(prop)

    def value(self, name: str) -> TypeRef:
        """The type in the box *name*."""
        return self.type_of(self.properties(name)["value"])

    def properties(self, name: str) -> dict[str, PropertyProtocol]:
        return {
            prop.name.get_untrusted_value(): prop
            for model in (self.models[one] for one in (name, *self.parts.get(name, ())))
            for prop in [*(model.required_properties or []), *(model.optional_properties or [])]
        }

    def parsed(self, data: GeneratorData) -> Parsed:
        """The sidecar's draft, every type filled in."""
        endpoints = {
            e.path.get_untrusted_value().removeprefix("/"): e
            for collection in data.endpoint_collections_by_tag.values()
            for e in collection.endpoints
        }
        draft = self.normal.draft
        aliases = tuple(evolve(alias, type=self.value(alias.name)) for alias in draft.aliases)
        lookup = ModelLookup.of(draft.models, aliases)
        calls = tuple(self.call(call, endpoints, lookup) for call in draft.calls)
        whole = [
            Loss(
                pointer=call.pointer,
                what="the fields of the body as arguments",
                why=f"they are more than {MAX_ARGUMENTS}: the body is one argument",
            )
            for call in calls
            if call.body is not None and self.is_too_wide(lookup.model(call.body.type))
        ]
        return evolve(
            draft,
            losses=(*draft.losses, *whole),
            models=tuple(self.model(model) for model in draft.models),
            aliases=aliases,
            calls=calls,
            events=tuple(
                evolve(event, type=self.value(payload))
                for event, payload in zip(draft.events, self.normal.payloads, strict=True)
            ),
        )

    def is_too_wide(self, name: str) -> bool:
        """Whether the model *name* has too many fields to be arguments."""
        return name in self.parts and len(self.properties(name)) > MAX_ARGUMENTS

    def model(self, model: Model) -> Model:
        properties = self.properties(model.name)
        fields = tuple(evolve(one, type=self.type_of(properties[one.name])) for one in model.fields)
        return evolve(model, fields=fields, additional=self.additional(model.name) or model.additional)

    def call(self, call: Call, endpoints: Mapping[str, Endpoint], lookup: ModelLookup) -> Call:
        endpoint = endpoints.get(call.id)
        if endpoint is None:
            raise EngineError(f"#{call.pointer}", "openapi-python-client dropped the operation", "report it")
        parameters = {p.name.get_untrusted_value(): p for p in endpoint.query_parameters}
        body = call.body
        if body is not None:
            kind = self.type_of(endpoint.bodies[0].prop)
            model = lookup.model(kind)
            body = evolve(body, type=kind, model="" if self.is_too_wide(model) else model)
        typed = {str(response.status_code.pattern): response.prop for response in endpoint.responses}
        answers = tuple(
            evolve(answer, type=self.type_of(typed[str(1000 + index)])) if answer.media_type else answer
            for index, answer in enumerate(call.answers)
        )
        call = evolve(
            call,
            parameters=tuple(evolve(p, type=self.type_of(parameters[p.name])) for p in call.parameters),
            body=body,
            answers=answers,
        )
        return evolve(call, result=result(call.successes), returned=returned(call.successes))


def _component(prop: Any) -> str:
    return str(prop.name.get_untrusted_value()).rsplit("/", 1)[-1]
