"""Comparison of documentation pages with their accepted versions, and of their facts with the document.

A fact of a page is compared with the document: one that the document contradicts is reported until either changes; one
that is missing in the document is reported until the page is accepted, or, for operations, until it is added. The text
of a page is compared with the lock; its changes count as documentation only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from ...documents.pointers import pointer_to
from ..catalogue import PAGE_LEVELS
from ..change import LEVEL_ORDER, VERDICTS, Change, Comparison, fingerprint
from .document_index import DocumentIndex
from .facts import Fact, Kind
from .page import Page, SectionFacts
from .sections import Path

REPEATED_KINDS: Final[frozenset[Kind]] = frozenset({"endpoint"})
"""Kinds of facts whose absence in the document is reported even after the page was accepted."""
SINGLE_VALUED_KINDS: Final[frozenset[Kind]] = frozenset(
    {"methods", "count", "limit", "figure", "values", "auth", "server"}
)
"""Kinds of facts of which a page states one for each thing, so that a new one replaces the old one."""
KIND_NAMES: Final[dict[Kind, str]] = {
    "endpoint": "the operation", "methods": "the methods", "count": "the number of", "limit": "the limit of",
    "figure": "the number", "values": "the values", "status": "the status", "header": "the header", "code": "the word",
    "variable": "the variable", "auth": "authentication by", "server": "the address", "field": "the field",
}  # fmt: skip


@frozen(kw_only=True)
class PageVersions:
    """The accepted and the current version of one page."""

    name: str
    url: str
    before: Page | None
    """The accepted version; None if the page was never accepted."""
    now: Page | None
    error: str = ""
    """Why it could not be read."""


def compare(pages: Sequence[PageVersions], index: DocumentIndex) -> Comparison:
    """The changes of *pages*, the most severe first."""
    read = [(one, one.now) for one in pages if one.now is not None]
    changes = [
        *(_unread_change(one) for one in pages if one.now is None),
        *_facts(pages, [now for _, now in read], index),
        *(change for one, now in read for change in _words(one, now)),
    ]
    unique = {change.fingerprint: change for change in changes}
    return Comparison(
        changes=tuple(
            sorted(unique.values(), key=lambda one: (LEVEL_ORDER[one.level], one.path, one.operation, one.id, one.text))
        )
    )


def missing_facts(pages: Iterable[Page], index: DocumentIndex) -> list[Fact]:
    """The facts of *pages* that are missing in the document or contradicted by it; accepting the pages accepts them."""
    statements = dict.fromkeys(fact for page in pages for fact, _ in page.statements())
    return [fact for fact in statements if index.check(fact).result in ("missing", "contradicted")]


def _unread_change(one: PageVersions) -> Change:
    return _change("page-unread", one, f"`{one.name}` could not be read: {one.error}")


# Facts


@frozen
class _Position:
    """The page and section of a fact."""

    page: Page
    path: Path

    def __str__(self) -> str:
        return f"`{self.page.name}`" + (f" § {' / '.join(self.path)}" if self.path else "")


def _facts(pages: Sequence[PageVersions], read: Sequence[Page], index: DocumentIndex) -> Iterator[Change]:
    now = _stated(read)
    before = _stated([one.before for one in pages if one.before is not None])
    compared = [one.name for one in pages if one.before and one.now and one.before.form == one.now.form]
    whole = all(one.now is not None for one in pages)
    left = [fact for fact in before if fact not in now]
    replaced: set[Fact] = set()
    for fact, place in now.items():
        check, old = index.check(fact), _replaced(fact, left)
        replaced.update(old)
        if check.result == "contradicted":
            yield _fact_change(fact, "contradicted", place, check.expected)
        elif check.result == "missing":
            instead = [one.value for one in old if index.check(one).result == "confirmed"]
            instead = instead or _limits_no_page_states(fact, read, now, index)
            if instead:
                yield _fact_change(fact, "contradicted", place, " or ".join(instead))
            elif fact not in before or fact.kind in REPEATED_KINDS:
                yield _fact_change(fact, "missing", place)
    for fact in left if whole else ():
        told = fact in replaced or before[fact].page.name not in compared
        if not told and not _is_still_stated(fact, now) and index.check(fact).result == "confirmed":
            yield _fact_change(fact, "gone", before[fact])


def _stated(pages: Iterable[Page]) -> dict[Fact, _Position]:
    """Each fact with the first position that states it."""
    found: dict[Fact, _Position] = {}
    for page in pages:
        for fact, path in page.statements():
            found.setdefault(fact, _Position(page, path))
    return found


def _is_still_stated(fact: Fact, now: Collection[Fact]) -> bool:
    """Whether a page still states *fact*, or the same value about something else, as under a renamed heading."""
    return fact in now or any(
        (fact.kind, fact.value) == (other.kind, other.value) for other in now if fact.kind not in ("count", "methods")
    )


def _replaced(fact: Fact, left: Sequence[Fact]) -> list[Fact]:
    """The facts in *left*, which are no longer stated, that *fact* replaces."""
    return [
        one for one in left if fact.kind in SINGLE_VALUED_KINDS and (one.kind, one.about) == (fact.kind, fact.about)
    ]


def _limits_no_page_states(fact: Fact, read: Sequence[Page], now: Collection[Fact], index: DocumentIndex) -> list[str]:
    """The limits of `api.yaml` that came from these pages, if no page states any of them and *fact* is a limit."""
    statements = {one.value for one in now if one.kind == "limit"}
    addresses = {page.url for page in read}
    ours = {f"{limit.requests} per {limit.per:g} s" for limit in index.limits if limit.source in addresses}
    return sorted(ours) if fact.kind == "limit" and not ours & statements else []


def _fact_change(fact: Fact, what: str, place: _Position, expected: str = "") -> Change:
    id = f"page-{fact.kind}-{what}"
    subject = f" for {fact.about}" if fact.about else ""
    said = f"{KIND_NAMES[fact.kind]} `{fact.value}`{subject}"
    text = {
        "contradicted": f"{place} states {said}; the document says `{expected}`.",
        "missing": f"{place} states {said}, which is missing in the document.",
        "gone": f"{place} no longer states {said}; the document still does.",
    }[what]
    operation, path = "", place.page.url
    if fact.kind == "endpoint":
        operation, _, path = fact.value.partition(" ")
    return Change(
        id=id,
        level=PAGE_LEVELS[id],
        operation=operation,
        path=path,
        pointer=pointer_to("pages", place.page.name),
        before=fact.value if what == "gone" else expected or None,
        after=None if what == "gone" else fact.value,
        text=text,
        wire=VERDICTS[PAGE_LEVELS[id]],
        fingerprint=fingerprint(id, fact.value, fact.about, expected),
    )


# Words


def _words(one: PageVersions, now: Page) -> Iterator[Change]:
    before = one.before
    if before is None:
        text = f"`{one.name}` has not been accepted yet: there is no earlier text to compare with."
        yield _change("page-not-locked", one, text)
        return
    if before.form != now.form:
        text = f"`{one.name}` was accepted as {before.form} and is now {now.form}: its text cannot be compared."
        yield _change("page-form-changed", one, text, before.form, now.form)
        return
    old, new = (
        {section.path: section for section in before.sections},
        {section.path: section for section in now.sections},
    )
    left = [section for path, section in old.items() if path not in new]
    come = [section for path, section in new.items() if path not in old]
    for path in old.keys() & new.keys():
        if old[path].digest != new[path].digest:
            yield _section(one, "changed", old[path], new[path])
    for kind, was, is_ in _moved_sections(left, come, _headings(old), _headings(new)):
        yield _section(one, kind, was, is_)
    yield from (_section(one, "removed", section, None) for section in left)
    yield from (_section(one, "added", None, section) for section in come)


def _headings(paths: Iterable[Path]) -> set[Path]:
    """The paths of all headings of a page."""
    return {path[:upto] for path in paths for upto in range(1, len(path) + 1)}


def _moved_sections(
    left: list[SectionFacts], come: list[SectionFacts], old: Collection[Path], new: Collection[Path]
) -> Iterator[tuple[str, SectionFacts, SectionFacts]]:
    """Remove from both lists the sections with the same digest; one result for all below a renamed heading."""
    told: set[tuple[Path, Path]] = set()
    for was in list(left):
        is_ = next((section for section in come if section.digest == was.digest), None)
        if is_ is None:
            continue
        left.remove(was)
        come.remove(is_)
        differs = [place for place, pair in enumerate(zip(was.path, is_.path, strict=False)) if pair[0] != pair[1]]
        upto = differs[0] + 1 if len(was.path) == len(is_.path) and len(differs) == 1 else None
        renamed = upto is not None and was.path[:upto] not in new and is_.path[:upto] not in old
        key = (was.path[:upto], is_.path[:upto]) if renamed else (was.path, is_.path)
        if key not in told:
            told.add(key)
            kind = "renamed" if renamed else "moved"
            yield kind, SectionFacts(path=key[0], digest=was.digest), SectionFacts(path=key[1], digest=is_.digest)


def _section(one: PageVersions, kind: str, was: SectionFacts | None, is_: SectionFacts | None) -> Change:
    old, new = (_named(section) if section else None for section in (was, is_))
    text = {
        "changed": f"`{one.name}` § {new} has changed.",
        "added": f"`{one.name}` § {new} was added.",
        "removed": f"`{one.name}` § {old} was removed.",
        "renamed": f"`{one.name}` § {old} was renamed to {new}.",
        "moved": f"`{one.name}` § {old} was moved to {new}.",
    }[kind]
    digests = [section.digest if section else None for section in (was, is_)]
    return _change(f"page-section-{kind}", one, text, old, new, digests)


def _named(section: SectionFacts) -> str:
    return " / ".join(section.path) or "its beginning"


def _change(id: str, one: PageVersions, text: str, before: Any = None, after: Any = None, about: Any = None) -> Change:
    """A change of a page's text, or of whether the page can be read and compared."""
    return Change(
        id=id,
        level=PAGE_LEVELS[id],
        path=one.url,
        pointer=pointer_to("pages", one.name),
        before=before,
        after=after,
        text=text,
        wire=VERDICTS[PAGE_LEVELS[id]] if PAGE_LEVELS[id] != "INFO" else "docs-only",
        fingerprint=fingerprint(id, one.name, before, after, about),
    )
