"""Every place in a document where a schema may stand: the same change means the same in each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.drift.small import JSON, answers, api, asks, heads, takes

Doc = dict[str, Any]
Build = Callable[[Any], Doc]
LIST: Final = {"type": "array", "items": {"type": "array", "items": {"type": "boolean"}}}
"""What no other schema here allows anything of."""


def body(schema: Any) -> Doc:
    return {"content": {JSON: {"schema": schema}}}


def answer(schema: Any) -> Doc:
    return {"description": "fine", **body(schema)}


def ref(section: str, name: str = "A") -> Doc:
    return {"$ref": f"#/components/{section}/{name}"}


def components(**sections: Doc) -> Doc:
    return {"components": sections}


def referring(ask: Callable[..., Doc]) -> Build:
    """A reference to a reference."""
    return lambda schema: ask(ref("schemas"), **components(schemas={"A": ref("schemas", "B"), "B": schema}))


def tree(ask: Callable[..., Doc]) -> Build:
    """A node that has such nodes."""

    def build(schema: Any) -> Doc:
        kids = {"type": "array", "items": ref("schemas")}
        node = {"type": "object", "properties": {"value": schema, "kids": kids}}
        return ask(ref("schemas"), **components(schemas={"A": node}))

    return build


def one_of(ask: Callable[..., Doc]) -> Build:
    either = {"oneOf": [ref("schemas"), ref("schemas", "B")]}
    return lambda schema: ask(either, **components(schemas={"A": schema, "B": LIST}))


def held(**more: Any) -> Callable[[Callable[..., Doc]], Build]:
    """A property."""
    return lambda ask: lambda schema: ask({"type": "object", "properties": {"q": schema}, **more})


def nested(ask: Callable[..., Doc]) -> Build:
    def build(schema: Any) -> Doc:
        inner = {"type": "array", "items": {"type": "object", "properties": {"c": schema}}}
        return ask({"type": "object", "properties": {"a": {"type": "object", "properties": {"b": inner}}}})

    return build


EITHER: Final[dict[str, Callable[[Callable[..., Doc]], Build]]] = {
    "itself": lambda ask: ask,
    "reference to a reference": referring,
    "tree": tree,
    "one of two": one_of,
    "property": held(),
    "required property": held(required=["q"]),
    "item": lambda ask: lambda schema: ask({"type": "array", "items": schema}),
    "in allOf": lambda ask: lambda schema: ask({"allOf": [schema]}),
    "in anyOf": lambda ask: lambda schema: ask({"anyOf": [schema, LIST]}),
    "any other property": lambda ask: lambda schema: ask({"type": "object", "additionalProperties": schema}),
    "deep down": nested,
    "media range": lambda ask: lambda schema: ask(schema, "application/*"),
    "media type with a parameter": lambda ask: lambda schema: ask(schema, "application/json; charset=utf-8"),
    "lines of JSON": lambda ask: lambda schema: ask(schema, "application/x-ndjson"),
}
"""Places in a body, sent or answered."""


def path_level(schema: Any) -> Doc:
    document = api()
    document["paths"]["/things"]["parameters"] = [{"name": "p", "in": "query", "schema": schema}]
    return document


def path_by_reference(schema: Any) -> Doc:
    document = api({"requestBody": body(schema)})
    document["components"] = {"pathItems": {"A": document["paths"]["/things"]}}
    document["paths"]["/things"] = ref("pathItems")
    return document


def webhook(operation: Doc) -> Doc:
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {"w": {"post": operation}}}


def callback(operation: Doc) -> Doc:
    return api({"callbacks": {"done": {"{$request.body#/url}": {"post": operation}}}})


SENT: Final[dict[str, Build]] = {
    **{name: place(asks) for name, place in EITHER.items()},
    "body by reference": lambda s: api(
        {"requestBody": ref("requestBodies")}, **components(requestBodies={"A": body(s)})
    ),
    "query": takes,
    "header": lambda schema: takes(schema, "header"),
    "cookie": lambda schema: takes(schema, "cookie"),
    "path": lambda s: api({"parameters": [{"name": "p", "in": "path", "required": True, "schema": s}]}, path="/t/{p}"),
    "query as JSON": lambda schema: api({"parameters": [{"name": "p", "in": "query", **body(schema)}]}),
    "parameter of the path": path_level,
    "parameter by reference": lambda schema: api(
        {"parameters": [ref("parameters")]},
        **components(parameters={"A": {"name": "p", "in": "query", "schema": schema}}),
    ),
    "path by reference": path_by_reference,
    "form": lambda s: asks({"type": "object", "properties": {"q": s}}, "application/x-www-form-urlencoded"),
    "multipart": lambda schema: asks({"type": "object", "properties": {"q": schema}}, "multipart/form-data"),
    "answer to a webhook": lambda schema: webhook({"responses": {"200": answer(schema)}}),
    "answer to a callback": lambda schema: callback({"responses": {"200": answer(schema)}}),
}
"""Places whose values callers make."""

RECEIVED: Final[dict[str, Build]] = {
    **{name: place(answers) for name, place in EITHER.items()},
    "response by reference": lambda s: api(
        {"responses": {"200": ref("responses")}}, **components(responses={"A": answer(s)})
    ),
    "any success": lambda schema: api({"responses": {"2XX": answer(schema)}}),
    "default": lambda schema: api({"responses": {"200": {"description": "fine"}, "default": answer(schema)}}),
    "not found": lambda schema: api({"responses": {"200": {"description": "fine"}, "404": answer(schema)}}),
    "header": heads,
    "required header": lambda schema: heads(schema, required=True),
    "header by reference": lambda schema: api(
        {"responses": {"200": {"description": "fine", "headers": {"H": ref("headers")}}}},
        **components(headers={"A": {"schema": schema}}),
    ),
    "webhook": lambda schema: webhook({"requestBody": body(schema)}),
    "callback": lambda schema: callback({"requestBody": body(schema)}),
}
"""Places whose values callers are given."""
