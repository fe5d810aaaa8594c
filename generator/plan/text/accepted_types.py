"""Types as text, read and rewritten: what a method accepts, what it gives back, which names a module must import."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from ...documents.media_types import family
from ...model.code import Code
from ...model.ir import Enum

CHOICES = 8
"""Enums up to this size are offered to callers as literals, which editors complete and type checkers check."""


def accepts(annotation: str, models: frozenset[str], enums: Mapping[str, Enum]) -> Code:
    """What a caller may pass where *annotation* is meant: models or mappings, any sequence, enums or their values."""

    class Widen(ast.NodeTransformer):
        def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
            if isinstance(node.value, ast.Name) and node.value.id in ("list", "dict"):
                node.value.id = {"list": "Sequence", "dict": "Mapping"}[node.value.id]
                node.slice = self.visit(node.slice)
            return node

        def visit_Name(self, node: ast.Name) -> ast.expr:
            if node.id in models:
                return _expression(f"{node.id} | Mapping[str, Any]")
            if node.id in enums:
                return _expression(f"{node.id} | {_values(enums[node.id])}")
            return node

    return Code(ast.unparse(Widen().visit(_expression(annotation))))


def uploaded(annotation: Code, media_type: str) -> Code:
    """What a caller may pass in a body of *media_type* for *annotation*, where bytes go as they are: files too."""
    name = {"multipart": "PartContent", "binary": "BodyContent"}.get(family(media_type), "bytes")

    class Widen(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.Name(name) if node.id == "bytes" else node

    return Code(ast.unparse(Widen().visit(_expression(annotation))))


def _values(enum: Enum) -> str:
    if len(enum.members) > CHOICES or not enum.members:
        return enum.kind
    return f"Literal[{', '.join(repr(value) for _, value in enum.members)}]"


def item(annotation: str) -> str:
    """``X`` of ``list[X]``, through ``| None``; empty when it is no list."""
    node = _expression(annotation)
    for part in _alternatives(node):
        if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name) and part.value.id == "list":
            return ast.unparse(part.slice)
    return ""


def without_none(annotation: str) -> str:
    """*annotation* without its ``None``."""
    parts = [ast.unparse(part) for part in _alternatives(_expression(annotation))]
    return " | ".join(part for part in parts if part != "None") or "None"


def names(annotation: str) -> frozenset[str]:
    """The names that *annotation* needs to be in scope."""
    return frozenset(node.id for node in ast.walk(_expression(annotation)) if isinstance(node, ast.Name))


def qualified(annotation: str, hidden: Iterable[str]) -> Code:
    """*annotation* with the builtins that a class hides by methods of the same name spelled ``builtins.…``."""
    hide = frozenset(hidden)
    return rewritten(annotation, lambda name: f"builtins.{name}" if name in hide else name)


def rewritten(annotation: str, rename: Callable[[str], str]) -> Code:
    """*annotation* with every name renamed."""

    class Rename(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return _expression(rename(node.id))

    return Code(ast.unparse(Rename().visit(_expression(annotation))))


def _alternatives(node: ast.expr) -> Iterable[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _alternatives(node.left)
        yield from _alternatives(node.right)
    else:
        yield node


def _expression(annotation: str) -> ast.expr:
    return ast.parse(annotation, mode="eval").body
