# Code generated from specs/kairo. DO NOT EDIT.
"""CreateAgentRunRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class CreateAgentRunRequest(Model):
    """What the agent is to do."""

    input: str | dict[str, Any]
    """The task: a text, or values that the agent understands."""
