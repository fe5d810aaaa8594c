"""Pagination of lists on the server's side, in the style that the client's facts name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ...facts import Paging
from ...util.typeguards import is_object

DEFAULT_PAGE_SIZE = 20
"""Items on a page where neither the request nor the document says."""

_START_PARAMETER = "_from"
"""Query parameter of next page URLs: the index of the page's first item."""


class PageResponse(NamedTuple):
    """Body and headers of one page."""

    body: Any
    headers: Mapping[str, str]


def paginate(
    paging: Paging,
    example: Any,
    items: Sequence[Any],
    query: Mapping[str, list[str]],
    path: str,
    default_size: int = 0,
    end: Any = None,
) -> PageResponse:
    """The page of *items* that *query* requests, in an envelope like *example*.

    Parameters:
        default_size: items on a page when the query does not say.
        end: the next cursor or URL on the last page; ``...``: the field is absent there.
    """
    size = _number(query, paging.size) or default_size or DEFAULT_PAGE_SIZE
    start = _start(paging, query, size)
    page = list(items[start : start + size])
    next_start = start + len(page)
    has_more = next_start < len(items)
    next_url = (
        path + "?" + urlencode({**{key: values[0] for key, values in query.items()}, _START_PARAMETER: next_start})
    )
    link = {"link": f'<{next_url}>; rel="next"'} if has_more and paging.style == "link" else {}
    if not is_object(example):
        return PageResponse(page, link)
    body = {**example, paging.items: page}
    if paging.total:
        body[paging.total] = len(items)
    if paging.more:
        body[paging.more] = has_more
    if paging.next:
        body[paging.next] = (next_url if paging.style == "link" else f"after_{next_start}") if has_more else end
        if end is ... and not has_more:
            del body[paging.next]
    for name, value in ((paging.size, size), (paging.parameter, _number(query, paging.parameter))):
        if value is not None and type(body.get(name)) is int:
            body[name] = value
    return PageResponse(body, {} if paging.next else link)


def _start(paging: Paging, query: Mapping[str, list[str]], size: int) -> int:
    """Index of the first item of the page that *query* requests."""
    if paging.style == "link":
        return _number(query, _START_PARAMETER) or 0
    if paging.style == "cursor":
        return int(digits) if (digits := query.get(paging.parameter, [""])[0].rpartition("_")[2]).isdecimal() else 0
    number = _number(query, paging.parameter)
    return (number or 0) if paging.style == "offset" else max((1 if number is None else number) - 1, 0) * size


def _number(query: Mapping[str, list[str]], name: str) -> int | None:
    text = query.get(name, [""])[0]
    return int(text) if text.isdecimal() else None
