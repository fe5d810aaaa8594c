# Code generated from specs/kairo. DO NOT EDIT.
"""CreateAgentRequest."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class CreateAgentRequest(Model):
    """What a new agent is to be."""

    name: str
    """What it is called. That it is required is inferred."""
    model: str | Unset = UNSET
    """`auto` picks the best model for each task. That it is the default is inferred, and other models are not
    listed.
    """
    context: list[str] | Unset = UNSET
    """Data sources to attach on creation."""
