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
    read = [(versions, versions.now) for versions in pages if versions.now is not None]
    changes = [
        *(_unread_change(versions) for versions in pages if versions.now is None),
        *_fact_changes(pages, [now for _, now in read], index),
        *(change for versions, now in read for change in _text_changes(versions, now)),
    ]
    unique = {change.fingerprint: change for change in changes}
    return Comparison(
        changes=tuple(
            sorted(
                unique.values(),
                key=lambda change: (
                    LEVEL_ORDER[change.level],
                    change.path,
                    change.operation,
                    change.id,
                    change.text,
                ),
            )
        )
    )


def missing_facts(pages: Iterable[Page], index: DocumentIndex) -> list[Fact]:
    """The facts of *pages* that are missing in the document or contradicted by it; accepting the pages accepts them."""
    statements = dict.fromkeys(fact for page in pages for fact, _ in page.statements())
    return [fact for fact in statements if index.check(fact).result in ("missing", "contradicted")]


def _unread_change(versions: PageVersions) -> Change:
    return _change("page-unread", versions, f"`{versions.name}` could not be read: {versions.error}")


@frozen
class _Position:
    """The page and section of a fact."""

    page: Page
    path: Path

    def __str__(self) -> str:
        return f"`{self.page.name}`" + (f" § {' / '.join(self.path)}" if self.path else "")


def _fact_changes(pages: Sequence[PageVersions], read: Sequence[Page], index: DocumentIndex) -> Iterator[Change]:
    now = _stated(read)
    before = _stated([versions.before for versions in pages if versions.before is not None])
    compared = [
        versions.name
        for versions in pages
        if versions.before and versions.now and versions.before.form == versions.now.form
    ]
    all_read = all(versions.now is not None for versions in pages)
    removed = [fact for fact in before if fact not in now]
    replaced: set[Fact] = set()
    for fact, position in now.items():
        check, old = index.check(fact), _replaced(fact, removed)
        replaced.update(old)
        if check.result == "contradicted":
            yield _fact_change(fact, "contradicted", position, check.expected)
        elif check.result == "missing":
            instead = [other.value for other in old if index.check(other).result == "confirmed"]
            instead = instead or _limits_no_page_states(fact, read, now, index)
            if instead:
                yield _fact_change(fact, "contradicted", position, " or ".join(instead))
            elif fact not in before or fact.kind in REPEATED_KINDS:
                yield _fact_change(fact, "missing", position)
    for fact in removed if all_read else ():
        reported = fact in replaced or before[fact].page.name not in compared
        if not reported and not _is_still_stated(fact, now) and index.check(fact).result == "confirmed":
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


def _replaced(fact: Fact, removed: Sequence[Fact]) -> list[Fact]:
    """The facts in *left*, which are no longer stated, that *fact* replaces."""
    return [
        other
        for other in removed
        if fact.kind in SINGLE_VALUED_KINDS and (other.kind, other.about) == (fact.kind, fact.about)
    ]


def _limits_no_page_states(fact: Fact, read: Sequence[Page], now: Collection[Fact], index: DocumentIndex) -> list[str]:
    """The limits of `api.yaml` that came from these pages, if no page states any of them and *fact* is a limit."""
    statements = {other.value for other in now if other.kind == "limit"}
    addresses = {page.url for page in read}
    documented = {f"{limit.requests} per {limit.per:g} s" for limit in index.limits if limit.source in addresses}
    return sorted(documented) if fact.kind == "limit" and not documented & statements else []


def _fact_change(fact: Fact, event: str, position: _Position, expected: str = "") -> Change:
    id = f"page-{fact.kind}-{event}"
    subject = f" for {fact.about}" if fact.about else ""
    statement = f"{KIND_NAMES[fact.kind]} `{fact.value}`{subject}"
    text = {
        "contradicted": f"{position} states {statement}; the document says `{expected}`.",
        "missing": f"{position} states {statement}, which is missing in the document.",
        "gone": f"{position} no longer states {statement}; the document still does.",
    }[event]
    operation, path = "", position.page.url
    if fact.kind == "endpoint":
        operation, _, path = fact.value.partition(" ")
    return Change(
        id=id,
        level=PAGE_LEVELS[id],
        operation=operation,
        path=path,
        pointer=pointer_to("pages", position.page.name),
        before=fact.value if event == "gone" else expected or None,
        after=None if event == "gone" else fact.value,
        text=text,
        wire=VERDICTS[PAGE_LEVELS[id]],
        fingerprint=fingerprint(id, fact.value, fact.about, expected),
    )


