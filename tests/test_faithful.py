"""Whether what is built keeps what its document says, judged by the document alone: the reduced `make faithful`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.documents import bundle
from tests.sweeps.faithful.check import check

SPECS = Path(__file__).parent.parent / "specs"
STRING: dict[str, Any] = {"type": "string"}
LIST: dict[str, Any] = {"type": "array", "items": STRING, "minItems": 1}
OBJECT: dict[str, Any] = {
    "type": "object",
    "properties": {"a": STRING, "b": {"type": "integer"}},
    "required": ["a", "b"],
}


def document(operation: dict[str, Any], path: str = "/things", version: str = "3.0.3", **schemas: Any) -> Any:
    """A document of one operation."""
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://example.org"}],
        "paths": {path: {"post": {"responses": {"204": {"description": ""}}, **operation}}},
        "components": {"schemas": schemas},
    }


def parameter(place: str, schema: Any, **said: Any) -> dict[str, Any]:
    """An operation with one parameter."""
    return {"parameters": [{"name": "p", "in": place, "required": True, "schema": schema, **said}]}


def body(media: str, schema: Any, **said: Any) -> dict[str, Any]:
    """An operation with a body."""
    return {"requestBody": {"required": True, "content": {media: {"schema": schema, **said}}}}


def answer(schema: Any) -> dict[str, Any]:
    """An operation with an answer."""
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


STYLES = {
    **{f"query {style} {explode} {kind}": (document(parameter("query", schema, style=style, explode=explode)))
       for style in ("form", "spaceDelimited", "pipeDelimited", "deepObject")
       for explode in (True, False)
       for kind, schema in {"list": LIST, "object": OBJECT}.items()
       if style == "form" or (kind == "list") != (style == "deepObject")},
    **{f"path {style} {explode} {kind}": document(parameter("path", schema, style=style, explode=explode), "/x/{p}")
       for style in ("simple", "label", "matrix")
       for explode in (True, False)
       for kind, schema in {"text": STRING, "list": LIST, "object": OBJECT}.items()},
    "header list": document(parameter("header", LIST)),
    "header object exploded": document(parameter("header", OBJECT, explode=True)),
    "cookie": document(parameter("cookie", STRING)),
    "query as JSON": document({"parameters": [
        {"name": "p", "in": "query", "required": True, "content": {"application/json": {"schema": OBJECT}}}]}),
    "query in the path": document(parameter("query", STRING), "/x?beta=true"),
    "the same value twice in a path": document(parameter("path", STRING), "/x/{p}/y/{p}"),
    "bytes in the query": document(parameter("query", {"type": "string", "format": "byte"})),
}  # fmt: skip
BODIES = {
    "a form": document(body("application/x-www-form-urlencoded", OBJECT)),
    "a form with lists of objects": document(body("application/x-www-form-urlencoded", {
        "type": "object", "properties": {"list": {"type": "array", "items": OBJECT}}, "required": ["list"]})),
    "a form with an encoding": document(body(
        "application/x-www-form-urlencoded",
        {"type": "object", "properties": {"list": LIST, "json": OBJECT}, "required": ["list", "json"]},
        encoding={"list": {"style": "form", "explode": False}, "json": {"contentType": "application/json"}})),
    "parts with media types": document(body(
        "multipart/form-data",
        {"type": "object", "properties": {"sdp": STRING, "file": {"type": "string", "format": "binary"}, "o": OBJECT},
         "required": ["sdp", "file", "o"]},
        encoding={"sdp": {"contentType": "application/sdp"}, "file": {"contentType": "image/png, image/jpeg"}})),
    "an optional object without properties": document(
        {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}),
    "what is required is not described": document(body("application/json", {
        "type": "object", "properties": {"a": STRING}, "required": ["a", "b"]})),
    "bytes": document(body("application/octet-stream", {"type": "string", "format": "binary"})),
    "text": document(body("text/plain", STRING)),
}  # fmt: skip
ANSWERS = {
    "whole floats": document(answer({"type": "array", "items": {"type": "integer"}, "minItems": 30})),
    "lists of one class or another": document(answer({"type": "object", "required": ["rows"], "properties": {
        "rows": {"anyOf": [{"type": "array", "items": ref("A")}, {"type": "array", "items": ref("B")}]}}}),
        A={"type": "object", "required": ["a"], "properties": {"a": STRING}},
        B={"type": "object", "required": ["b"], "properties": {"b": STRING}}),
    "a discriminator of several values": document(
        answer({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "t"}}),
        A={"type": "object", "required": ["t"], "properties": {"t": {"type": "string", "enum": ["a", "a2"]}}},
        B={"type": "object", "required": ["t"], "properties": {"t": {"type": "string", "enum": ["b"]}}}),
    "heirs": document(
        answer(ref("Pet")),
        Pet={"type": "object", "required": ["kind"], "properties": {"kind": STRING},
             "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}},
        Cat={"allOf": [ref("Pet"), {"type": "object", "properties": {"lives": {"type": "integer"}}}]}),
    "open in so many words": document(
        answer({"type": "object", "properties": {"a": STRING}, "additionalProperties": True})),
    "null as schemars writes it": document(answer({"type": "object", "required": ["u"], "properties": {
        "u": {"anyOf": [ref("A"), {"nullable": True}]}}}), A=OBJECT),
    "recursion": document(answer(ref("Tree")), Tree={"type": "object", "required": ["value"], "properties": {
        "left": ref("Tree"), "others": {"type": "array", "items": ref("Tree")}, "value": {"type": "integer"}}}),
    "3.1, types in a list": document(
        answer({"type": ["object", "null"], "properties": {"at": {"type": ["string", "null"], "format": "date-time"}}}),
        version="3.1.0"),
}  # fmt: skip
CASES = {**STYLES, **BODIES, **ANSWERS}


def failures(said: Any, name: str) -> list[str]:
    """What did not pass, of calls and answers."""
    outcome = check(said, name)
    assert outcome.calls
    return [f"{one.where}: {one.why}" for one in (*outcome.calls, *outcome.answers) if one.outcome != "passed"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("api", ["komo", "kairo", "komos"])
def test_our_own_clients_are_faithful(api: str) -> None:
    """Every operation, every answer."""
    (file,) = (SPECS / api).glob("openapi.*[nl]")
    assert failures(bundle.bundle(file), api) == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.dealt(0.5)
@pytest.mark.parametrize("difficulty", CASES)
def test_what_is_hard_to_say_is_said(difficulty: str) -> None:
    """The document's own validator reads what arrives, and what comes back."""
    assert failures(CASES[difficulty], "case") == []
