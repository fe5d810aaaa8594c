# Code generated from specs/komos. DO NOT EDIT.
"""Error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any

    from .field_error import FieldError


@define(kw_only=True)
class Error(Model):
    """What went wrong."""

    detail: str | dict[str, Any] | list[FieldError] | Unset = UNSET
    """A code such as `run_not_found`. That it may also be an object (402) or a list of faulty fields is inferred."""
