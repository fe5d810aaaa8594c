"""Whether code that was rendered before works with the runtime of this generator, as far as its source tells.

Nothing is executed. Code is accepted because it was found to fit: each name that it takes from ``_runtime`` exists,
and each call of such a name, or of a method inherited from one, passes arguments that are accepted there.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from .. import runtime
from ..render.runtime_copy import FOLDER

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Fault: TypeAlias = tuple[int, str]
"""Line and fault."""


def incompatibilities(package: str, sources: Mapping[str, bytes]) -> Iterator[str]:
    """Each reason why *sources*, path below the import package → content, would not work: place and fault."""
    for path, content in sources.items():
        try:
            tree = ast.parse(content, path)
        except (SyntaxError, ValueError, RecursionError):
            yield f"{path} cannot be parsed"
            continue
        for line, fault in sorted({*_Module(package, path).faults(tree)}):
            yield f"{path}:{line} {fault}"


class _Module:
    """One module of the package, and what its names from the runtime stand for."""

    def __init__(self, package: str, path: str) -> None:
        self.runtime = f"{package}.{FOLDER}"
        self.folder = [package, *path.split("/")[:-1]]
        self.names: dict[str, Any] = {}

    def faults(self, tree: ast.Module) -> Iterator[Fault]:
        """Whatever in *tree* the runtime does not have, or does not accept."""
        nodes = list(ast.walk(tree))
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from self._import(node)
            elif isinstance(node, ast.ImportFrom):
                yield from self._import_from(node)
            elif isinstance(node, ast.Dict):
                yield from self._lazy(node)
        for node in nodes:
            if isinstance(node, ast.Call):
                yield from self._call(node)
            elif isinstance(node, ast.ClassDef):
                yield from self._class(node)

    def _import(self, node: ast.Import) -> Iterator[Fault]:
        if any(f"{alias.name}.".startswith(f"{self.runtime}.") for alias in node.names):
            yield node.lineno, f"imports {FOLDER} as a module: which of its names are used cannot be told"

    def _import_from(self, node: ast.ImportFrom) -> Iterator[Fault]:
        above = self.folder[: len(self.folder) - node.level + 1] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        if module.startswith(f"{self.runtime}."):
            yield node.lineno, f"imports from {module}: only the names of {FOLDER} itself are stable"
        for alias in node.names:
            if f"{module}.{alias.name}" == self.runtime:
                yield node.lineno, f"imports {FOLDER} as a module: which of its names are used cannot be told"
            elif module == self.runtime:
                name = runtime.RENAMED.get(alias.name, alias.name)
                if name in runtime.__all__:
                    self.names[alias.asname or alias.name] = getattr(runtime, name)
                else:
                    yield node.lineno, f"imports {alias.name}, which is not in the runtime {runtime.__version__}"

    def _lazy(self, node: ast.Dict) -> Iterator[Fault]:
        """Names that the package hands on from the runtime when they are first used."""
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and value.value == FOLDER:
                name = str(key.value)
                if runtime.RENAMED.get(name, name) not in runtime.__all__:
                    yield key.lineno, f"exports {name}, which is not in the runtime {runtime.__version__}"

    def _call(self, node: ast.Call) -> Iterator[Fault]:
        called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        if (
            isinstance(called, ast.Name)
            and called.id in self.names
            and (fault := _rejected(self.names[called.id], node))
        ):
            yield node.lineno, f"calls {called.id}: {fault}"

    def _class(self, node: ast.ClassDef) -> Iterator[Fault]:
        bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        inherited = [self.names[base.id] for base in bases if isinstance(base, ast.Name) and base.id in self.names]
        if not inherited or len(inherited) < len(bases):
            return
        methods = [one for one in node.body if isinstance(one, FUNCTIONS)]
        own = {method.name for method in methods}
        for call in (one for method in methods for one in ast.walk(method) if isinstance(one, ast.Call)):
            if isinstance(call.func, ast.Attribute) and _is_inherited(call.func, own):
                name = call.func.attr
                found = next((getattr(base, name) for base in inherited if hasattr(base, name)), None)
                if fault := _rejected(found, call, bound=True):
                    yield call.lineno, f"calls the inherited {name}: {fault}"


def _is_inherited(called: ast.Attribute, own: set[str]) -> bool:
    """Whether *called* is a method of a base class, in a class that defines the methods *own*."""
    if isinstance(called.value, ast.Call):
        return isinstance(called.value.func, ast.Name) and called.value.func.id == "super"
    return isinstance(called.value, ast.Name) and called.value.id == "self" and called.attr not in own


def _rejected(function: Any, call: ast.Call, *, bound: bool = False) -> str:
    """The reason for which *function* does not accept the arguments of *call*; empty where it does."""
    if not callable(function):
        return f"it cannot be called in the runtime {runtime.__version__}"
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return "its parameters cannot be told"
    positional = [one for one in call.args if not isinstance(one, ast.Starred)]
    keywords = {one.arg: None for one in call.keywords if one.arg}
    complete = len(positional) == len(call.args) and len(keywords) == len(call.keywords)
    try:
        (signature.bind if complete else signature.bind_partial)(*([None] * bound), *positional, **keywords)
    except TypeError as error:
        return str(error)
    return ""
