"""The document as its author wrote it, and whether a JSON value is valid there: the judge knows nothing of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from jsonschema import _keywords
from jsonschema.validators import extend
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS30WriteValidator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012

Json = dict[str, Any]
Way = Literal["read", "write"]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# Discriminators are the drawer's business: the validators' own rule for them has no end in documents that inherit.
PLAIN = {"oneOf": _keywords.oneOf, "anyOf": _keywords.anyOf, "allOf": _keywords.allOf}


def _pattern(validator: Any, said: Any, *rest: Any) -> Any:
    try:
        re.compile(said)
    except (re.error, TypeError):
        return ()  # a dialect that Python does not read
    return _keywords.pattern(validator, said, *rest)


def _plain(kind: Any) -> Any:
    """*kind* with plain unions, and deaf to ``required: true``, which old drafts had."""
    required = kind.VALIDATORS["required"]

    def listed(validator: Any, said: Any, *rest: Any) -> Any:
        return required(validator, said, *rest) if isinstance(said, list) else ()

    return extend(kind, PLAIN | {"required": listed, "pattern": _pattern})


OLD = {"read": _plain(OAS30ReadValidator), "write": _plain(OAS30WriteValidator)}
NEW = _plain(OAS31Validator)
LOOSE = {"oneOf": _keywords.anyOf}
"""For documents whose variants of ``oneOf`` do not exclude each other, so that what their servers send is not valid."""


class Original:
    """One document, without a thing changed."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.old = str(document.get("openapi", "")).startswith("3.0")
        resource = Resource(document, DRAFT4 if self.old else DRAFT202012)
        self.registry: Any = Registry().with_resource("urn:original", resource)
        self._validators: dict[tuple[int, Way, bool], tuple[Any, Any]] = {}

    def follow(self, value: Any) -> Any:
        """*value*, or what its ``$ref`` leads to."""
        for _ in range(50):
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
                return value
            value = self.at(value["$ref"])
        raise LookupError("references in a circle")

    def at(self, reference: str) -> Any:
        """What ``#/…`` points at."""
        return self.registry.resolver("urn:original").lookup(reference).contents

    def valid(self, value: Any, schema: Any, way: Way, *, exclusive: bool = True) -> bool:
        """Whether *schema*, a part of the document, allows *value*; *exclusive*: ``oneOf`` is one, not several."""
        key = (id(schema), way, exclusive)
        if key not in self._validators:
            scope: Any = absolute(schema)
            kind: Any = OLD[way] if self.old else NEW
            kind = kind if exclusive else extend(kind, LOOSE)
            checker: Any = oas30_format_checker if self.old else oas31_format_checker
            self._validators[key] = (schema, kind(scope, registry=self.registry, format_checker=checker))
        return bool(self._validators[key][1].is_valid(value))

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        """(METHOD, path, operation with the parameters of its path)."""
        for path, written in (self.document.get("paths") or {}).items():
            item = self.follow(written)
            for method in METHODS:
                if isinstance(own := self.follow(item.get(method)), dict):
                    yield method.upper(), path, {**own, "parameters": self._parameters(item, own)}

    def _parameters(self, item: Json, own: Json) -> list[Json]:
        both: dict[tuple[Any, Any], Json] = {}
        for place in (item, own):
            here: dict[tuple[Any, Any], Json] = {}
            for one in map(self.follow, place.get("parameters") or ()):
                here.setdefault((one.get("in"), one.get("name")), one)
            both |= here
        return list(both.values())


def absolute(schema: Any) -> Any:
    """*schema* with references that lead into the document from anywhere."""
    if isinstance(schema, Mapping):
        said = {key: absolute(value) for key, value in schema.items()}
        reference = said.get("$ref")
        return (
            said | {"$ref": f"urn:original{reference}"} if isinstance(reference, str) and reference[:1] == "#" else said
        )
    return [absolute(one) for one in schema] if isinstance(schema, list) else schema
