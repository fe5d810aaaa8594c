# Code generated from specs/kairo. DO NOT EDIT.
"""ErrorDetail."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class ErrorDetail(Model):
    """The fault, for programs and for people."""

    type: str | Unset = UNSET
    """The kind of fault."""
    code: str | Unset = UNSET
    """Which fault it is."""
    message: str
    """For people."""
    param: str | None | Unset = UNSET
    """The field at fault."""
