"""Parser of annotations: from the text of one to its decoder, without evaluating it."""

from __future__ import annotations

import ast
import sys
from enum import Enum
from functools import cache, partial
from importlib import import_module
from typing import Any

import attrs

from .container_decoders import AliasDecoder, ListDecoder, MapDecoder, UnionDecoder
from .decoders import Decoder
from .object_decoder import ObjectDecoder
from .scalar_decoders import BUILTIN_DECODERS, UNSET_DECODER, EnumDecoder


class AnnotationParser:
    """Parses annotations whose names are built in or attributes of *modules*; the first module that has a name wins.

    A name is looked up when an annotation with it is parsed, so that a lazy ``models`` package loads only the classes
    that are used.
    """

    def __init__(self, *modules: str) -> None:
        self.modules = modules
        self._decoders: dict[str, Decoder] = {}

    def decoder(self, text: str) -> Decoder:
        """Return the decoder of an annotation such as ``list[Run] | None``.

        Raises:
            TypeError: it names a type that JSON cannot be decoded to, or a name that no module has.
        """
        if text not in self._decoders:
            try:
                self._decoders[text] = self._parse(ast.parse(text.strip(), mode="eval").body)
            except SyntaxError:
                raise TypeError(f"not an annotation: {text!r}") from None
        return self._decoders[text]

    def _parse(self, node: ast.expr) -> Decoder:
        match node:
            case ast.Name(id=name):
                return BUILTIN_DECODERS.get(name) or self._named(name)
            case ast.Constant(value=None):
                return BUILTIN_DECODERS["None"]
            case ast.Constant(value=str(text)):
                return self.decoder(text)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._union(_members(left) + _members(right))
            case ast.Subscript(value=ast.Name(id="list"), slice=item):
                return ListDecoder(self._parse(item))
            case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, item])):
                return MapDecoder(self._parse(item))
            case ast.Subscript(value=ast.Name(id="Literal"), slice=items):
                values = [ast.literal_eval(item) for item in (items.elts if isinstance(items, ast.Tuple) else [items])]
                return EnumDecoder(ast.unparse(node), {value: value for value in values})
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[base, *metadata])):
                return self._annotated(base, metadata)
            case _:
                raise TypeError(f"cannot decode {ast.unparse(node)}")

    def _union(self, nodes: list[ast.expr]) -> Decoder:
        members = [member for node in nodes if (member := self._parse(node)) is not UNSET_DECODER]
        return members[0] if len(members) == 1 else UnionDecoder(members)

    def _annotated(self, base: ast.expr, metadata: list[ast.expr]) -> Decoder:
        for node in metadata:
            match node:
                case ast.Call(func=ast.Name(id="Discriminator"), args=[name, mapping]):
                    tagged = {tag: self._parse(ast.Name(member)) for tag, member in ast.literal_eval(mapping).items()}
                    members = [self._parse(member) for member in _members(base)]
                    return UnionDecoder(members, ast.literal_eval(name), tagged)
                case _:
                    continue
        return self._parse(base)

    def _named(self, name: str) -> Decoder:
        for module in self.modules:
            value = getattr(import_module(module), name, None)
            if isinstance(value, str):
                return AliasDecoder(name, partial(self.decoder, value))
            if isinstance(value, type) and issubclass(value, Enum):
                return EnumDecoder.of(value)
            if isinstance(value, type) and attrs.has(value):
                return object_decoder(value)
        raise TypeError(f"{name!r} is not a model, enum or alias of {' or '.join(self.modules)}")


def _members(node: ast.expr) -> list[ast.expr]:
    """The members of a union, or the node itself."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _members(left) + _members(right)
        case _:
            return [node]


@cache
def annotation_parser(*modules: str) -> AnnotationParser:
    """The parser for *modules*, shared by all callers."""
    return AnnotationParser(*modules)


_OBJECT_DECODERS: dict[type[Any], ObjectDecoder] = {}


def object_decoder(model: type[Any]) -> ObjectDecoder:
    """The decoder of a model class, shared by all callers; annotations may use names of its module and package."""
    if model not in _OBJECT_DECODERS:
        module = model.__module__
        package = module.rpartition(".")[0]
        parser = annotation_parser(module, *([package] if package in sys.modules else []))
        _OBJECT_DECODERS[model] = ObjectDecoder(model, parser.decoder)
    return _OBJECT_DECODERS[model]
