"""An API's documentation pages as they are now: asked for, judged, compared with what was accepted, and accepted."""

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
from ..specs.snapshot import replace
from ..specs.sources import Source
from . import markdown
from .document import document_file, has_upstream
from .fetch import Answer
from .markdown import Get

SAVED: Final = (".md", ".mdx", ".markdown", ".html", ".htm", ".txt")
"""What the name of a saved page ends with."""
DOCUMENTS: Final = (".json", ".yaml", ".yml")


@frozen(kw_only=True)
class Taken:
    """What came of accepting the pages of one API."""

    state: Literal["unchanged", "accepted"]
    pages: int
    lacking: tuple[Fact, ...]
    """What they state and the document does not."""


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def is_meant(directory: Path, source: str) -> bool:
    """Whether *source* is a page, or a place with pages, and not a document.

    Files are told by what they end with. An address is one of pages where nobody publishes a document.
    """
    if "://" not in source:
        return Path(source).is_dir() or source.lower().endswith(SAVED)
    return sources.has(directory) and not has_upstream(directory) and not urlsplit(source).path.endswith(DOCUMENTS)


def accept(
    directory: Path, source: str | None = None, *, get: Get | None = None, today: Callable[[], str] = _today
) -> Taken:
    """Makes the pages as they are now the lock in *directory*.

    *source* replaces the site: a folder of saved pages, one of them, or the address of a mirror.
    Raises `Unavailable` or `Refused` when one of them could not be had; the lock stays as it was then. Pages of which
    *source* has no copy keep their place in it.
    """
    place = _place(directory, source)
    get = get or markdown.patient()
    after: dict[str, LockedPage] = {}
    for name, one in place.named.items():
        known = place.known(name)
        found = place.ask(name, one, get, today()) if name in place.asked else None
        if found is None or (known and (known.page, known.read) == (found.page, found.read)):
            found = known
        if found:
            after[name] = found
    if after != place.before:
        replace(directory / sources.LOCK, dump_lock(after.values()).encode())
    return Taken(
        state="unchanged" if after == place.before else "accepted",
        pages=len(after),
        lacking=tuple(missing_facts([one.page for one in after.values()], _document(directory))),
    )


def compared(directory: Path, source: str | None = None, *, get: Get | None = None) -> Comparison:
    """The pages of the API in *directory*, or those at *source*, against the lock, the document and its facts.

    A page that cannot be had is told as such; `Unavailable` or `Refused` is raised where that is true of all.
    """
    place = _place(directory, source)
    watched: list[PageVersions] = []
    troubles: list[FetchError] = []
    get = get or markdown.patient()
    for name in place.asked:
        one, known = place.named[name], place.known(name)
        before = known.page if known else None
        now, trouble = before, ""
        try:
            found = place.ask(name, one, get, "")
            now = found.page if found else before
        except (Unavailable, Refused) as error:
            troubles.append(error)
            now, trouble = None, str(error)
        watched.append(PageVersions(name=name, url=one.url, before=before, now=now, error=trouble))
    if len(troubles) == len(watched):
        raise max(troubles, key=lambda error: error.status)
    return compare(watched, _document(directory))


def _document(directory: Path) -> DocumentIndex:
    api = facts.read(directory)
    return DocumentIndex(bundle(document_file(directory, api)), api)


@frozen(kw_only=True)
class _Place:
    """The pages of one API: what they are called, what was accepted of them, and which of them can be asked."""

    named: Mapping[str, Source]
    before: Mapping[str, LockedPage]
    copies: Mapping[str, Path] | None
    """Saved pages; None where a site is asked."""
    mirror: str = ""
    """The address that is asked instead: of another site with the same paths, or of the only page."""

    @property
    def asked(self) -> list[str]:
        return [name for name in self.named if self.copies is None or name in self.copies]

    def known(self, name: str) -> LockedPage | None:
        """What was accepted of a page, unless its address has changed since."""
        known = self.before.get(name)
        return known if known and known.page.url == self.named[name].url else None

    def address(self, one: Source) -> str:
        """Where a page is asked for."""
        if not self.mirror or (len(self.named) == 1 and urlsplit(self.mirror).path.strip("/")):
            return self.mirror or one.url
        return urljoin(self.mirror, urlsplit(one.url).path)

    def ask(self, name: str, one: Source, get: Get, day: str) -> LockedPage | None:
        """A page as it is now, None when the site says that it is still the one that is known."""
        known = self.known(name)
        if self.copies is None:
            answer = markdown.answer(self.address(one), None if self.mirror else known, get)
            where = answer.url if answer else ""
        else:
            answer = Answer(body=self.copies[name].read_bytes())
            where = f"file:{self.copies[name].name}"
        if answer is None:
            return None
        content = read(answer.body)
        made = page(name, one.url, content, volatile=one.patterns, ignored=one.ignore)
        refuse(content, made, known.page if known else None, where=where)
        return LockedPage(page=made, read=where, day=day, etag=answer.etag, last_modified=answer.last_modified)


def _place(directory: Path, source: str | None) -> _Place:
    named = sources.read(directory).pages
    file = directory / sources.LOCK
    before = load_lock(file.read_bytes(), where=str(file)) if file.is_file() else {}
    mirror = source if source and "://" in source else ""
    copies = _copies(Path(source), list(named)) if source and not mirror else None
    return _Place(named=named, before=before, copies=copies, mirror=mirror)


def _copies(source: Path, names: list[str]) -> dict[str, Path]:
    """The saved pages at *source*: files named after their pages, or one file where only one can be meant."""
    if source.is_dir():
        files = ((name, source / f"{name}{end}") for name in names for end in SAVED)
        found = {name: file for name, file in reversed(list(files)) if file.is_file()}
    elif source.is_file():
        name = names[0] if len(names) == 1 else source.stem
        found = {name: source} if name in names else {}
    else:
        raise FetchError(str(source), "cannot be read", "check the path after --from")
    if not found:
        raise FetchError(str(source), "holds none of the pages", f"name the files after them: {', '.join(names)}")
    return found
