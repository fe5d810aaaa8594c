"""`sources.lock`: the accepted pages as digests and facts, converted from and to text.

FORMAT_VERSION is increased when pages are parsed differently; pages are not compared with an older lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from attrs import frozen

from ...documents.document import dump, loads
from ...errors import FactsError, GeneratorError
from .blocks import PageFormat
from .facts import fact
from .page import Page, SectionFacts

FORMAT_VERSION: Final = 1


@frozen(kw_only=True)
class LockedPage:
    """One accepted page, and the response that it was read from."""

    page: Page
    read: str
    """The address that was read: of the page or of its Markdown, or ``file:`` and the name of a saved copy."""
    day: str
    """The day on which it was accepted."""
    etag: str | None = None
    last_modified: str | None = None

    @property
    def url(self) -> str:
        """The URL of the next conditional request, together with `etag` and `last_modified`."""
        return self.read


def dump_lock(pages: Iterable[LockedPage]) -> str:
    """The text of a lock with *pages*."""
    return dump({"reader": FORMAT_VERSION, "pages": {one.page.name: _written(one) for one in pages}})


def load_lock(text: bytes, *, where: str) -> dict[str, LockedPage]:
    """The pages of a lock by name; none if it has another format version. Raises FactsError for other text."""
    try:
        value = loads(text, where=where, kind="json")
        if value["reader"] != FORMAT_VERSION:
            return {}
        return {name: _read(name, entry) for name, entry in value["pages"].items()}
    except (GeneratorError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise FactsError(where, f"is no lock of pages ({error})", "remove it and fetch again") from None


def _written(one: LockedPage) -> dict[str, Any]:
    kept: dict[str, Any] = {"url": one.page.url, "read": one.read, "form": one.page.form, "accepted": one.day}
    kept |= {key: value for key in ("etag", "last_modified") if (value := getattr(one, key))}
    kept["words"] = one.page.words
    kept["sections"] = [
        {"path": list(section.path), "digest": section.digest, "facts": [str(fact) for fact in section.facts]}
        for section in one.page.sections
    ]
    return kept


def _read(name: str, entry: Mapping[str, Any]) -> LockedPage:
    sections = tuple(
        SectionFacts(
            path=tuple(map(str, one["path"])),
            digest=str(one["digest"]),
            facts=tuple(fact(text) for text in one["facts"]),
        )
        for one in entry["sections"]
    )
    form = cast(PageFormat, entry["form"])
    return LockedPage(
        page=Page(name=name, url=str(entry["url"]), form=form, words=int(entry["words"]), sections=sections),
        read=str(entry["read"]),
        day=str(entry["accepted"]),
        etag=entry.get("etag"),
        last_modified=entry.get("last_modified"),
    )
