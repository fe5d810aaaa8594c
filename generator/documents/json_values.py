"""What a JSON value is, said so that type checkers know it afterwards: documents hold anything anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is a JSON object."""
    return isinstance(value, dict)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether it maps keys to values: an object, or what callers keep one in."""
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
    """*value* if it is an object, else an empty one: what is wrong in a document is read for what is right in it."""
    return value if is_object(value) else {}


def listing(value: object) -> list[Any]:
    """*value* if it is an array, else an empty one."""
    return value if is_array(value) else []


def children(value: object) -> Iterable[Any]:
    """What stands in *value*, if it is an object or an array."""
    return value.values() if is_object(value) else listing(value)
