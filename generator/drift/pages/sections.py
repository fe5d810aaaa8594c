"""A page's blocks by the headings they stand below, and a name for what each section says."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from attrs import evolve, frozen

from .blocks import Block
from .volatile import steady

Path = tuple[str, ...]
"""The headings above a text, outermost first; empty before the first one."""


@frozen(kw_only=True)
class Section:
    """What stands between two headings, less what changes by itself."""

    path: Path
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """The same for the same words, however they are set."""
        said = "\n".join(re.sub(r"[`*\\]", "", block.text) for block in self.blocks)
        return hashlib.sha256(" ".join(said.split()).encode()).hexdigest()[:16]


def sections(
    blocks: Sequence[Block], *, volatile: Sequence[re.Pattern[str]] = (), ignored: Sequence[str] = ()
) -> tuple[Section, ...]:
    """The sections of a page that say anything.

    *volatile* are patterns of what else changes by itself; what stands below the *ignored* headings is left out.
    """
    steadied = [evolve(block, text=text) for block in blocks if (text := steady(block.text, volatile))]
    titles = [block for block in steadied if block.kind == "heading" and block.level == 1]
    found: dict[Path, list[Block]] = {}
    above: list[tuple[int, str]] = []
    seen: Counter[Path] = Counter()
    path: Path = ()
    for block in steadied:
        if block.kind == "heading":
            above = [(level, text) for level, text in above if level < block.level]
            if titles != [block]:  # the page's own title names the page, not a part of it
                above.append((block.level, block.text.replace("`", "")))
            path = _once(tuple(text for _, text in above), seen)
        else:
            found.setdefault(path, []).append(block)
    shut = {name.casefold() for name in ignored}
    return tuple(
        Section(path=path, blocks=tuple(inside))
        for path, inside in found.items()
        if not shut.intersection(heading.casefold() for heading in path)
    )


def _once(path: Path, seen: Counter[Path]) -> Path:
    """*path* with a number where a page has the same headings twice."""
    seen[path] += 1
    return path if seen[path] == 1 or not path else (*path[:-1], f"{path[-1]} ({seen[path]})")
