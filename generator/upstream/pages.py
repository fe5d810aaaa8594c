"""Downloads an API's documentation pages, compares them with the accepted ones, and accepts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from ..documents.bundle import bundle
from ..drift import Comparison
from ..drift.pages import (
    DocumentIndex,
    Fact,
    LockedPage,
    PageVersions,
    compare,
    dump_lock,
    load_lock,
    missing_facts,
    page,
    read,
    refuse,
)
from ..errors import FetchError, Refused, Unavailable
from ..specs import facts, sources
from ..specs.snapshot import replace_file
from ..specs.sources import PageSource
from . import markdown
from .document import document_file, has_upstream
from .fetch import FetchResult
from .markdown import Get

SAVED_SUFFIXES: Final = (".md", ".mdx", ".markdown", ".html", ".htm", ".txt")
"""Suffixes of files that are saved pages."""
DOCUMENT_SUFFIXES: Final = (".json", ".yaml", ".yml")


@frozen(kw_only=True)
class AcceptedPages:
    """Result of accepting the pages of one API."""

    state: Literal["unchanged", "accepted"]
    pages: int
    lacking: tuple[Fact, ...]
    """Facts that the pages state and the document does not."""


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def is_page_source(directory: Path, source: str) -> bool:
    """Whether *source* is a page or a folder of pages, and not a document.

    Files are told apart by their suffix. A URL is one of pages where the API has no published document.
    """
    if "://" not in source:
        return Path(source).is_dir() or source.lower().endswith(SAVED_SUFFIXES)
    return (
        sources.has_sources(directory)
        and not has_upstream(directory)
        and not urlsplit(source).path.endswith(DOCUMENT_SUFFIXES)
    )


def accept(
    directory: Path, source: str | None = None, *, get: Get | None = None, today: Callable[[], str] = _today
) -> AcceptedPages:
    """Writes the current pages into the lock in *directory*.

    *source* replaces the site: a folder of saved pages, one of them, or the URL of a mirror.
    Raises `Unavailable` or `Refused` when a page cannot be downloaded; the lock stays unchanged then. Pages of which
    *source* has no copy keep their entries.
    """
    page_set = _page_set(directory, source)
    get = get or markdown.retrying_get()
    after: dict[str, LockedPage] = {}
    for name, one in page_set.named.items():
        known = page_set.known(name)
        found = page_set.fetch(name, one, get, today()) if name in page_set.readable else None
        if found is None or (known and (known.page, known.read) == (found.page, found.read)):
            found = known
        if found:
            after[name] = found
    if after != page_set.before:
        replace_file(directory / sources.LOCK, dump_lock(after.values()).encode())
    return AcceptedPages(
        state="unchanged" if after == page_set.before else "accepted",
        pages=len(after),
        lacking=tuple(missing_facts([one.page for one in after.values()], _document(directory))),
    )


def compare_pages(directory: Path, source: str | None = None, *, get: Get | None = None) -> Comparison:
    """Compare the pages of the API in *directory*, or those at *source*, with the lock, the document and its facts.

    A page that cannot be downloaded is reported as such; `Unavailable` or `Refused` is raised when none can be.
    """
    page_set = _page_set(directory, source)
    watched: list[PageVersions] = []
    errors: list[FetchError] = []
    get = get or markdown.retrying_get()
    for name in page_set.readable:
        one, known = page_set.named[name], page_set.known(name)
        before = known.page if known else None
        now, fault = before, ""
        try:
            found = page_set.fetch(name, one, get, "")
            now = found.page if found else before
        except (Unavailable, Refused) as error:
            errors.append(error)
            now, fault = None, str(error)
        watched.append(PageVersions(name=name, url=one.url, before=before, now=now, error=fault))
    if len(errors) == len(watched):
        raise max(errors, key=lambda error: error.status)
    return compare(watched, _document(directory))


def _document(directory: Path) -> DocumentIndex:
    api = facts.read(directory)
    return DocumentIndex(bundle(document_file(directory, api)), api)


@frozen(kw_only=True)
class _PageSet:
    """The pages of one API: their names, their accepted versions, and where the current ones are read."""

    named: Mapping[str, PageSource]
    before: Mapping[str, LockedPage]
    copies: Mapping[str, Path] | None
    """Saved pages; None when the site is read."""
    mirror: str = ""
    """URL that is read instead: of another site with the same paths, or of the only page."""

    @property
    def readable(self) -> list[str]:
        return [name for name in self.named if self.copies is None or name in self.copies]

    def known(self, name: str) -> LockedPage | None:
        """The accepted version of a page, unless its URL has changed since."""
        known = self.before.get(name)
        return known if known and known.page.url == self.named[name].url else None

    def address(self, one: PageSource) -> str:
        """The URL that a page is read from."""
        if not self.mirror or (len(self.named) == 1 and urlsplit(self.mirror).path.strip("/")):
            return self.mirror or one.url
        return urljoin(self.mirror, urlsplit(one.url).path)

    def fetch(self, name: str, one: PageSource, get: Get, day: str) -> LockedPage | None:
        """The current page, None when the accepted one is still current."""
        known = self.known(name)
        if self.copies is None:
            answer = markdown.fetch_page(self.address(one), None if self.mirror else known, get)
            where = answer.url if answer else ""
        else:
            answer = FetchResult(body=self.copies[name].read_bytes())
            where = f"file:{self.copies[name].name}"
        if answer is None:
            return None
        content = read(answer.body)
        made = page(name, one.url, content, volatile=one.patterns, ignored=one.ignore)
        refuse(content, made, known.page if known else None, where=where)
        return LockedPage(page=made, read=where, day=day, etag=answer.etag, last_modified=answer.last_modified)


def _page_set(directory: Path, source: str | None) -> _PageSet:
    named = sources.read(directory).pages
    file = directory / sources.LOCK
    before = load_lock(file.read_bytes(), where=str(file)) if file.is_file() else {}
    mirror = source if source and "://" in source else ""
    copies = _copies(Path(source), list(named)) if source and not mirror else None
    return _PageSet(named=named, before=before, copies=copies, mirror=mirror)


def _copies(source: Path, names: list[str]) -> dict[str, Path]:
    """The saved pages at *source*: files named after their pages, or one file for the only page."""
    if source.is_dir():
        files = ((name, source / f"{name}{end}") for name in names for end in SAVED_SUFFIXES)
        found = {name: file for name, file in reversed(list(files)) if file.is_file()}
    elif source.is_file():
        name = names[0] if len(names) == 1 else source.stem
        found = {name: source} if name in names else {}
    else:
        raise FetchError(str(source), "cannot be read", "check the path after --from")
    if not found:
        raise FetchError(str(source), "holds none of the pages", f"name the files after them: {', '.join(names)}")
    return found
