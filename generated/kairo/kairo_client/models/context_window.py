# Code generated from specs/kairo. DO NOT EDIT.
"""ContextWindow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .window_part import WindowPart


@define(kw_only=True)
class ContextWindow(Model):
    """How full an agent's context window is."""

    agent_id: str
    """The agent."""
    model: str | Unset = UNSET
    """The model that sets the size."""
    max_tokens: int
    """How much fits."""
    used_tokens: int
    """How much is used."""
    parts: list[WindowPart] | Unset = UNSET
    """What fills it."""
