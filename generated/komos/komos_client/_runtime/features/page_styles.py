"""Where the next page of a list is, in each of the ways in which lists go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..facts import Paging
from ..util.typeguards import is_object


class Turn(NamedTuple):
    """Where the next page is: a parameter's value, or a URL."""

    value: Any
    url: bool = False


def following(
    paging: Paging, query: Mapping[str, Any], document: Any, count: int, seen: int, headers: Mapping[str, str]
) -> Turn | None:
    """Where the page after *document* is; None after the last one.

    Parameters:
        query: what this page was asked with.
        count: items on this page. seen: items up to and with this page.
        headers: the answer's, which may carry a ``Link``.
    """
    known = document if is_object(document) else {}
    if paging.more and known.get(paging.more) is False:
        return None
    if paging.style == "cursor":
        cursor = known.get(paging.next)
        return None if cursor in (None, "", False) else Turn(cursor)
    if paging.style == "link":
        link = known.get(paging.next) if paging.next else _next_link(headers.get("link", ""))
        return Turn(link, url=True) if isinstance(link, str) and link else None
    total, size = known.get(paging.total), query.get(paging.size)
    full = count > 0 and (not isinstance(size, int) or count >= size)
    begin = _number(query.get(paging.parameter), 0 if paging.style == "offset" else 1)
    ahead = begin + count if paging.style == "offset" else seen
    if isinstance(total, int) and not isinstance(total, bool):
        full = count > 0 and ahead < total
    return Turn(begin + (count if paging.style == "offset" else 1)) if full else None


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) else default


def _next_link(header: str) -> str:
    """The target of ``rel="next"`` in a ``Link`` header (RFC 8288)."""
    for part in header.split(","):
        target, _, parameters = part.partition(";")
        if 'rel="next"' in parameters or "rel=next" in parameters:
            return target.strip().removeprefix("<").removesuffix(">")
    return ""
