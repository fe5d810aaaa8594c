# Code generated from specs/komo. DO NOT EDIT.
"""ValidationError."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class ValidationError(Model):
    """One faulty field."""

    loc: list[str | int]
    """Where it is, from the outside in."""
    msg: str
    """What is wrong with it."""
    type: str
    """Which rule it breaks."""
