# Code generated from specs/kairo. DO NOT EDIT.
"""Branch."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class Branch(Model):
    """Where to go under a condition."""

    when: str
    """An expression over the step's output."""
    then: str
    """The id of the step to go to."""
