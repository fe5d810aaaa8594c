"""A page as it is compared and locked: digests and facts by section, without its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from ...errors import Refused
from .blocks import Content, PageFormat
from .facts import Fact, facts
from .sections import Path, sections

MIN_WORDS: Final = 25
"""The fewest words of a page; an answer with fewer is a login page, or filled by scripts."""
MIN_SHARE: Final = 0.35
"""The share of its words that a page must keep; one with fewer is broken, or another page."""
_LOGIN: Final = re.compile(
    r"\b(?:log ?in|sign ?in|sign ?on|authenticate|just a moment|attention required|access denied|are you (?:a )?human"
    r"|checking your browser|enable javascript|verify you are human|captcha)\b",
    re.IGNORECASE,
)
_NOT_FOUND: Final = re.compile(
    r"\b(?:404|page not found|not found|page (?:does not|doesn't) exist|be right back|maintenance)\b", re.IGNORECASE
)
_LOGIN_PATH: Final = re.compile(r"/(?:log-?in|sign-?in|sso|auth|oauth2?|session)s?(?:/|$|\?)", re.IGNORECASE)
_SHORT: Final = 120
"""The most words of an answer that is refused because it mentions a login or a missing page."""


@frozen(kw_only=True)
class SectionFacts:
    """The digest and the facts of one section."""

    path: Path
    digest: str
    facts: tuple[Fact, ...] = ()


@frozen(kw_only=True)
class Page:
    """One page, with its *name* in `sources.yaml`."""

    name: str
    url: str
    form: PageFormat
    words: int
    sections: tuple[SectionFacts, ...]

    def statements(self) -> Iterator[tuple[Fact, Path]]:
        """Each fact with the path of its section."""
        yield from ((fact, section.path) for section in self.sections for fact in section.facts)


def page(
    name: str, url: str, content: Content, *, volatile: Sequence[re.Pattern[str]] = (), ignored: Sequence[str] = ()
) -> Page:
    """The page with *content*."""
    found = sections(content.blocks, volatile=volatile, ignored=ignored)
    return Page(
        name=name,
        url=url,
        form=content.form,
        words=sum(len(block.text.split()) for section in found for block in section.blocks),
        sections=tuple(SectionFacts(path=one.path, digest=one.digest, facts=facts(one)) for one in found),
    )


def refuse(content: Content, read: Page, before: Page | None, *, where: str) -> None:
    """Raise `Refused` if *content*, with its page *read*, cannot be the requested page."""
    heads = " ".join([content.title, *(block.text for block in content.blocks[:3])])
    short = content.words <= _SHORT
    if content.asks_password or _LOGIN_PATH.search(where.partition("://")[2]) or (short and _LOGIN.search(heads)):
        raise Refused(where, "answered with a login page", "check whether the page requires a login now")
    if short and _NOT_FOUND.search(heads):
        raise Refused(where, "says that there is no such page", "check its address in sources.yaml")
    if read.words < MIN_WORDS:
        what = f"has almost no text ({read.words} words): it may be filled by scripts"
        raise Refused(where, what, "give an address in sources.yaml that serves its text, such as its Markdown")
    if before is not None and read.words <= before.words * MIN_SHARE:
        mend = f"if that is meant, remove {read.name!r} from sources.lock and fetch again"
        raise Refused(where, f"text collapsed from {before.words} to {read.words} words", mend)
