"""Example values for schemas: the schema's own example, else a synthesized value; deterministic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from ...documents.json_values import is_array, is_object, listing, mapping
from ...normalize.references import SourceDocument
from .schema_check import MAX_DEPTH, SchemaCheck

OPTIONAL_DEPTH = 6
"""Depth below which only required properties are synthesized."""

MAX_VALUES = 300
"""Number of values in one example after which only required properties are synthesized, so that linked schemas end."""

MAX_REFERENCES = 100
"""Number of references followed inside each other."""

MAX_STEPS = 20_000
"""Number of schemas looked at for one example after which it is given up, so that alternatives come to an end."""

FORMATS: Mapping[str, str] = {
    "date-time": "2025-01-15T09:30:00Z",
    "date": "2025-01-15",
    "time": "09:30:00Z",
    "duration": "PT1H",
    "uuid": "3f2b8a54-6c1d-4e0f-9a7b-5d2c8e1f4a60",
    "email": "ada@example.com",
    "idn-email": "ada@example.com",
    "hostname": "example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uri-reference": "/example",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "ZXhhbXBsZQ==",
    "decimal": "1.0",
}

RECURSIVE: Any = object()
"""Marks a value that would contain itself: optional properties are left out, required ones pass it on."""


@define
class Synthesis:
    """Makes values for the schemas of one document."""

    source: SourceDocument
    check: SchemaCheck = field(init=False)
    made: int = 0
    given_up: int = 0
    """Number of schemas of which no value could be made."""

    def __attrs_post_init__(self) -> None:
        self.check = SchemaCheck(self.source)

    def value(self, schema: Any, name: str = "") -> Any:
        """A value for *schema*; *name* is the text where nothing better is known."""
        self.made = 0
        value = self._value(schema, name, (), 0)
        if value is RECURSIVE:
            self.given_up += 1
            return {}
        return value

    def _value(self, raw: Any, name: str, parents: tuple[str, ...], depth: int) -> Any:
        schema, pointer = self.source.seek(raw)
        self.made += 1
        if depth > MAX_DEPTH or len(parents) > MAX_REFERENCES or self.made > MAX_STEPS:
            return RECURSIVE
        if not is_object(schema):
            return {} if schema is not None else None
        if pointer and pointer in parents:
            return RECURSIVE
        if pointer:
            parents = (*parents, pointer)
        for given in _given(schema):
            if self.check.matches(schema, given):
                return given
        if schema.get("enum"):
            return next((one for one in schema["enum"] if one is not None), None)
        if parts := listing(schema.get("allOf")):
            return self._whole(schema, parts, name, parents, depth)
        for key in ("oneOf", "anyOf"):
            if variants := listing(schema.get(key)):
                return self._variant(schema, variants, name, parents, depth)
        return self._typed(schema, name, parents, depth)

    def _whole(
        self, schema: Mapping[str, Any], parts: list[Any], name: str, parents: tuple[str, ...], depth: int
    ) -> Any:
        """All parts of an ``allOf`` merged; where they are not objects, the first one."""
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [*parts, rest] if rest.keys() & {"properties", "type", "oneOf", "anyOf"} else parts
        needed = [one for part in (*parts, rest) for one in listing(mapping(self.source.seek(part)[0]).get("required"))]
        whole: dict[str, Any] = {}
        single: list[Any] = []
        for part in parts:
            target, pointer = self.source.seek(part)
            if pointer and pointer in parents:
                return RECURSIVE
            if not is_object(target):
                continue
            if "properties" in target and needed:
                target = {**target, "required": needed}
            made = self._value(target, name, (*parents, pointer) if pointer else parents, depth)
            if made is RECURSIVE:
                return RECURSIVE
            if is_object(made):
                whole |= made
            else:
                single.append(made)
        return whole or next(iter(single), whole)

    def _variant(
        self, schema: Mapping[str, Any], variants: list[Any], name: str, parents: tuple[str, ...], depth: int
    ) -> Any:
        """The first variant that is not null and not recursive, with its discriminator."""
        ranked = sorted(variants, key=lambda one: mapping(self.source.seek(one)[0]).get("type") == "null")
        chosen, value = variants[0], RECURSIVE
        for chosen in ranked:
            value = self._value(chosen, name, parents, depth)
            if value is not RECURSIVE:
                break
        if value is RECURSIVE:
            return None if self.check.takes_null(schema) else RECURSIVE
        rest = {key: value for key, value in schema.items() if key not in ("oneOf", "anyOf", "discriminator")}
        if is_object(value) and rest.get("properties"):
            value = {**mapping(self._value(rest, name, parents, depth)), **value}
        mark = mapping(schema.get("discriminator")).get("propertyName")
        if is_object(value) and isinstance(mark, str):
            reference = str(mapping(chosen).get("$ref", ""))
            names = mapping(mapping(schema["discriminator"]).get("mapping"))
            last = reference.rsplit("/", 1)[-1]
            implicit = last if last and self.check.matches(chosen, {**value, mark: last}) else value.get(mark, last)
            value[mark] = next((key for key, target in names.items() if target in (reference, last)), implicit)
        return value

    def _typed(self, schema: Mapping[str, Any], name: str, parents: tuple[str, ...], depth: int) -> Any:
        match _kind(schema):
            case "string":
                return _text(schema, name)
            case "integer" | "number" as kind:
                return _number(schema, whole=kind == "integer")
            case "boolean":
                return True
            case "array":
                count = max(
                    int(schema.get("minItems") or 0), 1 if depth < OPTIONAL_DEPTH and self.made < MAX_VALUES else 0
                )
                items = schema.get("items")
                made = [self._value(items, name, parents, depth + 1) for _ in range(min(count, 5))] if items else []
                return [one for one in made if one is not RECURSIVE]
            case "object":
                return self._object(schema, parents, depth)
            case "null":
                return None
            case _:
                return {}

    def _object(self, schema: Mapping[str, Any], parents: tuple[str, ...], depth: int) -> Any:
        required = set(listing(schema.get("required")))
        value: dict[str, Any] = {}
        for key, inner in mapping(schema.get("properties")).items():
            known = mapping(self.source.seek(inner)[0])
            if known.get("writeOnly") is True:
                continue
            optional = key not in required
            if optional and (depth >= OPTIONAL_DEPTH or self.made > MAX_VALUES or known.get("deprecated") is True):
                continue
            made = self._value(inner, key, parents, depth + 1)
            if made is RECURSIVE and not optional:
                if not self.check.takes_null(known):
                    return RECURSIVE
                made = None
            if made is not RECURSIVE:
                value[key] = made
        return value


def _given(schema: Mapping[str, Any]) -> list[Any]:
    """The schema's own values: examples, a constant, a default."""
    given = [schema[key] for key in ("const", "example") if schema.get(key) is not None]
    given += listing(schema.get("examples"))[:1]
    return given + ([schema["default"]] if schema.get("default") not in (None, "", [], {}) else [])


def _kind(schema: Mapping[str, Any]) -> str:
    said = schema.get("type")
    if is_array(said):
        said = next((one for one in said if one != "null"), "null")
    if isinstance(said, str):
        return said
    if schema.keys() & {"properties", "additionalProperties", "required"}:
        return "object"
    return "array" if "items" in schema else "string" if "format" in schema or "pattern" in schema else ""


def _text(schema: Mapping[str, Any], name: str) -> str:
    text = FORMATS.get(str(schema.get("format")), name or "text")
    least, most = schema.get("minLength"), schema.get("maxLength")
    if isinstance(least, int) and len(text) < least <= 1000:
        text = (text + "-" * least)[:least]
    return text[:most] if isinstance(most, int) else text


def _number(schema: Mapping[str, Any], *, whole: bool) -> int | float:
    step = schema.get("multipleOf") or (1 if whole else 0.5)
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if isinstance(low, int | float):
        value = low + step if above is True else low
    elif isinstance(above, int | float) and above is not True and above is not False:
        value = above + step
    else:
        value = 1
    if isinstance(high, int | float) and value > high:
        value = high - step if below is True else high
    if isinstance(below, int | float) and below is not True and below is not False and value >= below:
        value = below - step
    return int(value) if whole else value
