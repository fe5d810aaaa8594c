"""Lists cut into pages, the other way round than the client reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ...facts import Paging
from ...util.typeguards import is_object

USUAL = 20
"""Items on a page where neither the request nor the document says."""

_LINK = "_from"
"""Query parameter of links to the next page."""


class Cut(NamedTuple):
    """One page."""

    answer: Any
    headers: Mapping[str, str]


def cut(
    paging: Paging,
    example: Any,
    items: Sequence[Any],
    query: Mapping[str, list[str]],
    path: str,
    size: int = 0,
    end: Any = None,
) -> Cut:
    """The page that *query* asks for, in an envelope like *example*; *end* stands where the next cursor would be."""
    wanted = _number(query, paging.size) or size or USUAL
    start = _start(paging, query, wanted)
    page = list(items[start : start + wanted])
    ahead = start + len(page)
    more = ahead < len(items)
    link = path + "?" + urlencode({**{key: one[0] for key, one in query.items()}, _LINK: ahead})
    if not is_object(example):
        return Cut(page, {"link": f'<{link}>; rel="next"'} if more and paging.style == "link" else {})
    answer = {**example, paging.items: page}
    if paging.total:
        answer[paging.total] = len(items)
    if paging.more:
        answer[paging.more] = more
    if paging.next:
        answer[paging.next] = (link if paging.style == "link" else _cursor(ahead)) if more else end
        if end is ... and not more:
            del answer[paging.next]
    for name, value in ((paging.size, wanted), (paging.parameter, _number(query, paging.parameter))):
        if value is not None and type(answer.get(name)) is int:
            answer[name] = value
    headers = {"link": f'<{link}>; rel="next"'} if more and paging.style == "link" and not paging.next else {}
    return Cut(answer, headers)


def _start(paging: Paging, query: Mapping[str, list[str]], size: int) -> int:
    if paging.style == "link":
        return _number(query, _LINK) or 0
    if paging.style == "cursor":
        return int(digits) if (digits := query.get(paging.parameter, [""])[0].rpartition("_")[2]).isdecimal() else 0
    said = _number(query, paging.parameter)
    return (said or 0) if paging.style == "offset" else max((1 if said is None else said) - 1, 0) * size


def _cursor(start: int) -> str:
    return f"after_{start}"


def _number(query: Mapping[str, list[str]], name: str) -> int | None:
    text = query.get(name, [""])[0]
    return int(text) if text.isdecimal() else None
