"""The documentation pages that a document was written from: specs/<api>/sources.yaml, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from ..documents.document import read as read_json
from ..documents.json_values import is_object
from ..errors import FactsError
from .facts import structured

FILE = "sources.yaml"
LOCK = "sources.lock"
NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@frozen(kw_only=True)
class PageSource:
    """One documentation page."""

    url: str
    ignore: tuple[str, ...] = ()
    """Headings of sections that are not compared."""
    volatile: tuple[str, ...] = ()
    """Regular expressions for text that changes without meaning, such as dates."""

    @property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in self.volatile)


@frozen(kw_only=True)
class PageSources:
    """The pages of one API by the short name that reports use."""

    pages: Mapping[str, PageSource] = field(factory=dict[str, PageSource])


def has_sources(directory: Path) -> bool:
    """Whether the API in *directory* has a sources.yaml."""
    return (directory / FILE).is_file()


def read(directory: Path) -> PageSources:
    """The pages in *directory*/sources.yaml; raises `FactsError` with the key, the fault and the mend."""
    file = directory / FILE
    value = read_json(file)
    if not is_object(value):
        raise FactsError(str(file), "expected keys and values", "see specs/README.md")
    sources = structured(value, PageSources, str(file))
    if not sources.pages:
        raise FactsError(str(file), "names no page", "add one below `pages:`, or remove the file")
    for name, source in sources.pages.items():
        _check(name, source, f"{file}: pages.{name}")
    return sources


def _check(name: str, source: PageSource, where: str) -> None:
    """Raise `FactsError` for values that the types allow and that are invalid."""
    if not NAME.fullmatch(name):
        raise FactsError(where, "is not a name", "use lower-case letters, digits and hyphens")
    if not re.match(r"https?://[^/\s@]+", source.url):
        raise FactsError(f"{where}.url", f"{source.url!r} is not an address", "give one that starts with https://")
    for pattern in source.volatile:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise FactsError(
                f"{where}.volatile", f"{pattern!r} is no regular expression ({error})", "mend it"
            ) from None
        if compiled.match(""):
            raise FactsError(f"{where}.volatile", f"{pattern!r} matches everything", "say what changes by itself")
