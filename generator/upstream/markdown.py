"""Downloads a documentation page: its Markdown version where the site has one, else the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from ..drift.pages import LockedPage
from ..drift.pages.parsing import detect_format
from ..errors import FetchError, Refused, Unavailable
from . import fetch
from .fetch import FetchLimits, FetchResult

SIZE: Final = 5_000_000
"""Maximum size of a page in bytes: fifty times a long one."""
_ALTERNATE: Final = re.compile(r"<link\b[^>]*\btype=[\"']?text/markdown[^>]*>", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_LISTED: Final = re.compile(r"\]\((\S+?\.mdx?)\)")

Get = Callable[[str, LockedPage | None], FetchResult | None]
"""Downloads a URL; None when the validators in the lock still match."""


def retrying_get() -> Get:
    """Downloads with retries, but with none for a host that did not respond before."""
    unresponsive: set[str] = set()

    def get(url: str, known: LockedPage | None) -> FetchResult | None:
        host = urlsplit(url).netloc
        limits = FetchLimits(max_bytes=SIZE, retry_delays=()) if host in unresponsive else FetchLimits(max_bytes=SIZE)
        try:
            return fetch.get(url, validators=known, kind=fetch.PAGE, limits=limits)
        except Unavailable:
            unresponsive.add(host)
            raise

    return get


def fetch_page(url: str, known: LockedPage | None, get: Get) -> FetchResult | None:
    """The page at *url*, as Markdown if possible; None when it is unchanged since *known*.

    The URL that was read the last time is tried first. Markdown is looked for at the alternate link of the page, beside
    the page, and in the site's llms.txt; only on the page's own host, and only content that is Markdown is accepted.
    """
    last = known if known and "://" in known.read else None
    if last and last.read != url:
        try:
            found = get(last.read, last)
        except Refused:  # it is gone, or it is a page now: the page itself will tell
            last = None
        else:
            if found is None or _format(found) != "html":
                return found
            last = None
    page = get(url, last)
    if page is None or last or _format(page) != "html":
        return page
    return next(
        (found for link in _markdown_urls(url, _text(page), get) if (found := _fetch_markdown(link, get))), page
    )


def _fetch_markdown(url: str, get: Get) -> FetchResult | None:
    try:
        found = get(url, None)
    except FetchError:
        return None
    return found if found and _format(found) == "markdown" else None


def _markdown_urls(url: str, html: str, get: Get) -> Iterator[str]:
    """URLs where the Markdown of the page at *url* may be, the likeliest first; llms.txt is read last."""
    split = urlsplit(url)
    stem = re.sub(r"\.html?$|/$|/index$", "", split.path)
    linked = (urljoin(url, href[1]) for link in _ALTERNATE.findall(html) if (href := _HREF.search(link)))
    yield from (link for link in linked if urlsplit(link).netloc == split.netloc)
    if not stem:
        return
    yield split._replace(path=f"{stem}.md", query="", fragment="").geturl()
    try:
        index = get(split._replace(path="/llms.txt", query="", fragment="").geturl(), None)
    except FetchError:
        return
    for link in (urljoin(url, listed) for listed in _LISTED.findall(_text(index) if index else "")):
        parts = urlsplit(link)
        if parts.netloc == split.netloc and parts.path.rpartition(".")[0].removesuffix("/index") == stem:
            yield link


def _format(found: FetchResult) -> str:
    return detect_format(_text(found))


def _text(found: FetchResult) -> str:
    return found.body.decode("utf-8-sig", errors="replace")
