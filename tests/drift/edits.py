"""Edits of one small document, each with a caller that is correct before it, and the edit's impact on that caller."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from attrs import frozen

from generator.drift.surface import SourceImpact

Doc = dict[str, Any]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
BREAKS, TYPES, ADDS, WORDS, SAME = "runtime-breaking", "typing-breaking", "additive", "docs-only", "identical"

LIST, CREATE = ("/contacts", "get"), ("/contacts", "post")
RETRIEVE, DELETE = ("/contacts/{contact_id}", "get"), ("/contacts/{contact_id}", "delete")
PUT = ("/lists/{list_id}/contacts/{contact_id}", "put")


def ref(name: str) -> Doc:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Doc) -> Doc:
    return {"description": "ok", "content": {"application/json": {"schema": schema}}}


def given(name: str, schema: Doc, place: str = "query", **more: Any) -> Doc:
    return {"name": name, "in": place, "schema": schema, "required": place == "path", **more}


def crm() -> Doc:
    """The document before any edit."""
    contact, list_id = given("contact_id", TEXT, "path"), given("list_id", TEXT, "path")
    body = {"required": True, "content": {"application/json": {"schema": ref("ContactIn")}}}
    limit = given("limit", {"type": "integer", "default": 20, "maximum": 100})
    words, trace = given("q", TEXT, description="Words."), given("X-Trace", TEXT, "header")
    filters = [limit, given("status", ref("Status")), words, trace]
    return copy.deepcopy({
        "openapi": "3.1.0",
        "info": {"title": "CRM", "version": "1"},
        "servers": [{"url": "https://crm.test/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/contacts": {
                "get": {"operationId": "list_contacts", "tags": ["contacts"], "parameters": filters,
                        "responses": {"200": answer(ref("ContactPage")), "422": answer(ref("Fault"))}},
                "post": {"operationId": "create_contact", "tags": ["contacts"], "requestBody": body,
                         "responses": {"201": answer(ref("Contact"))}},
            },
            "/contacts/{contact_id}": {
                "get": {"operationId": "get_contact", "tags": ["contacts"], "parameters": [contact],
                        "responses": {"200": answer(ref("Contact")), "404": answer(ref("Fault"))}},
                "delete": {"operationId": "delete_contact", "tags": ["contacts"], "parameters": [contact],
                           "responses": {"204": {"description": "gone"}}},
            },
            "/lists/{list_id}/contacts/{contact_id}": {
                "put": {"operationId": "add_to_list", "tags": ["lists"], "parameters": [list_id, contact],
                        "responses": {"200": answer(ref("Contact"))}},
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
            "schemas": {
                "Status": {"type": "string", "enum": ["ACTIVE", "ARCHIVED"], "title": "Status"},
                "Contact": {"type": "object", "title": "Contact", "required": ["id", "name", "status"], "properties": {
                    "id": TEXT, "name": TEXT, "status": ref("Status"), "email": TEXT, "score": NUMBER,
                    "created_at": {"type": "string", "format": "date-time"}}},
                "ContactIn": {"type": "object", "title": "ContactIn", "required": ["name"], "properties": {
                    "name": {"type": "string", "maxLength": 100}, "email": TEXT, "status": ref("Status"),
                    "tags": {"type": "array", "items": TEXT},
                    "kind": {"type": "string", "enum": ["person", "company"]}}},
                "ContactPage": {"type": "object", "required": ["items"], "properties": {
                    "items": {"type": "array", "items": ref("Contact")}, "next_cursor": {"type": ["string", "null"]}}},
                "Fault": {"type": "object", "properties": {"detail": TEXT}},
            },
        },
    })  # fmt: skip


@frozen
class Edit:
    """One edit: its verdict, the old caller, and the exception if that fails at run time."""

    name: str
    source: SourceImpact
    edit: Callable[[Doc], object]
    caller: str
    raises: type[Exception] | None = None
    says: str = ""
    """What is said of it."""


def op(doc: Doc, at: tuple[str, str]) -> Doc:
    found: Doc = doc["paths"][at[0]][at[1]]
    return found


def schema(doc: Doc, name: str) -> Doc:
    found: Doc = doc["components"]["schemas"][name]
    return found


def prop(model: str, name: str, value: Doc) -> Callable[[Doc], object]:
    """*model* with the property *name* set."""
    return lambda doc: schema(doc, model)["properties"].__setitem__(name, value)


def without(model: str, name: str) -> Callable[[Doc], object]:
    return lambda doc: schema(doc, model)["properties"].pop(name)


def required(model: str, *names: str) -> Callable[[Doc], object]:
    """*model* with exactly *names* required."""
    return lambda doc: schema(doc, model).__setitem__("required", list(names))


def param(at: tuple[str, str], called: str, **change: Any) -> Callable[[Doc], object]:
    """The parameter *called* so changed."""

    def edit(doc: Doc) -> None:
        next(one for one in op(doc, at)["parameters"] if one["name"] == called).update(change)

    return edit


def more(at: tuple[str, str], **change: Any) -> Callable[[Doc], object]:
    """The operation changed."""
    return lambda doc: op(doc, at).update(change)


def added(at: tuple[str, str], one: Doc, place: int = 99) -> Callable[[Doc], object]:
    return lambda doc: op(doc, at).setdefault("parameters", []).insert(place, one)


def dropped(at: tuple[str, str], name: str) -> Callable[[Doc], object]:
    return lambda doc: op(doc, at).update(parameters=[one for one in op(doc, at)["parameters"] if one["name"] != name])


def renamed(text: str, other: str) -> Callable[[Doc], object]:
    """Every *text* of the document, quoted, is *other*."""

    def edit(doc: Doc) -> None:
        doc.update(json.loads(json.dumps(doc).replace(text, other)))

    return edit


def both(*edits: Callable[[Doc], object]) -> Callable[[Doc], object]:
    return lambda doc: [edit(doc) for edit in edits]


def moved(doc: Doc) -> None:
    """`/contacts` is `/people`; what it does stays the same."""
    doc["paths"]["/people"] = doc["paths"].pop("/contacts")


def inlined(doc: Doc) -> None:
    op(doc, RETRIEVE)["responses"]["200"] = answer(copy.deepcopy(schema(doc, "Contact")))


def reordered(doc: Doc) -> None:
    doc["paths"] = dict(reversed(doc["paths"].items()))
    for one in doc["components"]["schemas"].values():
        one.update({key: list(reversed(one[key])) for key in ("required",) if key in one})


def older(doc: Doc) -> None:
    """The same in OpenAPI 3.0."""
    doc["openapi"] = "3.0.3"
    schema(doc, "ContactPage")["properties"]["next_cursor"] = {"type": "string", "nullable": True}


def hoisted(doc: Doc) -> None:
    schemas = doc["components"]["schemas"]
    schemas["Kind"] = schemas["ContactIn"]["properties"]["kind"]
    schemas["ContactIn"]["properties"]["kind"] = ref("Kind")


def second_key(doc: Doc) -> None:
    doc["components"]["securitySchemes"]["token"] = {"type": "http", "scheme": "bearer"}
    doc["security"].append({"token": []})


MEDIA = {"multipart/form-data": {"schema": ref("ContactIn")}}
HEADING = {"title": "Another title", "version": "7", "contact": {"name": "Somebody"}}
BODY = {"requestBody": {"content": {"application/json": {"schema": ref("ContactIn")}}}}
