# Code generated from specs/kairo. DO NOT EDIT.
"""ContextSourceList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .context_source import ContextSource


@define(kw_only=True)
class ContextSourceList(Model):
    """One page of data sources."""

    data: list[ContextSource]
    """The data sources of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
