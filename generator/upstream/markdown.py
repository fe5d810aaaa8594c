"""A documentation page as its site serves it best: its Markdown where there is one, else the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from ..drift.pages import LockedPage
from ..drift.pages.parsing import detect_format
from ..errors import FetchError, Refused, Unavailable
from . import fetch
from .fetch import Answer, Patience

SIZE: Final = 5_000_000
"""Bytes that a page may have: fifty times a long one."""
_TWIN: Final = re.compile(r"<link\b[^>]*\btype=[\"']?text/markdown[^>]*>", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_LISTED: Final = re.compile(r"\]\((\S+?\.mdx?)\)")

Get = Callable[[str, LockedPage | None], Answer | None]
"""Asks an address unless its answer is still the one that the lock knows; then None."""


def patient() -> Get:
    """Asks with patience, but not again and again a host that did not answer a moment ago."""
    silent: set[str] = set()

    def get(url: str, known: LockedPage | None) -> Answer | None:
        host = urlsplit(url).netloc
        patience = Patience(size=SIZE, pauses=()) if host in silent else Patience(size=SIZE)
        try:
            return fetch.get(url, known=known, wanted=fetch.PAGE, patience=patience)
        except Unavailable:
            silent.add(host)
            raise

    return get


def answer(url: str, known: LockedPage | None, get: Get) -> Answer | None:
    """What there is to read of the page at *url*; None when that is still what is *known*.

    What was read the last time is asked first. The page's Markdown is looked for where the page says it is, beside the
    page, and where the site's llms.txt says; only on the page's own host, and only what is Markdown is taken for it.
    """
    last = known if known and "://" in known.read else None
    if last and last.read != url:
        try:
            found = get(last.read, last)
        except Refused:  # it is gone, or it is a page now: the page itself will tell
            last = None
        else:
            if found is None or _form(found) != "html":
                return found
            last = None
    page = get(url, last)
    if page is None or last or _form(page) != "html":
        return page
    return next((twin for place in _places(url, _text(page), get) if (twin := _markdown(place, get))), page)


def _markdown(place: str, get: Get) -> Answer | None:
    try:
        found = get(place, None)
    except FetchError:
        return None
    return found if found and _form(found) == "markdown" else None


def _places(url: str, html: str, get: Get) -> Iterator[str]:
    """Where the Markdown of the page at *url* may be, the likeliest first; the index is asked only if need be."""
    split = urlsplit(url)
    stem = re.sub(r"\.html?$|/$|/index$", "", split.path)
    told = (urljoin(url, href[1]) for link in _TWIN.findall(html) if (href := _HREF.search(link)))
    yield from (place for place in told if urlsplit(place).netloc == split.netloc)
    if not stem:
        return
    yield split._replace(path=f"{stem}.md", query="", fragment="").geturl()
    try:
        index = get(split._replace(path="/llms.txt", query="", fragment="").geturl(), None)
    except FetchError:
        return
    for place in (urljoin(url, listed) for listed in _LISTED.findall(_text(index) if index else "")):
        same = urlsplit(place)
        if same.netloc == split.netloc and same.path.rpartition(".")[0].removesuffix("/index") == stem:
            yield place


def _form(found: Answer) -> str:
    return detect_format(_text(found))


def _text(found: Answer) -> str:
    return found.body.decode("utf-8-sig", errors="replace")
