# Code generated from specs/komos. DO NOT EDIT.
"""FieldError."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class FieldError(Model):
    """One faulty field, in the form that FastAPI services use."""

    loc: list[str | int] | Unset = UNSET
    """Where it is, from the outside in."""
    msg: str | Unset = UNSET
    """What is wrong with it."""
    type: str | Unset = UNSET
    """Which rule it breaks."""
