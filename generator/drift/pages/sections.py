"""The sections of a page: its blocks by heading, with a digest of each section."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from attrs import evolve, frozen

from .blocks import Block
from .volatile_text import remove_volatile

Path = tuple[str, ...]
"""The headings of a section, outermost first; empty before the first heading."""


@frozen(kw_only=True)
class Section:
    """The blocks between two headings, without volatile text."""

    path: Path
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """A digest of the words, independent of markup and line breaks."""
        text = "\n".join(re.sub(r"[`*\\]", "", block.text) for block in self.blocks)
        return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def sections(
    blocks: Sequence[Block], *, volatile: Sequence[re.Pattern[str]] = (), ignored: Sequence[str] = ()
) -> tuple[Section, ...]:
    """The sections of a page that are not empty.

    *volatile* are patterns of further volatile text; sections below the *ignored* headings are left out.
    """
    steadied = [evolve(block, text=text) for block in blocks if (text := remove_volatile(block.text, volatile))]
    titles = [block for block in steadied if block.kind == "heading" and block.level == 1]
    found: dict[Path, list[Block]] = {}
    above: list[tuple[int, str]] = []
    seen: Counter[Path] = Counter()
    path: Path = ()
    for block in steadied:
        if block.kind == "heading":
            above = [(level, text) for level, text in above if level < block.level]
            if titles != [block]:  # a single level-1 heading is the title of the page
                above.append((block.level, block.text.replace("`", "")))
            path = _numbered(tuple(text for _, text in above), seen)
        else:
            found.setdefault(path, []).append(block)
    shut = {name.casefold() for name in ignored}
    return tuple(
        Section(path=path, blocks=tuple(inside))
        for path, inside in found.items()
        if not shut.intersection(heading.casefold() for heading in path)
    )


def _numbered(path: Path, seen: Counter[Path]) -> Path:
    """*path* with a number appended if the page has the same headings several times."""
    seen[path] += 1
    return path if seen[path] == 1 or not path else (*path[:-1], f"{path[-1]} ({seen[path]})")
