# Code generated from specs/komo. DO NOT EDIT.
"""SafetyLimit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class SafetyLimit(Model):
    """How much of one safety cap is used up."""

    used: int | Unset = UNSET
    """So many so far."""
    cap: int | Unset = UNSET
    """So many are safe."""
    resets_at: datetime | None | Unset = UNSET
    """When counting begins anew."""
