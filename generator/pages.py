"""An API's documentation pages as they are now: asked for, judged, compared with what was accepted, and accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from . import api as facts
from . import fetch, sources
from .bundle import bundle
from .drift import Comparison
from .drift.pages import Fact, Known, Locked, Watched, compare, dump_lock, lacking, load_lock, page, read, refuse
from .drift.pages.reading import form_of
from .errors import FetchError, Refused, Unavailable
from .fetch import Answer, Patience
from .snapshot import replace
from .sources import Source
from .upstream import document_file

SIZE: Final = 5_000_000
"""Bytes that a page may have: fifty times a long one."""
SAVED: Final = (".md", ".mdx", ".markdown", ".html", ".htm", ".txt")
"""What the name of a saved page ends with."""
_TWIN: Final = re.compile(r"<link\b[^>]*\btype=[\"']?text/markdown[^>]*>", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_LISTED: Final = re.compile(r"\]\((\S+?\.mdx?)\)")

Get = Callable[[str, Locked | None], Answer | None]
"""Asks an address unless its answer is still the one that the lock knows; then None."""


@frozen(kw_only=True)
class Taken:
    """What came of accepting the pages of one API."""

    state: str
    pages: int
    lacking: tuple[Fact, ...]
    """What they state and the document does not."""


def _get(url: str, known: Locked | None) -> Answer | None:
    return fetch.get(url, known=known, wanted=fetch.PAGE, patience=Patience(size=SIZE))


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def is_saved(source: str | None) -> bool:
    """Whether *source* is a saved page, or a folder of them, and not a document."""
    return source is not None and "://" not in source and (Path(source).is_dir() or source.lower().endswith(SAVED))


def accept(directory: Path, source: str | None = None, *, get: Get = _get, today: Callable[[], str] = _today) -> Taken:
    """Makes the pages as they are now the lock in *directory*; *source*, a file or a folder of them, replaces the site.

    Raises `Unavailable` or `Refused` when one of them could not be had; the lock stays as it was then. Pages of which
    *source* has no copy keep their place in it.
    """
    file = directory / sources.LOCK
    named = sources.read(directory).pages
    before = _lock(file)
    after: dict[str, Locked] = {}
    for name, one in named.items():
        known = _known(before, name, one)
        if source is not None and _copy(Path(source), name, len(named)) is None:
            after |= {name: known} if known else {}
            continue
        found = _ask(name, one, known, source, get, today())
        after[name] = known if known and (found is None or known.page == found.page) else found  # type: ignore[assignment]
    if source is not None and not after.keys() - before.keys() and not _copies(Path(source), named):
        raise FetchError(source, "holds none of the pages", f"name the files after them: {', '.join(named)}")
    if after != before:
        replace(file, dump_lock(after.values()).encode())
    return Taken(
        state="unchanged" if after == before else "accepted",
        pages=len(after),
        lacking=tuple(lacking([one.page for one in after.values()], _document(directory))),
    )


def compared(directory: Path, source: str | None = None, *, get: Get = _get) -> Comparison:
    """The pages of the API in *directory*, or those saved at *source*, against the lock, the document and its facts.

    A page that cannot be had is told as such; `Unavailable` or `Refused` is raised where that is true of all.
    """
    named = sources.read(directory).pages
    before = _lock(directory / sources.LOCK)
    watched: list[Watched] = []
    troubles: list[FetchError] = []
    for name, one in named.items():
        known = _known(before, name, one)
        if source is not None and _copy(Path(source), name, len(named)) is None:
            continue
        now, trouble = known.page if known else None, ""
        try:
            found = _ask(name, one, known, source, get, "")
            now = found.page if found else now
        except (Unavailable, Refused) as error:
            troubles.append(error)
            now, trouble = None, str(error)
        watched.append(Watched(name=name, url=one.url, before=known.page if known else None, now=now, trouble=trouble))
    if not watched:
        raise FetchError(str(source), "holds none of the pages", f"name the files after them: {', '.join(named)}")
    if len(troubles) == len(watched):
        raise max(troubles, key=lambda error: error.status)
    return compare(watched, _document(directory))


def _lock(file: Path) -> dict[str, Locked]:
    return load_lock(file.read_bytes(), where=str(file)) if file.is_file() else {}


def _known(before: dict[str, Locked], name: str, one: Source) -> Locked | None:
    """What was accepted of a page, unless its address has changed since."""
    known = before.get(name)
    return known if known and known.page.url == one.url else None


def _document(directory: Path) -> Known:
    api = facts.read(directory)
    return Known(bundle(document_file(directory, api)), api)


# One page


def _ask(name: str, one: Source, known: Locked | None, source: str | None, get: Get, day: str) -> Locked | None:
    """The page as it is now, None when the site says that it is still the one that is *known*."""
    if source is not None:
        copy = _copy(Path(source), name, 1)
        assert copy is not None  # whoever calls has looked
        answer, where = Answer(body=copy.read_bytes()), str(copy)
        address = f"file:{copy.name}"
    else:
        asked = _answer(one.url, known, get)
        if asked is None:
            return None
        answer = asked
        where = address = asked.url
    content = read(answer.body)
    made = page(name, one.url, content, volatile=one.patterns, ignored=one.ignore)
    refuse(content, made, known.page if known else None, where=where)
    return Locked(page=made, read=address, day=day, etag=answer.etag, last_modified=answer.last_modified)


def _answer(url: str, known: Locked | None, get: Get) -> Answer | None:
    """A page's Markdown where its site has it, else the page: first what it was read from the last time."""
    last = known if known and "://" in known.read else None
    if last and last.read != url:
        try:
            answer = get(last.read, last)
        except Refused:
            answer = Answer(body=b"<html>")
        if answer is None or form_of(_text(answer)) != "html":
            return answer
        last = None
    answer = get(url, last)
    if answer is None or last or form_of(_text(answer)) != "html":
        return answer
    for twin in _twins(url, _text(answer), get):
        try:
            found = get(twin, None)
        except FetchError:
            continue
        if found and form_of(_text(found)) == "markdown":
            return found
    return answer


