# Code generated from specs/kairo. DO NOT EDIT.
"""Error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .error_detail import ErrorDetail


@define(kw_only=True)
class Error(Model):
    """What went wrong."""

    error: ErrorDetail
