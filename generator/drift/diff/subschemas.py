"""The subschemas of allOf, anyOf, oneOf and prefixItems: how old and new ones correspond, and what they are called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from .document_pair import DocumentPair, as_object

_ByPosition = dict[int, Any]
"""Position in the list → subschema."""
_Key = Callable[[Any], str | None]


@frozen(eq=False)
class SubschemaMatch:
    """How two lists of subschemas correspond, by positions: *kept* pairs, and those on one side only."""

    kept: tuple[tuple[int, int], ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


def match_subschemas(old: list[Any], new: list[Any], documents: DocumentPair) -> SubschemaMatch:
    """Match by reference, by equality, then by title; a single remaining inline subschema on each side also matches."""

    def text_old(subschema: Any) -> str | None:
        return text_new(subschema) if documents.same(subschema, subschema) else None

    def text_new(subschema: Any) -> str | None:
        return None if ref_of(subschema) else json.dumps(subschema, sort_keys=True)

    left, right = dict(enumerate(old)), dict(enumerate(new))
    kept = [
        *_match_by(left, right, ref_of, ref_of),
        *_match_by(left, right, text_old, text_new),
        *_match_by(left, right, _title, _title),
    ]
    inline = [[i for i, subschema in side.items() if not ref_of(subschema)] for side in (left, right)]
    if len(inline[0]) == len(inline[1]) == 1:
        i, j = inline[0][0], inline[1][0]
        if not _title(left[i]) and not _title(right[j]):
            del left[i], right[j]
            kept.append((i, j))
    return SubschemaMatch(tuple(sorted(kept)), tuple(right), tuple(left))


def _match_by(left: _ByPosition, right: _ByPosition, key_old: _Key, key_new: _Key) -> Iterator[tuple[int, int]]:
    """Remove from *left* and *right* the subschemas with the same key, in order; their positions."""
    index: dict[str, list[int]] = {}
    for j, subschema in right.items():
        if (name := key_new(subschema)) is not None:
            index.setdefault(name, []).append(j)
    for i, subschema in list(left.items()):
        if (name := key_old(subschema)) is not None and index.get(name):
            j = index[name].pop(0)
            del left[i], right[j]
            yield i, j


def ref_of(subschema: object) -> str | None:
    """The reference that *subschema* is; None for an inline one."""
    name = as_object(subschema).get("$ref")
    return name if isinstance(name, str) else None


def _title(subschema: object) -> str | None:
    title = as_object(subschema).get("title")
    return title if isinstance(title, str) and title and not ref_of(subschema) else None


def subschema_name(subschemas: list[Any], i: int) -> str:
    """The name of a subschema in texts and paths: its reference, or its position and title."""
    title = _title(subschemas[i])
    return ref_of(subschemas[i]) or f"subschema #{i + 1}" + (f": {title}" if title else "")
