"""A page as it is compared and kept: digests and facts by section, and none of its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from ...errors import Refused
from .blocks import Content, Form
from .facts import Fact, facts
from .sections import Path, sections

FEWEST: Final = 25
"""Words below which an answer is no page about an API: a shell that scripts would fill, or a door."""
COLLAPSED: Final = 0.35
"""A page that keeps no more than this share of its words is broken, or another page."""
_DOOR: Final = re.compile(
    r"\b(?:log ?in|sign ?in|sign ?on|authenticate|just a moment|attention required|access denied|are you (?:a )?human"
    r"|checking your browser|enable javascript|verify you are human|captcha)\b",
    re.IGNORECASE,
)
_NOWHERE: Final = re.compile(
    r"\b(?:404|page not found|not found|page (?:does not|doesn't) exist|be right back|maintenance)\b", re.IGNORECASE
)
_DOOR_PATH: Final = re.compile(r"/(?:log-?in|sign-?in|sso|auth|oauth2?|session)s?(?:/|$|\?)", re.IGNORECASE)
_SHORT: Final = 120
"""Words up to which an answer that talks of a door, or of nothing there, is nothing else."""


@frozen(kw_only=True)
class Part:
    """One section of a page."""

    path: Path
    digest: str
    facts: tuple[Fact, ...] = ()


@frozen(kw_only=True)
class Page:
    """One page, under the *name* that `sources.yaml` gives it."""

    name: str
    url: str
    form: Form
    words: int
    parts: tuple[Part, ...]

    def stated(self) -> Iterator[tuple[Fact, Path]]:
        """Each fact and where it stands."""
        yield from ((fact, part.path) for part in self.parts for fact in part.facts)


def page(
    name: str, url: str, content: Content, *, volatile: Sequence[re.Pattern[str]] = (), ignored: Sequence[str] = ()
) -> Page:
    """The page that says *content*."""
    found = sections(content.blocks, volatile=volatile, ignored=ignored)
    return Page(
        name=name,
        url=url,
        form=content.form,
        words=sum(len(block.text.split()) for section in found for block in section.blocks),
        parts=tuple(Part(path=one.path, digest=one.digest, facts=facts(one)) for one in found),
    )


def refuse(content: Content, read: Page, before: Page | None, *, where: str) -> None:
    """Raises `Refused` where *content*, as *read*, cannot be the page that it is asked for."""
    heads = " ".join([content.title, *(block.text for block in content.blocks[:3])])
    short = content.words <= _SHORT
    if content.asks_password or _DOOR_PATH.search(where.partition("://")[2]) or (short and _DOOR.search(heads)):
        raise Refused(where, "answered with a page that asks who is there", "see whether the page needs a login now")
    if short and _NOWHERE.search(heads):
        raise Refused(where, "says that nothing is there", "check its address in sources.yaml")
    if read.words < FEWEST:
        what = f"has next to no text ({read.words} words): scripts may fill it in a browser"
        raise Refused(where, what, "name an address in sources.yaml that serves its text, such as its Markdown")
    if before is not None and read.words <= before.words * COLLAPSED:
        mend = f"if that is meant, remove {read.name!r} from sources.lock and fetch again"
        raise Refused(where, f"text collapsed from {before.words} to {read.words} words", mend)
