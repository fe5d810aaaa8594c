# Code generated from specs/kairo. DO NOT EDIT.
"""Tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class Tool(Model):
    """A tool that an agent may use."""

    id: str
    """What it is addressed by."""
    name: str
    """What the agent calls it."""
    description: str | None | Unset = UNSET
    """What it does."""
    url: str | None | Unset = UNSET
    """Where it is called."""
    parameters: dict[str, Any] | Unset = UNSET
    """What it takes, as a JSON Schema."""
