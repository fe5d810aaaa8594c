"""A value that a schema allows: its own example where there is one, else made up, the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from ...documents.json_values import is_array, is_object, listing, mapping
from ...normalize.references import SourceDocument
from .schema_check import LAST, Fitting

DEEPEST = 6
"""Levels below which only what is required is made up."""

MOST = 300
"""Values in one example after which only what is required is made up: linked schemas would never end."""

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

CIRCLE: Any = object()
"""Stands for a value that would have to hold itself: what may be left out is, what must be there passes it on."""


@define
class Synthesis:
    """Makes values for the schemas of one document."""

    source: SourceDocument
    fitting: Fitting = field(init=False)
    made: int = 0

    def __attrs_post_init__(self) -> None:
        self.fitting = Fitting(self.source)

    def value(self, schema: Any, name: str = "") -> Any:
        """A value for *schema*; *name* is what a text says that has no better idea."""
        self.made = 0
        value = self._value(schema, name, (), 0)
        return {} if value is CIRCLE else value

    def _value(self, raw: Any, name: str, open_: tuple[str, ...], depth: int) -> Any:
        schema, pointer = self.source.seek(raw)
        self.made += 1
        if depth > LAST:
            return CIRCLE
        if not is_object(schema):
            return {} if schema is not None else None
        if pointer and pointer in open_:
            return CIRCLE
        if pointer:
            open_ = (*open_, pointer)
        for given in _given(schema):
            if self.fitting.fits(schema, given):
                return given
        if schema.get("enum"):
            return next((one for one in schema["enum"] if one is not None), None)
        if parts := listing(schema.get("allOf")):
            return self._whole(schema, parts, name, open_, depth)
        for key in ("oneOf", "anyOf"):
            if variants := listing(schema.get(key)):
                return self._variant(schema, variants, name, open_, depth)
        return self._typed(schema, name, open_, depth)

    def _whole(self, schema: Mapping[str, Any], parts: list[Any], name: str, open_: tuple[str, ...], depth: int) -> Any:
        """All parts of an ``allOf`` in one; where they are no objects, the first says what it is."""
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [*parts, rest] if rest.keys() & {"properties", "type", "oneOf", "anyOf"} else parts
        needed = [one for part in (*parts, rest) for one in listing(mapping(self.source.seek(part)[0]).get("required"))]
        whole: dict[str, Any] = {}
        single: list[Any] = []
        for part in parts:
            target, pointer = self.source.seek(part)
            if pointer and pointer in open_:
                return CIRCLE
            if not is_object(target):
                continue
            if "properties" in target and needed:
                target = {**target, "required": needed}
            made = self._value(target, name, (*open_, pointer) if pointer else open_, depth)
            if made is CIRCLE:
                return CIRCLE
            if is_object(made):
                whole |= made
            else:
                single.append(made)
        return whole or next(iter(single), whole)

    def _variant(
        self, schema: Mapping[str, Any], variants: list[Any], name: str, open_: tuple[str, ...], depth: int
    ) -> Any:
        """The first variant that is more than null and does not lead back; with the mark that tells it apart."""
        ranked = sorted(variants, key=lambda one: mapping(self.source.seek(one)[0]).get("type") == "null")
        chosen, value = variants[0], CIRCLE
        for chosen in ranked:
            value = self._value(chosen, name, open_, depth)
            if value is not CIRCLE:
                break
        if value is CIRCLE:
            return None if self.fitting.takes_null(schema) else CIRCLE
        rest = {key: value for key, value in schema.items() if key not in ("oneOf", "anyOf", "discriminator")}
        if is_object(value) and rest.get("properties"):
            value = {**mapping(self._value(rest, name, open_, depth)), **value}
        mark = mapping(schema.get("discriminator")).get("propertyName")
        if is_object(value) and isinstance(mark, str):
            reference = str(mapping(chosen).get("$ref", ""))
            names = mapping(mapping(schema["discriminator"]).get("mapping"))
            last = reference.rsplit("/", 1)[-1]
            value[mark] = next(
                (key for key, target in names.items() if target in (reference, last)), value.get(mark, last)
            )
        return value

    def _typed(self, schema: Mapping[str, Any], name: str, open_: tuple[str, ...], depth: int) -> Any:
        match _kind(schema):
            case "string":
                return _text(schema, name)
            case "integer" | "number" as kind:
                return _number(schema, whole=kind == "integer")
            case "boolean":
                return True
            case "array":
                count = max(int(schema.get("minItems") or 0), 1 if depth < DEEPEST and self.made < MOST else 0)
                items = schema.get("items")
                made = [self._value(items, name, open_, depth + 1) for _ in range(min(count, 5))] if items else []
                return [one for one in made if one is not CIRCLE]
            case "object":
                return self._object(schema, open_, depth)
            case "null":
                return None
            case _:
                return {}

    def _object(self, schema: Mapping[str, Any], open_: tuple[str, ...], depth: int) -> Any:
        required = set(listing(schema.get("required")))
        value: dict[str, Any] = {}
        for key, inner in mapping(schema.get("properties")).items():
            known = mapping(self.source.seek(inner)[0])
            if known.get("writeOnly") is True:
                continue
            optional = key not in required
            if optional and (depth >= DEEPEST or self.made > MOST or known.get("deprecated") is True):
                continue
            made = self._value(inner, key, open_, depth + 1)
            if made is CIRCLE and not optional:
                if not self.fitting.takes_null(known):
                    return CIRCLE
                made = None
            if made is not CIRCLE:
                value[key] = made
        return value


def _given(schema: Mapping[str, Any]) -> list[Any]:
    """What the schema itself offers: examples, a constant, a default."""
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
