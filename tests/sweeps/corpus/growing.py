"""Documents of growing size for one question: what does one more operation cost?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SIZES = (10, 40, 120, 400, 1200)


def write(folder: Path, operations: int) -> Path:
    """A document of so many operations: resources of five, each with models that refer to their neighbours'."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    count = operations // 5
    for number in range(count):
        model, near = f"Thing{number}", f"Thing{(number + 1) % count}"
        schemas[model] = {
            "type": "object",
            "required": ["id", "name"],
            "properties": {
                "id": {"type": "string"},
                "name": {"type": "string", "description": "What it is called."},
                "kind": {"type": "string", "enum": ["small", "large"]},
                "near": {"$ref": f"#/components/schemas/{near}"},
                "others": {"type": "array", "items": {"$ref": f"#/components/schemas/{near}"}},
            },
        }
        paths[f"/things{number}"] = {
            "get": _operation("list", number, {"type": "array", "items": {"$ref": f"#/components/schemas/{model}"}}),
            "post": {**_operation("create", number, _to(model)), "requestBody": {"content": _json(_to(model))}},
        }
        identified = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
        paths[f"/things{number}/{{id}}"] = {
            **identified,
            "get": _operation("get", number, _to(model)),
            "patch": {**_operation("update", number, _to(model)), "requestBody": {"content": _json(_to(model))}},
            "delete": _operation("delete", number, None),
        }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Series", "version": "1"},
        "servers": [{"url": "https://example.org"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    path = folder / f"series{operations}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _to(model: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{model}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _operation(verb: str, number: int, answer: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "operationId": f"{verb}Thing{number}",
        "summary": f"{verb.capitalize()} things of kind {number}.",
        "tags": [f"things{number}"],
        "responses": {"200": {"description": "ok", "content": _json(answer)}}
        if answer
        else {"204": {"description": ""}},
    }
