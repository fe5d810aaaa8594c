"""A page as its reader meets it: headings, text, code and rows of tables, in order, without what surrounds them."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Form = Literal["markdown", "html", "text"]
"""What a page's text was read from; the same page reads a little differently in each."""


@frozen(kw_only=True)
class Block:
    """One of them; code between backticks is code within text."""

    kind: Literal["heading", "text", "code", "row"]
    text: str
    level: int = 0
    """Of a heading, 1 to 6."""
    cells: tuple[str, ...] = ()
    """Of a row."""
    columns: tuple[str, ...] = ()
    """The heads of the table that a row stands in."""


@frozen(kw_only=True)
class Content:
    """What one answer says."""

    form: Form
    title: str = ""
    blocks: tuple[Block, ...]
    asks_password: bool = False

    @property
    def words(self) -> int:
        """How much it says."""
        return sum(len(block.text.split()) for block in self.blocks)
