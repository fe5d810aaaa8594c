"""The kinds of objects in an OpenAPI document, and the keys that hold them: where references may be."""

from __future__ import annotations

SECTIONS = {
    "schema": "schemas",
    "parameter": "parameters",
    "response": "responses",
    "requestBody": "requestBodies",
    "header": "headers",
    "example": "examples",
    "link": "links",
    "securityScheme": "securitySchemes",
}
"""Kinds with a section in components; others (path items, operations, …) replace the reference."""

_SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_SCHEMA_LISTS = ("allOf", "oneOf", "anyOf", "prefixItems")
_SCHEMAS = [
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "propertyNames",
    "contentSchema",
    "not",
    "if",
    "then",
    "else",
]
_METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]

GRAMMAR: dict[str, dict[str, str]] = {
    "document": {"paths": "{pathItem", "webhooks": "{pathItem", "components": "components"},
    "components": {section: "{" + kind for kind, section in SECTIONS.items()}
    | {"pathItems": "{pathItem", "callbacks": "{callback"},
    "pathItem": dict.fromkeys(_METHODS, "operation") | {"parameters": "[parameter"},
    "callback": {"*": "pathItem"},
    "operation": {
        "parameters": "[parameter",
        "requestBody": "requestBody",
        "responses": "{response",
        "callbacks": "{callback",
    },
    "parameter": {"schema": "schema", "content": "{media", "examples": "{example"},
    "header": {"schema": "schema", "content": "{media", "examples": "{example"},
    "requestBody": {"content": "{media"},
    "response": {"headers": "{header", "content": "{media", "links": "{link"},
    "media": {"schema": "schema", "itemSchema": "schema", "examples": "{example", "encoding": "{encoding"},
    "encoding": {"headers": "{header"},
    "schema": dict.fromkeys(_SCHEMA_MAPS, "{schema")
    | dict.fromkeys(_SCHEMA_LISTS, "[schema")
    | dict.fromkeys(_SCHEMAS, "schema"),
    "example": {},
    "link": {},
    "securityScheme": {},
}
"""Which keys hold what: ``{kind`` is a map of them, ``[kind`` a list. References are nowhere else."""
