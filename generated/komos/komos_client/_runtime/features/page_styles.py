"""Finds the next page of a list, for each style of paging."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

from ..facts import Paging
from ..protocol.origins import origin
from ..util.server_text import LONGEST_URL, encodable, has_credentials, integer, join_url, links
from ..util.typeguards import is_array, is_object


class NextPage(NamedTuple):
    """The place of the next page: the value of a parameter, or an absolute URL."""

    value: Any
    url: bool = False


class PageSeen(NamedTuple):
    """One page as the server sent it."""

    document: Any
    headers: Mapping[str, str]
    url: str
    """The URL that it was asked for."""
    query: Mapping[str, Any]
    """The parameters that it was asked for."""
    items: int
    """How many are on it."""
    so_far: int | None
    """How many are up to and with this page; None: the list was not read from its start."""


class ListBreaksOff(ValueError):
    """The list goes on, but the page does not say where, or names a place that cannot be asked."""


def next_page_of(paging: Paging, page: PageSeen) -> NextPage | None:
    """The place of the page after *page*; None after the last one.

    Raises:
        ListBreaksOff: *page* does not show that it is the last one, and does not lead to the next.
    """
    known: dict[str, Any] = page.document if is_object(page.document) else {}
    items = known.get(paging.items) if paging.items and is_object(page.document) else page.document
    if items is not None and not is_array(items):
        raise ListBreaksOff(f"{paging.items or 'the body'} is {_kind(items)}, where a list was expected")
    more = known.get(paging.more) if paging.more else None
    if more is False:
        return None
    if paging.style == "cursor":
        place = _cursor(known.get(paging.next))
    elif paging.style == "link":
        place = _link(known.get(paging.next) if paging.next else _next_link(page.headers.get("link", "")), page.url)
    else:
        place = _number(paging, page, integer(known.get(paging.total)), more=more is True)
    if place is None and more is True:
        raise ListBreaksOff(f"{paging.more} is true, and no next page is named")
    return place


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if is_object(value):
        return "an object"
    return "an array" if is_array(value) else "text" if isinstance(value, str) else "a number"


def _cursor(value: object) -> NextPage | None:
    if value is None or value is False or value == "":
        return None
    if isinstance(value, str):
        fits = len(value) <= LONGEST_URL and encodable(value) == value
    else:
        fits = type(value) is int or (type(value) is float and isfinite(value))
    if not fits:
        raise ListBreaksOff(f"the next cursor cannot be sent: it is {_kind(value)}")
    return NextPage(value)


def _link(value: object, url: str) -> NextPage | None:
    """The page at *value*, a link that may be relative to *url*, if it is on the same server."""
    if value is None or value is False or value == "":
        return None
    target = join_url(url, value)
    if target is None:
        shown = repr(value[:80]) if isinstance(value, str) and "@" not in value else f"it is {_kind(value)}"
        raise ListBreaksOff(f"the next page's link cannot be followed: {shown}")
    here, there = origin(url), origin(target)
    if here != there:
        raise ListBreaksOff(f"the next page is at {there}, not {here}; not fetched")
    if has_credentials(target):
        raise ListBreaksOff("the next page's link has credentials in it; not fetched")
    return NextPage(target, url=True)


def _next_link(header: str) -> str:
    """The target of ``rel="next"`` in a ``Link`` header."""
    found = links(header)
    if found is None:
        raise ListBreaksOff("the Link header cannot be read")
    return next((target for target, relations in found if "next" in relations), "")


def _number(paging: Paging, page: PageSeen, total: int | None, *, more: bool) -> NextPage | None:
    """The next offset, or number of a page."""
    size, count = page.query.get(paging.size), page.items
    begin = first_number(paging, page.query)
    after = NextPage(begin + (count if paging.style == "offset" else 1))
    so_far = begin + count if paging.style == "offset" else page.so_far
    if total is None or so_far is None or total < so_far:  # a total of less than what came is none
        full = count > 0 and (more or not isinstance(size, int) or count >= size)
        return after if full else None
    if more or total > so_far:
        if not count and size != 0:
            raise ListBreaksOff(f"{so_far} items of {total} came, and this page has none")
        return after if count else None
    return None


def first_number(paging: Paging, query: Mapping[str, Any]) -> int:
    """The offset, or the number of the page, that *query* asks for."""
    value = query.get(paging.parameter)
    return value if isinstance(value, int) else int(paging.style == "page")
