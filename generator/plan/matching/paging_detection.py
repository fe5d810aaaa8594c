"""Paging of a list, detected where the document has one of the common shapes; facts override it."""

from __future__ import annotations

from collections.abc import Iterable

from ...model.ir import Call
from ...model.type_ref import Named, TypeRef, alternatives, item
from ...specs.facts import PagingFact
from ..text.named_types import NamedTypes

CURSORS = ("cursor", "page_token", "next_token", "next_cursor", "continuation_token", "page_cursor", "after", "marker")
"""Query parameters that select the next page; all names here are compared without case and separators."""

NEXT = (
    "next_cursor",
    "next_page_token",
    "next_token",
    "continuation_token",
    "next_page_cursor",
    "cursor",
    "next",
    "after",
)
MORE = ("has_more", "has_next", "has_next_page", "more")
TOTAL = ("total", "total_count", "total_items", "count", "total_results", "total_entries")
OFFSETS = ("offset", "skip", "start_index")
PAGES = ("page", "page_number", "page_no")
SIZES = ("limit", "page_size", "per_page", "max_results", "size", "take", "count")


def find(call: Call, types: NamedTypes) -> PagingFact | None:
    """The paging of *call*; None when it is no list or its paging has no common shape."""
    model = types.model(call.result) if call.method == "GET" else None
    lists = [one for one in model.fields if item(one.type) is not None] if model else []
    if model is None or len(lists) != 1:
        return None
    query = {_plain(one.wire): one for one in call.parameters if one.location == "query"}
    numbers = {name for name, one in query.items() if _has(one.type, "int")}
    answer = {_plain(one.wire): one for one in model.fields}

    def parameter(names: Iterable[str], known: Iterable[str]) -> str:
        found = next((name for name in map(_plain, names) if name in known), "")
        return query[found].wire if found else ""

    def attribute(names: Iterable[str], kind: str) -> str:
        known = [name for name, one in answer.items() if _has(one.type, kind)]
        found = next((name for name in map(_plain, names) if name in known), "")
        return answer[found].wire if found else ""

    common = {
        "items": lists[0].wire,
        "more": attribute(MORE, "bool"),
        "total": attribute(TOTAL, "int"),
        "size": parameter(SIZES, query),
    }
    if (place := parameter(CURSORS, query)) and (following := attribute(NEXT, "str")):
        return PagingFact(style="cursor", parameter=place, next=following, **common)
    if start := parameter(OFFSETS, numbers):
        return PagingFact(style="offset", parameter=start, **common)
    if number := parameter(PAGES, numbers):
        return PagingFact(style="page", parameter=number, **common)
    return None


def _has(kind: TypeRef, name: str) -> bool:
    """Whether a value of *kind* may be of the builtin *name*."""
    return Named(name) in alternatives(kind)


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace("[", "").replace("]", "")
