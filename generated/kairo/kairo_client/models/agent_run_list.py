# Code generated from specs/kairo. DO NOT EDIT.
"""AgentRunList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .agent_run import AgentRun


@define(kw_only=True)
class AgentRunList(Model):
    """One page of runs."""

    data: list[AgentRun]
    """The runs of this page."""
    has_more: bool
    """True while there are further pages."""
    next_cursor: str | None
    """What to pass as `cursor` for the next page; null on the last one."""
