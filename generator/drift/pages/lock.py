"""`sources.lock`: which pages were accepted, by digests and facts; text in, text out.

READER is raised whenever pages read otherwise than before; an older lock then compares with nothing, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from attrs import frozen

from ...documents.document import dump, loads
from ...errors import FactsError, GeneratorError
from .blocks import Form
from .facts import fact
from .page import Page, Part

READER: Final = 1


@frozen(kw_only=True)
class Locked:
    """One page as it was accepted, and how it was had."""

    page: Page
    read: str
    """The address that was read, the page's own or that of its Markdown; or ``file:`` and the name of a saved copy."""
    day: str
    """When it was accepted."""
    etag: str | None = None
    last_modified: str | None = None

    @property
    def url(self) -> str:
        """What the next question is asked with, together with the two above."""
        return self.read


def dump_lock(pages: Iterable[Locked]) -> str:
    """The text that `load_lock` reads."""
    return dump({"reader": READER, "pages": {one.page.name: _written(one) for one in pages}})


def load_lock(text: bytes, *, where: str) -> dict[str, Locked]:
    """The pages in a lock by name; none from a lock of another reader. Raises FactsError for what is no lock."""
    try:
        value = loads(text, where=where, kind="json")
        if value["reader"] != READER:
            return {}
        return {name: _read(name, entry) for name, entry in value["pages"].items()}
    except (GeneratorError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise FactsError(where, f"is no lock of pages ({error})", "remove it and fetch again") from None


def _written(one: Locked) -> dict[str, Any]:
    kept: dict[str, Any] = {"url": one.page.url, "read": one.read, "form": one.page.form, "accepted": one.day}
    kept |= {key: value for key in ("etag", "last_modified") if (value := getattr(one, key))}
    kept["words"] = one.page.words
    kept["sections"] = [
        {"path": list(part.path), "digest": part.digest, "facts": [str(fact) for fact in part.facts]}
        for part in one.page.parts
    ]
    return kept


def _read(name: str, entry: Mapping[str, Any]) -> Locked:
    parts = tuple(
        Part(
            path=tuple(map(str, one["path"])),
            digest=str(one["digest"]),
            facts=tuple(fact(text) for text in one["facts"]),
        )
        for one in entry["sections"]
    )
    form = cast(Form, entry["form"])
    return Locked(
        page=Page(name=name, url=str(entry["url"]), form=form, words=int(entry["words"]), parts=parts),
        read=str(entry["read"]),
        day=str(entry["accepted"]),
        etag=entry.get("etag"),
        last_modified=entry.get("last_modified"),
    )
