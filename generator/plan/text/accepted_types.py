"""Types of arguments: a model or a mapping, any sequence, an enum or its values, where the document has one of them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ...documents.media_types import family
from ...model.ir import Enum
from ...model.type_ref import (
    ANY,
    BYTES,
    TEXT,
    Applied,
    ListOf,
    LiteralOf,
    MapOf,
    Named,
    TypeRef,
    UnionOf,
    replaced,
    union,
)

CHOICES = 8
"""Enums up to this size are accepted as literals, which editors complete and type checkers check."""


def accepted(kind: TypeRef, models: AbstractSet[str], enums: Mapping[str, Enum]) -> TypeRef:
    """The type of an argument that becomes a *kind*."""
    match kind:
        case ListOf(item):
            return Applied("Sequence", (accepted(item, models, enums),))
        case MapOf(value):
            return Applied("Mapping", (TEXT, accepted(value, models, enums)))
        case UnionOf(members):
            return union(accepted(one, models, enums) for one in members)
        case Named(name) if name in models:
            return union([kind, Applied("Mapping", (TEXT, ANY))])
        case Named(name) if name in enums:
            return union([kind, _values(enums[name])])
        case _:
            return kind


def uploaded(kind: TypeRef, media_type: str) -> TypeRef:
    """The type of an argument in a body of *media_type*, where bytes are sent as they are: files too."""
    name = {"multipart": "PartContent", "binary": "BodyContent"}.get(family(media_type), "bytes")
    return replaced(kind, lambda one: Named(name) if one == BYTES else one)


def _values(enum: Enum) -> TypeRef:
    if len(enum.members) > CHOICES or not enum.members:
        return Named(enum.kind)
    return LiteralOf(tuple(value for _, value in enum.members))
