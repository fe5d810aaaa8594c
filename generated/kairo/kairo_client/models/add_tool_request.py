# Code generated from specs/kairo. DO NOT EDIT.
"""AddToolRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class AddToolRequest(Model):
    """A tool for an agent to use."""

    name: str
    """What the agent calls it."""
    description: str | Unset = UNSET
    """What it does: the agent decides by this when to use it."""
    url: str | Unset = UNSET
    """Where it is called."""
    parameters: dict[str, Any] | Unset = UNSET
    """What it takes, as a JSON Schema."""
