"""The content of a page as blocks in order: headings, text, code and rows of tables."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

PageFormat = Literal["markdown", "html", "text"]
"""The format that a page was parsed from; the blocks of the same page differ slightly between formats."""


@frozen(kw_only=True)
class Block:
    """One block; code within its text is between backticks."""

    kind: Literal["heading", "text", "code", "row"]
    text: str
    level: int = 0
    """The level of a heading, 1 to 6."""
    cells: tuple[str, ...] = ()
    """The cells of a row."""
    columns: tuple[str, ...] = ()
    """The column heads of a row's table."""


@frozen(kw_only=True)
class Content:
    """The parsed content of one response."""

    form: PageFormat
    title: str = ""
    blocks: tuple[Block, ...]
    asks_password: bool = False

    @property
    def words(self) -> int:
        """The number of words."""
        return sum(len(block.text.split()) for block in self.blocks)
