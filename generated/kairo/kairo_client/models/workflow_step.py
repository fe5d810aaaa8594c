# Code generated from specs/kairo. DO NOT EDIT.
"""WorkflowStep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any

    from .branch import Branch


@define(kw_only=True)
class WorkflowStep(Model):
    """One step: an agent, and where to go from there."""

    id: str
    """What other steps call it."""
    agent_id: str
    """The agent that does it."""
    input: dict[str, Any] | Unset = UNSET
    """What the agent is given besides the previous step's output."""
    branches: list[Branch] | Unset = UNSET
    """Where to go next; the first that holds wins. None: the next step in the list."""
