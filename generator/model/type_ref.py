"""Types as values, and the one function that writes them as Python.

A type is a name, a list, a map with text keys, a union, a literal, or a class with type arguments. `None` is the name
``None``: an optional type is a union with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from attrs import field, frozen

from .code import Code


@frozen
class Named:
    """A class of the document, a builtin, ``Any`` or ``None``."""

    name: str


@frozen
class ListOf:
    """``list[item]``."""

    item: TypeRef


@frozen
class MapOf:
    """``dict[str, value]``."""

    value: TypeRef


@frozen
class UnionOf:
    """Any one of its members, of which none is a union; made by `union`."""

    members: tuple[TypeRef, ...]


@frozen
class LiteralOf:
    """One of these values."""

    values: tuple[str | int | float | bool | None, ...] = field(eq=repr)
    """Compared as they are written: 1 is not True."""


@frozen
class Applied:
    """A class with type arguments: ``Page[Run]``."""

    name: str
    arguments: tuple[TypeRef, ...]


TypeRef: TypeAlias = Named | ListOf | MapOf | UnionOf | LiteralOf | Applied

ANY = Named("Any")
NONE = Named("None")
TEXT = Named("str")
BYTES = Named("bytes")


GROUP = 100
"""Number of members that are joined without parentheses."""


def union(members: Iterable[TypeRef]) -> TypeRef:
    """The union of *members*, each once, in their order; a single one is itself."""
    flat = tuple(dict.fromkeys(one for member in members for one in alternatives(member)))
    return flat[0] if len(flat) == 1 else UnionOf(flat)


def alternatives(kind: TypeRef) -> tuple[TypeRef, ...]:
    """The members of a union; any other type alone."""
    return kind.members if isinstance(kind, UnionOf) else (kind,)


def without_none(kind: TypeRef) -> TypeRef:
    """*kind* without its ``None``."""
    rest = [one for one in alternatives(kind) if one != NONE]
    return union(rest) if rest else NONE


def item(kind: TypeRef) -> TypeRef | None:
    """The type of a list's items, ``None`` beside it ignored; None when it is no list."""
    return next((one.item for one in alternatives(kind) if isinstance(one, ListOf)), None)


def replaced(kind: TypeRef, change: Callable[[Named], TypeRef]) -> TypeRef:
    """*kind* with each name in it changed."""
    match kind:
        case Named():
            return change(kind)
        case ListOf(inner):
            return ListOf(replaced(inner, change))
        case MapOf(value):
            return MapOf(replaced(value, change))
        case UnionOf(members):
            return union(replaced(one, change) for one in members)
        case Applied(name, arguments):
            return Applied(name, tuple(replaced(one, change) for one in arguments))
        case LiteralOf():
            return kind


def names(kind: TypeRef) -> frozenset[str]:
    """Every name that *kind* needs in scope."""
    return frozenset(_names(kind))


def _names(kind: TypeRef) -> Iterator[str]:
    match kind:
        case Named(name):
            yield name
        case ListOf(inner):
            yield "list"
            yield from _names(inner)
        case MapOf(value):
            yield from ("dict", "str")
            yield from _names(value)
        case UnionOf(members):
            for one in members:
                yield from _names(one)
        case Applied(name, arguments):
            yield name
            for one in arguments:
                yield from _names(one)
        case LiteralOf():
            yield "Literal"


def text(kind: TypeRef, hidden: AbstractSet[str] = frozenset()) -> Code:
    """*kind* as Python; builtins that are *hidden* by other things of the same name are qualified."""

    def name(word: str) -> str:
        return f"builtins.{word}" if word in hidden else word

    match kind:
        case Named(word):
            return Code(name(word))
        case ListOf(inner):
            return Code(f"{name('list')}[{text(inner, hidden)}]")
        case MapOf(value):
            return Code(f"{name('dict')}[{name('str')}, {text(value, hidden)}]")
        case UnionOf(members):
            return _joined([text(one, hidden) for one in members])
        case Applied(word, arguments):
            return Code(f"{name(word)}[{', '.join(text(one, hidden) for one in arguments)}]")
        case LiteralOf(values):
            return Code(f"Literal[{', '.join(map(repr, values))}]")


def _joined(members: Sequence[str]) -> Code:
    """A union of *members*; a long one in groups, because parsers nest what ``|`` joins."""
    if len(members) <= GROUP:
        return Code(" | ".join(members))
    groups = [members[start : start + GROUP] for start in range(0, len(members), GROUP)]
    return _joined([f"({_joined(group)})" for group in groups])
