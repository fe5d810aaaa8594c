"""JSON pointers (RFC 6901): making, splitting and evaluating them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from .json_values import is_array, is_object

MISSING: Any = object()
"""Marks an absent value, as distinct from null."""


def escaped(part: str | int) -> str:
    """One key or index, escaped for a pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")


def pointer_to(*parts: str | int) -> str:
    """The pointer through *parts*."""
    return "".join("/" + escaped(part) for part in parts)


def parts_of(pointer: str) -> list[str]:
    """The keys and indexes that *pointer* names."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def child(node: object, part: str, missing: Any = None) -> Any:
    """The value in *node* at the key or index *part*; *missing* when there is none."""
    if is_object(node):
        return node.get(part, missing)
    return node[int(part)] if is_array(node) and part.isdecimal() and int(part) < len(node) else missing


def suggestion(part: str, known: Iterable[str], otherwise: str = "define it, or remove the reference") -> str:
    """How to mend a reference to the unknown name *part*: the nearest of the *known* names, or *otherwise*."""
    near = difflib.get_close_matches(part, list(known), 3)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
