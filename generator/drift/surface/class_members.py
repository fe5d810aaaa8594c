"""The members of a class that callers can use, read from its syntax tree: constructor, methods, attributes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import frozen

from .modules import Definition, Module, Package

IGNORED_DUNDERS = frozenset(
    "__repr__ __reduce__ __slots__ __attrs_pre_init__ __doc__ __match_args__ __hash__ __str__".split()
)
"""Dunder names that are not part of the surface."""
PLAIN_ENUMS = {"StrEnum": "str", "IntEnum": "int", "Enum": "object"}


@frozen
class Parameter:
    """One parameter of a signature."""

    name: str
    kind: Literal["positional", "keyword", "rest", "options"]
    annotation: str
    default: str | None
    """The source of the default; None where there is none."""

    @property
    def required(self) -> bool:
        return self.default is None and self.kind in ("positional", "keyword")


@frozen
class Method:
    """A method or a function."""

    parameters: tuple[Parameter, ...]
    returns: str
    awaited: bool
    doc: str | None


@frozen
class Attribute:
    """A property, a field or a class constant."""

    annotation: str
    required: bool = False
    """Whether the constructor requires it."""
    wire: str = ""
    """Its name in JSON, where that differs."""
    is_property: bool = False


@frozen
class EnumMember:
    """A member of an enum."""

    text: str


Member = Method | Attribute | EnumMember


@frozen
class ClassMembers:
    """The members of one class, including those inherited within the package."""

    kind: Literal["model", "enum", "record", "options", "class"]
    """`model`: keyword-only fields · `record`: positional fields · `options`: keys of a TypedDict."""
    members: Mapping[str, Member]
    ancestors: tuple[str, ...]

    @property
    def fields(self) -> dict[str, Attribute]:
        """The attributes that the constructor takes."""
        return {name: one for name, one in self.members.items() if isinstance(one, Attribute) and not one.is_property}


@frozen(eq=False)
class ClassReader:
    """Reads the classes of one package, each once."""

    package: Package
    cache: dict[tuple[str, str], ClassMembers]

    def of(self, definition: Definition) -> ClassMembers | None:
        """The members of the class *definition*; None for other definitions."""
        key = (definition.module_name, definition.name)
        if isinstance(definition.node, ast.ClassDef) and key not in self.cache:
            self.cache[key] = ClassMembers("class", {}, ())  # for a class that inherits from itself
            self.cache[key] = self._read(definition, definition.node)
        return self.cache.get(key)

    def enums(self) -> dict[str, str]:
        """Enum among the models → the type that its members also have."""
        listed = self.package.module("models")
        found: dict[str, str] = {}
        for name in listed.exported if listed else ():
            definition = self.package.find("models", name)
            class_members = self.of(definition) if definition else None
            if class_members and class_members.kind == "enum":
                found[name] = next(
                    (PLAIN_ENUMS[one] for one in class_members.ancestors if one in PLAIN_ENUMS), "object"
                )
        return found

    def _read(self, definition: Definition, node: ast.ClassDef) -> ClassMembers:
        members: dict[str, Member] = {}
        ancestors: list[str] = []
        inherited_kinds: list[str] = []
        for base in reversed(node.bases):
            name = definition.module.text(base).partition("[")[0].rpartition(".")[2]
            found = self.package.find(definition.module_name, name)
            class_members = self.of(found) if found else None
            if class_members:
                members |= class_members.members
                inherited_kinds.append(class_members.kind)
            ancestors = [name, *(class_members.ancestors if class_members else ()), *ancestors]
        kind = _kind(node, tuple(ancestors), inherited_kinds)
        for name, member in _members(definition.module, node, kind):
            members[name] = member
        return ClassMembers(kind, members, tuple(dict.fromkeys(ancestors)))


def signature(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef, *, bound: bool) -> Method:
    """The signature of *node*, without its first parameter if it is *bound*."""
    given = node.args
    places = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(places) - len(given.defaults)) + list(given.defaults)
    found = [
        Parameter(one.arg, "positional", module.text(one.annotation), _default(module, default))
        for one, default in zip(places, defaults, strict=True)
    ][bound:]
    if given.vararg:
        found.append(Parameter(given.vararg.arg, "rest", module.text(given.vararg.annotation), None))
    found += [
        Parameter(one.arg, "keyword", module.text(one.annotation), _default(module, default))
        for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    if given.kwarg:
        found.append(Parameter(given.kwarg.arg, "options", module.text(given.kwarg.annotation), None))
    returns = module.text(node.returns)
    return Method(tuple(found), returns, isinstance(node, ast.AsyncFunctionDef), ast.get_docstring(node, clean=False))


def _default(module: Module, node: ast.expr | None) -> str | None:
    return None if node is None else module.text(node)


def _kind(
    node: ast.ClassDef, ancestors: tuple[str, ...], inherited: list[str]
) -> Literal["model", "enum", "record", "options", "class"]:
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        word = ast.unparse(call.func if call else decorator).rpartition(".")[2]
        if word in ("define", "frozen", "mutable", "dataclass"):
            words = {one.arg: one.value for one in call.keywords} if call else {}
            keyword = words.get("kw_only")
            return "model" if isinstance(keyword, ast.Constant) and keyword.value is True else "record"
    if "NamedTuple" in ancestors:
        return "record"
    if "TypedDict" in ancestors:
        return "options"
    if "enum" in inherited or PLAIN_ENUMS.keys() & set(ancestors):
        return "enum"
    return "class"


def _members(module: Module, node: ast.ClassDef, kind: str) -> Iterator[tuple[str, Member]]:
    partial = any(one.arg == "total" for one in node.keywords)
    for one in node.body:
        match one:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if _is_public(name):
                yield name, _callable(module, one)
                if name == "__init__":
                    yield from _assigned(module, one)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if _is_public(name):
                yield name, _field(module.text(one.annotation), value, asked=not partial and kind != "class")
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_public(name):
                yield name, EnumMember(module.text(value)) if kind == "enum" else Attribute("")
            case _:
                pass


def _is_public(name: str) -> bool:
    return name not in IGNORED_DUNDERS and (not name.startswith("_") or (name.startswith("__") and name.endswith("__")))


def _callable(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Member:
    marks = {module.text(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    if marks & {"property", "cached_property"}:
        return Attribute(module.text(node.returns), is_property=True)
    return signature(module, node, bound="staticmethod" not in marks)


def _field(annotation: str, value: ast.expr | None, *, asked: bool) -> Attribute:
    """A field; a call of `wire` or `field` gives its name in JSON and whether it has a default."""
    if not isinstance(value, ast.Call):
        return Attribute(annotation, asked and value is None)
    words = {one.arg for one in value.keywords}
    first = value.args[0] if value.args else None
    wire = str(first.value) if isinstance(first, ast.Constant) else ""
    return Attribute(annotation, asked and not words & {"default", "factory"}, wire)


def _assigned(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, Member]]:
    """The attributes that a constructor assigns or declares."""
    known = {one.arg: module.text(one.annotation) for one in [*node.args.args, *node.args.kwonlyargs]}
    for one in ast.walk(node):
        match one:
            case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name)) if _is_public(name):
                yield name, Attribute(module.text(one.annotation), is_property=True)
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]) if _is_public(name):
                yield name, Attribute(known.get(name, ""), is_property=True)
            case _:
                pass
