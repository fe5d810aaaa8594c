"""What a document says of its answers, read by jsonschema alone: whether one fits, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import yaml
from apis import ROOT
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

ASIDE = frozenset(
    "pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems"
    " uniqueItems minProperties maxProperties example examples default".split()
)
"""What no Python type says, so that no client tells of it."""

formats = FormatChecker(formats=())


@formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@formats.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def document(api: str) -> Any:
    """The OpenAPI document of *api* as it was written, but for what `_closed_within` makes plain."""
    (path,) = (ROOT / "specs" / api).glob("openapi.*")
    text = path.read_text(encoding="utf-8")
    whole = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return _closed_within(whole, whole)


def judge(api: str, method: str, path: str) -> Validator:
    """Says whether an answer of *method* on *path* is what the document promises, and no more than it declares."""
    whole = document(api)
    wanted = _anonymous(path)
    known = next(item for name, item in whole["paths"].items() if wanted.endswith(_anonymous(name)))
    responses = known[method.lower()]["responses"]
    content = next(answer["content"] for status, answer in sorted(responses.items()) if str(status)[0] == "2")
    schema = _closed(content["application/json"]["schema"], whole)
    return Draft202012Validator({**schema, "components": whole["components"]}, format_checker=formats)


def _anonymous(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _closed_within(node: Any, whole: Any) -> Any:
    """*node*, where each property, item and variant holds what it declares and no more, unless it says otherwise."""
    if isinstance(node, list):
        return [_closed_within(one, whole) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _closed_within(one, whole) for key, one in node.items() if key not in ASIDE or "type" not in node}
    for key in ("properties", "patternProperties"):
        if isinstance(made.get(key), dict):
            made[key] = {name: _closed(one, whole) for name, one in made[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = _closed(made[key], whole)
    return made


def _closed(schema: Any, whole: Any) -> Any:
    """*schema*, at a place where nothing is added to it."""
    if not isinstance(schema, dict) or not any(_declares(schema, whole)):
        return schema
    return {**schema, "unevaluatedProperties": False}


def _declares(schema: Any, whole: Any) -> Iterator[bool]:
    """Whether *schema* names properties, itself or in its parts."""
    if not isinstance(schema, dict):
        return
    yield bool(schema.get("properties"))
    if "$ref" in schema:
        node = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        yield from _declares(node, whole)
    for key in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(key, ()):
            yield from _declares(part, whole)
