# Code generated from specs/kairo. DO NOT EDIT.
"""CreateWorkflowRunRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class CreateWorkflowRunRequest(Model):
    """What a run of a workflow is given."""

    input: dict[str, Any] | Unset = UNSET
    """What the first step is given."""
