"""Whether a value matches a schema, and so whether an example of the document can be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ...documents.json_values import is_array, is_object, listing, mapping
from ...normalize.references import SourceDocument

MAX_DEPTH = 40
"""Depth below which nothing is checked."""

TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


@frozen
class SchemaCheck:
    """Compares values with the schemas of one document."""

    source: SourceDocument

    def matches(self, schema: Any, value: Any) -> bool:
        """Whether *value* has the types, required properties and enum values of *schema*."""
        return _Comparison(self.source).matches(schema, value, 0)

    def takes_null(self, schema: Mapping[str, Any]) -> bool:
        """Whether *schema* allows null."""
        return _Comparison(self.source).takes_null(schema, 0)


@frozen
class _Comparison:
    """One value and its parts compared with the schemas that they meet, each pair once."""

    source: SourceDocument
    known: dict[tuple[int, int], bool] = field(factory=dict[tuple[int, int], bool])
    """(id of a schema, id of a value) → whether they match; True for a pair that is being compared."""

    def matches(self, schema: Any, value: Any, depth: int) -> bool:
        schema, _ = self.source.seek(schema)
        if not is_object(schema) or depth > MAX_DEPTH:
            return True
        pair = id(schema), id(value)
        if pair not in self.known:
            self.known[pair] = True
            self.known[pair] = self._matches(schema, value, depth)
        return self.known[pair]

    def _matches(self, schema: Mapping[str, Any], value: Any, depth: int) -> bool:
        if value is None:
            return schema.get("nullable") is True or self.takes_null(schema, depth)
        if not _is(schema.get("type"), value):
            return False
        if schema.get("enum") and value not in schema["enum"]:
            return False
        if "const" in schema and value != schema["const"]:
            return False
        if not all(self.matches(one, value, depth + 1) for one in listing(schema.get("allOf"))):
            return False
        for key in ("oneOf", "anyOf"):
            variants = listing(schema.get(key))
            if variants and not any(self.matches(one, value, depth + 1) for one in variants):
                return False
        if is_array(value):
            items = schema.get("items")
            return not is_object(items) or all(self.matches(items, one, depth + 1) for one in value)
        return not is_object(value) or self._object_matches(schema, value, depth)

    def _object_matches(self, schema: Mapping[str, Any], value: Mapping[str, Any], depth: int) -> bool:
        properties = mapping(schema.get("properties"))
        required = [name for name in listing(schema.get("required")) if not self.write_only(properties.get(name))]
        return all(name in value for name in required) and all(
            self.matches(properties[name], inner, depth + 1) for name, inner in value.items() if name in properties
        )

    def takes_null(self, schema: Mapping[str, Any], depth: int) -> bool:
        said = schema.get("type")
        if said is not None:
            return said == "null" or (is_array(said) and "null" in said)
        if "enum" in schema or "const" in schema:
            return None in listing(schema.get("enum")) or ("const" in schema and schema["const"] is None)
        variants = [one for key in ("oneOf", "anyOf") for one in listing(schema.get(key))]
        parts = listing(schema.get("allOf"))
        if variants:
            return any(self.matches(one, None, depth + 1) for one in variants)
        return all(self.matches(one, None, depth + 1) for one in parts) if parts else True

    def write_only(self, schema: Any) -> bool:
        """Whether *schema* is for requests only."""
        schema, _ = self.source.seek(schema)
        return is_object(schema) and schema.get("writeOnly") is True


def _is(said: Any, value: Any) -> bool:
    """Whether *value* is of the declared type, or of one of the declared types."""
    names = said if is_array(said) else [said] if isinstance(said, str) else []
    if not names:
        return True
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, float) and value.is_integer() and "integer" in names:
        return True
    return any(isinstance(value, TYPES.get(str(name), (object,))) for name in names)
