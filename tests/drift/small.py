"""Small documents to compare: one operation, and the place in it that a test is about."""

from __future__ import annotations

import datetime
from typing import Any

from generator.drift import Change, Comparison, compare

JSON = "application/json"
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def api(operation: dict[str, Any] | None = None, *, path: str = "/things", **rest: Any) -> dict[str, Any]:
    """A document with one operation, `POST` of *path*."""
    post = {"responses": {"200": {"description": "fine"}}, **(operation or {})}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {path: {"post": post}}, **rest}


def asks(schema: Any, media: str = JSON, **rest: Any) -> dict[str, Any]:
    """A document whose operation is sent a body of *schema*."""
    return api({"requestBody": {"content": {media: {"schema": schema}}}}, **rest)


def answers(schema: Any, media: str = JSON, **rest: Any) -> dict[str, Any]:
    """A document whose operation answers with a body of *schema*."""
    return api({"responses": {"200": {"description": "fine", "content": {media: {"schema": schema}}}}}, **rest)


def takes(schema: Any, place: str = "query", **rest: Any) -> dict[str, Any]:
    """A document whose operation takes the parameter `p` of *schema*."""
    return api({"parameters": [{"name": "p", "in": place, "schema": schema, **rest}]})


def heads(schema: Any, **rest: Any) -> dict[str, Any]:
    """A document whose operation answers with the header `H` of *schema*."""
    return api({"responses": {"200": {"description": "fine", "headers": {"H": {"schema": schema, **rest}}}}})


def thing(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def drift(old: Any, new: Any) -> Comparison:
    return compare(old, new, today=datetime.date(2026, 1, 1))


def ids(old: Any, new: Any) -> list[str]:
    return [change.id for change in drift(old, new).changes]


def only(old: Any, new: Any) -> Change:
    """The one change between *old* and *new*."""
    (change,) = drift(old, new).changes
    return change
