"""What a generated package is made of: every construct outside its runtime is one that the templates make.

Text of a document can only ever be a constant: there is no call, name, import or attribute in the syntax tree that is
not on the lists below. They are short because generated code decides nothing: no loop, no lambda, no ``try``. Nor is
there a character that makes source look like other source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

NODES: tuple[type[ast.AST], ...] = (
    ast.Module, ast.ImportFrom, ast.Import, ast.alias, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef,
    ast.arguments, ast.arg, ast.Return, ast.Await, ast.Expr, ast.Assign, ast.AnnAssign, ast.If, ast.Pass, ast.Call,
    ast.keyword, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Constant, ast.BinOp,
    ast.BitOr, ast.UnaryOp, ast.USub, ast.Load, ast.Store,
)  # fmt: skip
STDLIB = frozenset({"__future__", "typing", "collections.abc", "datetime", "pathlib"})
PLAIN = frozenset("str int float bool bytes list dict object property super __name__ __file__".split())
"""Builtins that types and templates use; none runs text, opens a file or reaches into an object."""
DUNDERS = frozenset("__all__ __api_version__ __document_sha256__ __getattr__ __init__ __version__".split())
"""What modules and classes define of the names that Python gives a meaning."""
DECEPTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
OUTSIDE = frozenset({"_runtime", "testing"})
"""Copied, not rendered; reviewed and tested as it is."""


def strange(package: Path) -> list[str]:
    """``module:line: what`` of each construct that no template makes; *package* is the importable folder."""
    found: list[str] = []
    for file in sorted(package.rglob("*.py")):
        where = file.relative_to(package)
        if where.parts[0] not in OUTSIDE:
            found += [f"{where}:{one}" for one in strange_in(file.read_text(encoding="utf-8"))]
    return found


def strange_in(module: str) -> list[str]:
    """``line: what`` of each such construct in the source of one *module*."""
    found = [f"{line}: {what}" for line, what in _strange(ast.parse(module))]
    lines = enumerate(module.split("\n"), 1)
    return found + [f"{number}: {one[0]!a}" for number, line in lines for one in DECEPTIVE.finditer(line)]


def _strange(tree: ast.Module) -> Iterator[tuple[int, str]]:
    known = PLAIN | _bound(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if not isinstance(node, NODES):
            yield line, type(node).__name__
        elif odd := [name for name in _introduced(node) if _magic(name)]:
            yield line, f"the name {odd[0][:60]!a}"
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module not in STDLIB:
            yield line, f"from {node.module} import …"
        elif isinstance(node, ast.Import) and [one.name for one in node.names] != ["builtins"]:
            yield line, ast.unparse(node)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in known:
            yield line, f"the name {node.id}"
        elif isinstance(node, ast.Attribute) and (fault := _reached(node)):
            yield line, fault
        elif isinstance(node, ast.Call) and not isinstance(node.func, ast.Name | ast.Attribute):
            yield line, f"a call of {ast.unparse(node.func)[:60]}"
        elif isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING":
            yield line, f"if {ast.unparse(node.test)[:60]}"
        elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant | ast.Call | ast.Await):
            yield line, f"the statement {ast.unparse(node)[:60]}"


def _bound(tree: ast.Module) -> set[str]:
    """The names that a module imports, defines or assigns."""
    return {name for node in ast.walk(tree) for name in _introduced(node)}


def _introduced(node: ast.AST) -> Iterator[str]:
    """The name that *node* imports, defines or assigns."""
    match node:
        case ast.alias(name=name, asname=other):
            yield (other or name).partition(".")[0]
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
            yield name
        case _:
            pass


def _magic(name: str) -> bool:
    return name.startswith("__") and name not in DUNDERS


def _reached(node: ast.Attribute) -> str:
    """Why *node* is none of the attributes that templates reach for: names, and `super().__init__`."""
    written = ast.unparse(node)
    if node.attr.startswith("__") and written != "super().__init__":
        return f"the attribute {written[:60]}"
    inner = node.value
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    if isinstance(inner, ast.Name) or ast.unparse(inner) in ("super()", "Path(__file__)"):
        return ""
    return f"the attribute {written[:60]}"
