"""Annotations as sets of alternatives: whether one takes all that another does, and how to say what they are."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

WIDER = {"int": "float", "bool": "int", "datetime": "date"}
"""Type → the one that takes its place for every type checker."""
SAME = {"list": "Sequence", "tuple": "Sequence", "dict": "Mapping"}
COVARIANT = frozenset("Sequence Mapping Iterable Iterator AsyncIterator Response Page type".split())
"""Types that may hold narrower ones than they say."""
ANYTHING = frozenset({"Any", "object"})
DRESS = {"AsyncPages": "Page", "AsyncPage": "Page", "AsyncIterator": "Iterator", "AsyncHttpClient": "HttpClient"}
"""What stands for what in the asynchronous forms."""


@lru_cache(maxsize=8192)
def alternatives(annotation: str) -> frozenset[str]:
    """What a value of *annotation* may be: the members of its union, each literal by itself."""
    try:
        node = ast.parse(annotation.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return frozenset({annotation})
    return frozenset(_members(node))


def takes(wide: str, narrow: str, kinds: Mapping[str, str]) -> bool:
    """Whether every value of *narrow* is one of *wide*; *kinds* are enums and what their members are."""
    allowed = alternatives(wide)
    return all(any(_fits(one, other, kinds) for other in allowed) for one in alternatives(narrow))


def shown(annotation: str) -> str:
    """*annotation* as callers think of it: without what stands for *not given*."""
    parts = [part for part in _ordered(annotation) if part != "Unset"]
    return " | ".join(parts) or annotation


def result(annotation: str) -> str:
    """What a method's return annotation says of its value, in whichever of its four forms."""
    for wrapper in ("Response", "Coroutine"):
        if annotation.startswith(f"{wrapper}[") and annotation.endswith("]"):
            annotation = annotation[len(wrapper) + 1 : -1]
    head, bracket, rest = annotation.partition("[")
    return f"{DRESS.get(head, head)}{bracket}{rest}"


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


def _fits(one: str, other: str, kinds: Mapping[str, str]) -> bool:
    if one == other or other in ANYTHING or one == "Any":
        return True
    head, inner = _split(one)
    wanted, space = _split(other)
    if head == "Literal":
        return other == ("str" if inner.startswith(("'", '"')) else "int")
    if inner or space:
        if wanted not in (head, SAME.get(head, "")) or not (inner and space):
            return bool(inner) and not space and wanted in (head, SAME.get(head, ""))
        if wanted not in COVARIANT:
            return False
        ours, theirs = _arguments(inner), _arguments(space)
        return len(ours) == len(theirs) and all(takes(b, a, kinds) for a, b in zip(ours, theirs, strict=True))
    wider = kinds.get(one) or WIDER.get(one)
    return wider is not None and _fits(wider, other, kinds)


def _split(text: str) -> tuple[str, str]:
    head, bracket, rest = text.partition("[")
    return (head, rest[:-1]) if bracket and rest.endswith("]") else (text, "")


def _arguments(inner: str) -> list[str]:
    """The arguments between a type's brackets."""
    depth, start, found = 0, 0, list[str]()
    for place, letter in enumerate(inner):
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and not depth:
            found.append(inner[start:place].strip())
            start = place + 1
    return [*found, inner[start:].strip()]
