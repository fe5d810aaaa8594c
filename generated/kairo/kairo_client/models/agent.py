# Code generated from specs/kairo. DO NOT EDIT.
"""Agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime

    from .tool import Tool


@define(kw_only=True)
class Agent(Model):
    """An agent that is ready to be run."""

    id: str
    """What it is addressed by."""
    name: str
    """What it is called."""
    status: str
    """`active` is the only value the vendor shows."""
    created_at: datetime
    """When it was created."""
    model: str | Unset = UNSET
    """The model it uses."""
    context: list[str] | Unset = UNSET
    """The data sources it reads."""
    tools: list[Tool] | Unset = UNSET
    """The tools it may use."""
