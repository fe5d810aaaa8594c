# Code generated from specs/kairo. DO NOT EDIT.
"""TraceList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .trace import Trace


@define(kw_only=True)
class TraceList(Model):
    """One page of traces."""

    data: list[Trace]
    """The traces of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
