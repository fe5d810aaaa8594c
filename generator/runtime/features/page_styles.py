"""Finds the next page of a list, for each style of paging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..facts import Paging
from ..util.typeguards import is_object


class NextPage(NamedTuple):
    """The place of the next page: the value of a parameter, or a URL."""

    value: Any
    url: bool = False


def next_page_of(
    paging: Paging, query: Mapping[str, Any], document: Any, count: int, seen: int, headers: Mapping[str, str]
) -> NextPage | None:
    """The place of the page after *document*; None after the last one.

    Parameters:
        query: parameters of this page.
        count: items on this page. seen: items up to and with this page.
        headers: the answer's, which may carry a ``Link``.
    """
    known = document if is_object(document) else {}
    if paging.more and known.get(paging.more) is False:
        return None
    if paging.style == "cursor":
        cursor = known.get(paging.next)
        return None if cursor in (None, "", False) else NextPage(cursor)
    if paging.style == "link":
        link = known.get(paging.next) if paging.next else _next_link(headers.get("link", ""))
        return NextPage(link, url=True) if isinstance(link, str) and link else None
    total, size = known.get(paging.total), query.get(paging.size)
    full = count > 0 and (not isinstance(size, int) or count >= size)
    begin = _number(query.get(paging.parameter), 0 if paging.style == "offset" else 1)
    ahead = begin + count if paging.style == "offset" else seen
    if isinstance(total, int) and not isinstance(total, bool):
        full = count > 0 and ahead < total
    return NextPage(begin + (count if paging.style == "offset" else 1)) if full else None


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) else default


def _next_link(header: str) -> str:
    """The target of ``rel="next"`` in a ``Link`` header (RFC 8288)."""
    for part in header.split(","):
        target, _, parameters = part.partition(";")
        if 'rel="next"' in parameters or "rel=next" in parameters:
            return target.strip().removeprefix("<").removesuffix(">")
    return ""
