"""Type guards for JSON values: a document may hold any type anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is a JSON object."""
    return isinstance(value, dict)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether it is a mapping: an object, or another mapping of the caller's."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether it is a JSON array."""
    return isinstance(value, list)


def is_container(value: object) -> TypeGuard[dict[str, Any] | list[Any]]:
    """Whether it is an object or an array."""
    return isinstance(value, (dict, list))


def is_reference(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is an object that refers to another: one whose ``$ref`` is text."""
    return is_object(value) and isinstance(value.get("$ref"), str)


def mapping(value: object) -> dict[str, Any]:
    """*value* if it is an object, otherwise an empty one, so that the valid rest of a document can be read."""
    return value if is_object(value) else {}


def listing(value: object) -> list[Any]:
    """*value* if it is an array, otherwise an empty one."""
    return value if is_array(value) else []


def children(value: object) -> Iterable[Any]:
    """The values in *value*, if it is an object or an array."""
    return value.values() if is_object(value) else listing(value)
