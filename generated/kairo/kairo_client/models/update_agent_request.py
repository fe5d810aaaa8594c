# Code generated from specs/kairo. DO NOT EDIT.
"""UpdateAgentRequest."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class UpdateAgentRequest(Model):
    """The fields of an agent to change."""

    name: str | Unset = UNSET
    """What it is called."""
    model: str | Unset = UNSET
    """The model to use; `auto` picks the best one for each task."""
    context: list[str] | Unset = UNSET
    """All data sources it reads, in place of those it has."""
