"""Refuses what cannot be compared, so that everything after may take a document at its word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import frozen

from ...errors import GeneratorError

DEPTH: Final = 200
"""Nesting no API needs; beyond it, Python's own comparison of values would fail."""
SIZE: Final = 20_000_000
"""Values in a document once its shared parts are written out; aliases can make a small file this large."""


_SCALARS: Final = frozenset({str, int, float, bool, type(None)})


class ComparisonRefused(GeneratorError):
    """A document that is not plain JSON values, not OpenAPI, or made to exhaust whoever reads it."""

    status = 4


@frozen
class Plain:
    """A document of plain JSON values, and how many objects and lists it is made of."""

    root: dict[str, Any]
    containers: int


def require_plain(document: object, name: str) -> Plain:
    """*document*, if it is a finite OpenAPI 3 document of plain JSON values; ComparisonRefused if not."""
    if not isinstance(document, Mapping):
        raise ComparisonRefused(name, f"expected an OpenAPI document, got {type(document).__name__}")
    root = dict(cast("Mapping[str, Any]", document))
    containers = _measure(root, name)
    version = root.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        raise ComparisonRefused(name, f"expected `openapi: 3.x`, got {version!r:.40}", "convert it to OpenAPI 3 first")
    if not any(isinstance(root.get(key), dict) for key in ("paths", "webhooks", "components")):
        raise ComparisonRefused(name, "expected at least one of `paths`, `webhooks` and `components`")
    return Plain(root, containers)


def _measure(root: dict[str, Any], name: str) -> int:
    """Walk every container once, children first, adding up depth and size; how many there are."""
    depth: dict[int, int] = {}
    size: dict[int, int] = {}
    open_: set[int] = set()
    stack: list[tuple[Any, list[Any] | None]] = [(root, None)]
    while stack:
        value, inner = stack.pop()
        key = id(value)
        if inner is not None:
            open_.discard(key)
            depth[key] = 1 + max([depth[id(child)] for child in inner], default=0)
            size[key] = len(value) + sum([size[id(child)] for child in inner])
            if depth[key] > DEPTH:
                raise ComparisonRefused(name, f"nested more than {DEPTH} levels deep")
            if size[key] > SIZE:
                raise ComparisonRefused(name, f"more than {SIZE:,} values once its aliases are written out")
        elif key in open_:
            raise ComparisonRefused(name, "a value that contains itself", "use $ref for recursion")
        elif key not in depth:
            open_.add(key)
            inner = _containers(value, name)
            stack.append((value, inner))
            stack.extend([(child, None) for child in inner])
    return len(depth)


def _containers(value: Any, name: str) -> list[Any]:
    """The containers directly within *value*, once every value in it is known to be JSON's."""
    inner: list[Any] = value
    if type(value) is dict:
        keyed: dict[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
        for key in keyed:
            if type(key) is not str:
                raise ComparisonRefused(name, f"expected string keys, got {key!r:.40}", "quote it")
        inner = list(keyed.values())
    found: list[Any] = []
    for child in inner:
        kind: type[object] = type(child)  # pyright: ignore[reportUnknownVariableType]
        if kind is dict or kind is list:
            found.append(child)
        elif kind not in _SCALARS:
            raise ComparisonRefused(name, f"expected JSON values, got {kind.__name__}")
    return found
