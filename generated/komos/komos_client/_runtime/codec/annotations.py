"""From the text of an annotation to the form it describes, without evaluating it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import attrs

from .container_decoders import AliasDecoder, ListDecoder, MapDecoder, UnionDecoder
from .decoders import Decoder
from .object_decoder import ObjectDecoder
from .scalar_decoders import ABSENT, VOCABULARY, EnumDecoder


class Scope:
    """Reads annotations whose names are the vocabulary's and those of *modules*, the first that has it wins.

    Names are looked up when they are met, so that a lazy ``models`` package loads the classes that are used.
    """

    def __init__(self, *modules: str) -> None:
        self.modules = modules
        self._forms: dict[str, Decoder] = {}

    def form(self, text: str) -> Decoder:
        """The form of an annotation such as ``list[Run] | None``.

        Raises:
            TypeError: it says something that answers cannot be, or uses a name that nothing has.
        """
        if text not in self._forms:
            try:
                self._forms[text] = self._read(ast.parse(text.strip(), mode="eval").body)
            except SyntaxError:
                raise TypeError(f"not an annotation: {text!r}") from None
        return self._forms[text]

    def _read(self, node: ast.expr) -> Decoder:
        match node:
            case ast.Name(id=name):
                return VOCABULARY.get(name) or self._named(name)
            case ast.Constant(value=None):
                return VOCABULARY["None"]
            case ast.Constant(value=str(text)):
                return self.form(text)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._union(_sides(left) + _sides(right))
            case ast.Subscript(value=ast.Name(id="list"), slice=item):
                return ListDecoder(self._read(item))
            case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, item])):
                return MapDecoder(self._read(item))
            case ast.Subscript(value=ast.Name(id="Literal"), slice=items):
                values = [ast.literal_eval(item) for item in (items.elts if isinstance(items, ast.Tuple) else [items])]
                return EnumDecoder(ast.unparse(node), {value: value for value in values})
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[base, *notes])):
                return self._annotated(base, notes)
            case _:
                raise TypeError(f"cannot decode {ast.unparse(node)}")

    def _union(self, sides: list[ast.expr]) -> Decoder:
        options = [form for side in sides if (form := self._read(side)) is not ABSENT]
        return options[0] if len(options) == 1 else UnionDecoder(options)

    def _annotated(self, base: ast.expr, notes: list[ast.expr]) -> Decoder:
        for note in notes:
            match note:
                case ast.Call(func=ast.Name(id="Discriminator"), args=[tag, mapping]):
                    variants = {value: self._read(ast.Name(name)) for value, name in ast.literal_eval(mapping).items()}
                    return UnionDecoder([self._read(side) for side in _sides(base)], ast.literal_eval(tag), variants)
                case _:
                    continue
        return self._read(base)

    def _named(self, name: str) -> Decoder:
        for module in self.modules:
            value = getattr(import_module(module), name, None)
            if isinstance(value, str):
                return AliasDecoder(name, _lazily(self.form, value))
            if isinstance(value, type) and issubclass(value, Enum):
                return EnumDecoder.enum(value)
            if isinstance(value, type) and attrs.has(value):
                return object_form(value)
        raise TypeError(f"{name!r} is no model, enum or alias of {' or '.join(self.modules)}")


def _sides(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _sides(left) + _sides(right)
        case _:
            return [node]


def _lazily(form: Callable[[str], Decoder], text: str) -> Callable[[], Decoder]:
    return lambda: form(text)


@cache
def scope(*modules: str) -> Scope:
    """The scope of *modules*, shared by all who ask for the same."""
    return Scope(*modules)


_OBJECTS: dict[type[Any], ObjectDecoder] = {}


def object_form(kind: type[Any]) -> ObjectDecoder:
    """The form of a model class, whose annotations may use what its module and the package around it have."""
    if kind not in _OBJECTS:
        module = kind.__module__
        package = module.rpartition(".")[0]
        _OBJECTS[kind] = ObjectDecoder(kind, scope(module, *([package] if package in sys.modules else [])).form)
    return _OBJECTS[kind]