def _twins(url: str, html: str, get: Get) -> list[str]:
    """Where the Markdown of the page at *url* may be: where it says so itself, beside it, and where llms.txt says."""
    split = urlsplit(url)
    stem = re.sub(r"\.html?$|/$|/index$", "", split.path)
    told = [urljoin(url, href[1]) for link in _TWIN.findall(html) if (href := _HREF.search(link))]
    beside = [split._replace(path=f"{stem}.md", query="", fragment="").geturl()] if stem else []
    if not stem or told:
        return _own(told + beside, split.netloc)
    try:
        index = get(split._replace(path="/llms.txt", query="", fragment="").geturl(), None)
    except FetchError:
        index = None
    listed = [urljoin(url, place) for place in _LISTED.findall(_text(index))] if index else []
    return _own(
        [
            *beside,
            *(place for place in listed if urlsplit(place).path.rpartition(".")[0].removesuffix("/index") == stem),
        ],
        split.netloc,
    )


def _own(places: list[str], host: str) -> list[str]:
    """*places* on the page's own host, each once."""
    return [place for place in dict.fromkeys(places) if urlsplit(place).netloc == host]


def _text(answer: Answer) -> str:
    return answer.body.decode("utf-8-sig", errors="replace")


# Saved pages


def _copy(source: Path, name: str, pages: int) -> Path | None:
    """The saved copy of the page *name* in a folder, or *source* itself where it can be meant."""
    if source.is_dir():
        return next((file for end in SAVED if (file := source / f"{name}{end}").is_file()), None)
    if not source.is_file():
        raise FetchError(str(source), "cannot be read", "check the path after --from")
    return source if pages == 1 or source.stem == name else None


def _copies(source: Path, named: object) -> bool:
    return isinstance(named, dict) and any(_copy(source, name, len(named)) for name in named)
