"""Refuses documents that cannot be compared: all others are finite OpenAPI 3 documents of JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import frozen

from ...errors import GeneratorError

MAX_DEPTH: Final = 200
"""The deepest nesting that is compared; deeper values would exceed Python's recursion limit when compared."""
MAX_SIZE: Final = 20_000_000
"""The most values a document may have with its YAML aliases expanded; aliases can make a small file this large."""


_SCALARS: Final = frozenset({str, int, float, bool, type(None)})


class ComparisonRefused(GeneratorError):
    """A document that is not made of JSON values, is not OpenAPI 3, or would exhaust memory or time."""

    status = 4


@frozen
class ValidatedDocument:
    """A document made of JSON values, and the number of objects and arrays in it."""

    root: dict[str, Any]
    containers: int


def validate(document: object, name: str) -> ValidatedDocument:
    """*document*, if it is a finite OpenAPI 3 document of JSON values; raises ComparisonRefused otherwise."""
    if not isinstance(document, Mapping):
        raise ComparisonRefused(name, f"expected an OpenAPI document, got {type(document).__name__}")
    root = dict(cast("Mapping[str, Any]", document))
    containers = _check_size(root, name)
    version = root.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        raise ComparisonRefused(name, f"expected `openapi: 3.x`, got {version!r:.40}", "convert it to OpenAPI 3 first")
    if not any(isinstance(root.get(key), dict) for key in ("paths", "webhooks", "components")):
        raise ComparisonRefused(name, "expected at least one of `paths`, `webhooks` and `components`")
    return ValidatedDocument(root, containers)


def _check_size(root: dict[str, Any], name: str) -> int:
    """Compute depth and size bottom-up, visiting each container once; the number of containers."""
    depth: dict[int, int] = {}
    size: dict[int, int] = {}
    ancestors: set[int] = set()
    stack: list[tuple[Any, list[Any] | None]] = [(root, None)]
    while stack:
        value, inner = stack.pop()
        key = id(value)
        if inner is not None:
            ancestors.discard(key)
            depth[key] = 1 + max([depth[id(child)] for child in inner], default=0)
            size[key] = len(value) + sum([size[id(child)] for child in inner])
            if depth[key] > MAX_DEPTH:
                raise ComparisonRefused(name, f"nested more than {MAX_DEPTH} levels deep")
            if size[key] > MAX_SIZE:
                raise ComparisonRefused(name, f"more than {MAX_SIZE:,} values once its aliases are written out")
        elif key in ancestors:
            raise ComparisonRefused(name, "a value that contains itself", "use $ref for recursion")
        elif key not in depth:
            ancestors.add(key)
            inner = _containers(value, name)
            stack.append((value, inner))
            stack.extend([(child, None) for child in inner])
    return len(depth)


def _containers(value: Any, name: str) -> list[Any]:
    """The objects and arrays directly within *value*; refuses keys and values that JSON does not have."""
    values: list[Any] = value
    if type(value) is dict:
        keyed: dict[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
        for key in keyed:
            if type(key) is not str:
                raise ComparisonRefused(name, f"expected string keys, got {key!r:.40}", "quote it")
        values = list(keyed.values())
    found: list[Any] = []
    for child in values:
        kind: type[object] = type(child)  # pyright: ignore[reportUnknownVariableType]
        if kind is dict or kind is list:
            found.append(child)
        elif kind not in _SCALARS:
            raise ComparisonRefused(name, f"expected JSON values, got {kind.__name__}")
    return found