def _text_changes(versions: PageVersions, now: Page) -> Iterator[Change]:
    before = versions.before
    if before is None:
        text = f"`{versions.name}` has not been accepted yet: there is no earlier text to compare with."
        yield _change("page-not-locked", versions, text)
        return
    if before.form != now.form:
        text = f"`{versions.name}` was accepted as {before.form} and is now {now.form}: its text cannot be compared."
        yield _change("page-form-changed", versions, text, before.form, now.form)
        return
    old, new = (
        {section.path: section for section in before.sections},
        {section.path: section for section in now.sections},
    )
    removed = [section for path, section in old.items() if path not in new]
    added = [section for path, section in new.items() if path not in old]
    for path in old.keys() & new.keys():
        if old[path].digest != new[path].digest:
            yield _section_change(versions, "changed", old[path], new[path])
    for kind, old_section, new_section in _moved_sections(removed, added, _headings(old), _headings(new)):
        yield _section_change(versions, kind, old_section, new_section)
    yield from (_section_change(versions, "removed", section, None) for section in removed)
    yield from (_section_change(versions, "added", None, section) for section in added)


def _headings(paths: Iterable[Path]) -> set[Path]:
    """The paths of all headings of a page."""
    return {path[:depth] for path in paths for depth in range(1, len(path) + 1)}


def _moved_sections(
    removed: list[SectionFacts], added: list[SectionFacts], old: Collection[Path], new: Collection[Path]
) -> Iterator[tuple[str, SectionFacts, SectionFacts]]:
    """Remove from both lists the sections with the same digest; one result for all below a renamed heading."""
    yielded: set[tuple[Path, Path]] = set()
    for old_section in list(removed):
        new_section = next((section for section in added if section.digest == old_section.digest), None)
        if new_section is None:
            continue
        removed.remove(old_section)
        added.remove(new_section)
        differs = [
            position
            for position, pair in enumerate(zip(old_section.path, new_section.path, strict=False))
            if pair[0] != pair[1]
        ]
        depth = differs[0] + 1 if len(old_section.path) == len(new_section.path) and len(differs) == 1 else None
        renamed = depth is not None and old_section.path[:depth] not in new and new_section.path[:depth] not in old
        key = (old_section.path[:depth], new_section.path[:depth]) if renamed else (old_section.path, new_section.path)
        if key not in yielded:
            yielded.add(key)
            kind = "renamed" if renamed else "moved"
            yield (
                kind,
                SectionFacts(path=key[0], digest=old_section.digest),
                SectionFacts(path=key[1], digest=new_section.digest),
            )


def _section_change(
    versions: PageVersions, kind: str, old_section: SectionFacts | None, new_section: SectionFacts | None
) -> Change:
    old, new = (_path_text(section) if section else None for section in (old_section, new_section))
    text = {
        "changed": f"`{versions.name}` § {new} has changed.",
        "added": f"`{versions.name}` § {new} was added.",
        "removed": f"`{versions.name}` § {old} was removed.",
        "renamed": f"`{versions.name}` § {old} was renamed to {new}.",
        "moved": f"`{versions.name}` § {old} was moved to {new}.",
    }[kind]
    digests = [section.digest if section else None for section in (old_section, new_section)]
    return _change(f"page-section-{kind}", versions, text, old, new, digests)


def _path_text(section: SectionFacts) -> str:
    return " / ".join(section.path) or "its beginning"


def _change(
    id: str, versions: PageVersions, text: str, before: Any = None, after: Any = None, about: Any = None
) -> Change:
    """A change of a page's text, or of whether the page can be read and compared."""
    return Change(
        id=id,
        level=PAGE_LEVELS[id],
        path=versions.url,
        pointer=pointer_to("pages", versions.name),
        before=before,
        after=after,
        text=text,
        wire=VERDICTS[PAGE_LEVELS[id]] if PAGE_LEVELS[id] != "INFO" else "docs-only",
        fingerprint=fingerprint(id, versions.name, before, after, about),
    )
