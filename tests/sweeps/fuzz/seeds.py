"""Small valid documents that between them use everything OpenAPI has: where fuzzing starts."""

from __future__ import annotations

from typing import Any

THING: dict[str, Any] = {
    "type": "object",
    "description": "A thing.",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "readOnly": True},
        "kind": {"type": "string", "enum": ["a", "b"], "default": "a", "x-enum-varnames": ["A", "B"]},
        "size": {"type": ["integer", "null"], "minimum": 0},
        "when": {"type": "string", "format": "date-time", "nullable": True},
        "tags": {"type": "array", "items": {"type": "string"}},
        "more": {"type": "object", "additionalProperties": {"type": "number"}},
        "parent": {"$ref": "#/components/schemas/Thing"},
        "fixed": {"const": "yes"},
        "any": True,
    },
}

SCHEMAS: dict[str, Any] = {
    "info": {"title": "Schemas", "version": "1"},
    "openapi": "3.1.0",
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                                        "next_cursor": {"type": "string"},
                                    },
                                }
                            }
                        },
                    }
                },
                "parameters": [{"name": "cursor", "in": "query", "schema": {"type": "string"}}],
            }
        }
    },
    "components": {
        "schemas": {
            "Thing": THING,
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
            },
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Thing"}, {"properties": {"purrs": {"type": "boolean"}}}]},
            "Dog": {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]},
            "Tree": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
            "Level": {"type": "integer", "enum": [1, 2]},
            "Either": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
        }
    },
}

OPERATIONS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Operations", "version": "1", "description": "All kinds."},
    "servers": [{"url": "https://{host}.example.com/v1", "variables": {"host": {"default": "api", "enum": ["api"]}}}],
    "tags": [{"name": "things", "description": "Things."}],
    "security": [{"key": []}, {"token": ["read"], "other": []}],
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "servers": [{"url": "https://other.example.com"}],
            "get": {
                "tags": ["things"],
                "summary": "Fetch.",
                "deprecated": True,
                "security": [],
                "parameters": [
                    {"$ref": "#/components/parameters/Page"},
                    {
                        "name": "filter",
                        "in": "query",
                        "style": "deepObject",
                        "explode": True,
                        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
                    },
                    {"name": "x-trace", "in": "header", "schema": {"type": "string"}, "example": "t"},
                    {"name": "session", "in": "cookie", "content": {"application/json": {"schema": {}}}},
                ],
                "responses": {
                    "200": {"$ref": "#/components/responses/Ok"},
                    "default": {"description": "Error", "content": {"application/problem+json": {}}},
                },
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {"file": {"type": "string", "format": "binary"}},
                            },
                            "encoding": {"file": {"contentType": "image/png"}},
                        },
                        "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
                    },
                },
                "responses": {"204": {"description": ""}},
                "callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": {}}}}},
            },
        },
        "/events": {
            "post": {
                "operationId": "events",
                "security": [{"token": [], "other": []}, {"cookie": []}, {}],
                "servers": [{"url": "https://{zone}.example.com/{path}", "variables": {"zone": {"enum": ["a", "b"]}}}],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"stream": {"type": "boolean"}}}
                        }
                    }
                },
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"X-Next": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Told"}},
                            "text/event-stream": {"itemSchema": {"type": "object"}},
                            "application/x-ndjson": {"schema": {"type": "string"}},
                        },
                        "links": {"next": {"operationId": "events"}},
                    }
                },
            }
        },
    },
    "webhooks": {"done": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}}},
    "components": {
        "schemas": {
            "Told": {"type": "object", "properties": {"event": {"type": "string"}, "data": {"type": "object"}}}
        },
        "parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}},
        "responses": {
            "Ok": {
                "description": "Fine",
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
                        "examples": {"one": {"value": {"a": "x"}}},
                    }
                },
            }
        },
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "token": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://example.com/t", "scopes": {"read": "Read"}}},
            },
            "other": {"type": "http", "scheme": "basic"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
        },
    },
}

SEEDS: tuple[dict[str, Any], ...] = (SCHEMAS, OPERATIONS)
