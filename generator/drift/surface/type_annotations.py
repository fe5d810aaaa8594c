"""Type annotations as sets of alternatives: whether one accepts everything that another does, and their text."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

WIDER_TYPES = {"int": "float", "bool": "int", "datetime": "date"}
"""Type → a wider type that type checkers accept it for."""
ABSTRACT_TYPES = {"list": "Sequence", "tuple": "Sequence", "dict": "Mapping"}
COVARIANT_TYPES = frozenset("Sequence Mapping Iterable Iterator AsyncIterator Response Page type".split())
"""Generic types whose arguments may be narrower than declared."""
ANYTHING = frozenset({"Any", "object"})
SYNC_NAMES = {"AsyncPages": "Page", "AsyncPage": "Page", "AsyncIterator": "Iterator", "AsyncHttpClient": "HttpClient"}
"""Asynchronous type → its synchronous counterpart."""


@lru_cache(maxsize=8192)
def alternatives(annotation: str) -> frozenset[str]:
    """The members of the union *annotation*, with each literal as a member of its own."""
    try:
        node = ast.parse(annotation.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return frozenset({annotation})
    return frozenset(_members(node))


def takes(wide: str, narrow: str, enum_bases: Mapping[str, str]) -> bool:
    """Whether *wide* accepts every value of *narrow*; *enum_bases* are enums with the type of their members."""
    allowed = alternatives(wide)
    return all(any(_fits(one, other, enum_bases) for other in allowed) for one in alternatives(narrow))


def shown(annotation: str) -> str:
    """*annotation* as texts show it: without `Unset`, which stands for an argument that is not given."""
    parts = [part for part in _ordered(annotation) if part != "Unset"]
    return " | ".join(parts) or annotation


def result(annotation: str) -> str:
    """The type of a method's result, whichever variant of the method has the return *annotation*."""
    for wrapper in ("Response", "Coroutine"):
        if annotation.startswith(f"{wrapper}[") and annotation.endswith("]"):
            annotation = annotation[len(wrapper) + 1 : -1]
    head, bracket, rest = annotation.partition("[")
    return f"{SYNC_NAMES.get(head, head)}{bracket}{rest}"


def _ordered(annotation: str) -> list[str]:
    try:
        node = ast.parse(annotation.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return [annotation]
    return list(dict.fromkeys(_members(node, apart=False)))


def _members(node: ast.expr, *, apart: bool = True) -> list[str]:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return [*_members(left, apart=apart), *_members(right, apart=apart)]
        case ast.Constant(value=str() as quoted):
            return list(alternatives(quoted)) if apart else _ordered(quoted)
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
            return _members(first, apart=apart)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=one) if apart:
            values = one.elts if isinstance(one, ast.Tuple) else [one]
            return [f"Literal[{ast.unparse(value)}]" for value in values]
        case ast.Subscript(value=ast.Name(id="Literal")):
            return [ast.unparse(node)]
        case ast.Subscript(value=value, slice=inner):
            return [f"{_name(value)}[{', '.join(_inside(inner, apart=apart))}]"]
        case _:
            return [_name(node)]


def _inside(node: ast.expr, *, apart: bool) -> list[str]:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    if not apart:
        return [" | ".join(_members(part, apart=False)) for part in parts]
    return [" | ".join(sorted(set(_members(part)))) for part in parts]


def _name(node: ast.expr) -> str:
    return ast.unparse(node).removeprefix("builtins.")


def _fits(one: str, other: str, enum_bases: Mapping[str, str]) -> bool:
    if one == other or other in ANYTHING or one == "Any":
        return True
    head, inner = _split(one)
    wanted, space = _split(other)
    if head == "Literal":
        return other == ("str" if inner.startswith(("'", '"')) else "int")
    if inner or space:
        if wanted not in (head, ABSTRACT_TYPES.get(head, "")) or not (inner and space):
            return bool(inner) and not space and wanted in (head, ABSTRACT_TYPES.get(head, ""))
        if wanted not in COVARIANT_TYPES:
            return False
        ours, theirs = _arguments(inner), _arguments(space)
        return len(ours) == len(theirs) and all(takes(b, a, enum_bases) for a, b in zip(ours, theirs, strict=True))
    wider = enum_bases.get(one) or WIDER_TYPES.get(one)
    return wider is not None and _fits(wider, other, enum_bases)


def _split(text: str) -> tuple[str, str]:
    head, bracket, rest = text.partition("[")
    return (head, rest[:-1]) if bracket and rest.endswith("]") else (text, "")


def _arguments(inner: str) -> list[str]:
    """The arguments of a generic type, split at the commas of the outermost level."""
    depth, start, found = 0, 0, list[str]()
    for location, letter in enumerate(inner):
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and not depth:
            found.append(inner[start:location].strip())
            start = location + 1
    return [*found, inner[start:].strip()]
