"""Checks the types of keyword values in schemas: a wrong type would change the meaning of the schema.

Other values of a wrong type are ignored, and null is ignored everywhere. A mistake with a clear meaning, such as
``required: true`` in a property, is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..documents.json_values import is_array, is_object, is_reference
from ..documents.pointers import pointer_to
from ..documents.reference_keywords import GRAMMAR
from ..errors import DocumentError

Location = tuple["Location | None", "str | int"]
"""A place in a document as a linked list: the parent, and the key or index. Made into text only for an error."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_types(value: object) -> bool:
    return isinstance(value, str) or (is_array(value) and all(isinstance(one, str) for one in value))


def _is_names(value: object) -> bool:
    return isinstance(value, bool) or (is_array(value) and all(isinstance(one, str) for one in value))


Test = tuple[Callable[[object], bool], str]

TEXT: Test = (_is_text, "text")
LIST: Test = (is_array, "a list")

KEYWORDS: Mapping[str, Mapping[str, Test]] = {
    "schema": {
        "$ref": TEXT,
        "type": (_is_types, "the name of a type, or a list of them"),
        "required": (_is_names, "a list of names"),
        "enum": LIST,
        "allOf": LIST,
        "oneOf": LIST,
        "anyOf": LIST,
        "format": TEXT,
    },
}
"""Kind of object → keyword → the check of its value, and what is expected."""

SEE_SPECIFICATION = "see the OpenAPI specification"


def check(document: Mapping[str, Any]) -> None:
    """Raise `DocumentError` for the first keyword of *document* whose value has a wrong type."""
    waiting: list[tuple[Any, str, Location | None]] = [(document, "document", None)]
    while waiting:
        node, kind, place = waiting.pop()
        if not is_object(node):
            if kind == "schema" and not (node is None or isinstance(node, bool)):
                raise _fault(place, node, "an object")
            continue
        for key, value, wanted in _mistyped(node, kind):
            raise _fault((place, key), value, wanted)
        if is_reference(node) and kind not in ("schema", "pathItem"):
            continue
        rules = GRAMMAR[kind]
        for key, value in node.items():
            rule = rules.get(key) or (rules.get("*") if not key.startswith("x-") else None)
            if rule:
                waiting += _children(value, rule, (place, key))


def check_schema(schema: Mapping[str, Any], pointer: str) -> None:
    """Check one schema at *pointer*, which a reference may have found outside the places of schemas."""
    for key, value, wanted in _mistyped(schema, "schema"):
        raise DocumentError(
            f"#{pointer}{pointer_to(key)}", f"expected {wanted}, got {_shown(value):.40}", SEE_SPECIFICATION
        )


def _mistyped(node: Mapping[str, Any], kind: str) -> Iterator[tuple[str, object, str]]:
    """(key, value, expected) of each keyword with a wrong type."""
    for key, (holds, wanted) in KEYWORDS.get(kind, {}).items():
        value = node.get(key)
        if value is not None and not holds(value):
            yield key, value, wanted


def _children(value: Any, rule: str, place: Location) -> list[tuple[Any, str, Location | None]]:
    """The objects in *value*, which is one object, a list or a map of one kind."""
    kind = rule.lstrip("{[")
    if is_array(value):  # also where one was expected: `items` was once a list
        return [(one, kind, (place, index)) for index, one in enumerate(value)]
    if not rule.startswith("{"):
        return [(value, kind, place)]
    if not is_object(value):
        return []
    return [(one, kind, (place, key)) for key, one in value.items() if not (kind != "schema" and key.startswith("x-"))]


def _fault(place: Location | None, value: object, wanted: str) -> DocumentError:
    parts: list[str | int] = []
    while place is not None:
        place, part = place
        parts.append(part)
    return DocumentError(
        f"#{pointer_to(*reversed(parts))}", f"expected {wanted}, got {_shown(value):.40}", SEE_SPECIFICATION
    )


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float) else "a list" if is_array(value) else "an object"
