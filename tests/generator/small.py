"""Small documents, each around one schema or one operation: what the tests of parsing are made of."""

from __future__ import annotations

from typing import Any

from generator.engine.engine import parse
from generator.model.ir import Model, Parsed

Schema = dict[str, Any]
STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}


def thing(**properties: Any) -> Schema:
    """An object with *properties*."""
    return {"type": "object", "properties": properties}


def ref(name: str) -> Schema:
    """A reference to the component *name*."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Any) -> Schema:
    """A response of JSON."""
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def document(paths: Schema, schemas: Schema | None = None, **more: Any) -> Schema:
    """An OpenAPI document."""
    components = {"schemas": schemas or {}, **more.pop("components", {})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": components,
        **more,
    }


def say(schema: Any, **schemas: Any) -> Parsed:
    """What comes of *schema* as the answer of the only operation, `go`."""
    return parse(document({"/go": {"get": {"operationId": "go", "responses": {"200": answer(schema)}}}}, schemas))


def annotation(schema: Any, **schemas: Any) -> str:
    """The annotation that *schema* gets."""
    return say(schema, **schemas).calls[0].returns


def field_types(parsed: Parsed, name: str) -> dict[str, str]:
    """Wire name → annotation of the model *name*."""
    return {one.wire: one.annotation for one in model(parsed, name).fields}


def model(parsed: Parsed, name: str) -> Model:
    """The model *name*."""
    return next(one for one in parsed.models if one.name == name)


def enum(parsed: Parsed, name: str) -> dict[str, str | int]:
    """Member → value of the enum *name*."""
    return dict(next(one for one in parsed.enums if one.name == name).members)


def alias(parsed: Parsed, name: str) -> str:
    """What the alias *name* stands for."""
    return next(one for one in parsed.aliases if one.name == name).annotation


def lost(parsed: Parsed) -> list[str]:
    """What did not survive."""
    return [loss.what for loss in parsed.losses]
