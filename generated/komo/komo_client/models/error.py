# Code generated from specs/komo. DO NOT EDIT.
"""Error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any

    from .validation_error import ValidationError


@define(kw_only=True)
class Error(Model):
    """What went wrong. The form of error bodies is not documented, so nothing here is certain to be there."""

    detail: str | dict[str, Any] | list[ValidationError] | Unset = UNSET
    """For people, or the faulty fields."""
    code: str | None | Unset = UNSET
    """For programs, e.g. `LINKEDIN_NOT_CONNECTED`."""
    message: str | None | Unset = UNSET
    """For people."""
    reason: str | None | Unset = UNSET
    """Why, with a 402."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
