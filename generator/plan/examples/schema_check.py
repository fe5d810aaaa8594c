"""Whether a value keeps to a schema: whether an example that a document shows may be believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ...documents.json_values import is_array, is_object, listing, mapping
from ...normalize.references import SourceDocument

LAST = 40
"""Levels below which nothing is looked at any more."""

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
class Fitting:
    """Compares values with the schemas of one document."""

    source: SourceDocument

    def fits(self, schema: Any, value: Any, depth: int = 0) -> bool:
        """Whether *value* has the types, the required properties and the enum values that *schema* wants."""
        schema, _ = self.source.seek(schema)
        if not is_object(schema) or depth > LAST:
            return True
        if value is None:
            return schema.get("nullable") is True or self.takes_null(schema)
        if not _is(schema.get("type"), value):
            return False
        if schema.get("enum") and value not in schema["enum"]:
            return False
        if "const" in schema and value != schema["const"]:
            return False
        if not all(self.fits(one, value, depth + 1) for one in listing(schema.get("allOf"))):
            return False
        for key in ("oneOf", "anyOf"):
            variants = listing(schema.get(key))
            if variants and not any(self.fits(one, value, depth + 1) for one in variants):
                return False
        if is_array(value):
            items = schema.get("items")
            return not is_object(items) or all(self.fits(items, one, depth + 1) for one in value)
        return not is_object(value) or self._object_fits(schema, value, depth)

    def _object_fits(self, schema: Mapping[str, Any], value: Mapping[str, Any], depth: int) -> bool:
        properties = mapping(schema.get("properties"))
        required = [name for name in listing(schema.get("required")) if not self.write_only(properties.get(name))]
        return all(name in value for name in required) and all(
            self.fits(properties[name], inner, depth + 1) for name, inner in value.items() if name in properties
        )

    def takes_null(self, schema: Mapping[str, Any]) -> bool:
        """Whether null is a value of *schema*."""
        said = schema.get("type")
        if said is not None:
            return said == "null" or (is_array(said) and "null" in said)
        if "enum" in schema or "const" in schema:
            return None in listing(schema.get("enum")) or ("const" in schema and schema["const"] is None)
        variants = [one for key in ("oneOf", "anyOf") for one in listing(schema.get(key))]
        parts = listing(schema.get("allOf"))
        if variants:
            return any(self.fits(one, None, 1) for one in variants)
        return all(self.fits(one, None, 1) for one in parts) if parts else True

    def write_only(self, schema: Any) -> bool:
        """Whether only requests show it."""
        schema, _ = self.source.seek(schema)
        return is_object(schema) and schema.get("writeOnly") is True


def _is(said: Any, value: Any) -> bool:
    """Whether *value* is of the type, or of one of the types, that a schema says."""
    names = said if is_array(said) else [said] if isinstance(said, str) else []
    if not names:
        return True
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, float) and value.is_integer() and "integer" in names:
        return True
    return any(isinstance(value, TYPES.get(str(name), (object,))) for name in names)
