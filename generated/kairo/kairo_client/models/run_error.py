# Code generated from specs/kairo. DO NOT EDIT.
"""RunError."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class RunError(Model):
    """Why a run failed."""

    code: str | Unset = UNSET
    """For programs."""
    message: str
    """For people."""
