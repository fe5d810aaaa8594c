# Code generated from specs/komo. DO NOT EDIT.
"""HTTPValidationError."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from .validation_error import ValidationError


@define(kw_only=True)
class HTTPValidationError(Model):
    """The faulty fields of a request."""

    detail: list[ValidationError] | Unset = UNSET
    """One for each fault."""
