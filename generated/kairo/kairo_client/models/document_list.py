# Code generated from specs/kairo. DO NOT EDIT.
"""DocumentList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .document import Document


@define(kw_only=True)
class DocumentList(Model):
    """One page of documents."""

    data: list[Document]
    """The documents of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
