"""Values that fit a schema: the document's own examples where it has some, else the plainest ones that can be made."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from hypothesis import find, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator, OAS31Validator, oas30_format_checker, oas31_format_checker

from generator.runtime.util.typeguards import is_array, is_mapping, is_object

Json = dict[str, Any]

BY_FORMAT = {
    "uuid": "4df7d6f9-56be-4f77-9b18-25ad908a20b7",
    "date-time": "2025-10-14T18:21:52Z",
    "date": "2025-10-14",
    "time": "18:21:52Z",
    "duration": "PT5M",
    "email": "ada@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/orders",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "QWRh",
}


class Samples:
    """What one document gives as values."""

    def __init__(self, document: Json) -> None:
        self.document = document

    def resolve(self, value: Any) -> Any:
        """*value*, or what its ``$ref`` points at."""
        while is_mapping(value) and "$ref" in value:
            target: Any = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            value = target
        return value

    def fits(self, value: Any, schema: Any) -> bool:
        """Whether *schema* allows *value*."""
        scope: Any = {**schema, "components": self.document.get("components", {})} if is_object(schema) else schema
        validator: Any = (
            OAS30Validator(scope, format_checker=oas30_format_checker)
            if str(self.document["openapi"]).startswith("3.0")
            else OAS31Validator(scope, format_checker=oas31_format_checker)
        )
        return bool(validator.is_valid(value))

    def examples(self, holder: Json) -> dict[str, Any]:
        """Name → example of a parameter, a media type or a schema."""
        named: Any = holder.get("examples", {})
        if is_array(named):
            return {str(index): one for index, one in enumerate(named)}
        found = {name: self.resolve(one)["value"] for name, one in named.items() if "value" in self.resolve(one)}
        return {"example": holder["example"], **found} if "example" in holder else found

    def value(self, schema: Any) -> Any:
        """The first value that *schema* allows of those it suggests; raises LookupError when there is none."""
        for candidate in self._candidates(self.resolve(schema)):
            if self.fits(candidate, schema):
                return candidate
        raise LookupError(f"cannot make a value for {schema!r}: give it an example")

    def free(self, schema: Any) -> bool:
        """Whether *schema* takes any text."""
        plain = self.resolve(schema)
        return "string" in _types(plain) and not plain.keys() & {"enum", "const", "format", "pattern", "maxLength"}

    def properties(self, schema: Any) -> Json:
        """The properties of an object schema, those of its ``allOf`` included."""
        plain = self.resolve(schema)
        found: Json = {}
        for part in plain.get("allOf", ()):
            found |= self.properties(part)
        found |= plain.get("properties", {})
        return found

    def required(self, schema: Any) -> set[str]:
        """The names of its required properties."""
        plain = self.resolve(schema)
        return {*plain.get("required", ()), *(name for part in plain.get("allOf", ()) for name in self.required(part))}

    def _candidates(self, schema: Any) -> Iterator[Any]:
        if not is_object(schema):
            yield "anything"
            return
        yield from self.examples(schema).values()
        for key in ("const", "default"):
            if key in schema:
                yield schema[key]
        yield from (one for one in schema.get("enum", ()) if one is not None)
        for kind in _types(schema):
            yield self._of(kind, schema)
        for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
            yield from self._candidates(self.resolve(part))
        yield from ("anything", None)

    def _of(self, kind: str, schema: Json) -> Any:
        if kind == "object":
            return {name: self.value(one) for name, one in self.properties(schema).items()}
        if kind == "array":
            return [self.value(schema.get("items", True))] * max(1, schema.get("minItems", 0))
        if kind in ("integer", "number"):
            return _number(schema, whole=kind == "integer")
        return {"boolean": True, "null": None}[kind] if kind != "string" else _text(schema)


def _types(schema: Json) -> list[str]:
    said = schema.get("type", ())
    types = [said] if isinstance(said, str) else list(said)
    if not types and ("properties" in schema or "allOf" in schema):
        types = ["object"]
    return sorted(types, key=lambda one: one == "null")


def _number(schema: Json, *, whole: bool) -> float:
    step = schema.get("multipleOf", 1)
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    if above is True:
        above, low = low, None
    if isinstance(above, int | float) and not isinstance(above, bool):
        value = (math.floor(above / step) + 1) * step
    else:
        value = math.ceil((1 if low is None else low) / step) * step
    value = min(value, schema.get("maximum", value))
    return int(value) if whole else value


def _text(schema: Json) -> str:
    if pattern := schema.get("pattern"):
        texts: st.SearchStrategy[str] = st.from_regex(str(pattern), fullmatch=False)
        quiet = settings(database=None, derandomize=True, deadline=None)
        return find(texts, lambda text: len(text) >= schema.get("minLength", 0), settings=quiet)
    text = BY_FORMAT.get(schema.get("format", ""), "sample")
    padded = text.ljust(schema.get("minLength", 0), "x")
    return padded[: schema.get("maxLength", len(padded))]
