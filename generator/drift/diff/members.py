"""The members of a union (allOf, anyOf, oneOf, prefixItems): which new one continues which old one, and their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from .documents import Documents, mapping

Places = dict[int, Any]


@frozen(eq=False)
class Members:
    """How the members of a union correspond: *kept* are pairs of positions, the rest positions on one side."""

    kept: tuple[tuple[int, int], ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


def match(old: list[Any], new: list[Any], documents: Documents) -> Members:
    """Pair members by what they refer to, by being the same, by title; and the last two without a name, if alone."""

    def text(member: Any) -> str | None:
        return None if ref(member) or not documents.same(member, member) else json.dumps(member, sort_keys=True)

    def text_new(member: Any) -> str | None:
        return None if ref(member) else json.dumps(member, sort_keys=True)

    left, right = dict(enumerate(old)), dict(enumerate(new))
    kept = [*_take(left, right, ref, ref), *_take(left, right, text, text_new), *_take(left, right, _title, _title)]
    nameless = [[i for i, member in side.items() if not ref(member)] for side in (left, right)]
    if len(nameless[0]) == len(nameless[1]) == 1:
        i, j = nameless[0][0], nameless[1][0]
        if not _title(left[i]) and not _title(right[j]):
            del left[i], right[j]
            kept.append((i, j))
    return Members(tuple(sorted(kept)), tuple(right), tuple(left))


def _take(
    left: Places, right: Places, key: Callable[[Any], str | None], key_new: Callable[[Any], str | None]
) -> Iterator[tuple[int, int]]:
    """Take the members out of *left* and *right* that have the same key, in order."""
    index: dict[str, list[int]] = {}
    for j, member in right.items():
        if (name := key_new(member)) is not None:
            index.setdefault(name, []).append(j)
    for i, member in list(left.items()):
        if (name := key(member)) is not None and index.get(name):
            j = index[name].pop(0)
            del left[i], right[j]
            yield i, j


def ref(member: object) -> str | None:
    name = mapping(member).get("$ref")
    return name if isinstance(name, str) else None


def _title(member: object) -> str | None:
    title = mapping(member).get("title")
    return title if isinstance(title, str) and title and not ref(member) else None


def label(members: list[Any], i: int) -> str:
    """What callers may call a member: the schema it refers to, its title, or its position."""
    title = _title(members[i])
    return ref(members[i]) or f"subschema #{i + 1}" + (f": {title}" if title else "")
