"""Pages as they are now against what was accepted of them, and what they state against the document.

Two questions, kept apart. What a page states is held against the document: a fact that the document *contradicts* is
told until one of the two gives way; one that it *lacks* is told until the page is accepted, except for operations,
which nobody may forget. What a page says is held against the lock: words that changed are told as only words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from attrs import frozen

from ...documents.pointers import pointer_to
from ..catalogue import PAGES, Level
from ..change import Change, Comparison, Verdict, fingerprint
from .facts import Fact, Kind
from .known import Known
from .page import Page, Part
from .sections import Path

ALWAYS: Final[frozenset[Kind]] = frozenset({"endpoint"})
"""What the document lacks is told again after the pages were accepted."""
ONE: Final[frozenset[Kind]] = frozenset({"methods", "count", "limit", "figure", "values", "auth", "server"})
"""Where a new statement about the same thing takes the place of the old one."""
IN_WORDS: Final[dict[Kind, str]] = {
    "endpoint": "the operation", "methods": "the methods", "count": "the number of", "limit": "the limit of",
    "figure": "the number", "values": "the values", "status": "the status", "header": "the header", "code": "the word",
    "variable": "the variable", "auth": "authentication by", "server": "the address", "field": "the field",
}  # fmt: skip
_VERDICT: Final[dict[Level, Verdict]] = {"ERR": "breaking", "WARN": "potentially-breaking", "INFO": "non-breaking"}


@frozen(kw_only=True)
class Watched:
    """One page, before and now."""

    name: str
    url: str
    before: Page | None
    """As it was accepted; None when it never was."""
    now: Page | None
    trouble: str = ""
    """Why it could not be read."""


def compare(pages: Sequence[Watched], known: Known) -> Comparison:
    """What is to be told of *pages*, gravest first."""
    read = [(one, one.now) for one in pages if one.now is not None]
    changes = [
        *(_unread(one) for one in pages if one.now is None),
        *_facts(pages, [now for _, now in read], known),
        *(change for one, now in read for change in _words(one, now)),
    ]
    order = {"ERR": 0, "WARN": 1, "INFO": 2}
    unique = {change.fingerprint: change for change in changes}
    return Comparison(
        changes=tuple(
            sorted(unique.values(), key=lambda one: (order[one.level], one.path, one.operation, one.id, one.text))
        )
    )


def lacking(pages: Iterable[Page], known: Known) -> list[Fact]:
    """What *pages* state and the document lacks or contradicts: what one accepts when one accepts them."""
    stated = dict.fromkeys(fact for page in pages for fact, _ in page.stated())
    return [fact for fact in stated if known.held(fact).holds in ("lacks", "contradicts")]


def _unread(one: Watched) -> Change:
    return _change("page-unread", one, f"`{one.name}` could not be read: {one.trouble}")


# Facts


@frozen
class _Place:
    """Where a fact stands, or stood."""

    page: Page
    path: Path

    def __str__(self) -> str:
        return f"`{self.page.name}`" + (f" § {' / '.join(self.path)}" if self.path else "")


def _facts(pages: Sequence[Watched], read: Sequence[Page], known: Known) -> Iterator[Change]:
    now = _stated(read)
    before = _stated([one.before for one in pages if one.before is not None])
    compared = [one.name for one in pages if one.before and one.now and one.before.form == one.now.form]
    whole = all(one.now is not None for one in pages)
    left = [fact for fact in before if fact not in now]
    replaced: set[Fact] = set()
    for fact, place in now.items():
        held, old = known.held(fact), _replaced(fact, left)
        replaced.update(old)
        if held.holds == "contradicts":
            yield _about(fact, "contradicted", place, held.expected)
        elif held.holds == "lacks":
            instead = [one.value for one in old if known.held(one).holds == "says"]
            instead = instead or _unstated_limits(fact, read, now, known)
            if instead:
                yield _about(fact, "contradicted", place, " or ".join(instead))
            elif fact not in before or fact.kind in ALWAYS:
                yield _about(fact, "missing", place)
    for fact in left if whole else ():
        told = fact in replaced or before[fact].page.name not in compared
        if not told and not _is_stated(fact, now) and known.held(fact).holds == "says":
            yield _about(fact, "gone", before[fact])


def _stated(pages: Iterable[Page]) -> dict[Fact, _Place]:
    """Each fact with the first place that states it."""
    found: dict[Fact, _Place] = {}
    for page in pages:
        for fact, path in page.stated():
            found.setdefault(fact, _Place(page, path))
    return found


def _is_stated(fact: Fact, now: Collection[Fact]) -> bool:
    """Whether some page still says it, of whatever: a heading that was renamed takes nothing back."""
    return fact in now or any(
        (fact.kind, fact.value) == (other.kind, other.value) for other in now if fact.kind not in ("count", "methods")
    )


def _replaced(fact: Fact, left: Sequence[Fact]) -> list[Fact]:
    """What was stated about the same thing, and is not any more."""
    return [one for one in left if fact.kind in ONE and (one.kind, one.about) == (fact.kind, fact.about)]


def _unstated_limits(fact: Fact, read: Sequence[Page], now: Collection[Fact], known: Known) -> list[str]:
    """The limits that the facts have from these pages, and that no page states: *fact* is what they have become."""
    stated = {one.value for one in now if one.kind == "limit"}
    addresses = {page.url for page in read}
    ours = {f"{limit.requests} per {limit.per:g} s" for limit in known.limits if limit.source in addresses}
    return sorted(ours) if fact.kind == "limit" and not ours & stated else []


def _about(fact: Fact, what: str, place: _Place, expected: str = "") -> Change:
    id = f"page-{fact.kind}-{what}"
    subject = f" for {fact.about}" if fact.about else ""
    said = f"{IN_WORDS[fact.kind]} `{fact.value}`{subject}"
    text = {
        "contradicted": f"{place} states {said}; the document says `{expected}`.",
        "missing": f"{place} states {said}, which the document lacks.",
        "gone": f"{place} no longer states {said}; the document does.",
    }[what]
    operation, path = "", place.page.url
    if fact.kind == "endpoint":
        operation, _, path = fact.value.partition(" ")
    return Change(
        id=id,
        level=PAGES[id],
        operation=operation,
        path=path,
        pointer=pointer_to("pages", place.page.name),
        before=fact.value if what == "gone" else expected or None,
        after=None if what == "gone" else fact.value,
        text=text,
        wire=_VERDICT[PAGES[id]],
        fingerprint=fingerprint(id, fact.value, fact.about, expected),
    )


# Words


def _words(one: Watched, now: Page) -> Iterator[Change]:
    before = one.before
    if before is None:
        text = f"`{one.name}` was never accepted: there is nothing to compare its words with."
        yield _change("page-not-locked", one, text)
        return
    if before.form != now.form:
        text = f"`{one.name}` was accepted as {before.form} and reads as {now.form}: its words cannot be compared."
        yield _change("page-form-changed", one, text, before.form, now.form)
        return
    old, new = {part.path: part for part in before.parts}, {part.path: part for part in now.parts}
    left = [part for path, part in old.items() if path not in new]
    come = [part for path, part in new.items() if path not in old]
    for path in old.keys() & new.keys():
        if old[path].digest != new[path].digest:
            yield _section(one, "changed", old[path], new[path])
    for kind, was, is_ in _moves(left, come, _heads(old), _heads(new)):
        yield _section(one, kind, was, is_)
    yield from (_section(one, "removed", part, None) for part in left)
    yield from (_section(one, "added", None, part) for part in come)


def _heads(paths: Iterable[Path]) -> set[Path]:
    """Every heading of a page, by the way to it."""
    return {path[:upto] for path in paths for upto in range(1, len(path) + 1)}


def _moves(
    left: list[Part], come: list[Part], old: Collection[Path], new: Collection[Path]
) -> Iterator[tuple[str, Part, Part]]:
    """The sections that say the same elsewhere, taken out of both lists; one for all below a heading that changed."""
    told: set[tuple[Path, Path]] = set()
    for was in list(left):
        is_ = next((part for part in come if part.digest == was.digest), None)
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
            yield kind, Part(path=key[0], digest=was.digest), Part(path=key[1], digest=is_.digest)


def _section(one: Watched, kind: str, was: Part | None, is_: Part | None) -> Change:
    old, new = (_named(part) if part else None for part in (was, is_))
    text = {
        "changed": f"`{one.name}` § {new} says something else.",
        "added": f"`{one.name}` § {new} is new.",
        "removed": f"`{one.name}` § {old} is gone.",
        "renamed": f"`{one.name}` § {old} is called {new} now.",
        "moved": f"`{one.name}` § {old} stands at {new} now.",
    }[kind]
    digests = [part.digest if part else None for part in (was, is_)]
    return _change(f"page-section-{kind}", one, text, old, new, digests)


def _named(part: Part) -> str:
    return " / ".join(part.path) or "its beginning"


def _change(id: str, one: Watched, text: str, before: Any = None, after: Any = None, about: Any = None) -> Change:
    """A change in words alone, or in nothing but that they cannot be had."""
    return Change(
        id=id,
        level=PAGES[id],
        path=one.url,
        pointer=pointer_to("pages", one.name),
        before=before,
        after=after,
        text=text,
        wire=_VERDICT[PAGES[id]] if PAGES[id] != "INFO" else "docs-only",
        fingerprint=fingerprint(id, one.name, before, after, about),
    )
