"""The modules of a package as syntax trees, parsed when first needed, and the definitions of their names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from attrs import field, frozen

Statement = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.AnnAssign | ast.Assign


@frozen(eq=False)
class Module:
    """One module: its imports, its definitions, and the lines of its source."""

    lines: tuple[str, ...]
    imported: Mapping[str, tuple[int, str, str]]
    """Imported name → level of the relative import, module, and original name."""
    defined: Mapping[str, Statement]
    exported: tuple[str, ...]
    """The names in ``__all__``."""

    def text(self, node: ast.expr | None) -> str:
        """The source of *node*, on one line."""
        if node is None:
            return ""
        line = self.lines[node.lineno - 1]
        if node.lineno != node.end_lineno or not line.isascii():
            return ast.unparse(node)
        return line[node.col_offset : node.end_col_offset]


@frozen(eq=False)
class Definition:
    """A statement that defines a name, with its module."""

    module_name: str
    module: Module
    name: str
    node: Statement


@frozen(eq=False)
class Package:
    """The modules of one package by dotted name; the package's ``__init__`` has the empty name."""

    name: str
    sources: Mapping[str, bytes]
    folders: frozenset[str]
    """The names of modules that are packages."""
    parsed: dict[bytes, Module] = field(factory=dict[bytes, Module])
    """Source → module, shared by both packages of a comparison, so that unchanged modules are the same object."""

    def module(self, dotted: str) -> Module | None:
        """The module *dotted*; None if it does not exist. A module that cannot be parsed is empty."""
        source = self.sources.get(dotted)
        if source is None:
            return None
        if source not in self.parsed:
            self.parsed[source] = _read(source)
        return self.parsed[source]

    def find(self, dotted: str, name: str, depth: int = 8) -> Definition | None:
        """The definition of *name* in the module *dotted*, followed through imports; None if outside the package."""
        module = self.module(dotted)
        if module is None or not depth:
            return None
        if name in module.defined:
            return Definition(dotted, module, name, module.defined[name])
        if name not in module.imported:
            return None
        dots, there, original = module.imported[name]
        return self.find(self._absolute(dotted, dots, there), original, depth - 1) if dots else None

    def _absolute(self, dotted: str, dots: int, there: str) -> str:
        parts = dotted.split(".") if dotted else []
        up = dots - (dotted in self.folders)
        return ".".join([*parts[: len(parts) - up], *([there] if there else [])])


def package(files: Mapping[str, bytes], parsed: dict[bytes, Module]) -> Package:
    """The package in *files*, a whole distribution; one without modules when there is none."""
    roots = sorted(path.split("/")[0] for path in files if path.count("/") == 1 and path.endswith("/__init__.py"))
    name = next((root for root in roots if f"{root}/_client.py" in files), roots[0] if roots else "")
    inside = {path[len(name) + 1 :]: content for path, content in files.items() if path.startswith(f"{name}/")}
    modules = {_dotted(path): content for path, content in inside.items() if path.endswith(".py")}
    folders = frozenset(_dotted(path) for path in inside if path.rpartition("/")[2] == "__init__.py")
    return Package(name, modules, folders, parsed)


def _dotted(path: str) -> str:
    return re.sub(r"(^|/)__init__$", "", path.removesuffix(".py")).replace("/", ".")


def _read(source: bytes) -> Module:
    try:
        text = source.decode()
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return Module((), {}, {}, ())
    imported: dict[str, tuple[int, str, str]] = {}
    defined: dict[str, Statement] = {}
    exported: tuple[str, ...] = ()
    for node in _statements(tree):
        match node:
            case ast.ImportFrom():
                imported |= {one.asname or one.name: (node.level, node.module or "", one.name) for one in node.names}
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                defined[node.name] = node
            case ast.AnnAssign(target=ast.Name(id=name)):
                defined[name] = node
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=listed) | ast.Tuple(elts=listed)):
                exported = tuple(str(one.value) for one in listed if isinstance(one, ast.Constant))
            case ast.Assign(targets=[ast.Name(id=name)]):
                defined[name] = node
            case _:
                pass
    # `splitlines` would also split at form feeds within strings, which `ast` does not count as lines.
    lines = re.split(r"\r\n|\r|\n", text) if "\r" in text else text.split("\n")
    return Module(tuple(lines), imported, defined, exported)


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The top-level statements, including those below an ``if``, such as ``TYPE_CHECKING``."""
    for node in tree.body:
        if isinstance(node, ast.If):
            yield from node.body
        else:
            yield node
