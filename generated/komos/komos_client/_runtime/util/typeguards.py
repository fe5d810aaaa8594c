"""Type guards: `isinstance` for values of unknown type, with the item types that type checkers need."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether *value* is a JSON object."""
    return type(value) is dict


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether *value* is a JSON array."""
    return type(value) is list


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether *value* is a mapping."""
    return isinstance(value, Mapping)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether *value* is a sequence, but neither text nor bytes."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray, memoryview))


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether *value* is a tuple."""
    return isinstance(value, tuple)


def is_bytes(value: object) -> TypeGuard[bytes | bytearray | memoryview[int]]:
    """Whether *value* is a bytes-like object."""
    return isinstance(value, (bytes, bytearray, memoryview))


def is_path(value: object) -> TypeGuard[PathLike[str]]:
    """Whether *value* is a path object."""
    return isinstance(value, PathLike)


def is_iterable(value: object) -> TypeGuard[Iterable[Any] | AsyncIterable[Any]]:
    """Whether *value* is an iterable, synchronous or asynchronous, but no mapping."""
    return isinstance(value, (Iterable, AsyncIterable)) and not isinstance(value, Mapping)
