# Code generated from specs/kairo. DO NOT EDIT.
"""AgentList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .agent import Agent


@define(kw_only=True)
class AgentList(Model):
    """One page of agents."""

    data: list[Agent]
    """The agents of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
